package views

import (
	"strings"

	"shanpei/models"
)

// StandardClassView is a class of children with the amount that holds today, and all that ever held, the newest first.
type StandardClassView struct {
	Class   models.StandardClass
	Now     *models.Standard // nil when none holds yet
	History []*models.Standard
}

// standardsFinding says what holds today in one sentence.
func standardsFinding(p *Page, list []StandardClassView) string {
	var parts []string
	for _, c := range list {
		if c.Now != nil {
			parts = append(parts, p.T("standard.finding_part", "class", p.T("standard.class."+string(c.Class)), "amount", Fen(c.Now.Fen)))
		}
	}
	if len(parts) == 0 {
		return p.T("standard.none")
	}
	return p.T("standard.finding", "list", strings.Join(parts, p.T("standard.finding_and")))
}

func standardsNow(p *Page, list []StandardClassView) TableProps {
	t := TableProps{Caption: p.T("standard.now"), CaptionHidden: true, Empty: EmptyProps{Title: p.T("standard.none")}, Columns: []Column{
		{Label: p.T("standard.f.class")}, {Label: p.T("standard.f.fen"), Num: true}, {Label: p.T("standard.f.from")}, {Label: p.T("standard.f.doc_no")}}}
	for _, c := range list {
		if c.Now != nil {
			t.Rows = append(t.Rows, R(Text(p.T("standard.class."+string(c.Class))), Money(p, Fen(c.Now.Fen)), Text(p.Lang.day(c.Now.From)), Text(c.Now.DocNo)))
		}
	}
	return t
}

// standardsHistory lists every amount; staff also see what was withdrawn, and may open each.
func standardsHistory(p *Page, list []StandardClassView, staff bool) TableProps {
	t := TableProps{Caption: p.T("standard.history"), CaptionHidden: true, Empty: EmptyProps{Title: p.T("standard.none")}, Columns: []Column{
		{Label: p.T("standard.f.from")}, {Label: p.T("standard.f.class")}, {Label: p.T("standard.f.fen"), Num: true}, {Label: p.T("standard.f.doc_no")}}}
	if staff {
		t.Columns = append(t.Columns, Column{Label: p.T("standard.f.state")})
	}
	for _, c := range list {
		for _, n := range c.History {
			if n.Withdrawn != "" && !staff {
				continue
			}
			row := R(Text(p.Lang.day(n.From)), Text(p.T("standard.class."+string(n.Class))), Money(p, Fen(n.Fen)), Text(n.DocNo))
			if staff {
				row.Cells[0] = Link(standardHref(n), p.Lang.day(n.From))
				row.Cells = append(row.Cells, standardState(p, c, n))
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

func standardHref(n *models.Standard) string {
	return "/staff/standards/" + string(n.Class) + "/" + string(n.From)
}

// coverages are the three classes of study aid with who pays for each (助学三类全覆盖), and the medical cover.
func coverages(p *Page) TableProps {
	t := TableProps{Caption: p.T("standard.coverage"), CaptionHidden: true, Columns: []Column{
		{Label: p.T("standard.cover.who")}, {Label: p.T("standard.cover.study")}, {Label: p.T("standard.cover.medical")}, {Label: p.T("standard.cover.give")}}}
	for _, who := range []string{"orphan", "unattended", "hardship"} {
		t.Rows = append(t.Rows, R(Text(p.T("standard.cover."+who)), Text(p.T("standard.cover."+who+".study")), Text(p.T("standard.cover."+who+".medical")), Text(p.T("standard.cover."+who+".give"))))
	}
	return t
}

func standardClasses(p *Page) []Option {
	var out []Option
	for _, c := range models.StandardClasses {
		out = append(out, Option{Value: string(c), Label: p.T("standard.class." + string(c))})
	}
	return out
}
