package handlers

import (
	"strings"

	"shanpei/models"
	"shanpei/views"
)

// The public pages. Each is a sum over one state (public_*sums.go), and shows only needs that are Seen; which figures they may not show is decided
// in views (public_tally.go).

// publicHome is the first page.
func publicHome(r *Request) error {
	p := r.page(views.Public, "")
	p.Description = r.Lang.T("public.home.lead")
	return r.HTML(200, views.Home(p, homeProps(r.State)))
}

// publicPrograms is the list of programmes.
func publicPrograms(r *Request) error {
	p := r.page(views.Public, "public.programs.title")
	h := views.ProgramsProps{Programs: programLines(r.State)}
	for _, g := range h.Programs {
		h.Budget += views.Fen(g.Program.BudgetFen)
	}
	p.Description = r.Lang.T("public.programs.lead", "n", len(h.Programs), "budget", h.Budget)
	return r.HTML(200, views.Programs(p, h))
}

// publicProgram is the page of a programme, by its slug.
func publicProgram(r *Request) error {
	g, ok := r.State.ProgramBySlug(r.Params("slug"))
	if !ok || g.Slug != r.Params("slug") {
		return models.Refuse(models.NotFound, "not_found")
	}
	p := r.page(views.Public, g.Name)
	p.Title, p.Description = g.Name, g.Purpose
	p.Crumbs = []views.Crumb{{Label: r.Lang.T("public.programs.title"), Href: "/programs"}, {Label: g.Name}}
	return r.HTML(200, views.Program(p, programProps(r.State, g, models.DayOf(r.Portal.Clock()))))
}

// publicCounties is the page of all counties.
func publicCounties(r *Request) error {
	p := r.page(views.Public, "public.counties.title")
	p.Description = r.Lang.T("public.counties.lead")
	return r.HTML(200, views.Counties(p, views.CountiesProps{Counties: countyLines(r.State)}))
}

// publicCounty is the page of a county, by its code.
func publicCounty(r *Request) error {
	c, ok := r.State.Counties.Get(r.Params("code"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	name := views.CountyName(r.Lang, c.Code, c.Name)
	p := r.page(views.Public, name)
	p.Title, p.Description = name, strings.TrimSpace(name+" "+c.SubBrand)
	p.Crumbs = []views.Crumb{{Label: r.Lang.T("public.counties.title"), Href: "/counties"}, {Label: name}}
	return r.HTML(200, views.County(p, countyProps(r.State, c)))
}

// publicPrivacy is a page of words.
func publicPrivacy(r *Request) error {
	p := r.page(views.Public, "public.privacy.title")
	p.Description = r.Lang.T("public.privacy.lead")
	years := map[string]int{}
	for _, rule := range models.RetentionRules {
		years[rule.ID] = r.State.Keeps(rule.ID)
	}
	return r.HTML(200, views.Privacy(p, years))
}
