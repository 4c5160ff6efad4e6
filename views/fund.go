package views

import "shanpei/models"

// FundLine is a named fund with its figures.
type FundLine struct {
	Fund    *models.Fund
	Sums    models.FundSums
	Donor   string
	Pledges int
}

// WriteOffLine is a promise that was written off. Donor is empty for one who gave without a name.
type WriteOffLine struct {
	WriteOff *models.WriteOff
	Donor    string
}

func fundTable(p *Page, list []FundLine, href func(*models.Fund) string) TableProps {
	t := TableProps{Caption: p.T("fund.public.title"), CaptionHidden: true, Empty: EmptyProps{Title: p.T("fund.none")}, Columns: []Column{
		{Label: p.T("fund.f.name")}, {Label: p.T("fund.f.donor")}, {Label: p.T("fund.f.target"), Num: true}, {Label: p.T("fund.f.committed"), Num: true}, {Label: p.T("fund.f.received"), Num: true},
		{Label: p.T("fund.f.spent"), Num: true}, {Label: p.T("fund.f.status")}}}
	for _, l := range list {
		t.Rows = append(t.Rows, R(Link(href(l.Fund), l.Fund.Name), Text(l.Donor), Money(p, Fen(l.Fund.TargetFen)), Money(p, Fen(l.Sums.CommittedFen)), Money(p, Fen(l.Sums.ReceivedFen)),
			Money(p, Fen(l.Sums.SpentFen)), Chip(p, "fund", l.Fund.Status)))
	}
	return t
}

func publicFundHref(f *models.Fund) string { return "/funds/" + f.Number }
func staffFundHref(f *models.Fund) string  { return "/staff/funds/" + f.ID }

func fundFigures(p *Page, l FundLine) []Figure {
	target, committed, received, spent := Fen(l.Fund.TargetFen), Fen(l.Sums.CommittedFen), Fen(l.Sums.ReceivedFen), Fen(l.Sums.SpentFen)
	return []Figure{{Label: p.T("fund.f.target"), Money: &target}, {Label: p.T("fund.f.committed"), Money: &committed}, {Label: p.T("fund.f.received"), Money: &received}, {Label: p.T("fund.f.spent"), Money: &spent}}
}

func fundFacts(p *Page, l FundLine) []KV {
	f := l.Fund
	items := []KV{
		{Key: p.T("fund.f.number"), Value: f.Number}, {Key: p.T("fund.f.donor"), Value: l.Donor}, {Key: p.T("fund.f.mode"), Value: p.T("fund.mode." + f.Mode)},
		{Key: p.T("fund.f.purpose"), Value: f.Purpose}, {Key: p.T("fund.f.use"), Value: f.Use}, {Key: p.T("fund.f.end_rule"), Value: f.EndRule}, {Key: p.T("fund.f.remainder"), Value: f.Remainder},
		Amount(p.T("fund.f.fee"), Fen(l.Sums.FeeFen)), Amount(p.T("fund.f.left"), Fen(l.Sums.LeftFen())),
	}
	if f.Status == "ended" {
		items = append(items, KV{Key: p.T("fund.f.ended"), Value: f.Reason}, Amount(p.T("fund.f.left_then"), Fen(f.LeftFen)))
	}
	return items
}

func writeOffTable(p *Page, list []WriteOffLine) TableProps {
	t := TableProps{Caption: p.T("fund.write_offs.title"), CaptionHidden: true, Empty: EmptyProps{Title: p.T("fund.write_offs.none")}, Columns: []Column{
		{Label: p.T("fund.f.number")}, {Label: p.T("fund.f.donor")}, {Label: p.T("fund.f.amount"), Num: true}, {Label: p.T("fund.f.why")}, {Label: p.T("fund.f.report")}}}
	for _, l := range list {
		w, donor := l.WriteOff, l.Donor
		if donor == "" {
			donor = p.T("fund.anonymous")
		}
		t.Rows = append(t.Rows, R(Text(w.Number), Text(donor), Money(p, Fen(w.Fen)), Text(w.Public), Text(w.Report+" · "+string(w.Reported))))
	}
	return t
}

func fundPledges(d *StaffPage, l FundLine) []*models.Pledge { return d.S.PledgesOfFund(l.Fund.ID) }

func fundModes(p *Page) []Option {
	var out []Option
	for _, m := range models.FundModes {
		out = append(out, Option{Value: m, Label: p.T("fund.mode." + m)})
	}
	return out
}
