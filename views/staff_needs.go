package views

import (
	"strconv"

	"shanpei/models"
)

// StaffNeedsTable lists needs with how far they are taken, funded, paid and proven.
func StaffNeedsTable(d *StaffPage, needs []*models.Need, filtered bool) TableProps {
	t := TableProps{Caption: d.T("staff.needs.title"), CaptionHidden: true, Empty: StaffEmpty(d, "needs", filtered), Columns: []Column{
		{Label: d.F("number"), Sort: "number"}, {Label: d.F("need")}, {Label: d.F("county"), Sort: "county"}, {Label: d.F("unit_price"), Num: true, Sort: "price"},
		{Label: d.F("places_left"), Num: true, Sort: "left"}, {Label: d.F("urgency"), Num: true, Sort: "urgency"}, {Label: d.F("status"), Sort: "status"},
		{Label: d.F("deadline"), Sort: "deadline"},
	}}
	for _, n := range needs {
		t.Rows = append(t.Rows, R(
			Link("/staff/needs/"+n.ID, n.Number),
			lines(Text(d.NeedName(n)), quiet(d.ProgramName(n.Program))),
			Text(d.Place(n.County, n.Township)),
			lines(Money(d.Page, Fen(n.UnitPriceFen)), quiet(n.Unit)),
			lines(Text(Count(int64(n.Left()))+" / "+Count(int64(n.Places))), staffNeedBar(d, n)),
			Text(strconv.Itoa(n.Urgency)),
			Chip(d.Page, "need", string(n.Status)),
			Text(d.DayOf(n.Deadline)),
		))
	}
	return t
}

// StaffEmpty says why a list is empty: nothing there yet, or nothing that fits the filters.
func StaffEmpty(d *StaffPage, list string, filtered bool) EmptyProps {
	if filtered {
		return EmptyProps{Title: d.T("staff.empty.filtered"), Text: d.T("staff.empty.filtered_text"), Action: d.T("common.filter.reset"), Href: d.path()}
	}
	return EmptyProps{Title: d.T("staff.empty." + list), Text: d.T("staff.empty." + list + "_text")}
}

func needProgress(n *models.Need, compact bool) ProgressProps {
	return ProgressProps{Goal: int64(n.Places), Pledged: int64(n.Taken), Received: int64(n.Funded), PaidOut: int64(n.Paid), Unit: "places", Compact: compact}
}

// StaffNeedStatuses are the statuses of a need in the order of its way, for filters.
var StaffNeedStatuses = []models.NeedStatus{models.NeedDraft, models.NeedReturned, models.NeedVerified, models.NeedReviewed, models.NeedApproved,
	models.NeedPublicity, models.NeedOpen, models.NeedPartial, models.NeedFull, models.NeedExecuting, models.NeedSuspended, models.NeedClosed,
	models.NeedDisclosed, models.NeedTerminated}

// StaffNeedFilters are the choices above the list of needs.
func StaffNeedFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{
		{"status", d.F("status"), options(d, "need", StaffNeedStatuses)},
		{"program", d.F("program"), d.ProgramOptions(false)},
		{"county", d.F("county"), d.CountyOptions()},
		{"type", d.F("type"), options(d, "need_type", models.NeedTypeOrder)},
	}
}

func needFacts(d *StaffPage, n *models.Need) []KV {
	amount := Fen(n.AmountFen())
	price := Fen(n.UnitPriceFen)
	items := []KV{
		{Key: d.F("program"), Value: d.ProgramName(n.Program), Href: "/staff/programs/" + n.Program},
		{Key: d.F("county"), Value: d.Place(n.County, n.Township)},
		{Key: d.F("type"), Value: d.Lang.Term("need_type", string(n.Type))},
	}
	if n.Stage != "" {
		items = append(items, KV{Key: d.F("stage"), Value: d.Lang.Term("stage", string(n.Stage))})
	}
	if n.Period != "" {
		items = append(items, KV{Key: d.F("period"), Value: n.Period})
	}
	items = append(items,
		KV{Key: d.F("unit_price"), Value: d.Lang.Yuan(price) + " / " + n.Unit},
		KV{Key: d.F("places"), Value: Count(int64(n.Places))},
		Amount(d.F("amount"), amount),
		KV{Key: d.F("urgency"), Value: d.T("staff.urgency." + strconv.Itoa(n.Urgency))},
		KV{Key: d.F("deadline"), Value: d.DayOf(n.Deadline)},
	)
	if n.Indivisible {
		items = append(items, KV{Key: d.F("indivisible"), Value: d.T("common.yes")})
	}
	if n.MaxDonors > 0 {
		items = append(items, KV{Key: d.F("max_donors"), Value: Count(int64(n.MaxDonors))})
	}
	if n.PublicUntil != "" {
		items = append(items, KV{Key: d.F("public_until"), Value: d.DayOf(n.PublicUntil)})
	}
	return append(items, KV{Key: d.F("drafter"), Value: d.Person(n.Drafter)})
}

// needSteps are the verbs in the order in which buttons show them.
var needSteps = []models.NeedVerb{models.VerifyNeed, models.ReviewNeed, models.ApproveNeed, models.PublishNeed, models.OpenNeed, models.ResumeNeed,
	models.CloseNeed, models.DiscloseNeed}

var needReversals = []models.NeedVerb{models.ReturnNeed, models.SuspendNeed, models.TerminateNeed}

// needStep is a step that the actor could take, or that only the moment forbids.
type needStep struct {
	Verb models.NeedVerb
	Why  string
}

// openSteps are the steps that the actor may take on the need now, forward or back.
func openSteps(d *StaffPage, n *models.Need, verbs []models.NeedVerb) []needStep {
	var out []needStep
	for _, v := range verbs {
		ready, why := d.Ready(models.StepNeed{ID: n.ID, Verb: v, Reason: "-"})
		if ready || why != "" {
			out = append(out, needStep{v, why})
		}
	}
	return out
}

func (d *StaffPage) mayAmend(n *models.Need) bool {
	return d.May(models.DraftNeeds) && d.Actor.InCounty(n.County, n.Township) && (n.Status == models.NeedDraft || n.Status == models.NeedReturned)
}

func sponsorshipsOfNeed(d *StaffPage, n *models.Need) TableProps {
	t := TableProps{Caption: d.T("staff.sponsorships.title"), CaptionHidden: true, Empty: StaffEmpty(d, "sponsorships_of_need", false), Columns: []Column{
		{Label: d.F("sponsorship")}, {Label: d.F("pledge")}, {Label: d.F("places"), Num: true}, {Label: d.F("funded"), Num: true}, {Label: d.F("paid_places"), Num: true},
		{Label: d.F("proven"), Num: true}, {Label: d.F("status")}, {Label: d.F("entry")},
	}}
	for _, sp := range d.S.SponsorshipsOfNeed(n.ID) {
		t.Rows = append(t.Rows, R(Link("/staff/sponsorships/"+sp.ID, d.T("common.view")), staffPledgeCell(d, sp.Pledge), Number(int64(sp.Places)),
			Number(int64(sp.FundedPlaces)), Number(int64(sp.PaidPlaces)), Number(int64(sp.ProvenPlaces)), Chip(d.Page, "sponsorship", string(sp.Status)), staffEntry(d, sp.MadeSeq)))
	}
	return t
}

// StaffNeedFormProps describes the form of a new need, or of one that is corrected.
type StaffNeedFormProps struct {
	Need    models.Need
	Action  string
	Cancel  string
	Amend   bool
	Price   string // in yuan, as a field shows it
	Places  string
	Urgency string
}

func urgencies(d *StaffPage) []Option {
	var out []Option
	for i := 5; i >= 1; i-- {
		v := strconv.Itoa(i)
		out = append(out, Option{Value: v, Label: d.T("staff.urgency." + v)})
	}
	return out
}

func townships(d *StaffPage) []Option {
	var out []Option
	for code, c := range d.S.Counties.All() {
		if d.Actor.County != "" && d.Actor.County != code {
			continue
		}
		for _, t := range c.Townships {
			if d.Actor.Township == "" || d.Actor.Township == t {
				out = append(out, Option{Value: t, Label: d.Place(code, t)})
			}
		}
	}
	return out
}

// objectionTone colours an objection: an open one is not done, whatever open means elsewhere.
func objectionTone(s models.ObjectionStatus) Tone {
	switch s {
	case models.ObjectionOpen:
		return Warning
	case models.ObjectionUpheld:
		return Bad
	}
	return Wait
}
