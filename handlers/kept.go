package handlers

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"shanpei/static"
	"shanpei/views"
)

// Public pages are rendered once per version of what the public may see, language, theme and unit, and sent from memory until that changes.

// maxKept bounds how many pages are kept; when there are more, all are forgotten. An address over maxKeptAddress is never kept.
const (
	maxKept        = 4000
	maxKeptAddress = 200
)

type keptPage struct {
	seq       int64 // models.Totals.PublicSeq that it shows
	day       int64 // the day that it shows: what is due becomes overdue at midnight without any entry
	made      time.Time
	kind      string
	body, zip []byte
	etag      string
}

type keptPages struct {
	mu    sync.RWMutex
	pages map[string]*keptPage
}

func newKeptPages() *keptPages { return &keptPages{pages: map[string]*keptPage{}} }

func (k *keptPages) get(key string) *keptPage {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.pages[key]
}

func (k *keptPages) put(key string, p *keptPage) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.pages) >= maxKept {
		clear(k.pages)
	}
	k.pages[key] = p
}

// keptKey names the page that a visitor without a login would get, or is empty when this request must be handled by itself.
func (p *Portal) keptKey(c *fiber.Ctx) string {
	h := &c.Request().Header
	if !h.IsGet() || len(h.PeekBytes(headerHX)) > 0 {
		return ""
	}
	uri := h.RequestURI()
	if len(uri) > maxKeptAddress || bytes.Contains(uri, []byte("lang=")) || bytes.Contains(uri, []byte("theme=")) || bytes.Contains(uri, []byte("unit=")) {
		return ""
	}
	session := "sp_session"
	if p.https() {
		session = "__Host-sp_session"
	}
	if len(h.Cookie(session)) > 0 {
		return ""
	}
	lang := string(h.Cookie("lang"))
	if lang == "" {
		lang = string(h.Peek(fiber.HeaderAcceptLanguage))
	}
	theme, unit := string(h.Cookie("theme")), string(h.Cookie("unit"))
	if len(theme) > 5 || len(unit) > 4 {
		return ""
	}
	return string(views.ParseLang(lang)) + "|" + theme + "|" + unit + "|" + string(uri)
}

var headerHX = []byte("Hx-Request")

// day counts the days in Shanghai.
func (p *Portal) day() int64 { return (p.Clock().Unix() + 8*60*60) / (24 * 60 * 60) }

// fromKept answers from memory when it can.
func (p *Portal) fromKept(c *fiber.Ctx) error {
	key := p.keptKey(c)
	if key == "" {
		return c.Next()
	}
	page := p.kept.get(key)
	if page == nil || page.day != p.day() || page.seq != p.Book.State().Totals.PublicSeq && time.Since(page.made) >= p.Stale {
		return c.Next()
	}
	p.metrics.kept.Add(1)
	harden(c, p.https())
	page.send(c)
	return nil
}

func (k *keptPage) send(c *fiber.Ctx) {
	h := &c.Response().Header
	h.Set(fiber.HeaderETag, k.etag)
	h.Set(fiber.HeaderCacheControl, "no-cache")
	h.Set(fiber.HeaderVary, "Accept-Encoding, Accept-Language, Cookie, HX-Request")
	if match := c.Request().Header.Peek(fiber.HeaderIfNoneMatch); len(match) > 0 && strings.Contains(string(match), k.etag) {
		c.Status(fiber.StatusNotModified)
		return
	}
	h.Set(fiber.HeaderContentType, k.kind)
	if k.zip != nil && bytes.Contains(c.Request().Header.Peek(fiber.HeaderAcceptEncoding), []byte("gzip")) {
		h.Set(fiber.HeaderContentEncoding, "gzip")
		c.Response().SetBodyRaw(k.zip)
		return
	}
	c.Response().SetBodyRaw(k.body)
}

// keep handles a request whose answer may be kept, and keeps it.
func (p *Portal) keep(r *Request) error {
	seq := r.State.Totals.PublicSeq
	if err := r.Route.Handle(r); err != nil {
		return err
	}
	if r.Response().StatusCode() != fiber.StatusOK {
		return nil
	}
	body := bytes.Clone(r.Response().Body())
	sum := sha256.Sum256(body)
	page := &keptPage{
		seq: seq, day: p.day(), made: time.Now(), kind: string(r.Response().Header.ContentType()), body: body, zip: zipped(body),
		etag: `"` + hex.EncodeToString(sum[:12]) + `"`,
	}
	if key := p.keptKey(r.Ctx); key != "" {
		p.kept.put(key, page)
	}
	r.Response().ResetBody()
	page.send(r.Ctx)
	return nil
}

func zipped(body []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(body)
	if cerr := w.Close(); err != nil || cerr != nil || b.Len() >= len(body) {
		return nil // a buffer does not fail; what does not shrink is sent as it is
	}
	return b.Bytes()
}

// static sends a file of the package static; under its hashed name it may be kept for ever.
func (p *Portal) static(c *fiber.Ctx) error {
	f, ok := static.Open(c.Path())
	if !ok {
		return fiber.ErrNotFound
	}
	harden(c, p.https())
	c.Set(fiber.HeaderETag, f.ETag)
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	if f.Immutable {
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	}
	if c.Get(fiber.HeaderIfNoneMatch) == f.ETag {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, f.ContentType)
	if f.Gzip != nil && strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		c.Response().SetBodyRaw(f.Gzip)
		return nil
	}
	c.Set(fiber.HeaderContentLength, strconv.Itoa(len(f.Body)))
	c.Response().SetBodyRaw(f.Body)
	return nil
}
