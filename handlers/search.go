package handlers

import (
	"context"
	"time"

	"shanpei/internal/search"
	"shanpei/models"
	"shanpei/views"
)

// searchRoutes are the three doors of the search: what it finds is what whoever asks may open.
var searchRoutes = []Route{
	{"GET", "/search", models.Public, Page, ForPublic, false, func(r *Request) error { return r.search(views.Public, models.Nobody) }},
	{"GET", "/enterprise/search", models.ViewDonor, Page, ForSponsor, false, func(r *Request) error { return r.search(views.Enterprise, r.Actor) }},
	{"GET", "/staff/search", models.ViewStaff, Page, ForStaff, false, func(r *Request) error { return r.search(views.Staff, r.Actor) }},
	{"GET", "/api/v1/search", models.Public, API, ForPublic, false, apiSearch},
}

const (
	searchShown = 50
	// searchWait is how long a search waits for entries that are not indexed yet; then it answers from what it knows.
	searchWait = 2 * time.Second
	mostQuery  = 100 // characters
)

func (r *Request) seek(a models.Actor, query string) ([]search.Hit, int) {
	if q := []rune(query); len(q) > mostQuery {
		query = string(q[:mostQuery])
	}
	ctx, cancel := context.WithTimeout(r.UserContext(), searchWait)
	defer cancel()
	return r.Portal.seeker.Find(ctx, a, query, searchShown)
}

func (r *Request) search(audience views.Audience, a models.Actor) error {
	p := r.page(audience, "search.title")
	p.Description = r.Lang.T("search.lead")
	v := views.SearchProps{Query: r.Query("q"), Action: r.Path()}
	hits, total := r.seek(a, v.Query)
	v.Total = total
	for _, h := range hits {
		v.Hits = append(v.Hits, views.SearchHit{Kind: h.Kind, Number: h.Number, Title: h.Title, Fen: views.Fen(h.Fen), Href: h.Href})
	}
	return r.HTML(200, views.Search(p, v))
}

// foundView is a thing that a search found.
type foundView struct {
	Kind   string `json:"kind"`
	Number string `json:"number"`
	Title  string `json:"title"`
	Href   string `json:"href"`
}

// apiSearch finds what everybody may see. GET /search?q=
func apiSearch(r *Request) error {
	if _, _, err := r.query("q"); err != nil {
		return err
	}
	out := listView[foundView]{Items: []foundView{}}
	hits, _ := r.seek(models.Nobody, r.Query("q"))
	for _, h := range hits {
		out.Items = append(out.Items, foundView{Kind: h.Kind, Number: h.Number, Title: h.Title, Href: h.Href})
	}
	return r.reply(200, out)
}
