package handlers

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"shanpei/internal/papers"
	"shanpei/models"
	"shanpei/views"
)

// printTimeout is how long a paper may wait for its turn and be printed.
const printTimeout = 8 * time.Second

// paper prints a document and sends it under its name.
func (r *Request) paper(p papers.Paper, name string) error {
	ctx, cancel := context.WithTimeout(r.UserContext(), printTimeout)
	defer cancel()
	pdf, err := r.Portal.press.Print(ctx, p)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return models.Refuse(models.Unavailable, "unavailable")
	}
	if err != nil {
		return err
	}
	return r.file("application/pdf", name+".pdf", pdf)
}

// file sends a file to be kept by whoever asked for it, and by nothing on the way. Its name may be Chinese: old programs get the plain part of it.
func (r *Request) file(kind, name string, body []byte) error {
	r.Set(fiber.HeaderContentType, kind)
	r.Set(fiber.HeaderCacheControl, "no-store")
	r.Set(fiber.HeaderContentDisposition, `attachment; filename="`+plainFileName(name)+`"; filename*=UTF-8''`+strings.ReplaceAll(url.QueryEscape(name), "+", "%20"))
	return r.Send(body)
}

// plainFileName leaves of a name what every system takes; the ending stays.
func plainFileName(name string) string {
	plain := strings.Map(func(c rune) rune {
		switch {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c == '-', c == '.', c == '_':
			return c
		}
		return -1
	}, name)
	if strings.HasPrefix(plain, ".") {
		plain = "shanpei" + plain
	}
	return strings.TrimLeft(plain, "-_")
}

// paperHead is what every paper of ours has. made is when what stands on it came to be; number, which may be empty, is also what its code checks.
func (r *Request) paperHead(title, number string, made time.Time) papers.Head {
	f := r.State.Federation
	h := papers.Head{
		Federation: f.Name, FederationUSCC: f.USCC, Office: f.Office, Phone: f.Phone, Title: title, Number: number, Made: made,
		Demo: f.DemoData || r.Portal.Demo,
	}
	if public := strings.TrimSuffix(r.Portal.PublicURL, "/"); public != "" {
		h.Check = public[strings.Index(public, "//")+2:] + "/certificates"
	}
	if number != "" {
		h.Verify = r.Portal.verifyAddress(number)
	}
	return h
}

// verifyAddress is where whoever holds a paper can check it. What comes behind the number are 130 bits that nobody can guess: they are derived, so no paper
// needs a secret that is kept.
func (p *Portal) verifyAddress(number string) string {
	return strings.TrimSuffix(p.PublicURL, "/") + "/verify/" + url.PathEscape(number) + "/" + p.verifyToken(number)
}

func (p *Portal) verifyToken(number string) string { return p.Vault.Blind("paper", number)[:26] }

func (p *Portal) verified(number, token string) bool {
	return subtle.ConstantTimeCompare([]byte(p.verifyToken(number)), []byte(strings.ToLower(token))) == 1
}

// chinese is the request as if it were asked in simplified Chinese, in which every paper is written.
func (r *Request) chinese() *Request {
	c := *r
	c.Lang = views.ZhCN
	return &c
}

// factAt is when a thing's chain last says so; the fallback when it never does.
func (r *Request) factAt(id, kind, ref string, fallback time.Time) time.Time {
	at := fallback
	for _, f := range r.State.Chain(id) {
		if f.Kind == kind && (ref == "" || f.Ref == ref) {
			at = f.At
		}
	}
	return at
}

// purposeName is what a gift is for, in a few words: the programmes, or the charity's work as a whole.
func (r *Request) purposeName(p models.Purpose) string {
	if names := r.State.ProgramNames(p); len(names) > 0 {
		return strings.Join(names, "、")
	}
	return papers.Unrestricted
}
