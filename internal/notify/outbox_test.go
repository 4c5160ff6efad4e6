package notify

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"shanpei/internal/vault"
	"shanpei/models"
)

var errNone = errors.New("none")

// records is a store as the journal has one, in a map.
type records struct {
	mu sync.Mutex
	m  map[string][]byte
}

func (r *records) Get(_ context.Context, bucket, key string) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.m[bucket+"\n"+key]
	if !ok {
		return nil, errNone
	}
	return bytes.Clone(v), nil
}

func (r *records) Create(_ context.Context, bucket, key string, value []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.m[bucket+"\n"+key]; ok {
		return errors.New("exists")
	}
	r.m[bucket+"\n"+key] = bytes.Clone(value)
	return nil
}

func (r *records) Swap(_ context.Context, bucket, key string, old, new []byte) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.m[bucket+"\n"+key]
	if !ok || !bytes.Equal(v, old) {
		return false, nil
	}
	r.m[bucket+"\n"+key] = bytes.Clone(new)
	return true, nil
}

func (r *records) Delete(_ context.Context, bucket, key string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.m, bucket+"\n"+key)
	return nil
}

func (r *records) Each(_ context.Context, bucket, prefix string, f func(string, []byte) error) error {
	r.mu.Lock()
	m := maps.Clone(r.m)
	r.mu.Unlock()
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if key, ok := strings.CutPrefix(k, bucket+"\n"); ok && strings.HasPrefix(key, prefix) {
			if err := f(key, m[k]); err != nil {
				return err
			}
		}
	}
	return nil
}

// postOffice is a mail server that keeps what it is given. refuse, when set, is what it says to a recipient.
type postOffice struct {
	ln     net.Listener
	mu     sync.Mutex
	got    []string
	refuse string
}

func (o *postOffice) letters() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.got)
}

func openPostOffice(t *testing.T, address string) *postOffice {
	t.Helper()
	ln, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	o := &postOffice{ln: ln}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go o.serve(c)
		}
	}()
	return o
}

func (o *postOffice) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	in := bufio.NewReader(c)
	say := func(s string) { _, _ = fmt.Fprintf(c, "%s\r\n", s) }
	say("220 office")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch verb := strings.ToUpper(line[:min(4, len(line))]); verb {
		case "EHLO", "HELO":
			say("250-office\r\n250 8BITMIME")
		case "RCPT":
			if o.refuse != "" {
				say(o.refuse)
			} else {
				say("250 ok")
			}
		case "DATA":
			say("354 go on")
			var b strings.Builder
			for {
				l, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if l == ".\r\n" {
					break
				}
				b.WriteString(l)
			}
			o.mu.Lock()
			o.got = append(o.got, b.String())
			o.mu.Unlock()
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

type rig struct {
	*Outbox
	kv  *records
	at  time.Time
	log *bytes.Buffer
}

// newRig is an outbox that sends to an address, on a clock that is set by hand; without an address it has no server.
func newRig(t *testing.T, kv *records, address string) *rig {
	t.Helper()
	v, err := vault.New(t.Context(), kv, bytes.Repeat([]byte{7}, vault.KeySize), errNone)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{kv: kv, at: time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC), log: &bytes.Buffer{}}
	o := Options{None: errNone, Clock: func() time.Time { return r.at }, Log: slog.New(slog.NewTextHandler(r.log, nil))}
	if address != "" {
		if o.Sender, err = NewSender("smtp://"+address, "https://portal.example"); err != nil {
			t.Fatal(err)
		}
	}
	r.Outbox = New(kv, v, o)
	return r
}

func (r *rig) flush(t *testing.T, after time.Duration) {
	t.Helper()
	r.at = r.at.Add(after)
	if err := r.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (r *rig) put(t *testing.T, l Letter) {
	t.Helper()
	if err := r.Put(t.Context(), l); err != nil {
		t.Fatal(err)
	}
}

var reset = Letter{Kind: "password_reset", To: "zhang@mail.example", Sender: "总会", Subject: "重设密码", Text: "打开 https://portal.example/x", HTML: "<p>打开</p>"}

func TestALetterLeavesOnceAndIsForgotten(t *testing.T) {
	office := openPostOffice(t, "127.0.0.1:0")
	kv := &records{m: map[string][]byte{}}
	r := newRig(t, kv, office.ln.Addr().String())
	before := len(kv.m)
	r.put(t, reset)
	for key, raw := range kv.m {
		if bytes.Contains(raw, []byte("zhang")) || strings.Contains(key, "zhang") {
			t.Fatalf("the address lies open in %q", key)
		}
	}
	second := newRig(t, kv, office.ln.Addr().String())
	var both sync.WaitGroup
	for _, b := range []*rig{r, second} {
		both.Go(func() { _ = b.Flush(context.Background()) })
	}
	both.Wait()
	r.flush(t, time.Hour)
	got := office.letters()
	if len(got) != 1 {
		t.Fatalf("%d letters arrived, want 1", len(got))
	}
	if len(kv.m) != before {
		t.Errorf("%d records are left", len(kv.m)-before)
	}
	m, err := mail.ReadMessage(strings.NewReader(got[0]))
	if err != nil {
		t.Fatal(err)
	}
	subject, _ := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	from, _ := mail.ParseAddress(m.Header.Get("From"))
	if subject != "重设密码" || from == nil || from.Name != "总会" || from.Address != "noreply@portal.example" || !strings.HasSuffix(m.Header.Get("Message-ID"), "@portal.example>") {
		t.Errorf("headers %v", m.Header)
	}
	media, params, _ := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if media != "multipart/alternative" {
		t.Fatalf("it is %s", media)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for _, want := range []string{reset.Text, reset.HTML} {
		p, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil || strings.TrimSpace(string(text)) != want {
			t.Errorf("a part says %q, %v", text, err)
		}
	}
}

func TestAServerThatIsAwayDelaysALetterAndLosesNone(t *testing.T) {
	office := openPostOffice(t, "127.0.0.1:0")
	address := office.ln.Addr().String()
	_ = office.ln.Close()
	r := newRig(t, &records{m: map[string][]byte{}}, address)
	r.put(t, reset)
	r.flush(t, 0)
	r.flush(t, time.Second) // before its time: not tried
	w, err := r.Waiting(t.Context(), 10)
	if err != nil || len(w) != 1 || w[0].Tries != 1 || w[0].Fault != faultUnreachable || w[0].To != "z•••@mail.example" {
		t.Fatalf("waiting: %+v, %v", w, err)
	}
	for range 5 {
		r.flush(t, lastTry)
	}
	back := openPostOffice(t, address)
	r.flush(t, lastTry)
	r.flush(t, lastTry)
	if n := len(back.letters()); n != 1 {
		t.Errorf("%d letters arrived once it was back, want 1", n)
	}
	if strings.Contains(r.log.String(), "zhang") || strings.Contains(r.log.String(), "portal.example/x") {
		t.Errorf("the log says whom or what: %s", r.log)
	}
}

func TestALetterThatIsRefusedIsNotTriedAgainAndOneOfNoUseIsForgotten(t *testing.T) {
	office := openPostOffice(t, "127.0.0.1:0")
	office.refuse = "550 no such user"
	r := newRig(t, &records{m: map[string][]byte{}}, office.ln.Addr().String())
	before := len(r.kv.m)
	soon := reset
	soon.Until = r.at.Add(30 * time.Minute)
	r.put(t, soon)
	r.flush(t, 0)
	r.flush(t, 20*time.Minute)
	if w, _ := r.Waiting(t.Context(), 10); len(w) != 1 || w[0].Tries != 1 || w[0].Fault != faultRefused {
		t.Fatalf("waiting: %+v", w)
	}
	office.refuse = ""
	r.flush(t, 20*time.Minute)
	if len(office.letters()) != 0 || len(r.kv.m) != before {
		t.Errorf("%d arrived, %d records are left", len(office.letters()), len(r.kv.m)-before)
	}
}

func TestABlankLetterIsKeptLikeAnyOtherAndNeverSent(t *testing.T) {
	office := openPostOffice(t, "127.0.0.1:0")
	r := newRig(t, &records{m: map[string][]byte{}}, office.ln.Addr().String())
	before := len(r.kv.m)
	blank := reset
	blank.Blank = true
	r.put(t, blank)
	if len(r.kv.m) != before+2 {
		t.Error("it was not kept")
	}
	if w, _ := r.Waiting(t.Context(), 10); len(w) != 0 {
		t.Errorf("it is listed: %+v", w)
	}
	r.flush(t, 0)
	if len(office.letters()) != 0 || len(r.kv.m) != before {
		t.Error("it was sent, or kept for longer")
	}
}

func TestNothingEndsAHeader(t *testing.T) {
	r := newRig(t, &records{m: map[string][]byte{}}, "")
	for name, l := range map[string]Letter{
		"address": {To: "a@b.example\r\nBcc: all@b.example"}, "two addresses": {To: "a@b.example,c@b.example"}, "no address": {To: "a"}, "a display name": {To: "A <a@b.example>"},
		"subject": {To: "a@b.example", Subject: "x\r\nBcc: all@b.example"}, "sender": {To: "a@b.example", Sender: "x\nBcc: y"},
	} {
		var refused *models.Error
		if err := r.Put(t.Context(), l); !errors.As(err, &refused) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWithoutAServerLettersWait(t *testing.T) {
	r := newRig(t, &records{m: map[string][]byte{}}, "")
	r.put(t, reset)
	r.flush(t, time.Hour)
	w, err := r.Waiting(t.Context(), 10)
	if err != nil || r.Sends() || len(w) != 1 || w[0].Tries != 0 || w[0].Letter().Text != reset.Text {
		t.Fatalf("%+v, %v", w, err)
	}
	r.flush(t, keepFor)
	if w, _ := r.Waiting(t.Context(), 10); len(w) != 0 {
		t.Error("it waits for ever")
	}
}

func TestTheAddressOfAServer(t *testing.T) {
	for _, bad := range []string{"", "http://x", "smtp://", "smtp://h:99999", "smtp://h?from=a%0d%0ab@c.example", "h:25"} {
		if _, err := NewSender(bad, "https://portal.example"); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	for _, good := range []string{"smtp://h", "smtps://u:p@h", "smtp://u:p@h:2525?from=a@b.example"} {
		if _, err := NewSender(good, "https://portal.example"); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
}
