package views

import "shanpei/models"

// HomeProps is the home page.
type HomeProps struct {
	Totals      models.Totals
	Programs    []ProgramLine
	Counties    []CountyLine
	Disclosures []DisclosureLine
	Way         Way
}

// Way is the way of the money that was received: to programmes, to counties, paid out or still to be. The columns are sums of the same
// sponsorships, so that what leaves one arrives in the next.
type Way struct {
	Received  Fen // attributed to pledges
	Waiting   Fen // of that, not given to a need yet
	Programs  []WayStop
	Counties  []WayStop
	Between   []WayShare // programme → county
	PaidFen   Fen
	OpenFen   Fen // given to needs, to be paid out
	ProvenFen Fen // of what was paid out
}

// WayStop is a programme or a county on the way.
type WayStop struct {
	ID, Name  string
	Fen, Paid Fen
}

// WayShare is what goes from a programme to a county.
type WayShare struct {
	Program, County string
	Fen             Fen
}

// Flow draws the way. Small streams are drawn too: the finding is in the title, the figures are in the table.
func (w Way) Flow(p *Page) FlowProps {
	f := FlowProps{Picture: Picture{ID: "way", Title: w.finding(p), Note: p.T("public.home.way.note")}}
	money := func(v Fen) string { return p.Lang.Money(v, p.Unit) }
	f.Nodes = append(f.Nodes, FlowNode{ID: "in", Label: p.T("public.home.way.donors"), Text: money(w.Received)})
	for _, s := range w.Programs {
		f.Nodes = append(f.Nodes, FlowNode{ID: "p" + s.ID, Label: s.Name, Text: money(s.Fen), Column: 1})
		f.Links = append(f.Links, FlowLink{From: "in", To: "p" + s.ID, Value: int64(s.Fen), Text: money(s.Fen)})
	}
	if w.Waiting > 0 {
		f.Nodes = append(f.Nodes, FlowNode{ID: "wait", Label: p.T("public.home.way.waiting"), Text: money(w.Waiting), Column: 1, Wait: true})
		f.Links = append(f.Links, FlowLink{From: "in", To: "wait", Value: int64(w.Waiting), Text: money(w.Waiting)})
	}
	for _, s := range w.Counties {
		f.Nodes = append(f.Nodes, FlowNode{ID: "c" + s.ID, Label: CountyName(p.Lang, s.ID, s.Name), Text: money(s.Fen), Column: 2})
	}
	for _, b := range w.Between {
		f.Links = append(f.Links, FlowLink{From: "p" + b.Program, To: "c" + b.County, Value: int64(b.Fen), Text: money(b.Fen)})
	}
	if w.PaidFen > 0 {
		f.Nodes = append(f.Nodes, FlowNode{ID: "paid", Label: p.T("public.home.way.paid"), Text: money(w.PaidFen), Column: 3})
	}
	if w.OpenFen > 0 {
		f.Nodes = append(f.Nodes, FlowNode{ID: "open", Label: p.T("public.home.way.open"), Text: money(w.OpenFen), Column: 3, Wait: true})
	}
	for _, s := range w.Counties {
		f.Links = append(f.Links, FlowLink{From: "c" + s.ID, To: "paid", Value: int64(s.Paid), Text: money(s.Paid)},
			FlowLink{From: "c" + s.ID, To: "open", Value: int64(s.Fen - s.Paid), Text: money(s.Fen - s.Paid)})
	}
	return f
}

// finding is what the picture shows, in a sentence.
func (w Way) finding(p *Page) string {
	if w.Received == 0 {
		return p.T("public.home.way.none")
	}
	return p.T("public.home.way.finding", "share", Percent(int64(w.PaidFen), int64(w.Received)), "open", p.Lang.Money(w.OpenFen, p.Unit),
		"waiting", p.Lang.Money(w.Waiting, p.Unit))
}

func (h HomeProps) figures(p *Page) []Figure {
	money := func(label, note, href string, v Fen) Figure {
		return Figure{Label: label, Money: &v, Note: note, Href: href}
	}
	t := h.Totals
	return []Figure{
		money(p.T("common.fact.pledged"), p.T("public.home.note.pledged"), "/programs", Fen(t.PledgedFen)),
		money(p.T("common.fact.received"), p.T("public.home.note.received"), "/donors", Fen(t.ReceivedFen)),
		money(p.T("common.fact.paid_out"), p.T("public.home.note.paid"), "/disclosures", Fen(t.PaidFen)),
		{Label: p.T("common.fact.helped"), Count: int64(t.Helped), Unit: "person_times", Note: p.T("public.home.note.helped"), Href: "/counties"},
	}
}

// tiles draws the counties with their sub-brands.
func tiles(p *Page, counties []CountyLine) []Tile {
	out := make([]Tile, 0, len(counties))
	for _, c := range counties {
		t := Tile{
			Name: CountyName(p.Lang, c.County.Code, c.County.Name), Brand: c.County.SubBrand, Href: "/counties/" + c.County.Code,
			Text: p.T("public.county.open", "n", c.Tally.Open),
		}
		if c.Tally.Needs > 0 && !c.Tally.Hidden() {
			g := c.Tally.Progress(true)
			t.Progress = &g
			t.Note = p.T("public.county.share", "share", g.width(g.Pledged, g.PledgedUnder))
		}
		out = append(out, t)
	}
	return out
}

// tilesFinding names the county with the most that is still needed.
func tilesFinding(p *Page, counties []CountyLine) string {
	var most *CountyLine
	for i := range counties {
		if c := &counties[i]; c.Tally.LeftFen > 0 && (most == nil || c.Tally.LeftFen > most.Tally.LeftFen) {
			most = c
		}
	}
	if most == nil || Suppressed(most.Tally.Left, most.Tally.Persons) {
		return p.T("public.county.finding_none", "n", len(counties))
	}
	return p.T("public.county.finding", "n", len(counties), "county", CountyName(p.Lang, most.County.Code, most.County.Name),
		"left", p.Lang.Money(most.Tally.LeftFen, p.Unit))
}
