package views

import (
	"net/url"

	"github.com/a-h/templ"

	"shanpei/models"
)

// TermView is a term with what it comes to.
type TermView struct {
	*models.StudyTerm
	ProgramName, ProgramSlug string
	Lines                    []models.TermLine
	All                      models.TermLine
}

// TermOf makes a view of a term.
func TermOf(s *models.State, t *models.StudyTerm) TermView {
	v := TermView{StudyTerm: t}
	v.Lines, v.All = s.TermLines(t)
	if g, ok := s.Programs.Get(t.Program); ok {
		v.ProgramName, v.ProgramSlug = g.Name, g.Slug
	}
	return v
}

// EnrolmentLine is a proof with the number of its child.
type EnrolmentLine struct {
	*models.Enrolment
	Binding *models.Binding
	Child   string
}

// StaffTermTable lists terms.
func StaffTermTable(d *StaffPage, list []TermView) TableProps {
	t := TableProps{Caption: d.T("study.title"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("study.none"), Text: d.T("study.none_text")}, Columns: []Column{
		{Label: d.T("study.f.period")}, {Label: d.T("study.f.program")}, {Label: d.T("study.f.places"), Num: true}, {Label: d.T("study.f.funded"), Num: true}, {Label: d.T("study.f.bound"), Num: true},
		{Label: d.T("study.f.enrolled"), Num: true}, {Label: d.T("study.f.paid"), Num: true}, {Label: d.T("study.f.proof_by")}}}
	for _, v := range list {
		due := Text(d.T("study.no_proof"))
		if v.Proof {
			due = staffDue(d, v.ProofBy)
		}
		t.Rows = append(t.Rows, R(Link("/staff/terms/"+v.ID, v.Period), Text(v.ProgramName), Number(int64(v.All.Places)), Number(int64(v.All.Funded)), Number(int64(v.All.Bound)), Number(int64(v.All.Enrolled)), Number(int64(v.All.Paid)), due))
	}
	return t
}

func rateTable(p *Page, v TermView) TableProps {
	t := TableProps{Caption: v.ProgramName + " " + v.Period + " " + p.T("study.rates"), CaptionHidden: true, Columns: []Column{{Label: p.T("study.f.stage")}, {Label: p.T("study.f.rate"), Num: true}}}
	for _, r := range v.Rates {
		t.Rows = append(t.Rows, R(Text(p.Lang.Term("stage", string(r.Stage))), Money(p, Fen(r.Fen))))
	}
	return t
}

// termTable counts a term by county and stage. A small count takes the money beside it along.
func termTable(p *Page, v TermView, public bool) TableProps {
	cols := []Column{{Label: p.T("medical.f.county")}, {Label: p.T("study.f.stage")}, {Label: p.T("study.f.places"), Num: true}, {Label: p.T("study.f.funded"), Num: true}}
	if !public {
		cols = append(cols, Column{Label: p.T("study.f.bound"), Num: true}, Column{Label: p.T("study.f.enrolled"), Num: true})
	}
	cols = append(cols, Column{Label: p.T("study.f.paid"), Num: true}, Column{Label: p.T("study.f.proven"), Num: true}, Column{Label: p.T("study.f.fen"), Num: true})
	t := TableProps{Caption: v.ProgramName + " " + v.Period + " " + p.T("study.by_county"), CaptionHidden: true, Wide: true, Columns: cols, Empty: EmptyProps{Title: p.T("study.no_needs")}}
	row := func(first, second templ.Component, l models.TermLine) {
		count := func(n int) templ.Component { return Text(p.Lang.PublicCount(n, public, "places")) }
		cells := []templ.Component{first, second, count(l.Places), count(l.Funded)}
		if !public {
			cells = append(cells, count(l.Bound), count(l.Enrolled))
		}
		money := Money(p, Fen(l.Fen))
		if Suppressed(l.Places, public) {
			money = Text(p.T("common.none"))
		}
		t.Rows = append(t.Rows, R(append(cells, count(l.Paid), count(l.Proven), money)...))
	}
	for _, l := range v.Lines {
		row(Text(CountyName(p.Lang, l.County, "")), Text(p.Lang.Term("stage", string(l.Stage))), l)
	}
	if len(v.Lines) > 0 {
		row(strong(p.T("insurance.total")), Text(""), v.All)
	}
	return t
}

func termFacts(p *Page, v TermView) []KV {
	items := []KV{
		{Key: p.T("study.f.program"), Value: v.ProgramName, Href: "/programs/" + v.ProgramSlug}, {Key: p.T("study.f.dates"), Value: p.T("contract.period", "from", p.Lang.day(v.From), "to", p.Lang.day(v.To))}, {Key: p.T("study.f.doc_no"), Value: v.DocNo},
	}
	if v.Proof {
		items = append(items, KV{Key: p.T("study.f.proof_by"), Value: p.Lang.day(v.ProofBy)})
	}
	return items
}

func termFinding(p *Page, v TermView) string {
	return p.T("study.finding", "places", p.Lang.PublicCount(v.All.Places, true, "places"), "funded", p.Lang.PublicCount(v.All.Funded, true, "places"), "paid", p.Lang.PublicCount(v.All.Paid, true, "places"))
}

func enrolmentTable(d *StaffPage, list []EnrolmentLine) TableProps {
	t := TableProps{Caption: d.T("study.enrolments"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("study.no_enrolment")}, Columns: []Column{
		{Label: d.T("finding.f.child")}, {Label: d.T("study.f.document")}, {Label: d.T("finding.f.day")}, {Label: d.T("medical.f.status")}}}
	for _, e := range list {
		t.Rows = append(t.Rows, R(Link("/staff/places/"+e.Binding.ID, e.Child), Text(e.Document), Text(d.DayOf(e.Day)), Chip(d.Page, "place_money", moneyState(e.Binding.Money))))
	}
	return t
}

// removable are the proofs that nothing was paid on.
func removable(list []EnrolmentLine) (out []Option) {
	for _, e := range list {
		if !e.Binding.Paid() {
			out = append(out, Option{Value: e.Binding.ID, Label: e.Child + " · " + e.Document})
		}
	}
	return out
}

// termState is the form with what a term has; what was typed goes before it.
func termState(d *StaffPage, old *models.StudyTerm) FormState {
	s := d.StateOf("term")
	if old == nil || d.Form == "term" {
		return s
	}
	values := url.Values{"program": {old.Program}, "period": {old.Period}, "doc_no": {old.DocNo}, "proof_by": {string(old.ProofBy)}}
	if old.Proof {
		values.Set("proof", "true")
	}
	for _, r := range old.Rates {
		values.Set("rate."+string(r.Stage), StaffFieldYuan(r.Fen))
	}
	s.Values = values
	return s
}
