package views

import (
	"strconv"

	"github.com/a-h/templ"

	"shanpei/models"
)

// StaffBound is a place that a child has, as staff see it: number and masked name.
type StaffBound struct {
	*models.Binding
	Number, Name, Township string
	Stopped                string // slug: why nothing may be paid for it
}

// StaffPlaces are the places of a sponsorship.
type StaffPlaces struct {
	Bindable bool // its places are for single children
	Free     int  // with money, and without a child
	Bound    []StaffBound
}

// StaffWaitingChild is a child that could have a place, or why not.
type StaffWaitingChild struct {
	ID, Number, Name, Township, Category string
	Chosen                               bool
	Why                                  string // the refusal as a sentence
	Doubled                              bool   // the guard refuses it: an override can be asked for
}

// StaffBindProps is the page that places are given to children on.
type StaffBindProps struct {
	Sponsorship *models.Sponsorship
	Need        *models.Need
	Free        int
	Children    []StaffWaitingChild // those that could have a place, the longest waiting first
	More        int
	Refused     []StaffWaitingChild
	Filters     []StaffFilter
}

// StaffBindPair is a place and the child that is about to get it.
type StaffBindPair struct {
	Slot  int
	Child StaffWaitingChild
}

// StaffPlaceProps is one place that a child has.
type StaffPlaceProps struct {
	StaffBound
	Sponsorship *models.Sponsorship
	Need        *models.Need
	Letters     []StaffLetter
	MayLetter   bool // there is consent for letters, and the need is none of those without them
}

// StaffLetter is a letter with its text, for whoever redacts it.
type StaffLetter struct {
	*models.Letter
	Text string
}

// StaffAidsProps is what a child gets from whom.
type StaffAidsProps struct {
	ID, Number, Name string
	Aids             []*models.Aid
	Bound            []StaffBound
	Overrides        []*models.AidOverride
}

// StaffOverride is a request for aid beside other aid, with the number of the child.
type StaffOverride struct {
	*models.AidOverride
	Number string
	Note   string // what the asker wrote, on the page of one request
}

// StaffDouble is two aids of one child for one time.
type StaffDouble struct {
	ID, Number string
	Pair       [2]models.Aid
}

// SponsorPlace is one place as its sponsor sees it: an alias, the stage, what was paid in which month, whether it is proven, and letters while there is consent.
type SponsorPlace struct {
	Alias, Stage, Money, Month string
	Case                       string // of an operation: its stage, and nothing else of it
	Paid                       Fen
	Letters                    []SponsorLetter
}

// SponsorLetter is a redacted letter.
type SponsorLetter struct{ Day, Text string }

// SponsorshipProps is one sponsorship as its enterprise sees it.
type SponsorshipProps struct {
	SponsorshipLine
	Pledge, PledgeID string
	Places           []SponsorPlace
	Unbound          int
	NoLetters        bool
}

func words(d *StaffPage, kind string, values []string) []Option {
	out := make([]Option, len(values))
	for i, v := range values {
		out[i] = Option{Value: v, Label: d.Lang.Term(kind, v)}
	}
	return out
}

func boundTable(d *StaffPage, list []StaffBound) TableProps {
	t := TableProps{Caption: d.T("place.places"), CaptionHidden: true, Columns: []Column{
		{Label: d.T("place.f.slot"), Num: true}, {Label: d.T("place.f.child")}, {Label: d.T("place.f.alias")}, {Label: d.T("place.f.period")}, {Label: d.T("place.f.money")}, {Label: d.T("place.f.step")},
	}, Empty: EmptyProps{Title: d.T("place.none"), Text: d.T("place.none_text")}}
	for _, b := range list {
		t.Rows = append(t.Rows, R(Number(int64(b.Slot)), staffChild(d, b.Beneficiary, b.Number, b.Name), Text(b.Alias), Text(d.DayOf(b.From)+" – "+d.DayOf(b.To)), boundMoney(d, b), Link("/staff/places/"+b.ID, d.T("place.open"))))
	}
	return t
}

func childOption(d *StaffPage, c StaffWaitingChild) Option {
	return Option{Value: c.ID, Label: c.Number + " " + c.Name, Hint: c.Township + " · " + d.Lang.Term("category", c.Category), Selected: c.Chosen}
}

func refusedTable(d *StaffPage, need string, list []StaffWaitingChild) TableProps {
	t := TableProps{Caption: d.T("place.refused"), CaptionHidden: true, Columns: []Column{{Label: d.T("place.f.child")}, {Label: d.T("place.f.why")}, {Label: d.T("place.f.step")}}}
	for _, c := range list {
		step := templ.Component(templ.NopComponent)
		if c.Doubled && d.May(models.OverrideAid) {
			step = Link("/staff/persons/"+c.ID+"/aids?need="+need+"#override", d.T("place.override.ask"))
		}
		t.Rows = append(t.Rows, R(staffChild(d, c.ID, c.Number, c.Name), Text(c.Why), step))
	}
	return t
}

func pairsTable(d *StaffPage, pairs []StaffBindPair) TableProps {
	t := TableProps{Caption: d.T("place.preview"), CaptionHidden: true, Columns: []Column{{Label: d.T("place.f.slot"), Num: true}, {Label: d.T("place.f.child")}, {Label: d.F("township")}}}
	for _, p := range pairs {
		t.Rows = append(t.Rows, R(Number(int64(p.Slot)), staffChild(d, p.Child.ID, p.Child.Number, p.Child.Name), Text(p.Child.Township)))
	}
	return t
}

func aidSource(d *StaffPage, a models.Aid) string {
	if a.Program != "" {
		return d.ProgramName(a.Program)
	}
	return d.Lang.Term("aid_source", string(a.Source))
}

func aidTime(d *StaffPage, a models.Aid) string { return d.DayOf(a.From) + " – " + d.DayOf(a.To) }

func aidState(d *StaffPage, a *models.Aid) templ.Component {
	if a.Void != "" {
		return Text(d.T("place.aid.void", "why", d.Lang.Term("aid_void", a.Void)))
	}
	if a.Need != "" {
		return Link("/staff/places/"+a.ID, d.T("place.aid.by_place"))
	}
	return Text(d.T("place.aid.recorded", "document", a.Document))
}

func aidsTable(d *StaffPage, v StaffAidsProps) TableProps {
	t := TableProps{Caption: d.T("place.aids.title"), CaptionHidden: true, Columns: []Column{
		{Label: d.T("place.f.kind")}, {Label: d.T("place.f.source")}, {Label: d.T("place.f.period")}, {Label: d.F("status")}, {Label: d.T("place.f.step")},
	}, Empty: EmptyProps{Title: d.T("place.aids.none"), Text: d.T("place.aids.none_text")}}
	for _, a := range v.Aids {
		step := templ.Component(templ.NopComponent)
		if a.Void == "" && a.Need == "" && d.May(models.IntakePersons) {
			step = staffVoidAid(d, v.ID, a)
		}
		t.Rows = append(t.Rows, R(Text(d.Lang.Term("aid_kind", string(a.Kind))), Text(aidSource(d, *a)), Text(aidTime(d, *a)), aidState(d, a), step))
	}
	return t
}

func overrideText(d *StaffPage, o *models.AidOverride) string {
	text := ""
	for i, a := range o.Over {
		if i > 0 {
			text += d.T("place.and")
		}
		text += d.T("place.override.over", "source", aidSource(d, a), "time", aidTime(d, a))
	}
	return text
}

// StaffOverridesTable lists requests for aid beside other aid.
func StaffOverridesTable(d *StaffPage, list []StaffOverride) TableProps {
	t := TableProps{Caption: d.T("place.overrides.title"), CaptionHidden: true, Columns: []Column{
		{Label: d.T("place.f.child")}, {Label: d.F("need")}, {Label: d.T("place.f.beside")}, {Label: d.T("place.f.why")}, {Label: d.F("status")}, {Label: d.T("place.f.step")},
	}, Empty: EmptyProps{Title: d.T("place.overrides.none"), Text: d.T("place.overrides.none_text")}}
	for _, o := range list {
		t.Rows = append(t.Rows, R(staffChild(d, o.Beneficiary, o.Number, ""), staffNeedCell(d, o.Need), Text(overrideText(d, o.AidOverride)), Text(d.Lang.Term("override_reason", o.Reason)),
			Chip(d.Page, "override", string(o.Status)), Link("/staff/aids/"+o.ID, d.T("place.open"))))
	}
	return t
}

// StaffDoublesTable lists the children with two aids for one time.
func StaffDoublesTable(d *StaffPage, list []StaffDouble) TableProps {
	t := TableProps{Caption: d.T("place.doubles.title"), CaptionHidden: true, Columns: []Column{
		{Label: d.T("place.f.child")}, {Label: d.T("place.f.kind")}, {Label: d.T("place.f.first")}, {Label: d.T("place.f.second")}, {Label: d.T("place.f.step")},
	}, Empty: EmptyProps{Title: d.T("place.doubles.none"), Text: d.T("place.doubles.none_text")}}
	for _, x := range list {
		t.Rows = append(t.Rows, R(staffChild(d, x.ID, x.Number, ""), Text(d.Lang.Term("aid_kind", string(x.Pair[0].Kind))), aidCell(d, x.Pair[0]), aidCell(d, x.Pair[1]),
			Link("/staff/persons/"+x.ID+"/aids", d.T("place.open"))))
	}
	return t
}

// StaffStopped lists the places whose child departed or whose consent is gone.
func StaffStopped(d *StaffPage, list []StaffBound) TableProps { return boundTable(d, list) }

func placeFacts(d *StaffPage, v StaffPlaceProps) []KV {
	out := []KV{
		{Key: d.F("need"), Value: v.Need.Number, Href: "/staff/needs/" + v.Need.ID},
		{Key: d.T("place.f.slot"), Value: strconv.Itoa(v.Slot)},
		{Key: d.T("place.f.child"), Value: v.StaffBound.Number + " " + v.Name, Href: "/staff/persons/" + v.Beneficiary},
		{Key: d.T("place.f.alias"), Value: v.Alias},
		{Key: d.T("place.f.period"), Value: d.DayOf(v.From) + " – " + d.DayOf(v.To)},
		{Key: d.T("place.f.money"), Value: d.Lang.Term("place_money", moneyState(v.Money))},
	}
	if v.Ended != "" {
		out = append(out, KV{Key: d.T("place.f.ended"), Value: d.Lang.Term("unbind", v.Ended)})
	}
	return out
}

func moneyState(money string) string {
	if money == "" {
		return "waiting"
	}
	return money
}

func placeField(slot int) string { return "place." + strconv.Itoa(slot) }

// StaffOverrideFilters are the choices above the list of requests.
func StaffOverrideFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{{"status", d.F("status"), options(d, "override", []models.OverrideStatus{models.OverrideStands, models.OverrideConfirmed, models.OverrideRefused})}}
}
