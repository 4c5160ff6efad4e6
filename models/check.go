package models

import (
	"fmt"
	"strings"

	"shanpei/models/money"
)

// Fault is one broken invariant, for `verify` and the self-check.
type Fault struct{ Rule, Where, What string }

// Check proves the invariants of architecture.md, section 6. It returns how many single checks it made and what is broken.
func (s *State) Check() (checked int, faults []Fault) {
	c := &checks{}
	s.checkLedger(c)
	s.checkPledges(c)
	s.checkNeeds(c)
	s.checkSponsorships(c)
	s.checkOffers(c)
	s.checkNumbers(c)
	s.checkCertificates(c)
	s.checkTotals(c)
	s.checkIndexes(c)
	s.checkCards(c)
	s.checkBank(c)
	s.checkPlaces(c)
	return c.n, c.faults
}

type checks struct {
	n      int
	faults []Fault
}

func (c *checks) that(ok bool, rule, where string, format string, args ...any) {
	c.n++
	if !ok {
		c.faults = append(c.faults, Fault{Rule: rule, Where: where, What: fmt.Sprintf(format, args...)})
	}
}

func (s *State) checkLedger(c *checks) {
	var sum money.Fen
	for account, fen := range s.Accounts.All() {
		sum += fen
		outside := strings.HasPrefix(account, "bank:") || account == stripeAccount || account == feeAccount || account == lossAccount
		c.that(outside || fen >= 0, "fund_not_negative", account, "%s", fen)
	}
	c.that(sum == 0, "legs_sum_to_zero", "ledger", "%s", sum)
}

func (s *State) checkPledges(c *checks) {
	type sums struct{ committed, funded, paid money.Fen }
	by := map[string]sums{}
	for _, sp := range s.Sponsorships.All() {
		v := by[sp.Pledge]
		v.committed += sp.committed()
		v.funded += sp.FundedFen
		v.paid += sp.PaidFen
		by[sp.Pledge] = v
	}
	for id, p := range s.Pledges.All() {
		v := by[id]
		c.that(p.AmountFen >= p.ReceivedFen, "pledged_covers_received", id, "%s < %s", p.AmountFen, p.ReceivedFen)
		c.that(p.ReceivedFen-p.FeeFen >= v.funded, "received_covers_allocated", id, "%s < %s", p.ReceivedFen-p.FeeFen, v.funded)
		c.that(v.funded >= v.paid, "allocated_covers_paid", id, "%s < %s", v.funded, v.paid)
		c.that(p.AmountFen-p.FeeFen >= v.committed, "pledged_covers_committed", id, "%s < %s", p.AmountFen-p.FeeFen, v.committed)
		c.that(p.FeeFen == p.FeeOf(p.ReceivedFen-p.FrozenFen), "fee_as_agreed", id, "%s of %s at %d per mille", p.FeeFen, p.ReceivedFen, p.FeePermille)
		c.that(p.OfferedFen == 0 || p.FreeFen() >= 0, "free_money_covers_offers", id, "%s are offered, %s too much", p.OfferedFen, -p.FreeFen())
		c.that(p.CommittedFen == v.committed, "committed_is_the_sum", id, "%s, sponsorships say %s", p.CommittedFen, v.committed)
		c.that(p.AllocatedFen == v.funded, "allocated_is_the_sum", id, "%s, sponsorships say %s", p.AllocatedFen, v.funded)
		c.that(p.PaidFen == v.paid, "paid_is_the_sum", id, "%s, sponsorships say %s", p.PaidFen, v.paid)
		c.that(s.Balance(pledgeAccount(id)) == p.loose(), "pledge_account", id, "%s", s.Balance(pledgeAccount(id)))
		var got money.Fen
		for _, in := range p.Instalments {
			got += in.ReceivedFen
			c.that(in.ReceivedFen <= in.AmountFen, "instalment_not_over", id, "%s > %s", in.ReceivedFen, in.AmountFen)
		}
		c.that(got == p.ReceivedFen, "instalments_sum", id, "%s, instalments say %s", p.ReceivedFen, got)
	}
}

func (s *State) checkNeeds(c *checks) {
	taken := map[string]int{}
	for _, sp := range s.Sponsorships.All() {
		taken[sp.Need] += sp.livePlaces()
	}
	for id, n := range s.Needs.All() {
		c.that(n.Taken+n.Offered <= n.Places, "places_not_over", id, "%d and %d offered > %d", n.Taken, n.Offered, n.Places)
		c.that(n.Taken == taken[id], "taken_is_the_sum", id, "%d, sponsorships say %d", n.Taken, taken[id])
		c.that(n.Free.count() == n.Places-n.Taken, "free_places", id, "%d free, %d of %d taken", n.Free.count(), n.Taken, n.Places)
		c.that(n.Funded <= n.Taken && n.Paid <= n.Funded && n.Proven <= n.Paid, "place_counts", id, "%d ≥ %d ≥ %d ≥ %d", n.Taken, n.Funded, n.Paid, n.Proven)
	}
}

func (s *State) checkSponsorships(c *checks) {
	owner := map[string]*Spans{}
	for id, sp := range s.Sponsorships.All() {
		p, okP := s.Pledges.Get(sp.Pledge)
		n, okN := s.Needs.Get(sp.Need)
		c.that(okP && okN, "sponsorship_whole", id, "pledge %v need %v", okP, okN)
		if !okP || !okN {
			continue
		}
		c.that(p.everAllows(n), "restriction_kept", id, "pledge %s never allowed need %s", sp.Pledge, sp.Need)
		c.that(s.Balance(sponsorshipAccount(id)) == sp.FundedFen-sp.PaidFen, "sponsorship_account", id, "%s", s.Balance(sponsorshipAccount(id)))
		c.that(sp.PaidFen+sp.ReservedFen <= sp.FundedFen, "reserved_within_funded", id, "%s+%s > %s", sp.PaidFen, sp.ReservedFen, sp.FundedFen)
		over := !sp.Live() || sp.Status == SponsorshipProven
		c.that(!over || sp.FundedFen == sp.PaidFen+sp.ReservedFen, "what_is_over_keeps_nothing", id, "%s of %s", sp.FundedFen-sp.PaidFen, sp.FundedFen)
		waits := sp.Live() && sp.FundedPlaces < sp.Places && p.loose() >= sp.UnitPriceFen
		c.that(!waits, "money_does_not_wait", id, "%s could fund a place", p.loose())
		c.that(sp.Slots.count() == sp.livePlaces(), "slots_are_places", id, "%d slots, %d places", sp.Slots.count(), sp.livePlaces())
		have := owner[sp.Need]
		if have == nil {
			have = &Spans{}
			owner[sp.Need] = have
		}
		all, ok := have.union(sp.Slots)
		c.that(ok, "one_live_sponsorship_per_place", id, "a place of need %s is taken twice", sp.Need)
		*have = all
	}
}

func (s *State) checkNumbers(c *checks) {
	count := map[string]int{}
	seen := func(number string) {
		if number == "" {
			return
		}
		prefix, year, _, err := ParseNumber(number)
		c.that(err == nil, "number_well_formed", number, "%v", err)
		count[numberKey(prefix, year)]++
	}
	for _, n := range s.Needs.All() {
		seen(n.Number)
	}
	for _, p := range s.Pledges.All() {
		seen(p.Number)
		seen(p.Agreement)
	}
	for _, p := range s.Payments.All() {
		seen(p.Number)
	}
	for _, m := range s.Matches.All() {
		seen(m.Number)
	}
	for _, d := range s.Disbursements.All() {
		seen(d.Number)
	}
	for _, r := range s.Receipts.All() {
		seen(r.Number)
	}
	for _, d := range s.Disclosures.All() {
		seen(d.Number)
		for _, x := range d.Corrections {
			seen(x.Number)
		}
	}
	for _, x := range s.FiledDuties.All() {
		for _, f := range x.Filings {
			seen(f.Number)
		}
	}
	for _, r := range s.Refunds.All() {
		seen(r.Number)
	}
	for _, p := range s.PurposeChanges.All() {
		seen(p.Number)
	}
	for _, x := range s.Certificates.All() {
		seen(x.Number)
	}
	for _, f := range s.Funds.All() {
		seen(f.Number)
	}
	for _, w := range s.WriteOffs.All() {
		seen(w.Number)
	}
	for _, a := range s.Activities.All() {
		seen(a.Number)
	}
	for _, b := range s.Beneficiaries.All() {
		seen(b.Number)
	}
	for _, x := range s.Contracts.All() {
		seen(x.Number)
	}
	for _, x := range s.Screenings.All() {
		seen(x.Number)
	}
	for _, x := range s.Cases.All() {
		seen(x.Number)
	}
	for _, x := range s.InsurancePolicies.All() {
		seen(x.Number)
	}
	for _, x := range s.Visits.All() {
		seen(x.Number)
	}
	for _, x := range s.Campaigns.All() {
		seen(x.Number)
	}
	for _, x := range s.Courses.All() {
		seen(x.Number)
	}
	for _, x := range s.Assets.All() {
		seen(x.Number)
	}
	for k, n := range s.Numbers.All() {
		c.that(count[k] == n, "numbers_without_gap", k, "%d given, %d found", n, count[k])
	}
}

// checkTotals adds up what the public figures are kept from.
func (s *State) checkTotals(c *checks) {
	var pledged, received, paid, held money.Fen
	helped := 0
	for _, p := range s.Pledges.All() {
		received += p.ReceivedFen
		switch {
		case p.Binding():
			pledged += p.AmountFen
		default:
			pledged += p.ReceivedFen
		}
	}
	for account, fen := range s.Accounts.All() {
		if strings.HasPrefix(account, "paid:") {
			paid += fen
		}
	}
	for _, n := range s.Needs.All() {
		if NeedTypes[n.Type].Persons {
			helped += n.Paid
		}
	}
	for id, l := range s.BankLines.All() {
		held += l.HeldFen
		_, waits := s.bankLinesSuspense.Get(id)
		c.that(waits == (l.HeldFen > 0), "suspense_is_listed", id, "%s held, listed %v", l.HeldFen, waits)
	}
	c.that(s.Totals.PledgedFen == pledged, "total_pledged", "totals", "%s, pledges say %s", s.Totals.PledgedFen, pledged)
	c.that(s.Totals.ReceivedFen == received, "total_received", "totals", "%s, pledges say %s", s.Totals.ReceivedFen, received)
	c.that(s.Totals.PaidFen == paid, "total_paid", "totals", "%s, the ledger says %s", s.Totals.PaidFen, paid)
	c.that(s.Totals.Helped == helped, "total_helped", "totals", "%d, needs say %d", s.Totals.Helped, helped)
	c.that(s.Balance(suspenseAccount) == held, "suspense_account", suspenseAccount, "%s, lines say %s", s.Balance(suspenseAccount), held)
}

// checkIndexes proves that the indexes a decision or a job relies on hold what they should, and nothing else.
func (s *State) checkIndexes(c *checks) {
	open, due := 0, 0
	for id, p := range s.Pledges.All() {
		_, listed := s.pledgesOpen.Get(id)
		c.that(listed == p.Matchable(), "open_pledge_is_listed", id, "matchable %v, listed %v", p.Matchable(), listed)
		if p.Matchable() {
			open++
		}
		if p.HoldUntil != "" {
			due++
			_, listed := s.pledgeDeadlines.Get(key(string(p.HoldUntil), id))
			c.that(listed, "deadline_is_listed", id, "%s", p.HoldUntil)
		}
	}
	c.that(s.pledgesOpen.Len() == open, "open_pledge_is_listed", "x_pledges_open", "%d, pledges say %d", s.pledgesOpen.Len(), open)
	c.that(s.pledgeDeadlines.Len() == due, "deadline_is_listed", "x_pledge_deadlines", "%d, pledges say %d", s.pledgeDeadlines.Len(), due)
	reserved := map[string]money.Fen{}
	for id, d := range s.Disbursements.All() {
		_, listed := s.disbursementsOpen.Get(id)
		over := d.Status == DisbursementProven || d.Status == DisbursementRejected
		c.that(listed != over, "open_disbursement_is_listed", id, "%s, listed %v", d.Status, listed)
		for _, l := range d.Lines {
			if d.Status != DisbursementRejected && (l.Status == "planned" || l.Status == "returned") {
				reserved[l.Sponsorship] += l.AmountFen
			}
		}
	}
	for id, sp := range s.Sponsorships.All() {
		c.that(sp.ReservedFen == reserved[id], "reserved_is_the_sum", id, "%s, payouts say %s", sp.ReservedFen, reserved[id])
	}
}
