package views

import "strings"

// NavItem is a link of the header. Items without a permission are for everybody of their audience.
type NavItem struct {
	Href       string
	Key        string // of the message
	Permission string // a models.Permission the user must hold
	Group      string // key of the group that it stands in when the menu is long
	Also       string // another address whose pages belong to it
	Badge      int    // what waits behind the link; 0 shows nothing
	Current    bool
}

// NavGroup is a part of a long menu; without a key its items stand by themselves.
type NavGroup struct {
	Key     string
	Items   []NavItem
	Current bool
}

// flatMenu is how many links a menu may have before they are grouped.
const flatMenu = 9

// NavigationGroups is the menu in groups, in the order of their first items. A short menu is not grouped.
func NavigationGroups(p *Page) (out []NavGroup) {
	items := Navigation(p)
	at := map[string]int{}
	for _, item := range items {
		if item.Group == "" || len(items) <= flatMenu {
			out = append(out, NavGroup{Items: []NavItem{item}, Current: item.Current})
			continue
		}
		i, ok := at[item.Group]
		if !ok {
			i = len(out)
			at[item.Group] = i
			out = append(out, NavGroup{Key: item.Group})
		}
		out[i].Items = append(out[i].Items, item)
		out[i].Current = out[i].Current || item.Current
	}
	return out
}

// menus is the navigation of each audience, in the order of the header.
var menus = map[Audience][]NavItem{
	Public: {
		{Href: "/programs", Key: "common.nav.programs"},
		{Href: "/needs", Key: "common.nav.needs"},
		{Href: "/counties", Key: "common.nav.counties"},
		{Href: "/activities", Key: "activity.nav"},
		{Href: "/disclosures", Key: "common.nav.disclosures"},
		{Href: "/donors", Key: "common.nav.donors"},
		{Href: "/transparency", Key: "common.nav.transparency"},
	},
	Enterprise: {
		{Href: "/enterprise", Key: "common.nav.dashboard"},
		{Href: "/enterprise/pledges", Key: "common.nav.pledges"},
		{Href: "/enterprise/offers", Key: "offers.nav"},
		{Href: "/enterprise/documents", Key: "common.nav.documents"},
		{Href: "/enterprise/team", Key: "common.nav.team"},
		{Href: "/needs", Key: "common.nav.needs"},
	},
	Staff: staffMenu,
}

// Navigation is the header's menu for the page: its audience's items that the user may follow, with the current one marked.
// The longest address that fits the page is the current one, so that a landing page does not claim its children.
func Navigation(p *Page) []NavItem {
	menu := p.Nav
	if menu == nil {
		menu = menus[p.Audience]
	}
	out := make([]NavItem, 0, len(menu))
	best := -1
	for _, item := range menu {
		if !p.Allows(item.Permission) {
			continue
		}
		out = append(out, item)
		if (p.at(item.Href) || item.Also != "" && p.at(item.Also)) && (best < 0 || strings.Count(item.Href, "/") > strings.Count(out[best].Href, "/")) {
			best = len(out) - 1
		}
	}
	if best >= 0 {
		out[best].Current = true
	}
	return out
}

// home is where the wordmark leads.
func (p *Page) home() string {
	switch p.Audience {
	case Enterprise:
		return "/enterprise"
	case Staff:
		return "/staff"
	}
	return "/"
}
