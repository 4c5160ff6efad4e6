package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"shanpei/handlers"
	"shanpei/models"
)

// demoServer is the demonstration federation behind a real listener, shared by the tests that only read.
type demoServer struct {
	url    string
	parts  *parts
	people []DemoAccount
	log    *lines
}

// lines is the log of the server, for those who look for what must not be in it.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

var sharedDemo = sync.OnceValues(func() (*demoServer, error) {
	dir, err := os.MkdirTemp("", "shanpei-demo-")
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	s := &demoServer{log: &lines{}}
	log := slog.New(slog.NewJSONHandler(io.MultiWriter(s.log), &slog.HandlerOptions{Level: slog.LevelDebug}))
	if s.parts, err = open(ctx, &config{data: dir}, log); err != nil {
		return nil, err
	}
	if s.people, err = fillDemo(ctx, s.parts.book, s.parts.accounts, s.parts.vault, time.Now()); err != nil {
		return nil, err
	}
	portal := handlers.New(s.parts.book, s.parts.accounts, s.parts.vault, log, handlers.Config{PublicURL: "http://127.0.0.1", Secret: s.parts.secret, Demo: true, Files: s.parts.store.KV()})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	app := portal.App()
	go func() { _ = app.Listener(ln) }() // ends with the test program
	s.url = "http://" + ln.Addr().String()
	return s, nil
})

// demoPortal gives the shared demonstration server.
func demoPortal(t *testing.T) *demoServer {
	t.Helper()
	s, err := sharedDemo()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// visitor is a browser without a login, as far as reading goes.
type visitor struct {
	t      *testing.T
	s      *demoServer
	cookie string
	token  string
	lang   string
}

func (s *demoServer) visitor(t *testing.T) *visitor { return &visitor{t: t, s: s, lang: "zh-CN"} }

// as is a browser and an API client of the first demonstration user with the role.
func (s *demoServer) as(t *testing.T, role models.Role) *visitor {
	t.Helper()
	for _, p := range s.people {
		if p.Role != role {
			continue
		}
		a, err := s.parts.accounts.ByEmail(context.Background(), p.Email)
		if err != nil {
			t.Fatal(err)
		}
		secret, _, err := s.parts.accounts.NewSession(context.Background(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		return &visitor{t: t, s: s, cookie: secret, token: p.Token, lang: "zh-CN"}
	}
	t.Fatalf("no demonstration account with the role %s", role)
	return nil
}

type page struct {
	status int
	header http.Header
	body   string
}

var plainClient = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func (v *visitor) get(path string) page {
	v.t.Helper()
	req, err := http.NewRequest("GET", v.s.url+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	req.Header.Set("Cookie", "lang="+v.lang+"; sp_session="+v.cookie)
	if v.cookie == "" {
		req.Header.Set("Cookie", "lang="+v.lang)
	}
	if v.token != "" {
		req.Header.Set("Authorization", "Bearer "+v.token)
	}
	res, err := plainClient.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return page{res.StatusCode, res.Header, string(body)}
}
