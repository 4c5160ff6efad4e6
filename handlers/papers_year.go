package handlers

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"shanpei/internal/papers"
	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// statementPaper is what an enterprise gave in a year and what became of it, as of the last entry of the journal.
func (r *Request) statementPaper(e *models.Enterprise, year int) *papers.Statement {
	t := &papers.Statement{Year: year, Donor: e.Name, USCC: e.USCC, AsOf: models.DayOf(r.State.At), Entry: r.State.Seq}
	uses := map[string]*papers.Use{}
	for _, p := range r.State.PledgesOf(e.ID) {
		for _, pay := range r.State.PaymentsOf(p.ID) {
			if yearOf(pay.Day) != year {
				continue
			}
			line := papers.Arrived{Day: pay.Day, Payment: pay.Number, Pledge: p.Number, Purpose: r.purposeName(p.Purpose), Fen: pay.Fen, Back: pay.RefundedFen, Receipt: "——"}
			t.MoneyFen += pay.Fen - pay.RefundedFen
			if rc, ok := r.State.ReceiptOf(pay.ID); ok {
				line.Receipt = views.ZhCN.Term("receipt", string(rc.Status))
				if rc.Status == models.ReceiptRecorded {
					line.Receipt = rc.Code + " " + rc.Fiscal
					t.ReceiptFen += rc.Fen - rc.RefundedFen
				}
			}
			t.Arrived = append(t.Arrived, line)
		}
		for _, sp := range r.State.SponsorshipsOfPledge(p.ID) {
			if sp.FundedFen == 0 && sp.PaidFen == 0 {
				continue
			}
			u := uses[sp.Program]
			if u == nil {
				u = &papers.Use{Program: sp.Program}
				uses[sp.Program] = u
			}
			u.Places += sp.FundedPlaces
			u.Paid += sp.PaidPlaces
			u.Proven += sp.ProvenPlaces
			u.GivenFen += sp.FundedFen
			u.PaidFen += sp.PaidFen
		}
	}
	slices.SortStableFunc(t.Arrived, func(a, b papers.Arrived) int {
		return strings.Compare(string(a.Day)+a.Payment, string(b.Day)+b.Payment)
	})
	for _, id := range slices.Sorted(maps.Keys(uses)) {
		if pr, ok := r.State.Programs.Get(id); ok {
			uses[id].Program = pr.Name
		}
		t.Uses = append(t.Uses, *uses[id])
	}
	for _, g := range r.State.Gifts.All() {
		if g.Enterprise == e.ID && yearOf(g.At) == year {
			program := ""
			if pr, ok := r.State.Programs.Get(g.Program); ok {
				program = pr.Name
			}
			t.Goods = append(t.Goods, papers.Goods{Day: g.At, What: fmt.Sprintf("%s %d%s", g.Goods, g.Quantity, g.Unit), Program: program, Fen: g.ValueFen})
			t.GoodsFen += g.ValueFen
		}
	}
	t.Head = r.paperHead(papers.TitleYear, "", r.State.At)
	t.Verify = r.Portal.verifyAddress(statementKey(e.ID, year, r.State.Seq, t.MoneyFen+t.GoodsFen))
	return t
}

// statementKey is what the code of a statement checks: it has no number, but these four things.
func statementKey(enterprise string, year int, seq int64, fen money.Fen) string {
	return fmt.Sprintf("MX-%d-%s-%d-%d", year, enterprise, seq, int64(fen))
}

// parseStatementKey takes such a key apart.
func parseStatementKey(key string) (enterprise string, year int, seq int64, fen money.Fen, ok bool) {
	parts := strings.Split(key, "-")
	if len(parts) != 5 || parts[0] != "MX" {
		return "", 0, 0, 0, false
	}
	year, err := strconv.Atoi(parts[1])
	seq, err2 := strconv.ParseInt(parts[3], 10, 64)
	n, err3 := strconv.ParseInt(parts[4], 10, 64)
	return parts[2], year, seq, money.Fen(n), err == nil && err2 == nil && err3 == nil
}

func yearOf(d models.Day) int {
	if len(d) < 4 {
		return 0
	}
	n, _ := strconv.Atoi(string(d[:4]))
	return n
}

// givingYears lists the years in which an enterprise gave something, the newest first; the present one always.
func (r *Request) givingYears(e *models.Enterprise) []int {
	seen := map[int]bool{models.FiscalYear(r.Portal.Clock()): true}
	for _, p := range r.State.PledgesOf(e.ID) {
		for _, pay := range r.State.PaymentsOf(p.ID) {
			seen[yearOf(pay.Day)] = true
		}
	}
	for _, g := range r.State.Gifts.All() {
		if g.Enterprise == e.ID {
			seen[yearOf(g.At)] = true
		}
	}
	years := slices.Sorted(maps.Keys(seen))
	slices.Reverse(years)
	return years
}

// statementPDF is the statement of a year, for the enterprise itself and for staff.
func statementPDF(r *Request) error {
	id := r.Params("id")
	if r.Actor.Role.Donor() {
		id = r.Actor.Enterprise
	}
	e, ok := r.State.Enterprises.Get(id)
	year, err := strconv.Atoi(r.Params("year"))
	if !ok || !r.Actor.OfEnterprise(e.ID) || err != nil || !slices.Contains(r.givingYears(e), year) {
		return models.Refuse(models.NotFound, "not_found")
	}
	return r.paper(r.statementPaper(e, year), fmt.Sprintf("%s-%d-%s", papers.TitleYear, year, e.USCC))
}

// taxYears are the years of a tax sheet, the oldest first: from the first gift that can still count, to the present.
func (r *Request) taxYears(e *models.Enterprise) []int {
	now := models.FiscalYear(r.Portal.Clock())
	years := r.givingYears(e)
	first := max(min(years[len(years)-1], now), now-3)
	var out []int
	for y := first; y <= now; y++ {
		out = append(out, y)
	}
	return out
}

func taxPage(r *Request) error { return r.showTax(200, views.FormState{}) }

func (r *Request) showTax(status int, state views.FormState) error {
	e, err := r.ownEnterprise()
	if err != nil {
		return err
	}
	p := r.page(views.Enterprise, "papers.tax.title")
	p.Crumbs = []views.Crumb{{Label: r.Lang.T("enterprise.documents.title"), Href: "/enterprise/documents"}, {Label: p.Title}}
	v := views.TaxProps{State: state}
	for _, y := range r.taxYears(e) {
		t := r.statementPaper(e, y)
		v.Years = append(v.Years, views.TaxYearLine{Year: y, Given: views.Fen(t.MoneyFen + t.GoodsFen), Receipts: views.Fen(t.ReceiptFen)})
	}
	return r.HTML(status, views.TaxSheet(p, v))
}

// taxPDF reckons the 12 % rule over the profits that were typed in. They go into the paper and nowhere else.
func taxPDF(r *Request) error {
	e, err := r.ownEnterprise()
	if err != nil {
		return err
	}
	f := r.form("profit")
	var years []models.TaxYear
	t := &papers.TaxSheet{Donor: e.Name, USCC: e.USCC, AsOf: models.DayOf(r.State.At)}
	for _, y := range r.taxYears(e) {
		s := r.statementPaper(e, y)
		given := s.MoneyFen + s.GoodsFen
		profit := f.signedYuan(fmt.Sprintf("profit.%d", y))
		years = append(years, models.TaxYear{Year: y, ProfitFen: profit, DonationFen: given})
		t.Years = append(t.Years, papers.TaxYear{Year: y, ProfitFen: profit, GivenFen: given, ReceiptFen: s.ReceiptFen})
		t.Head.Verify = s.Verify
	}
	if len(f.Errors) > 0 {
		return r.showTax(f.Status(), f.State())
	}
	verify := t.Head.Verify
	t.Head = r.paperHead(papers.TitleTax, "", r.State.At)
	t.Head.Verify = verify
	for i, d := range models.Deduct(years) {
		y := &t.Years[i]
		y.CapFen, y.Deducted, y.Carried, y.Expired = d.CapFen, yearFens(d.Deducted), yearFens(d.Carried), yearFens(d.Expired)
	}
	return r.paper(t, papers.FileTax+"-"+e.USCC+"-"+r.State.At.Format("2006"))
}

func yearFens(list []models.YearFen) []papers.YearFen {
	out := make([]papers.YearFen, 0, len(list))
	for _, y := range list {
		out = append(out, papers.YearFen(y))
	}
	return out
}

// signedYuan is an amount in 元 that may be below zero; an empty field is zero.
func (f *form) signedYuan(name string) money.Fen {
	if f.Values[name] == "" {
		return 0
	}
	fen, err := money.ParseSigned(f.Values[name])
	if err != nil {
		f.refuse(moneyRefusal(name, err))
	}
	return fen
}
