package models

import (
	"iter"
	"slices"
)

// HeldPerson is a natural person whom the journal knows by a code of the vault: of which kind, what it belongs to, where.
type HeldPerson struct {
	Code   string `json:"code"`
	Kind   string `json:"kind"` // of the sealed record
	Of     string `json:"of"`   // the thing it belongs to
	County string `json:"county,omitempty"`
}

// held walks the natural persons whom the journal knows by a code.
func (s *State) held() iter.Seq[HeldPerson] {
	return func(yield func(HeldPerson) bool) {
		for id, b := range s.Beneficiaries.All() {
			for _, p := range []HeldPerson{{id, "beneficiary", id, b.County}, {b.Guardian, "guardian", id, b.County}, {b.Account, "payee", id, b.County}} {
				if p.Code != "" && !yield(p) {
					return
				}
			}
		}
		for id, e := range s.Enterprises.All() {
			if e.Contact != "" && !yield(HeldPerson{Code: e.Contact, Kind: "contact", Of: id}) {
				return
			}
		}
		for id, o := range s.Objections.All() {
			n, _ := s.Needs.Get(o.Need)
			if o.Sealed != "" && !yield(HeldPerson{Code: o.Sealed, Kind: "objection", Of: id, County: n.County}) {
				return
			}
		}
		for id, d := range s.Disbursements.All() {
			for _, l := range d.Lines {
				if l.Payee != "" && !yield(HeldPerson{Code: l.Payee, Kind: "payee", Of: id}) {
					return
				}
			}
		}
		for id, l := range s.BankLines.All() {
			if l.Sealed != "" && !yield(HeldPerson{Code: l.Sealed, Kind: "bank_line", Of: id}) {
				return
			}
		}
		for id := range s.Users.All() {
			if !yield(HeldPerson{Code: id, Kind: "account", Of: id}) {
				return
			}
		}
	}
}

// PersonByCode finds who stands under a code.
func (s *State) PersonByCode(code string) (HeldPerson, bool) {
	for p := range s.held() {
		if p.Code == code {
			return p, true
		}
	}
	return HeldPerson{}, false
}

// RecordsOf lists the sealed records that are about a person: the own one, and those that are there only because of it.
func (s *State) RecordsOf(code string) []string {
	p, ok := s.PersonByCode(code)
	if !ok {
		return nil
	}
	out := []string{code}
	if p.Kind != "beneficiary" {
		return out
	}
	b, _ := s.Beneficiaries.Get(code)
	for _, own := range []string{b.Guardian, b.Account} {
		if own != "" && !s.sharedRecord(own, code) {
			out = append(out, own)
		}
	}
	return out
}

// sharedRecord tells whether another child has the guardian or the account too.
func (s *State) sharedRecord(code, child string) bool {
	for id, b := range s.Beneficiaries.All() {
		if id != child && (b.Guardian == code || b.Account == code) {
			return true
		}
	}
	return false
}

// payoutOpen tells whether a payment to an account is under way.
func (s *State) payoutOpen(account string) bool {
	if account == "" {
		return false
	}
	for id := range s.disbursementsOpen.All() {
		d, _ := s.Disbursements.Get(id)
		for _, l := range d.Lines {
			if l.Payee == account && l.Status != "paid" && l.Status != "proven" {
				return true
			}
		}
	}
	return false
}

// placeUnpaid tells whether the money of a place of a child is planned, or came back and may go again.
func (s *State) placeUnpaid(child string) bool {
	return slices.ContainsFunc(s.PlacesOf(child), func(b *Binding) bool { return b.Money == "planned" || b.Money == "returned" })
}

// blocksErasure says what must end before a person can be erased: `money_on_the_way not_departed child_held pledges_live objection_open account_kept`; empty when nothing does.
func (s *State) blocksErasure(p HeldPerson) string {
	switch p.Kind {
	case "beneficiary":
		b, _ := s.Beneficiaries.Get(p.Code)
		switch {
		case s.payoutOpen(b.Account), s.placeUnpaid(p.Code):
			return "money_on_the_way"
		case b.Status != BeneficiaryDeparted:
			return "not_departed"
		}
	case "guardian":
		return "child_held" // goes with the last child
	case "contact":
		for _, pl := range s.PledgesOf(p.Of) {
			if !pledgeOver(pl) {
				return "pledges_live"
			}
		}
	case "objection":
		if o, _ := s.Objections.Get(p.Of); o.Status == ObjectionOpen {
			return "objection_open"
		}
	case "payee":
		if _, child := s.Beneficiaries.Get(p.Of); child {
			return "child_held"
		}
		if d, _ := s.Disbursements.Get(p.Of); d.Status != DisbursementPaid && d.Status != DisbursementProven && d.Status != DisbursementRejected {
			return "money_on_the_way"
		}
	case "bank_line":
		if l, _ := s.BankLines.Get(p.Of); l.HeldFen > 0 {
			return "money_on_the_way"
		}
	case "account":
		return "account_kept" // who acted in the journal stays known by name
	}
	return ""
}

// ErasureRemains is what stays when a person of a kind is erased: slugs for the page that says so beforehand.
func ErasureRemains(kind string) []string {
	switch kind {
	case "beneficiary":
		return []string{"code", "sums", "vouchers", "looks", "backups"}
	case "contact":
		return []string{"code", "agreements", "receipts", "backups"}
	case "payee", "bank_line":
		return []string{"code", "sums", "vouchers", "backups"}
	}
	return []string{"code", "entries", "backups"}
}

// BlocksErasure is what must end before the person of a code can be erased; empty when nothing does.
func (s *State) BlocksErasure(code string) string {
	p, ok := s.PersonByCode(code)
	if !ok || s.IsErased(code) {
		return ""
	}
	return s.blocksErasure(p)
}
