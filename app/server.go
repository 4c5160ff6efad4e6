package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/gofiber/fiber/v2/middleware/adaptor"

	"shanpei/handlers"
	"shanpei/internal/payments/stripetest"
)

// stale is how long a kept public page may lag behind the state, so that a storm of gifts does not render it for every one of them.
const stale = 50 * time.Millisecond

// grace is how long the end of the program waits for requests in flight.
const grace = 10 * time.Second

// serve starts the portal and ends when ctx does.
func serve(ctx context.Context, args []string) error {
	c := &config{}
	f := c.flags("serve")
	f.StringVar(&c.addr, "addr", "127.0.0.1:3000", "address to listen on")
	f.BoolVar(&c.demo, "demo", false, "fill an empty journal with the demonstration federation (演示数据)")
	if err := c.parse(f, args); err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	ln, err := net.Listen("tcp", c.addr)
	if err != nil {
		return err
	}
	if c.publicURL == "http://"+c.addr {
		c.publicURL = "http://" + ln.Addr().String() // port 0 has become one
	}
	p, err := open(ctx, c, log)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer func() {
		if cerr := p.Close(context.WithoutCancel(ctx)); cerr != nil {
			log.Error("close", "cause", cerr.Error())
		}
	}()
	if c.demo {
		if err := demonstrate(ctx, c, p); err != nil {
			return errors.Join(err, ln.Close())
		}
	}
	if c.mongoURI == "" {
		defer handOut(ctx, p.store, c.data, log)()
		defer takeKeys(ctx, c, p.vault, log)()
	}
	var sandbox *stripetest.Server
	if p.cards, sandbox, err = openCards(ctx, c, p, ln.Addr().String(), log); err != nil {
		return errors.Join(err, ln.Close())
	}
	portal := handlers.New(p.book, p.accounts, p.vault, log, handlers.Config{
		PublicURL: c.publicURL, Proxies: c.proxies, Secret: p.secret, Demo: c.demo, RequireTOTP: !c.demo, Stale: stale, Limits: handlers.DefaultLimits(), Cards: p.cards, Mail: p.mail, Files: p.store.KV(),
	})
	jobs := startJobs(ctx, p, portal)
	defer func() {
		jobs.Wait()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
		scrub(last, p) // a file that nobody serves has nothing left of who was erased
	}()
	app := portal.App()
	if sandbox != nil {
		app.Use(sandboxPath, adaptor.HTTPHandler(sandbox))
	}
	ended := make(chan error, 1)
	go func() { ended <- app.Listener(ln) }()
	fmt.Printf("善配 Shanpei: http://%s\n", ln.Addr())
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	log.Info("stopping")
	portal.Close() // first, so that requests that wait for a run get their answer
	return app.ShutdownWithTimeout(grace)
}

// demonstrate fills an empty journal with the demonstration federation and says where the accounts are.
func demonstrate(ctx context.Context, c *config, p *parts) error {
	path := filepath.Join(c.data, "demo-accounts.json")
	_, missing := os.Stat(path)
	seq, _ := p.book.Head()
	if c.mongoURI == "" && seq > 0 && missing != nil && p.book.State().Federation.DemoData {
		return fmt.Errorf("the demonstration in %s was not filled to its end: delete the folder and start again", c.data)
	}
	if seq == 0 {
		people, err := fillDemo(ctx, p.book, p.accounts, p.vault, time.Now())
		if err != nil {
			return fmt.Errorf("demonstration: %w", err)
		}
		if _, err := WriteDemoAccounts(c.data, people); err != nil {
			return err
		}
	}
	fmt.Printf("演示数据 Demonstration data; accounts: %s\n", path)
	return nil
}
