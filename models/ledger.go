package models

import "shanpei/models/money"

// Leg is one side of a movement of money, in fen. The legs of a movement sum to zero.
//
// What comes in is taken from the account of the bank or the card company (negative there) and given to a fund account, so every fund
// account shows what it holds as a positive figure, and all accounts together are zero.
type Leg struct {
	Account string    `json:"account"`
	Fen     money.Fen `json:"fen"`
}

// The accounts (architecture.md, section 6).
func bankAccount(no string) string        { return "bank:" + no }
func pledgeAccount(id string) string      { return "pledge:" + id }
func sponsorshipAccount(id string) string { return "sponsorship:" + id }
func paidAccount(program string) string   { return "paid:" + program }

const (
	suspenseAccount   = "suspense"
	managementAccount = "fee:management" // the federation's share of gifts, by their agreements
)

func move(from, to string, fen money.Fen) []Leg {
	return []Leg{{Account: from, Fen: -fen}, {Account: to, Fen: fen}}
}

// post books the legs of one event.
func (s *State) post(legs []Leg) {
	for _, l := range legs {
		have, _ := s.Accounts.Get(l.Account)
		s.Accounts.Set(l.Account, have+l.Fen)
	}
}

// Balance is what an account holds.
func (s *State) Balance(account string) money.Fen {
	b, _ := s.Accounts.Get(account)
	return b
}
