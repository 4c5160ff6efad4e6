package views

import (
	"strconv"

	"shanpei/models"
)

// StaffWaitlistProps is what waits: places without money and money without a place, by kind of help and county.
type StaffWaitlistProps struct {
	Meetable      StaffMeetable
	Places        int
	Free          Fen
	Cells         []StaffWaiting
	Idle, Overdue []*models.Pledge
	Filters       []StaffFilter
}

// StaffMeetable is what could be met now beside what is proposed already.
type StaffMeetable struct {
	Known  bool // false: nobody has looked
	Places int
	Amount Fen
	Kept   int // proposals of the newest run that still wait
}

// StaffWaiting is one kind of help in one county; both lists are in the order of the matching's objective.
type StaffWaiting struct {
	Type    models.NeedType
	County  string
	Places  int
	Amount  Fen
	Needs   []StaffWaitingNeed
	Pledges []StaffWaitingPledge
}

// StaffWaitingNeed is a need with free places.
type StaffWaitingNeed struct {
	Need    *models.Need
	Score   int64 // points
	Reasons []models.Reason
	First   string // the pledge that would take it first
	Able    int    // pledges that could take it now
}

// StaffWaitingPledge is a pledge with free money, in its turn.
type StaffWaitingPledge struct {
	Pledge  *models.Pledge
	Rank    int
	Free    Fen
	Worth   int64 // points a yuan
	Reasons []models.Reason
}

// waitingShown is how many needs and pledges of a cell the page shows.
const waitingShown = 20

// ID is the cell's anchor on the page.
func (w StaffWaiting) ID() string { return string(w.Type) + "-" + w.County }

func (w StaffWaiting) title(d *StaffPage) string {
	return d.Lang.Term("need_type", string(w.Type)) + " · " + d.Place(w.County, "")
}

func (w StaffWaiting) lead(d *StaffPage) string {
	switch {
	case len(w.Needs) == 0:
		return d.T("offers.cell.no_places", "n", len(w.Pledges))
	case len(w.Pledges) == 0:
		return d.T("offers.cell.no_pledges", "n", w.Places, "amount", w.Amount)
	}
	return d.T("offers.cell.both", "n", w.Places, "amount", w.Amount, "pledges", len(w.Pledges))
}

// StaffWaitlistFilters are the choices above the waitlist.
func StaffWaitlistFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{
		{"type", d.F("type"), options(d, "need_type", models.NeedTypeOrder)},
		{"county", d.F("county"), d.CountyOptions()},
	}
}

func waitingNeeds(d *StaffPage, w StaffWaiting) TableProps {
	t := TableProps{Caption: d.T("offers.cell.needs"), Columns: []Column{
		{Label: d.F("need")}, {Label: d.T("offers.f.waiting_places"), Num: true}, {Label: d.T("offers.score"), Num: true}, {Label: d.T("offers.because")}, {Label: d.T("offers.first")},
	}}
	for _, n := range w.Needs[:min(len(w.Needs), waitingShown)] {
		left := lines(Text(Count(int64(n.Need.Left()))))
		if n.Need.Freed > 0 {
			left = lines(Text(Count(int64(n.Need.Left()))), quiet(d.T("offers.freed", "n", n.Need.Freed)))
		}
		t.Rows = append(t.Rows, R(staffNeedCell(d, n.Need.ID), left, Text(strconv.FormatInt(n.Score, 10)), reasonList(d, n.Reasons), waitingFirst(d, n)))
	}
	return t
}

func waitingPledges(d *StaffPage, w StaffWaiting) TableProps {
	t := TableProps{Caption: d.T("offers.cell.pledges"), Columns: []Column{
		{Label: d.T("offers.f.rank"), Num: true}, {Label: d.F("pledge")}, {Label: d.F("free"), Num: true}, {Label: d.T("offers.worth"), Num: true}, {Label: d.T("offers.because")},
	}}
	for _, p := range w.Pledges[:min(len(w.Pledges), waitingShown)] {
		t.Rows = append(t.Rows, R(Text(strconv.Itoa(p.Rank)), staffPledgeCell(d, p.Pledge.ID), Money(d.Page, p.Free), Text(strconv.FormatInt(p.Worth, 10)), reasonList(d, p.Reasons)))
	}
	return t
}

func idleTable(d *StaffPage, caption string, list []*models.Pledge) TableProps {
	t := TableProps{Caption: caption, CaptionHidden: true, Columns: []Column{{Label: d.F("pledge")}, {Label: d.F("purpose")}, {Label: d.F("free"), Num: true}}}
	for _, p := range list[:min(len(list), waitingShown)] {
		t.Rows = append(t.Rows, R(staffPledgeCell(d, p.ID), Text(d.PurposeText(p.Purpose)), Money(d.Page, Fen(p.FreeFen()))))
	}
	return t
}

// StaffOfferFilters are the choices above the list of offers.
func StaffOfferFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{
		{"status", d.F("status"), options(d, "offer", []models.OfferStatus{models.OfferStanding, models.OfferAccepted, models.OfferDeclined, models.OfferLapsed, models.OfferWithdrawn})},
		{"program", d.F("program"), d.ProgramOptions(false)},
		{"county", d.F("county"), d.CountyOptions()},
	}
}

// StaffOffersTable lists offers with their answers.
func StaffOffersTable(d *StaffPage, list []*models.Offer, filtered bool) TableProps {
	t := TableProps{Caption: d.T("offers.staff.title"), CaptionHidden: true, Empty: offersEmpty(d, filtered), Columns: []Column{
		{Label: d.F("need")}, {Label: d.F("pledge")}, {Label: d.F("places"), Num: true, Sort: "places"}, {Label: d.F("amount"), Num: true, Sort: "amount"},
		{Label: d.F("until"), Sort: "until"}, {Label: d.F("status")}, {Label: d.F("action")},
	}}
	for _, o := range list {
		until := Text(d.DayOf(o.Until))
		if o.Status == models.OfferStanding {
			until = staffDue(d, o.Until)
		}
		t.Rows = append(t.Rows, R(staffNeedCell(d, o.Need), staffPledgeCell(d, o.Pledge), Text(Count(int64(o.Places))), Money(d.Page, Fen(o.AmountFen())), until,
			lines(Chip(d.Page, "offer", string(o.Status)), quiet(offerOutcome(d, o))), Link("/staff/offers/"+o.ID, d.T("offers.open"))))
	}
	return t
}

func offersEmpty(d *StaffPage, filtered bool) EmptyProps {
	if filtered {
		return StaffEmpty(d, "", true)
	}
	return EmptyProps{Title: d.T("offers.staff.none"), Text: d.T("offers.staff.none_text")}
}

// offerOutcome says how an offer ended.
func offerOutcome(d *StaffPage, o *models.Offer) string {
	switch {
	case o.Silent:
		return d.T("offers.outcome.silent")
	case o.Why != "":
		return d.T("offers.why." + o.Why)
	}
	return o.Answer
}

func offerFacts(d *StaffPage, o *models.Offer) []KV {
	silence := "offers.silence.next"
	if o.OnSilence == models.SilenceAccepts {
		silence = "offers.silence.accept"
	}
	out := []KV{
		{Key: d.F("need"), Value: d.NeedNumber(o.Need), Href: "/staff/needs/" + o.Need},
		{Key: d.F("pledge"), Value: d.PledgeNumber(o.Pledge) + " · " + d.EnterpriseName(o.Enterprise), Href: "/staff/pledges/" + o.Pledge},
		{Key: d.F("places"), Value: d.Lang.Count(int64(o.Places), "places")},
		Amount(d.F("amount"), Fen(o.AmountFen())),
		{Key: d.F("until"), Value: d.DayOf(o.Until)},
		{Key: d.T("offers.silence"), Value: d.T(silence, "day", d.DayOf(o.Until))},
		{Key: d.T("offers.by"), Value: d.Person(o.By) + " · " + d.Lang.Instant(o.MadeAt)},
	}
	if !o.AnsweredAt.IsZero() {
		out = append(out, KV{Key: d.T("offers.ended"), Value: d.Lang.Instant(o.AnsweredAt)})
	}
	if text := offerOutcome(d, o); text != "" {
		out = append(out, KV{Key: d.T("offers.f.outcome"), Value: text})
	}
	if o.Sponsorship != "" {
		out = append(out, KV{Key: d.T("staff.sponsorship.one"), Value: d.NeedNumber(o.Need), Href: "/staff/sponsorships/" + o.Sponsorship})
	}
	return out
}
