package handlers

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"github.com/gofiber/fiber/v2"

	"shanpei/models"
)

// Bounds of a request (quality.md, section 4: slow sockets, large headers, large bodies).
const (
	maxBody     = 4 << 20
	maxHeader   = 16 << 10
	readTimeout = 10 * time.Second
	idleTimeout = 60 * time.Second
	// doTimeout is how long a handler may wait for the journal.
	doTimeout = 10 * time.Second
)

// App makes the Fiber application: its bounds, the kept pages, and every line of the route table.
func (p *Portal) App() *fiber.App {
	app := fiber.New(fiber.Config{
		AppName: "Shanpei", DisableStartupMessage: true,
		// Fiber reuses the memory of strings and compares paths loosely unless told otherwise (quality.md, section 1).
		Immutable: true, CaseSensitive: true, StrictRouting: true,
		BodyLimit: maxBody, ReadBufferSize: maxHeader, ReadTimeout: readTimeout, WriteTimeout: 3 * readTimeout, IdleTimeout: idleTimeout,
		EnableTrustedProxyCheck: true, TrustedProxies: p.Proxies, ProxyHeader: proxyHeader(p.Proxies),
		ErrorHandler: p.outside,
	})
	app.Use(p.fromKept)
	app.Get("/static/*", p.static)
	for i := range Routes {
		route := &Routes[i]
		app.Add(route.Method, route.Path, p.serve(route))
		if route.Method == fiber.MethodGet {
			app.Add(fiber.MethodHead, route.Path, p.serve(route))
		}
	}
	return app
}

// proxyHeader names the header that a trusted proxy writes; without trusted proxies nobody's header is read.
func proxyHeader(proxies []string) string {
	if len(proxies) == 0 {
		return ""
	}
	return fiber.HeaderXForwardedFor
}

// serve is the way of every request that a route takes: make the request, admit it, handle it, answer what went wrong.
func (p *Portal) serve(route *Route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		start := time.Now()
		r := p.request(c, route)
		if r.Method() != fiber.MethodGet && r.Method() != fiber.MethodHead {
			ctx, cancel := context.WithTimeout(r.UserContext(), doTimeout)
			defer cancel()
			r.SetUserContext(ctx)
		}
		err := p.guarded(r)
		if err != nil {
			err = r.refuse(err)
		}
		p.metrics.count(route, c.Response().StatusCode(), time.Since(start))
		r.log(time.Since(start))
		return err
	}
}

// guarded runs the handler; a panic becomes an internal error with its cause in the log.
func (p *Portal) guarded(r *Request) (err error) {
	defer func() {
		if v := recover(); v != nil {
			p.Log.Error("panic", "request", r.ID, "route", r.Route.Path, "cause", v, "stack", string(debug.Stack()))
			err = models.Refuse(models.Internal, "internal")
		}
	}()
	if err := r.admit(); err != nil {
		return err
	}
	if r.Route.Kept && r.Session == nil {
		return p.keep(r)
	}
	return r.Route.Handle(r)
}

// outside answers what never reached a route: unknown addresses, bodies over the limit, slow or broken requests.
func (p *Portal) outside(c *fiber.Ctx, err error) error {
	r := p.request(c, &outsideRoute)
	r.API = len(c.Path()) >= 5 && c.Path()[:5] == "/api/"
	var f *fiber.Error
	if !errors.As(err, &f) {
		return r.refuse(err)
	}
	e := models.Refuse(models.Invalid, "malformed")
	switch f.Code {
	case fiber.StatusNotFound:
		e = models.Refuse(models.NotFound, "not_found")
	case fiber.StatusMethodNotAllowed:
		e = models.Refuse(models.NotFound, "method_not_allowed")
	case fiber.StatusRequestEntityTooLarge:
		e = models.Refuse(models.TooLarge, "body_too_large").With("limit", "4 MB")
	case fiber.StatusInternalServerError:
		e = models.Refuse(models.Internal, "internal")
	}
	if !r.API && !r.Partial() {
		r.identify() // so that a lost page still shows who is signed in
	}
	return r.answer(f.Code, e)
}

var outsideRoute = Route{Path: "(none)", Kind: Page}
