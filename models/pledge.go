package models

import (
	"slices"
	"time"

	"shanpei/models/money"
)

// PledgeStatus is where a pledge stands between promise and money. What happened to the money afterwards is told by its amounts and its chain.
type PledgeStatus string

// The statuses of a pledge (捐赠意向、签署、部分到账、到账、逾期、撤回、失效、结案、免除已报告).
const (
	PledgeIntended     PledgeStatus = "intended"
	PledgeSigned       PledgeStatus = "signed"
	PledgePartReceived PledgeStatus = "part_received"
	PledgeReceived     PledgeStatus = "received"
	PledgeOverdue      PledgeStatus = "overdue"
	PledgeCancelled    PledgeStatus = "cancelled"
	PledgeLapsed       PledgeStatus = "lapsed"
	PledgeClosed       PledgeStatus = "closed"
	PledgeWrittenOff   PledgeStatus = "written_off" // 免除已报告
)

// PledgeFlow is the state machine of a pledge.
var PledgeFlow = Flow[PledgeStatus, string]{
	PledgeIntended:     {"sign": PledgeSigned, "cancel": PledgeCancelled, "lapse": PledgeLapsed},
	PledgeSigned:       {"receive_part": PledgePartReceived, "receive_all": PledgeReceived, "overdue": PledgeOverdue, "cancel": PledgeCancelled, "write_off": PledgeWrittenOff},
	PledgePartReceived: {"receive_part": PledgePartReceived, "receive_all": PledgeReceived, "overdue": PledgeOverdue, "return_part": PledgePartReceived, "return_all": PledgeSigned, "write_off": PledgeWrittenOff},
	PledgeOverdue:      {"receive_part": PledgePartReceived, "receive_all": PledgeReceived, "lapse": PledgeLapsed, "overdue": PledgeOverdue, "write_off": PledgeWrittenOff},
	PledgeReceived:     {"close": PledgeClosed, "return_part": PledgePartReceived, "return_all": PledgeSigned},
}

// Instalment is a due date and an amount of a pledge (分期).
type Instalment struct {
	No          int       `json:"no"`
	Due         Day       `json:"due"`
	AmountFen   money.Fen `json:"amount_fen"`
	ReceivedFen money.Fen `json:"received_fen,omitempty"`
}

// Pledge is what an enterprise undertakes to give (认捐).
type Pledge struct {
	ID               string       `json:"id"`
	Number           string       `json:"number"`
	Enterprise       string       `json:"enterprise"`
	AmountFen        money.Fen    `json:"amount_fen"`
	Purpose          Purpose      `json:"purpose"`
	PurposeVersion   int          `json:"purpose_version,omitempty"`
	Past             []Purpose    `json:"past,omitempty"` // purposes that were valid before, oldest first
	Prefer           Purpose      `json:"prefer"`
	Instalments      []Instalment `json:"instalments"`
	Anonymous        bool         `json:"anonymous,omitempty"`
	Naming           string       `json:"naming,omitempty"` // 冠名
	MaxPlacesPerNeed int          `json:"max_places_per_need,omitempty"`
	OnSilence        string       `json:"on_silence,omitempty"` // what becomes of an offer that is not answered: accept, or the next pledge's turn
	Status           PledgeStatus `json:"status"`
	Agreement        string       `json:"agreement,omitempty"` // number of the signed agreement
	AgreementVersion int          `json:"agreement_version,omitempty"`
	AgreementText    string       `json:"agreement_text,omitempty"` // which text of the articles was signed; empty: the first
	MadeAt           time.Time    `json:"made_at"`
	MadeSeq          int64        `json:"made_seq,omitempty"`
	SignedAt         time.Time    `json:"signed_at,omitempty"`
	SignedSeq        int64        `json:"signed_seq,omitempty"`
	HoldUntil        Day          `json:"hold_until,omitempty"` // the next day on which something runs out, if nothing comes first
	OverdueSince     Day          `json:"overdue_since,omitempty"`
	Version          int64        `json:"version"`

	ReceivedFen  money.Fen `json:"received_fen,omitempty"`
	CommittedFen money.Fen `json:"committed_fen,omitempty"` // promised to places, with money or ahead of it
	AllocatedFen money.Fen `json:"allocated_fen,omitempty"` // given to places, from money received
	PaidFen      money.Fen `json:"paid_fen,omitempty"`
	OfferedFen   money.Fen `json:"offered_fen,omitempty"` // kept for places that were offered to it
	FrozenFen    money.Fen `json:"frozen_fen,omitempty"`  // received, and out of reach: a refund is asked for, or the payer disputes it

	FeePermille int       `json:"fee_permille,omitempty"` // the management fee that the agreement names
	FeeFen      money.Fen `json:"fee_fen,omitempty"`      // charged so far, from what was received
	Fund        string    `json:"fund,omitempty"`         // the named fund it belongs to
}

// Reference is what the payer writes into the bank's memo field.
func (p *Pledge) Reference() string { return Reference(p.Number) }

// Live tells whether the promise still stands.
func (p *Pledge) Live() bool {
	return p.Status != PledgeCancelled && p.Status != PledgeLapsed && p.Status != PledgeWrittenOff
}

// Binding tells whether the pledge was signed and still stands.
func (p *Pledge) Binding() bool { return p.Live() && p.Status != PledgeIntended }

// FreeFen is what no place has been promised yet, nor is kept for an offer: of the whole pledge while it stands, of what was received after it lapsed; without
// the management fee.
func (p *Pledge) FreeFen() money.Fen {
	if p.Live() {
		return p.AmountFen - p.FeeOf(p.AmountFen) - p.CommittedFen - p.OfferedFen
	}
	return p.ReceivedFen - p.FeeFen - p.CommittedFen - p.OfferedFen - p.FrozenFen
}

// Matchable tells whether the matching may give the pledge's free money to needs.
func (p *Pledge) Matchable() bool {
	return p.Purpose.Open() && p.FreeFen() > 0 && (p.Binding() || p.ReceivedFen > 0)
}

// putPledge stores a pledge and keeps the two indexes that follow its state.
func (s *State) putPledge(old, p *Pledge) {
	s.Pledges.Set(p.ID, p)
	if old != nil && old.HoldUntil != "" && old.HoldUntil != p.HoldUntil {
		s.pledgeDeadlines.del(key(string(old.HoldUntil), p.ID))
	}
	if p.HoldUntil != "" && (old == nil || old.HoldUntil != p.HoldUntil) {
		s.pledgeDeadlines.Set(key(string(p.HoldUntil), p.ID), none{})
	}
	was, is := old != nil && old.Matchable(), p.Matchable()
	if was && !is {
		s.pledgesOpen.del(p.ID)
	} else if is && !was {
		s.pledgesOpen.Set(p.ID, none{})
	}
}

// changePledge gives a copy of the pledge to f and stores it.
func (s *State) changePledge(id string, f func(p *Pledge)) {
	old, _ := s.Pledges.Get(id)
	p := *old
	f(&p)
	p.Version++
	p.HoldUntil = p.nextDeadline(s.Federation.Settings)
	s.putPledge(old, &p)
}

// PledgesOf lists an enterprise's pledges, newest first.
func (s *State) PledgesOf(enterprise string) []*Pledge {
	var out []*Pledge
	for k := range s.pledgesByEnterprise.Under(enterprise + "/") {
		p, _ := s.Pledges.Get(k[len(enterprise)+1:])
		out = append(out, p)
	}
	slices.Reverse(out)
	return out
}

// OpenPledges lists the pledges that the matching may use, in the order of their ids.
func (s *State) OpenPledges() []*Pledge {
	var out []*Pledge
	for id := range s.pledgesOpen.All() {
		p, _ := s.Pledges.Get(id)
		out = append(out, p)
	}
	return out
}

// PledgeByNumber finds a pledge by its number or its id.
func (s *State) PledgeByNumber(number string) (*Pledge, bool) {
	if id, ok := s.pledgeNumbers.Get(number); ok {
		return s.Pledges.Get(id)
	}
	return s.Pledges.Get(number)
}

// PledgeFor finds a pledge that the actor may see; a stranger's pledge is as if absent.
func (s *State) PledgeFor(id string, a Actor) (*Pledge, error) {
	p, ok := s.PledgeByNumber(id)
	if !ok || !a.OfEnterprise(p.Enterprise) {
		return nil, notFound()
	}
	return p, nil
}
