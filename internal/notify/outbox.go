// Package notify sends letters to persons. A letter waits in an outbox beside the journal, sealed like every other thing about a person, until a mail server
// has taken it; a server that is away for an hour delays letters and loses none. What a letter says is not its business.
package notify

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"time"
	"unicode"

	"shanpei/internal/vault"
	"shanpei/models"
)

// Store is what the outbox needs of the records beside the journal. Get of an absent key gives Options.None; Swap replaces a value only while it is still old.
type Store interface {
	Get(ctx context.Context, bucket, key string) ([]byte, error)
	Create(ctx context.Context, bucket, key string, value []byte) error
	Swap(ctx context.Context, bucket, key string, old, new []byte) (bool, error)
	Delete(ctx context.Context, bucket, key string) error
	Each(ctx context.Context, bucket, prefix string, f func(key string, value []byte) error) error
}

const outboxBucket = "notify.outbox"

// kindOfRecord is what the vault calls a letter.
const kindOfRecord = "mail"

// How long a letter waits at most, how long one process has to send it before another may, and the waits between attempts.
const (
	keepFor  = 7 * 24 * time.Hour
	lease    = 2 * time.Minute
	firstTry = 10 * time.Second
	lastTry  = 10 * time.Minute
)

// Letter is one mail to one person.
type Letter struct {
	Kind                string    // a stable word for lists and figures: password_reset
	To                  string    // the address
	Sender              string    // the name it comes from
	Subject, Text, HTML string    // what it says
	Until               time.Time // after that it says nothing of use and is not sent any more; zero: a week
	Blank               bool      // is kept like any other and never sent: so that nobody can tell by the time whether there was somebody to write to
}

// entry is a letter as it is stored: who and what are in the vault.
type entry struct {
	Kind  string    `json:"kind"`
	Mail  string    `json:"mail"` // vault code
	Made  time.Time `json:"made"`
	Until time.Time `json:"until"`
	Next  time.Time `json:"next"`
	Tries int       `json:"tries,omitempty"`
	Fault string    `json:"fault,omitempty"` // of the last attempt: unreachable, refused
	Blank bool      `json:"blank,omitempty"`
}

// Sender hands one letter to a mail server. id is the same at every attempt.
type Sender interface {
	Send(ctx context.Context, id string, l Letter) error
}

// Options are the surroundings of an outbox.
type Options struct {
	None   error            // the store's error for an absent key
	Clock  func() time.Time // nil: time.Now
	Sender Sender           // nil: letters wait, and the portal's pages say so
	Log    *slog.Logger
}

// Outbox keeps letters until they are sent. Its methods may be called at once from everywhere, and several processes may share one.
type Outbox struct {
	kv    Store
	vault *vault.Vault
	o     Options
	wake  chan struct{}
}

// New opens the outbox over a store.
func New(kv Store, v *vault.Vault, o Options) *Outbox {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	return &Outbox{kv: kv, vault: v, o: o, wake: make(chan struct{}, 1)}
}

// Sends tells whether there is a mail server.
func (b *Outbox) Sends() bool { return b.o.Sender != nil }

// addressForm is what goes into a header as an address: nothing that could end it.
var addressForm = regexp.MustCompile(`^[^\s<>",;:\\()\[\]@]{1,64}@[^\s<>",;:\\()\[\]@]{1,253}$`)

func control(s string) bool { return strings.ContainsFunc(s, unicode.IsControl) }

// Put keeps a letter to be sent. It refuses `email_format`, and `text_control` for a line break or another control character in what becomes a header.
func (b *Outbox) Put(ctx context.Context, l Letter) error {
	if !addressForm.MatchString(l.To) || control(l.To) {
		return models.Refuse(models.Invalid, "email_format").At("email")
	}
	if control(l.Subject) || control(l.Sender) {
		return models.Refuse(models.Invalid, "text_control").At("subject")
	}
	now := b.o.Clock().UTC()
	code, err := b.vault.Seal(ctx, kindOfRecord, map[string]string{"to": l.To, "sender": l.Sender, "subject": l.Subject, "text": l.Text, "html": l.HTML})
	if err != nil {
		return err
	}
	e := entry{Kind: l.Kind, Mail: code, Made: now, Until: l.Until, Next: now, Blank: l.Blank}
	if e.Until.IsZero() {
		e.Until = now.Add(keepFor)
	}
	raw, err := json.Marshal(e)
	if err != nil {
		return err
	}
	// The key begins with the time, so that letters leave in the order in which they were written.
	key := fmt.Sprintf("%013d-%s", now.UnixMilli(), strings.ToLower(rand.Text()))
	if err := b.kv.Create(ctx, outboxBucket, key, raw); err != nil {
		return errors.Join(err, b.vault.Erase(ctx, code))
	}
	select {
	case b.wake <- struct{}{}:
	default:
	}
	return nil
}

// Run sends what waits, until ctx ends.
func (b *Outbox) Run(ctx context.Context) {
	t := time.NewTicker(5 * time.Second)
	defer t.Stop()
	for {
		if err := b.Flush(ctx); err != nil && ctx.Err() == nil {
			b.o.Log.Error("outbox", "cause", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		case <-b.wake:
		}
	}
}

// Flush looks through the outbox once: what is due is sent, what is too old is forgotten.
func (b *Outbox) Flush(ctx context.Context) error {
	now := b.o.Clock().UTC()
	due := map[string]bool{}
	var order []string
	err := b.kv.Each(ctx, outboxBucket, "", func(key string, raw []byte) error {
		var e entry
		if json.Unmarshal(raw, &e) != nil {
			return nil
		}
		if over := !now.Before(e.Until); over || e.Blank || b.o.Sender != nil && e.Fault != faultRefused && !now.Before(e.Next) {
			due[key], order = !over && !e.Blank, append(order, key)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, key := range order {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := b.handle(ctx, key, due[key]); err != nil {
			return err
		}
	}
	return nil
}

func (b *Outbox) handle(ctx context.Context, key string, send bool) error {
	raw, err := b.kv.Get(ctx, outboxBucket, key)
	if errors.Is(err, b.o.None) {
		return nil
	}
	if err != nil {
		return err
	}
	var e entry
	if err := json.Unmarshal(raw, &e); err != nil {
		return err
	}
	if !send {
		return b.forget(ctx, key, e)
	}
	if b.o.Clock().UTC().Before(e.Next) {
		return nil // another process took it since the look through
	}
	// Whoever moves the time of the next attempt sends; the others find it moved.
	e.Next = b.o.Clock().UTC().Add(lease)
	mine, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if won, err := b.kv.Swap(ctx, outboxBucket, key, raw, mine); err != nil || !won {
		return err
	}
	l, err := b.letter(ctx, e)
	if err != nil {
		return err
	}
	fault := faultOf(b.o.Sender.Send(ctx, key, l))
	if fault == "" {
		return b.forget(ctx, key, e)
	}
	e.Fault, e.Next = fault, b.o.Clock().UTC().Add(min(lastTry, firstTry<<min(e.Tries, 10)))
	e.Tries++
	b.o.Log.Warn("a letter was not sent", "kind", e.Kind, "letter", key, "fault", fault, "tries", e.Tries)
	later, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = b.kv.Swap(context.WithoutCancel(ctx), outboxBucket, key, mine, later)
	return err
}

func (b *Outbox) letter(ctx context.Context, e entry) (Letter, error) {
	r, err := b.vault.Open(ctx, e.Mail)
	if err != nil {
		return Letter{}, err
	}
	return Letter{Kind: e.Kind, To: r.Field("to"), Sender: r.Field("sender"), Subject: r.Field("subject"), Text: r.Field("text"), HTML: r.Field("html"), Until: e.Until}, nil
}

// forget takes a letter out, also when the process was told to end meanwhile: it was sent.
func (b *Outbox) forget(ctx context.Context, key string, e entry) error {
	ctx = context.WithoutCancel(ctx)
	err := b.kv.Delete(ctx, outboxBucket, key)
	if errors.Is(err, b.o.None) {
		err = nil
	}
	return errors.Join(err, b.vault.Erase(ctx, e.Mail))
}

// Waiting is a letter that was not sent yet. The address is masked; Letter is what it says.
type Waiting struct {
	Kind, To, Fault string
	Made, Until     time.Time
	Tries           int
	Letter          func() Letter
}

// Waiting lists what was not sent yet, the newest first; at most limit.
func (b *Outbox) Waiting(ctx context.Context, limit int) ([]Waiting, error) {
	var entries []entry
	now := b.o.Clock().UTC()
	err := b.kv.Each(ctx, outboxBucket, "", func(_ string, raw []byte) error {
		var e entry
		if json.Unmarshal(raw, &e) == nil && !e.Blank && now.Before(e.Until) {
			entries = append(entries, e)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var out []Waiting
	for i := len(entries) - 1; i >= 0 && len(out) < limit; i-- {
		e := entries[i]
		l, err := b.letter(ctx, e)
		if refused := new(models.Error); errors.As(err, &refused) {
			continue // sent meanwhile
		}
		if err != nil {
			return nil, err
		}
		out = append(out, Waiting{Kind: e.Kind, To: MaskAddress(l.To), Fault: e.Fault, Made: e.Made, Until: e.Until, Tries: e.Tries, Letter: func() Letter { return l }})
	}
	return out, nil
}

// MaskAddress leaves of an address what its owner knows again: the first character and the host.
func MaskAddress(address string) string {
	local, host, ok := strings.Cut(address, "@")
	if !ok {
		return vault.Hidden
	}
	first := []rune(cmp.Or(local, "•"))[0]
	return string(first) + "•••@" + host
}
