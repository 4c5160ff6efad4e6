package handlers

import (
	"cmp"
	"slices"

	"shanpei/models"
	"shanpei/views"
)

// needsPerPage is how many needs a page of the list shows.
const needsPerPage = 25

// needsView is what the address says of the list: filters, order, page.
type needsView struct {
	program, county, kind, lane, stage, status, sort string
	page                                             int
}

// takes tells whether the filters leave the need in. A value that nothing has leaves nothing.
func (v needsView) takes(n *models.Need, program string) bool {
	return n.Seen() && (program == "" || n.Program == program) && (v.county == "" || n.County == v.county) && (v.kind == "" || string(n.Type) == v.kind) && (v.lane == "" || models.LaneOf(n.Type) == v.lane) &&
		(v.stage == "" || string(n.Stage) == v.stage) && (v.status == "" || string(n.Status) == v.status || v.status == "takes" && n.Takes())
}

// order is the comparison that ?sort= names; a minus turns it round, and what is equal keeps the order of urgency.
func (v needsView) order() func(a, b *models.Need) int {
	key, down := v.sort, 1
	if len(key) > 0 && key[0] == '-' {
		key, down = key[1:], -1
	}
	by := map[string]func(a, b *models.Need) int{
		"price": func(a, b *models.Need) int { return cmp.Compare(a.UnitPriceFen, b.UnitPriceFen) },
		// Needs so small that their places are not shown stand together: their order would tell them apart.
		"left":     func(a, b *models.Need) int { return cmp.Compare(shownLeft(a), shownLeft(b)) },
		"deadline": func(a, b *models.Need) int { return cmp.Compare(latest(a.Deadline), latest(b.Deadline)) },
	}[key]
	if by == nil {
		return byUrgency
	}
	return func(a, b *models.Need) int { return cmp.Or(down*by(a, b), byUrgency(a, b)) }
}

func shownLeft(n *models.Need) int {
	switch {
	case !n.Takes():
		return 0
	case views.Suppressed(n.Left(), models.NeedTypes[n.Type].Persons):
		return 1
	}
	return n.Left()
}

func needsProps(s *models.State, p *views.Page, v needsView) views.NeedsProps {
	var h views.NeedsProps
	for _, g := range s.Programs.All() {
		h.Programs = append(h.Programs, views.Option{Value: g.Slug, Label: g.Name})
	}
	for code, c := range s.Counties.All() {
		h.Counties = append(h.Counties, views.Option{Value: code, Label: views.CountyName(p.Lang, code, c.Name)})
	}
	program := ""
	if v.program != "" {
		program = "?" // nothing has it
		if g, ok := s.ProgramBySlug(v.program); ok {
			program = g.ID
		}
	}
	var list []*models.Need
	for _, n := range s.Needs.All() {
		if v.takes(n, program) {
			list = append(list, n)
			h.Total.Add(n)
		}
	}
	slices.SortFunc(list, v.order())
	h.Pager = views.Offset(p, v.page, needsPerPage, len(list))
	from := (h.Pager.Page - 1) * needsPerPage
	for _, n := range firstOf(list[min(from, len(list)):], needsPerPage) {
		h.Needs = append(h.Needs, needLine(s, n))
	}
	return h
}

// publicFacts are the kinds of facts of a need that its page tells, and whether their count is places of the need.
var publicFacts = map[string]bool{
	"need_publish": false, "need_open": false, "need_suspend": false, "need_resume": false, "need_close": false, "need_disclose": false,
	"objection_raised": false, "objection_upheld": false, "objection_dismissed": false,
	"lines_paid": true, "lines_returned": true, "places_proven": true,
}

// sponsorshipsTold bounds how many sponsorships of one need are told: the newest.
const sponsorshipsTold = 100

func needProps(s *models.State, n *models.Need) views.NeedProps {
	h := views.NeedProps{NeedLine: needLine(s, n), Notice: n.Status == models.NeedPublicity, Office: s.Federation.Office, Phone: s.Federation.Phone}
	for _, o := range s.ObjectionsOn(n.ID) {
		if o.Status == models.ObjectionOpen {
			h.Pending++
		}
	}
	tell := func(f *models.Fact, places bool) {
		// Only what a stranger may know goes on: no reason in free text, no other document, no name.
		h.Events = append(h.Events, views.NeedEvent{Fact: models.Fact{Kind: f.Kind, Seq: f.Seq, At: f.At, Count: f.Count}, Places: places})
	}
	for _, f := range s.Chain(n.ID) {
		if places, told := publicFacts[f.Kind]; told {
			tell(f, places)
		}
	}
	list := s.SponsorshipsOfNeed(n.ID)
	for _, sp := range list[max(0, len(list)-sponsorshipsTold):] {
		for _, f := range s.Chain(sp.Pledge) {
			if f.Ref == n.ID && (f.Kind == "places_held" || f.Kind == "places_funded" || f.Kind == "places_released") {
				tell(f, true)
			}
		}
	}
	slices.SortStableFunc(h.Events, func(a, b views.NeedEvent) int { return cmp.Compare(a.Seq, b.Seq) })
	h.Events = slices.CompactFunc(h.Events, func(a, b views.NeedEvent) bool { return a.Seq == b.Seq && a.Kind == b.Kind && a.Count == b.Count })
	return h
}
