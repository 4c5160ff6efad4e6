package views

import "time"

// OfferLine is places of a need that are kept for one of the enterprise's pledges, or were.
type OfferLine struct {
	ID string
	NeedChoice
	Period           string
	PledgeID, Pledge string
	Places           int
	Amount           Fen
	Until            string // a day
	Days             int    // until the last day of an answer
	Status           string
	OnSilence        string
	Silent           bool
	Why, Answer      string
	Reasons          []string
	Made, Answered   time.Time
	Entry            int64
	EntryHref        string
	Version          int64
	Answerable, Mine bool // it stands; the one who looks may answer
}

// WaitingLine is a pledge with free money, and its own turns.
type WaitingLine struct {
	ID, Number string
	Free       Fen
	Overdue    bool
	Turns      []TurnLine
}

// TurnLine is the place of a pledge where its money waits: of nobody else anything.
type TurnLine struct {
	Type, County string
	Rank, Of     int
	Places       int
}

// EnterpriseOffersProps is the page of the offers to an enterprise.
type EnterpriseOffersProps struct {
	Standing, Past []OfferLine
	Waiting        []WaitingLine
}

// place is a need in words: the county, the kind of help, the stage, the term.
func (o OfferLine) place(p *Page) string {
	out := p.Lang.joined(p.Lang.Term("county", o.County), p.Lang.Term("need_type", o.Type))
	if o.Stage != "" {
		out = p.Lang.joined(out, p.Lang.Term("stage", o.Stage))
	}
	if o.Period != "" {
		out = p.Lang.joined(out, o.Period)
	}
	return out
}

// left says how long the donor may still answer.
func (o OfferLine) left(p *Page) string {
	if o.Days == 0 {
		return p.T("offers.last_day", "day", p.Lang.Date(o.Until))
	}
	return p.T("offers.days_left", "n", o.Days, "day", p.Lang.Date(o.Until))
}

// silence says what becomes of an offer that is not answered.
func (o OfferLine) silence(p *Page) string {
	if o.OnSilence == "accept" {
		return p.T("offers.silence.accept", "day", p.Lang.Date(o.Until))
	}
	return p.T("offers.silence.next", "day", p.Lang.Date(o.Until))
}

// outcome says how an offer ended.
func (o OfferLine) outcome(p *Page) string {
	switch {
	case o.Silent:
		return p.T("offers.outcome.silent")
	case o.Why != "":
		return p.T("offers.why." + o.Why)
	}
	return o.Answer
}

func (o OfferLine) facts(p *Page) []KV {
	return []KV{
		{Key: p.T("offers.f.need"), Value: o.Number, Href: "/needs/" + o.Number},
		{Key: p.T("offers.f.program"), Value: o.Program},
		{Key: p.T("offers.f.place"), Value: o.place(p)},
		{Key: p.T("offers.f.places"), Value: p.Lang.Count(int64(o.Places), "places")},
		Amount(p.T("offers.f.price"), o.Price),
		Amount(p.T("offers.f.amount"), o.Amount),
		{Key: p.T("offers.f.pledge"), Value: o.Pledge, Href: pledgeHref(o.PledgeID)},
		{Key: p.T("offers.f.until"), Value: p.Lang.Date(o.Until)},
	}
}

func offerHref(id string) string { return "/enterprise/offers/" + id }

func offersTable(p *Page, caption string, list []OfferLine) TableProps {
	t := TableProps{Caption: caption, CaptionHidden: true, Columns: []Column{
		{Label: p.T("offers.f.need")}, {Label: p.T("offers.f.pledge")}, {Label: p.T("offers.f.places"), Num: true}, {Label: p.T("offers.f.amount"), Num: true},
		{Label: p.T("offers.f.status")}, {Label: p.T("offers.f.outcome")},
	}}
	for _, o := range list {
		t.Rows = append(t.Rows, R(lines(Link(offerHref(o.ID), o.Number), quiet(o.place(p))), Link(pledgeHref(o.PledgeID), o.Pledge), Text(Count(int64(o.Places))),
			Money(p, o.Amount), Chip(p, "offer", o.Status), lines(Text(p.Lang.Day(o.Answered)), quiet(o.outcome(p)))))
	}
	return t
}

// at are the turns where places wait, or those where the next one is waited for.
func (l WaitingLine) at(places bool) []TurnLine {
	var out []TurnLine
	for _, t := range l.Turns {
		if (t.Places > 0) == places {
			out = append(out, t)
		}
	}
	return out
}

func turnsTable(p *Page, l WaitingLine, turns []TurnLine) TableProps {
	t := TableProps{Caption: p.T("offers.turns.of", "number", l.Number), CaptionHidden: true, Columns: []Column{
		{Label: p.T("offers.f.type")}, {Label: p.T("offers.f.county")}, {Label: p.T("offers.f.rank")}, {Label: p.T("offers.f.waiting_places"), Num: true},
	}}
	for _, x := range turns {
		t.Rows = append(t.Rows, R(Text(p.Lang.Term("need_type", x.Type)), Text(p.Lang.Term("county", x.County)), Text(p.T("offers.turn", "rank", x.Rank, "of", x.Of)), Text(Count(int64(x.Places)))))
	}
	return t
}
