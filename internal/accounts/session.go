package accounts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"shanpei/models"
)

// Session is one login. Its secret is in the visitor's cookie and nowhere else.
type Session struct {
	ID      string    `json:"id"` // hash of the secret: names the session where it is listed and ended
	Account string    `json:"account"`
	CSRF    string    `json:"csrf"`
	Created time.Time `json:"created"`
	Seen    time.Time `json:"seen"` // of the last request, to a tenth of the idle time
	Expires time.Time `json:"expires"`
	Origin
}

// Origin is where a login came from, as far as its owner needs to know it again, and whether it was proven with more than a password.
type Origin struct {
	Device  string `json:"device,omitempty"`  // browser and system, by their names
	Network string `json:"network,omitempty"` // the first half of the address
	Proved  bool   `json:"proved,omitempty"`  // with a code
}

// String implements fmt.Stringer; the CSRF secret is nobody's to print.
func (s Session) String() string { return "session of " + s.Account }

// Format implements fmt.Formatter, for every verb.
func (s Session) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// LogValue implements slog.LogValuer.
func (s Session) LogValue() slog.Value { return slog.StringValue(s.String()) }

// stored is a session as it is stored: the type above keeps its secret when somebody prints it as JSON.
type stored Session

// MarshalJSON implements json.Marshaler.
func (s Session) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// NewSession begins a session after a login, always with a secret of its own.
func (a *Accounts) NewSession(ctx context.Context, account string, from ...Origin) (string, Session, error) {
	secret, err := a.secret()
	if err != nil {
		return "", Session{}, err
	}
	csrf, err := a.secret()
	if err != nil {
		return "", Session{}, err
	}
	now := a.now()
	s := Session{ID: hashOf(secret), Account: account, CSRF: csrf, Created: now, Seen: now}
	if len(from) > 0 {
		s.Origin = from[0]
	}
	s.Expires = a.expiry(s)
	// The list first: a session that is in no list could not be ended.
	if err := a.create(ctx, sessionOfBucket, account+"/"+s.ID, struct{}{}); err != nil {
		return "", Session{}, err
	}
	if err := a.create(ctx, sessionBucket, s.ID, stored(s)); err != nil {
		return "", Session{}, err
	}
	return secret, s, nil
}

func (a *Accounts) expiry(s Session) time.Time {
	idle, absolute := s.Seen.Add(a.o.Idle), s.Created.Add(a.o.Absolute)
	if idle.Before(absolute) {
		return idle
	}
	return absolute
}

// Session gives the session of a cookie and counts the request as a sign of life. It refuses `session_expired` for one that is unknown, over or ended.
func (a *Accounts) Session(ctx context.Context, secret string) (Session, error) {
	over := models.Refuse(models.Unauthenticated, "session_expired")
	if secret == "" || len(secret) > 100 {
		return Session{}, over
	}
	now, id := a.now(), hashOf(secret)
	s, err := a.sessions.get(id, now, func() (Session, error) {
		var s stored
		raw, err := a.get(ctx, sessionBucket, id, &s)
		if err != nil {
			return Session{}, orRefuse(err, a.o.None, over)
		}
		if now.Sub(s.Seen) < a.o.Idle/10 || !now.Before(s.Expires) {
			return Session(s), nil
		}
		return a.touch(ctx, Session(s), raw, now)
	})
	if err != nil {
		return Session{}, err
	}
	if !now.Before(s.Expires) {
		return Session{}, over
	}
	return s, nil
}

// touch moves the idle time. It swaps and does not put: a session that was ended meanwhile must not come to life again.
func (a *Accounts) touch(ctx context.Context, s Session, raw []byte, now time.Time) (Session, error) {
	s.Seen = now
	s.Expires = a.expiry(s)
	fresh, err := json.Marshal(stored(s))
	if err != nil {
		return Session{}, err
	}
	won, err := a.kv.Swap(ctx, sessionBucket, s.ID, raw, fresh)
	if err != nil {
		return Session{}, err
	}
	if !won { // ended, or touched by another request
		var now stored
		_, err := a.get(ctx, sessionBucket, s.ID, &now)
		return Session(now), orRefuse(err, a.o.None, models.Refuse(models.Unauthenticated, "session_expired"))
	}
	return s, nil
}

// EndSession ends one session of an account, by its ID. One that is over already is no error; one of somebody else is left alone.
func (a *Accounts) EndSession(ctx context.Context, account, id string) error {
	var s stored
	if _, err := a.get(ctx, sessionBucket, id, &s); err == nil && s.Account != account {
		return models.Refuse(models.NotFound, "not_found")
	}
	err := errors.Join(a.drop(ctx, sessionBucket, id), a.drop(ctx, sessionOfBucket, account+"/"+id))
	a.sessions.forget(id)
	return err
}

// EndSessionsOf ends every session of an account.
func (a *Accounts) EndSessionsOf(ctx context.Context, account string) error {
	keys, err := a.keys(ctx, sessionOfBucket, account+"/")
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := a.EndSession(ctx, account, strings.TrimPrefix(key, account+"/")); err != nil {
			return err
		}
	}
	return nil
}

// SessionsOf lists the live sessions of an account, the newest first.
func (a *Accounts) SessionsOf(ctx context.Context, account string) ([]Session, error) {
	keys, err := a.keys(ctx, sessionOfBucket, account+"/")
	if err != nil {
		return nil, err
	}
	var out []Session
	for _, key := range keys {
		var s stored
		_, err := a.get(ctx, sessionBucket, strings.TrimPrefix(key, account+"/"), &s)
		if errors.Is(err, a.o.None) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if a.now().Before(s.Expires) {
			out = append(out, Session(s))
		}
	}
	slices.SortFunc(out, func(x, y Session) int { return y.Created.Compare(x.Created) })
	return out, nil
}

// Sweep deletes what is over: sessions, tokens, links, counts of failed attempts. A job calls it now and then; nothing depends on it but the size of the store.
func (a *Accounts) Sweep(ctx context.Context) (int, error) {
	now := a.now()
	type dated struct {
		Account string    `json:"account"`
		Expires time.Time `json:"expires"`
	}
	dead := map[string][]string{}
	for _, bucket := range []string{sessionBucket, tokenBucket, throttleBucket, resetBucket, halfBucket} {
		err := a.kv.Each(ctx, bucket, "", func(key string, raw []byte) error {
			var d dated
			if json.Unmarshal(raw, &d) != nil || d.Expires.IsZero() || now.Before(d.Expires) {
				return nil
			}
			dead[bucket] = append(dead[bucket], key)
			switch bucket {
			case sessionBucket:
				dead[sessionOfBucket] = append(dead[sessionOfBucket], d.Account+"/"+key)
			case tokenBucket:
				dead[tokenOfBucket] = append(dead[tokenOfBucket], d.Account+"/"+key)
			}
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	swept := 0
	for bucket, keys := range dead {
		if bucket != sessionOfBucket && bucket != tokenOfBucket {
			swept += len(keys)
		}
		for _, key := range keys {
			if err := a.drop(ctx, bucket, key); err != nil {
				return 0, err
			}
		}
	}
	return swept, nil
}
