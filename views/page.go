// Package views holds the pages of the portal and the components they are made of. Everything is typed templ, escaped by
// context; there is no inline style, no inline script and no style attribute, so that the strict Content-Security-Policy holds.
package views

import (
	"net/url"
	"slices"
	"strings"

	"shanpei/models"
)

// Audience chooses the navigation and the tone of the frame.
type Audience string

// The audiences of portal.md.
const (
	Public     Audience = "public"
	Enterprise Audience = "enterprise"
	Staff      Audience = "staff"
)

// User is who is signed in, as far as a page needs to know.
type User struct {
	Name string // what the header shows
	Role string // a models.Role; the word is common.role.*
	Of   string // the enterprise, county or township the user belongs to; may be empty
}

// workplace is where the user's own pages begin, for the way back from a public page.
func (u *User) workplace() string {
	if models.Role(u.Role).Donor() {
		return "/enterprise"
	}
	return "/staff"
}

func (u *User) workplaceKey() string {
	if models.Role(u.Role).Donor() {
		return "common.nav.dashboard"
	}
	return "common.nav.today"
}

// Flash is a message about what was just done.
type Flash struct {
	Tone Tone
	Text string
}

// Crumb is a step of the way back; the last one, without Href, is the page itself.
type Crumb struct{ Label, Href string }

// Page is what every page knows about its request. Handlers make one per request; public pages that are kept rendered
// are kept per Lang, Theme and Unit, without User, CSRF, Flash and RequestID.
type Page struct {
	Lang        Lang
	Path        string // path and query of the request, for the links that keep the page
	Title       string // what the title element and the heading say, in Lang
	Description string // for search engines and feeds; public pages only
	Audience    Audience
	User        *User // nil for a visitor
	CSRF        string
	Flash       []Flash
	Nav         []NavItem // nil: Navigation(p)
	Crumbs      []Crumb
	Assets      func(name string) string // static.URL
	Theme       string                   // "", "light" or "dark"; "" follows the system
	Unit        string                   // UnitYuan or UnitWan
	Federation  string                   // the federation's name, as given
	DemoData    bool                     // watermark 演示数据
	RequestID   string
	Scripts     []string                     // further scripts of static, by name
	Htmx        bool                         // load htmx on a public page; enterprise and staff pages always have it
	Can         func(permission string) bool // whether the user holds a models.Permission; nil: nothing beyond public
}

// T is Lang.T.
func (p *Page) T(key string, args ...any) string { return p.Lang.T(key, args...) }

// Asset is the hashed address of a file of static.
func (p *Page) Asset(name string) string {
	if p.Assets == nil {
		return "/static/" + name
	}
	return p.Assets(name)
}

// Icon is the address of one symbol of the sprite.
func (p *Page) Icon(name string) string { return p.Asset("icons.svg") + "#" + name }

// Allows tells whether the user holds the permission.
func (p *Page) Allows(permission string) bool {
	return permission == "" || p.Can != nil && p.Can(permission)
}

// With is the address of the same page with query parameters changed, in pairs of name and value; an empty value takes the
// parameter away. The order of the query is that of the alphabet, so one view has one address.
func (p *Page) With(pairs ...string) string {
	path, query, _ := strings.Cut(p.Path, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		values = url.Values{}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			values.Del(pairs[i])
		} else {
			values.Set(pairs[i], pairs[i+1])
		}
	}
	if path == "" {
		path = "/"
	}
	if encoded := values.Encode(); encoded != "" {
		return path + "?" + encoded
	}
	return path
}

// Query is a parameter of the page's address.
func (p *Page) Query(name string) string {
	_, query, _ := strings.Cut(p.Path, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return ""
	}
	return values.Get(name)
}

// at tells whether href is the page or an ancestor of it.
func (p *Page) at(href string) bool {
	path, _, _ := strings.Cut(p.Path, "?")
	if href == "/" {
		return path == "/"
	}
	return path == href || strings.HasPrefix(path, href+"/")
}

// scripts lists what the page loads, in order.
func (p *Page) scripts() []string {
	list := []string{"app.js"}
	if p.Htmx || p.Audience == Enterprise || p.Audience == Staff {
		list = append(list, "htmx.min.js")
	}
	for _, s := range p.Scripts {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// heading is the text of the title element: the page first, then the federation.
func (p *Page) heading() string {
	site := p.T("common.site")
	if p.Federation != "" {
		site = p.Federation + " · " + site
	}
	if p.Title == "" {
		return site
	}
	return p.Title + " · " + site
}
