package stripetest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"time"
)

// Event is one webhook: its id, its kind and the body that is sent.
type Event struct {
	ID, Kind string
	Body     []byte
}

// emit makes an event of an object as it is now; the lock is held.
func (s *Server) emit(kind string, o object) {
	e := s.make("event", "evt", object{
		"api_version": APIVersion, "type": kind, "pending_webhooks": 1, "request": object{"id": nil, "idempotency_key": nil}, "data": object{"object": maps.Clone(o)},
	})
	raw, err := json.Marshal(e)
	if err != nil {
		panic(err) // maps of texts and numbers
	}
	s.events = append(s.events, Event{ID: text(e["id"]), Kind: kind, Body: raw})
}

func (s *Server) deliver(events []Event) {
	s.mu.Lock()
	f := s.Deliver
	s.mu.Unlock()
	if f == nil {
		return
	}
	for _, e := range events {
		f(e)
	}
}

// SetDeliver changes where webhooks go; nil loses them.
func (s *Server) SetDeliver(f func(Event)) { s.mu.Lock(); s.Deliver = f; s.mu.Unlock() }

// Events lists every event so far, oldest first, delivered or not.
func (s *Server) Events() []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.events)
}

// Sign gives the Stripe-Signature header of a body.
func Sign(body []byte, secret string, at time.Time) string {
	m := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(m, "%d.", at.Unix())
	m.Write(body)
	return fmt.Sprintf("t=%d,v1=%s", at.Unix(), hex.EncodeToString(m.Sum(nil)))
}

// Sender posts events to an address, signed, and again when it is refused, as often as patience has entries.
func (s *Server) Sender(ctx context.Context, to string, patience ...time.Duration) func(Event) {
	return func(e Event) {
		go func() {
			for i := 0; ; i++ {
				status, err := Post(ctx, to, e.Body, Sign(e.Body, s.Secret, s.Clock()))
				if err == nil && status == http.StatusOK || i == len(patience) {
					return
				}
				select {
				case <-ctx.Done():
					return
				case <-time.After(patience[i]):
				}
			}
		}()
	}
}

// Post sends a body with a signature and gives the status of the answer.
func Post(ctx context.Context, to string, body []byte, signature string) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Stripe-Signature", signature)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close() // nothing was written to it
	return res.StatusCode, err
}

// Transport reaches the account without a network.
func (s *Server) Transport() http.RoundTripper { return local{s} }

type local struct{ s *Server }

// RoundTrip implements http.RoundTripper.
func (l local) RoundTrip(r *http.Request) (*http.Response, error) {
	c := &capture{header: http.Header{}, status: http.StatusOK}
	r.URL.Path = l.s.Prefix + r.URL.Path
	if r.Body == nil {
		r.Body = http.NoBody
	}
	l.s.ServeHTTP(c, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: c.status, Status: http.StatusText(c.status), Header: c.header, Body: io.NopCloser(&c.body), Request: r, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		ContentLength: int64(c.body.Len()),
	}, nil
}

// capture is an answer in memory.
type capture struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (c *capture) Header() http.Header         { return c.header }
func (c *capture) WriteHeader(status int)      { c.status = status }
func (c *capture) Write(b []byte) (int, error) { return c.body.Write(b) }
