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
	Proven    Fen // of what was paid
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
	for _, end := range []struct {
		id   string
		sum  Fen
		of   func(WayStop) Fen
		wait bool
	}{
		{"proven", w.ProvenFen, func(s WayStop) Fen { return s.Proven }, false},
		{"paid", w.PaidFen - w.ProvenFen, func(s WayStop) Fen { return s.Paid - s.Proven }, false},
		{"open", w.OpenFen, func(s WayStop) Fen { return s.Fen - s.Paid }, true},
	} {
		if end.sum == 0 {
			continue
		}
		f.Nodes = append(f.Nodes, FlowNode{ID: end.id, Label: p.T("public.home.way." + end.id), Text: money(end.sum), Column: 3, Wait: end.wait})
		for _, s := range w.Counties {
			if v := end.of(s); v > 0 {
				f.Links = append(f.Links, FlowLink{From: "c" + s.ID, To: end.id, Value: int64(v), Text: money(v)})
			}
		}
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
