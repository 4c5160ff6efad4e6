package handlers

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shanpei/models"
)

// contentPolicy lets a page load only what this origin sends; there is no inline script, style or handler anywhere.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"

// withFormAction lets forms lead to one more origin.
func withFormAction(policy, origin string) string {
	return strings.Replace(policy, "form-action 'self'", "form-action 'self' "+origin, 1)
}

// harden sets the headers that every answer has.
func harden(c *fiber.Ctx, https bool) {
	c.Set(fiber.HeaderContentSecurityPolicy, contentPolicy)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderReferrerPolicy, "same-origin")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
	if https {
		c.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000; includeSubDomains")
	}
}

func (p *Portal) https() bool { return strings.HasPrefix(p.PublicURL, "https://") }

// sign is a keyed hash of a text for one purpose, in the form that cookies and forms take.
func (p *Portal) sign(purpose, text string) string {
	m := hmac.New(sha256.New, p.Secret)
	m.Write([]byte(purpose + "\x00" + text))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

func randomText() string {
	var b [18]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// csrf is the token that a form of this visitor must carry: the session's own, or for a visitor without a login one that is tied to a cookie.
func (r *Request) csrf() string {
	if r.Session != nil {
		return r.Session.CSRF
	}
	visit := r.Cookies(r.cookieName("visit"))
	if visit == "" {
		visit = randomText()
		r.cookie("visit", visit, 24*60*60)
	}
	return r.Portal.sign("csrf", visit)
}

// checkCSRF refuses a form that was not made for this visitor, `csrf`.
func (r *Request) checkCSRF() error {
	given := r.Get("X-CSRF-Token")
	if given == "" {
		given = r.FormValue("_csrf")
	}
	want := ""
	if r.Session != nil {
		want = r.Session.CSRF
	} else if visit := r.Cookies(r.cookieName("visit")); visit != "" {
		want = r.Portal.sign("csrf", visit)
	}
	site := r.Get("Sec-Fetch-Site")
	foreign := site != "" && site != "same-origin" && site != "none"
	if want == "" || foreign || subtle.ConstantTimeCompare([]byte(given), []byte(want)) != 1 {
		return models.Refuse(models.Forbidden, "csrf")
	}
	return nil
}

// cookieName has the prefix that ties the cookie to this host when the portal is behind TLS.
func (r *Request) cookieName(name string) string {
	if r.Portal.https() {
		return "__Host-sp_" + name
	}
	return "sp_" + name
}

// cookie sets a cookie for this host that no script can read; a negative age takes it away.
func (r *Request) cookie(name, value string, age int) {
	r.Ctx.Cookie(&fiber.Cookie{
		Name: r.cookieName(name), Value: value, Path: "/", MaxAge: age, HTTPOnly: true, Secure: r.Portal.https(), SameSite: fiber.CookieSameSiteLaxMode,
	})
}

// localPath gives an address of this portal to go on to, or the fallback: never another host, never a header.
func localPath(next, fallback string) string {
	if len(next) < 1 || next[0] != '/' || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t\x00") || len(next) > 500 {
		return fallback
	}
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" {
		return fallback
	}
	return next
}

func escapeQuery(s string) string { return url.QueryEscape(s) }
