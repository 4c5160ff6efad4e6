package models

import (
	"math/bits"

	"shanpei/models/money"
)

// MaxFeePermille is the most that any agreement may leave to administration, in per mille of a gift: 13 % for a 社会团体 with the right to raise in public
// (民发〔2016〕189号); a federation sets its own bound below it (慈善法 art. 61: 10 % for a foundation).
const MaxFeePermille = 130

// FeeOf is the management fee on so much of the gift, in fen, rounded down: the donor's share is never short.
func (p *Pledge) FeeOf(fen money.Fen) money.Fen {
	if fen <= 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(fen), uint64(p.FeePermille))
	q, _ := bits.Div64(hi, lo, 1000) // at 1000 per mille and below, hi is below 1000
	return money.Fen(q)
}

// feePermille is the rate that the agreement of a gift for the purpose names: the lowest of its programmes', as the donor may expect of any of them. A gift
// without a programme, and one for named places, whose price is just what it gives, bear none. A programme's rate is bound by the settings when it is set,
// and by them again here, when the agreement is made.
func (s *State) feePermille(purpose Purpose) int {
	if !purpose.Open() {
		return 0
	}
	rate := 0
	for i, id := range purpose.Programs {
		p, _ := s.Programs.Get(id)
		if i == 0 || p.FeePermille < rate {
			rate = p.FeePermille
		}
	}
	return min(rate, s.Federation.Settings.FeePermille, MaxFeePermille)
}

// chargeFee brings the fee of a pledge to what its agreement says of the money that is there and is not frozen: more after a payment, less after one was taken back.
func (d *draft) chargeFee(pledge string) {
	p, _ := d.s.Pledges.Get(pledge)
	d.setFee(p, p.ReceivedFen-p.FrozenFen)
}

func (d *draft) setFee(p *Pledge, basis money.Fen) {
	switch diff := p.FeeOf(basis) - p.FeeFen; {
	case diff > 0:
		d.add(FeeCharged{Pledge: p.ID, Permille: p.FeePermille, Fen: diff, Legs: move(pledgeAccount(p.ID), managementAccount, diff)})
	case diff < 0:
		d.add(FeeCharged{Pledge: p.ID, Permille: p.FeePermille, Fen: diff, Legs: move(managementAccount, pledgeAccount(p.ID), -diff)})
	}
}

// FeeCharged says what of a gift went to administration by its agreement; a negative figure, what came back with money that was taken back.
type FeeCharged struct {
	Pledge   string    `json:"pledge"`
	Permille int       `json:"permille"`
	Fen      money.Fen `json:"fen"`
	Legs     []Leg     `json:"legs"`
}

// Apply implements Event.
func (e FeeCharged) Apply(s *State) {
	s.changePledge(e.Pledge, func(p *Pledge) { p.FeeFen += e.Fen })
	s.post(e.Legs)
	kind, fen := "fee_charged", e.Fen
	if fen < 0 {
		kind, fen = "fee_returned", -fen
	}
	s.remember(e.Pledge, Fact{Kind: kind, Fen: fen, Count: 0})
	s.public()
}
