// Package stripetest is a Stripe for tests and for the demonstration: it keeps state. Its Checkout pages can be paid by card, Alipay and WeChat Pay,
// declined, abandoned, and expire; its webhooks are signed and can be delayed, doubled, shuffled, lost and forged; it refunds, disputes and pays out; it can
// hang after it has accepted a request, and cut connections. No money moves anywhere.
package stripetest

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// APIVersion is the version that objects and events have.
const APIVersion = "2023-10-16"

// object is a Stripe object as JSON has it.
type object = map[string]any

// Server is one account at Stripe. It is an http.Handler: API, Checkout pages and their style sheet.
type Server struct {
	Prefix string           // of every address, when it is mounted within another server: "/sandbox"
	Base   string           // scheme and host under which browsers reach it
	Live   bool             // what its objects say
	Clock  func() time.Time // time.Now
	Secret string           // signs webhooks
	Later  time.Duration    // how long the money of a wallet takes that its page promised for later; 0: until Arrive

	// Deliver sends an event to the portal; nil keeps it in the list only. It is called without the lock.
	Deliver func(Event)

	mu       sync.Mutex
	kinds    map[string][]string // ids by kind, in the order of their making
	objects  map[string]object
	answers  map[string]answer // by idempotency key
	events   []Event
	requests []Request
	hang     int
	reset    int
	down     bool
}

// Request is one request to the API, for tests that ask what was asked.
type Request struct {
	Method, Path, Key string
	Form              url.Values
}

type answer struct {
	form   string
	status int
	body   []byte
}

// New makes an account.
func New(secret string) *Server {
	return &Server{Clock: time.Now, Secret: secret, kinds: map[string][]string{}, objects: map[string]object{}, answers: map[string]answer{}}
}

// HangAfter lets the next n requests be accepted and never be answered.
func (s *Server) HangAfter(n int) { s.mu.Lock(); s.hang = n; s.mu.Unlock() }

// ResetAfter lets the next n requests be accepted and their connections be cut.
func (s *Server) ResetAfter(n int) { s.mu.Lock(); s.reset = n; s.mu.Unlock() }

// Down lets every request fail with a 503, or ends that.
func (s *Server) Down(down bool) { s.mu.Lock(); s.down = down; s.mu.Unlock() }

// Requests lists what was asked of the API.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, s.Prefix)
	if strings.HasPrefix(path, "/v1/") {
		s.api(w, r, path)
		return
	}
	s.pages(w, r, path)
}

func (s *Server) api(w http.ResponseWriter, r *http.Request, path string) {
	_ = r.ParseForm() // a body that is none has no fields, and is refused for that
	if auth := r.Header.Get("Authorization"); !strings.HasPrefix(auth, "Bearer sk_") && !strings.HasPrefix(auth, "Bearer rk_") {
		fail(w, http.StatusUnauthorized, "invalid_request_error", "", "No API key provided.")
		return
	}
	s.mu.Lock()
	key := r.Header.Get("Idempotency-Key")
	s.requests = append(s.requests, Request{r.Method, path, key, maps.Clone(r.Form)})
	if s.down {
		s.mu.Unlock()
		fail(w, http.StatusServiceUnavailable, "api_error", "", "The server is down.")
		return
	}
	a, known := s.answers[key]
	var emitted []Event
	switch {
	case key != "" && known && a.form != r.Form.Encode():
		a = refusal(http.StatusBadRequest, "idempotency_error", "", "Keys for idempotent requests can only be used with the same parameters they were first used with.")
	case key == "" || !known:
		before := len(s.events)
		a = s.answer(r.Method, path, r.Form)
		a.form = r.Form.Encode()
		if key != "" && a.status < 500 {
			s.answers[key] = a
		}
		emitted = slices.Clone(s.events[before:])
	}
	hang, reset := s.hang > 0, s.reset > 0
	s.hang, s.reset = max(0, s.hang-1), max(0, s.reset-1)
	s.mu.Unlock()
	s.deliver(emitted)
	if hang {
		<-r.Context().Done()
		return
	}
	if reset {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

// answer does what a request asks for; the lock is held.
func (s *Server) answer(method, path string, f url.Values) answer {
	parts := strings.Split(strings.TrimPrefix(path, "/v1/"), "/")
	post := method == http.MethodPost
	switch {
	case path == "/v1/balance":
		return ok(s.balance())
	case path == "/v1/checkout/sessions" && post:
		return s.createSession(f)
	case path == "/v1/checkout/sessions":
		return s.list("checkout.session", path, f)
	case len(parts) == 3 && parts[0] == "checkout" && !post:
		return s.get("checkout.session", parts[2])
	case len(parts) == 4 && parts[3] == "expire" && post:
		return s.expire(parts[2])
	case path == "/v1/refunds" && post:
		return s.createRefund(f)
	case len(parts) == 1 && !post && kindOf[parts[0]] != "":
		return s.list(kindOf[parts[0]], path, f)
	case len(parts) == 2 && !post && kindOf[parts[0]] != "":
		return s.get(kindOf[parts[0]], parts[1])
	}
	return refusal(http.StatusNotFound, "invalid_request_error", "", "Unrecognized request URL.")
}

// kindOf names the objects behind the paths of the API.
var kindOf = map[string]string{
	"payment_intents": "payment_intent", "charges": "charge", "refunds": "refund", "disputes": "dispute", "payouts": "payout",
	"balance_transactions": "balance_transaction", "events": "event",
}

func ok(v any) answer {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // maps of texts and numbers
	}
	return answer{status: http.StatusOK, body: raw}
}

func refusal(status int, kind, code, text string) answer {
	a := ok(object{"error": object{"type": kind, "code": code, "message": text}})
	a.status = status
	return a
}

func fail(w http.ResponseWriter, status int, kind, code, text string) {
	a := refusal(status, kind, code, text)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

func missing(kind, id string) answer {
	return refusal(http.StatusNotFound, "invalid_request_error", "resource_missing", "No such "+kind+": '"+id+"'")
}

// make stores a new object.
func (s *Server) make(kind, prefix string, o object) object {
	var b [10]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	o["id"], o["object"], o["created"], o["livemode"] = prefix+"_"+hex.EncodeToString(b[:]), kind, s.Clock().Unix(), s.Live
	s.objects[o["id"].(string)] = o
	s.kinds[kind] = append(s.kinds[kind], o["id"].(string))
	return o
}

func (s *Server) get(kind, id string) answer {
	o, found := s.objects[id]
	if !found || o["object"] != kind {
		return missing(kind, id)
	}
	return ok(o)
}

// list answers the newest first, as Stripe does, page by page.
func (s *Server) list(kind, path string, f url.Values) answer {
	limit, _ := strconv.Atoi(f.Get("limit"))
	if limit < 1 || limit > 100 {
		limit = 10
	}
	from, _ := strconv.ParseInt(f.Get("created[gte]"), 10, 64)
	var types []string
	for name, v := range f {
		if strings.HasPrefix(name, "types[") {
			types = append(types, v...)
		}
	}
	started := f.Get("starting_after") == ""
	data, more := []object{}, false
	for _, id := range slices.Backward(s.kinds[kind]) {
		o := s.objects[id]
		fits := o["created"].(int64) >= from && (len(types) == 0 || slices.Contains(types, o["type"].(string)))
		for _, by := range []string{"charge", "payment_intent"} {
			fits = fits && (f.Get(by) == "" || o[by] == f.Get(by))
		}
		switch {
		case !started:
			started = id == f.Get("starting_after")
		case !fits:
		case len(data) == limit:
			more = true
		default:
			data = append(data, o)
		}
	}
	return ok(object{"object": "list", "url": path, "data": data, "has_more": more})
}
