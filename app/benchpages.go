package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"shanpei/handlers"
	"shanpei/internal/accounts"
	"shanpei/internal/journal"
	"shanpei/internal/vault"
)

// pageClients is how many browsers look at pages at once.
const pageClients = 64

// benchPages looks at pages of the demonstration federation.
func benchPages(ctx context.Context, b *benchmark) error {
	log := slog.New(slog.DiscardHandler)
	s := journal.NewMemory()
	v, err := vault.New(ctx, s.KV(), make([]byte, vault.KeySize), journal.ErrNone)
	if err != nil {
		return err
	}
	acc := accounts.New(s.KV(), v, accounts.Options{Clock: time.Now, None: journal.ErrNone, Exists: journal.ErrExists})
	book, err := journal.Open(ctx, s, journal.Options{Log: log, SnapshotEvery: -1})
	if err != nil {
		return err
	}
	people, err := fillDemo(ctx, book, acc, v, time.Now())
	if err != nil {
		return err
	}
	portal := handlers.New(book, acc, v, log, handlers.Config{PublicURL: "http://portal.example", Secret: []byte("bench"), Demo: true, Stale: stale})
	addr, stop, err := listen(portal.App())
	if err != nil {
		return err
	}
	err = publicPages(ctx, b, addr)
	for _, p := range []struct{ role, name, path string }{{"donor_owner", "page_enterprise", "/enterprise"}, {"program_manager", "page_staff", "/staff"}} {
		if err == nil {
			err = signedInPage(ctx, b, acc, people, addr, p.role, p.name, p.path)
		}
	}
	return errors.Join(err, stop(), book.Close(ctx))
}

// publicPages compares public pages with a bare route that sends the same bytes, turn by turn, so that both have the same machine.
func publicPages(ctx context.Context, b *benchmark, addr string) error {
	for _, page := range []struct{ name, path string }{{"page_home", "/"}, {"page_programs", "/programs"}, {"page_needs", "/needs"}} {
		header, body, err := fetch(ctx, addr, page.path)
		if err != nil {
			return err
		}
		bare := fiber.New(fiber.Config{DisableStartupMessage: true})
		bare.Get(page.path, func(c *fiber.Ctx) error {
			c.Set(fiber.HeaderContentType, header.Get("Content-Type"))
			if e := header.Get("Content-Encoding"); e != "" {
				c.Set(fiber.HeaderContentEncoding, e)
			}
			return c.Send(body)
		})
		bareAddr, stop, err := listen(bare)
		if err != nil {
			return err
		}
		ours, theirs, err := turns(ctx, addr, bareAddr, page.path)
		if err = errors.Join(err, stop()); err != nil {
			return err
		}
		b.add(informs(page.name, ours, "/s", fmt.Sprintf("%d bytes, gzip", len(body))))
		b.add(informs(page.name+"_bare", theirs, "/s", "a bare route with the same bytes"))
		b.add(atLeast(page.name+"_share", ours/theirs, "", 0.7, ""))
	}
	return nil
}

// turns measures two servers in turn, three times each, and gives the sum of each.
func turns(ctx context.Context, first, second, path string) (one, two float64, err error) {
	length := time.Duration(benchSeconds) * time.Second / 3
	for range 3 {
		for i, addr := range []string{first, second} {
			got, err := pageLoad(addr, path, "").run(ctx, length/4, length)
			if err != nil {
				return 0, 0, err
			}
			if i == 0 {
				one += got.perSecond() / 3
			} else {
				two += got.perSecond() / 3
			}
		}
	}
	return one, two, nil
}

func pageLoad(addr, path, cookie string) load {
	text := "GET " + path + " HTTP/1.1\r\nHost: portal.example\r\nAccept-Encoding: gzip\r\nAccept-Language: zh-CN\r\n"
	if cookie != "" {
		text += "Cookie: " + cookie + "\r\n"
	}
	request := []byte(text + "\r\n")
	return load{addr: addr, clients: pageClients, status: "200", request: func(int, int) []byte { return request }}
}

func fetch(ctx context.Context, addr, path string) (http.Header, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+path, nil)
	if err != nil {
		return nil, nil, err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	req.Header.Set("Accept-Language", "zh-CN")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %s", path, res.Status)
	}
	return res.Header, body, err
}

func signedInPage(ctx context.Context, b *benchmark, acc *accounts.Accounts, people []DemoAccount, addr, role, name, path string) error {
	for _, p := range people {
		if string(p.Role) != role {
			continue
		}
		a, err := acc.ByEmail(ctx, p.Email)
		if err != nil {
			return err
		}
		secret, _, err := acc.NewSession(ctx, a.ID)
		if err != nil {
			return err
		}
		got, err := pageLoad(addr, path, "sp_session="+secret).run(ctx, time.Second, time.Duration(benchSeconds)*time.Second/2)
		if err != nil {
			return err
		}
		b.add(atLeast(name, got.perSecond(), "/s", 3000, "behind a login, "+role+", "+path))
		return nil
	}
	return fmt.Errorf("nobody of the demonstration is %s", role)
}
