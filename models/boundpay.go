package models

import (
	"slices"

	"shanpei/models/money"
)

// nameChildren says which bound places a line of a payout pays: those that it names, and as many more as it has places, in the order of their numbers. A
// place whose child departed or whose consent is gone is not paid. The account of the one child that a line pays is taken from the register, so that nobody
// types it a second time. It refuses `unknown_place place_stopped case_unbilled enrolment_missing not_the_bill`.
func (s *State) nameChildren(sp *Sponsorship, l *DisbursementLine, used map[string]bool, unnamed int, today Day) *Error {
	bound := s.BindingsOf(sp.ID)
	for _, id := range l.Bindings {
		i := slices.IndexFunc(bound, func(b *Binding) bool { return b.ID == id })
		switch {
		case i < 0 || used[id] || bound[i].Money != "" || len(l.Bindings) > l.Places:
			return invalid("bindings", "unknown_place")
		case s.Stopped(bound[i], today) != "":
			return Refuse(Conflict, "place_stopped").At("bindings").With("place", bound[i].Slot)
		case s.unbilled(id):
			return Refuse(Conflict, "case_unbilled").At("bindings").With("place", bound[i].Slot)
		case s.unenrolled(id):
			return Refuse(Conflict, "enrolment_missing").At("bindings").With("place", bound[i].Slot)
		}
		used[id] = true
	}
	l.Bindings = slices.Clone(l.Bindings)
	busy := 0
	for _, b := range bound {
		switch {
		case b.Money != "":
			busy++
		case len(l.Bindings) < l.Places && !used[b.ID] && s.Stopped(b, today) == "" && !s.unbilled(b.ID) && !s.unenrolled(b.ID):
			l.Bindings = append(l.Bindings, b.ID)
			used[b.ID] = true
		}
	}
	// What no child is named for needs a place that no child has.
	open := sp.Places - len(bound) - (sp.PaidPlaces + sp.ReservedPlaces - busy)
	if rest := l.Places - len(l.Bindings); len(bound) > 0 && unnamed+rest > max(open, 0) {
		return Refuse(Conflict, "place_stopped").At("places").With("place", 0)
	}
	if err := s.byTheBill(l); err != nil {
		return err
	}
	if l.Payee == "" && l.PayeeKind == "card" && l.Places == 1 && len(l.Bindings) == 1 {
		b, _ := s.Bindings.Get(l.Bindings[0])
		child, _ := s.Beneficiaries.Get(b.Beneficiary)
		l.Payee = child.Account
	}
	return nil
}

// unbilled tells whether a place is held for a case whose settlement is not here yet.
func (s *State) unbilled(binding string) bool {
	c, ok := s.CaseOfBinding(binding)
	return ok && !c.Billed()
}

// byTheBill refuses `not_the_bill` when a line pays for operations anything but what their bills leave.
func (s *State) byTheBill(l *DisbursementLine) *Error {
	cases, due := 0, money.Fen(0)
	for _, id := range l.Bindings {
		if _, ok := s.CaseOfBinding(id); ok {
			cases++
			due += s.dueFor(id, 0)
		}
	}
	if cases > 0 && (l.PayeeKind != "hospital" || cases < l.Places || l.AmountFen != due) {
		return Refuse(Conflict, "not_the_bill").At("amount_fen").With("due", due).With("places", cases)
	}
	return nil
}

// PriceOf is what the next places of a sponsorship come to in a payout: operations by their bill, every other place at its price.
func (s *State) PriceOf(sp *Sponsorship, places int, today Day) money.Fen {
	sum, left := money.Fen(0), min(places, sp.Places)
	for _, b := range s.BindingsOf(sp.ID) {
		if left == 0 || b.Money != "" || s.Stopped(b, today) != "" || s.unbilled(b.ID) || s.unenrolled(b.ID) {
			continue
		}
		left--
		sum += s.dueFor(b.ID, sp.UnitPriceFen)
	}
	return sum + sp.UnitPriceFen*money.Fen(left)
}

// dueFor is what the bill takes of a place that a case has; the price of any other.
func (s *State) dueFor(binding string, price money.Fen) money.Fen {
	if c, ok := s.CaseOfBinding(binding); ok {
		for _, x := range s.CaseShares(c) {
			if x.Binding == binding {
				return x.DueFen
			}
		}
	}
	return price
}

// mayPay refuses `place_stopped enrolment_missing` at the first line that is about to pay a place whose child may not be paid for any more.
func (s *State) mayPay(d *Disbursement, today Day) error {
	for _, l := range d.Lines {
		if l.Status != "planned" && l.Status != "returned" {
			continue
		}
		for _, id := range l.Bindings {
			b, _ := s.Bindings.Get(id)
			if s.Stopped(b, today) != "" {
				return Refuse(Conflict, "place_stopped").At("lines").With("place", b.Slot)
			}
			if s.unenrolled(id) {
				return Refuse(Conflict, "enrolment_missing").At("lines").With("place", b.Slot)
			}
		}
	}
	return nil
}

// movePlaces tells the bound places of a line where their money is.
func (s *State) movePlaces(l *DisbursementLine, to string, day Day) {
	for _, id := range l.Bindings {
		s.changeBinding(id, func(b *Binding) {
			b.Money = to
			if to == "paid" {
				b.PaidOn, b.PaidFen = day, l.AmountFen/money.Fen(l.Places)
			}
		})
	}
}

func (s *State) movePlacesOf(disbursement string, lines []int, to string, day Day) {
	d, _ := s.Disbursements.Get(disbursement)
	for _, no := range lines {
		s.movePlaces(&d.Lines[no-1], to, day)
	}
}
