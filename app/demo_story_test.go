package main

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"shanpei/models"
)

// some tells whether a table has a value like that.
func some[V any](table models.Table[V], like func(V) bool) bool {
	for _, v := range table.All() {
		if like(v) {
			return true
		}
	}
	return false
}

func (f *filled) situations(t *testing.T) {
	s := f.book.State()
	pledgeOf := func(key string) func(func(*models.Pledge) bool) bool {
		e, _ := s.EnterpriseByUSCC(enterpriseByKey(key).uscc)
		return func(like func(*models.Pledge) bool) bool {
			return some(s.Pledges, func(p *models.Pledge) bool { return p.Enterprise == e.ID && like(p) })
		}
	}
	has := map[string]bool{
		"two instalments, the second to come": pledgeOf("yunqiao")(func(p *models.Pledge) bool {
			return len(p.Instalments) == 2 && p.AmountFen == 300_000*yuan && p.ReceivedFen == 150_000*yuan && p.NextDue().Due > models.DayOf(f.now)
		}),
		"an anonymous gift":            pledgeOf("songfeng")(func(p *models.Pledge) bool { return p.Anonymous && p.AmountFen == 80_000*yuan }),
		"a promise that lapsed":        pledgeOf("songfeng")(func(p *models.Pledge) bool { return p.Status == models.PledgeLapsed }),
		"a promise that is not signed": pledgeOf("yunqiao")(func(p *models.Pledge) bool { return p.Status == models.PledgeIntended }),
		"a named gift, partly paid":    pledgeOf("shiwu")(func(p *models.Pledge) bool { return p.Naming != "" && p.Status == models.PledgePartReceived }),
		"an overdue gift":              pledgeOf("zhuyuan")(func(p *models.Pledge) bool { return p.Status == models.PledgeOverdue && p.AmountFen == 150_000*yuan }),
		"an unrestricted gift of a state-owned donor with its approval": pledgeOf("wenyang")(func(p *models.Pledge) bool {
			e, _ := s.Enterprises.Get(p.Enterprise)
			return e.StateOwned && e.Approval != "" && p.AmountFen == 500_000*yuan && p.Purpose.Open() && len(p.Purpose.Programs) == 0
		}),
		"a gift in odd fen, paid in two parts": pledgeOf("ximing")(func(p *models.Pledge) bool { return p.ReceivedFen == 36_800_50 }),
		"a leftover of a named gift":           pledgeOf("hefeng")(func(p *models.Pledge) bool { return p.Status == models.PledgeReceived && p.FreeFen() == 200*yuan }),
		"goods at fair value": some(s.Gifts, func(g *models.Gift) bool {
			return g.ValueFen == 52_000*yuan && strings.Contains(g.Basis, "公允价值")
		}),
		"a change of purpose that waits":   some(s.PurposeChanges, func(c *models.PurposeChange) bool { return c.Status == "asked" }),
		"a leftover of last year":          f.program(t, "weiai-zhuxue").LeftoverFen == 4320_17,
		"a partial payment":                some(s.BankLines, func(l *models.BankLine) bool { return l.Outcome == "partial" }),
		"a third-party payer who declared": some(s.Payments, func(p *models.Payment) bool { return p.ThirdParty && p.Declared }),
		"a third-party payer who did not":  some(s.Payments, func(p *models.Payment) bool { return p.ThirdParty && !p.Declared }),
		"a bad reference in suspense":      some(s.BankLines, func(l *models.BankLine) bool { return l.Why == "bad_reference" && l.HeldFen > 0 }),
		"no reference in suspense":         some(s.BankLines, func(l *models.BankLine) bool { return l.Why == "no_reference" && l.HeldFen > 0 }),
		"money from suspense":              some(s.BankLines, func(l *models.BankLine) bool { return l.Why == "no_reference" && l.HeldFen == 0 && l.Pledge != "" }),
		"a match with one accepted":        some(s.Matches, func(m *models.Match) bool { return m.Waiting() > 0 && m.Waiting() == len(m.Proposals)-1 }),
		"reasons for what was proposed, and for what was not": some(s.Matches, func(m *models.Match) bool {
			return len(m.Proposals) > 5 && len(m.Proposals[0].Reasons) > 0 && len(m.Unmet) > 0 && len(m.Unmet[0].Reasons) > 0
		}),
		"a line that came back and was paid again": some(s.Disbursements, func(d *models.Disbursement) bool {
			return d.Status == models.DisbursementProven && slices.ContainsFunc(d.Lines, func(l models.DisbursementLine) bool { return l.Returns == 1 })
		}),
		"a late disclosure": some(s.Disclosures, func(d *models.Disclosure) bool { return d.Late() }),
		"an objection": some(s.Objections, func(o *models.Objection) bool {
			n, _ := s.Needs.Get(o.Need)
			return o.Status == models.ObjectionOpen && n.Status == models.NeedPublicity
		}),
		"publicity that runs": some(s.Needs, func(n *models.Need) bool {
			return n.Status == models.NeedPublicity && n.PublicUntil > models.DayOf(f.now)
		}),
		"a return with its reason": some(s.Needs, func(n *models.Need) bool {
			chain := s.Chain(n.ID)
			return n.Status == models.NeedReturned && chain[len(chain)-1].Note != ""
		}),
		"a sponsorship that ended":             some(s.Sponsorships, func(sp *models.Sponsorship) bool { return sp.Status == models.SponsorshipEnded && sp.Reason != "" }),
		"an applicant who waits":               some(s.Enterprises, func(e *models.Enterprise) bool { return e.Status == models.EnterpriseSubmitted }),
		"a publicity period of no days, after": s.Federation.Settings.PublicityDays == 0 && slices.Contains(s.Federation.Settings.BankAccounts, "main"),
	}
	late := 0
	for _, d := range s.Disclosures.All() {
		if d.Late() {
			late++
		}
	}
	has["no second late disclosure"] = late == 1
	for _, status := range demoPayoutStatuses {
		has["a payout that is "+string(status)] = some(s.Disbursements, func(d *models.Disbursement) bool { return d.Status == status })
	}
	for status := range models.NeedFlow {
		has["a need that is "+string(status)] = some(s.Needs, func(n *models.Need) bool { return n.Status == status })
	}
	has["a need that is disclosed"] = some(s.Needs, func(n *models.Need) bool { return n.Status == models.NeedDisclosed })
	for _, status := range []models.ReceiptStatus{models.ReceiptPending, models.ReceiptRecorded, models.ReceiptVoided} {
		has["a receipt that is "+string(status)] = some(s.Receipts, func(r *models.Receipt) bool { return r.Status == status })
	}
	has["a receipt that was asked for again"] = some(s.Receipts, func(r *models.Receipt) bool { return r.Replaces != "" })
	for _, status := range []models.CertificateStatus{models.CertificateValid, models.CertificateVoided} {
		has["a certificate that is "+string(status)] = some(s.Certificates, func(c *models.Certificate) bool { return c.Status == status })
	}
	for _, status := range []models.SponsorshipStatus{models.SponsorshipHeld, models.SponsorshipFunded, models.SponsorshipActive, models.SponsorshipPaidOut, models.SponsorshipProven} {
		has["a sponsorship that is "+string(status)] = some(s.Sponsorships, func(sp *models.Sponsorship) bool { return sp.Status == status })
	}
	for _, what := range slices.Sorted(maps.Keys(has)) {
		if !has[what] {
			t.Errorf("missing: %s", what)
		}
	}
}

// demoPayoutStatuses are those that the story has: every step of the way.
var demoPayoutStatuses = []models.DisbursementStatus{
	models.DisbursementMade, models.DisbursementChecked, models.DisbursementApproved, models.DisbursementPaid, models.DisbursementReturned, models.DisbursementProven,
	models.DisbursementRejected,
}

// monthCloses lets the checker close the month before: with two differences, both explained, and nothing that is not on the screen.
func (f *filled) monthCloses(t *testing.T) {
	s := f.book.State()
	month := monthBefore(models.DayOf(f.now))
	m, ok := s.Months.Get(month)
	if !ok || m.Status != models.MonthAsked {
		t.Fatalf("%s was not asked for: %+v", month, m)
	}
	r := s.MonthReport(month)
	kinds := map[string]int{}
	for _, x := range r.Differences {
		kinds[x.Kind]++
		if x.Owner == "" || x.Explanation == "" {
			t.Errorf("%s has no owner or no explanation", x.Key)
		}
	}
	if len(r.Differences) != 2 || kinds["return"] != 1 || kinds["suspense"] != 1 {
		t.Errorf("%s: the differences are %v", month, kinds)
	}
	a := r.Accounts[0]
	if !a.OpeningKnow || !a.ClosingKnow || a.ReckonedFen() != a.ClosingFen || r.LedgerFen != 0 || r.OutFen == 0 {
		t.Errorf("%s does not tie out: %+v", month, a)
	}
	checker, _ := s.Users.Get(f.userOf(t, models.FinanceChecker))
	if _, err := f.book.Do(t.Context(), checker.Actor(), models.StepMonth{Month: month, Verb: "close"}); err != nil {
		t.Errorf("%s cannot be closed: %v", month, err)
	}
}

// userOf is the first user of a role.
func (f *filled) userOf(t *testing.T, role models.Role) string {
	for id, u := range f.book.State().Users.All() {
		if u.Role == role {
			return id
		}
	}
	t.Fatalf("nobody is a %s", role)
	return ""
}
