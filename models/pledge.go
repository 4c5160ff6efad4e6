package models

import (
	"slices"
	"time"

	"shanpei/models/money"
)

// PledgeStatus is where a pledge stands between promise and money. What happened to the money afterwards is told by its amounts and its chain.
type PledgeStatus string

// The statuses of a pledge (捐赠意向、签署、部分到账、到账、逾期、撤回、失效、结案).
const (
	PledgeIntended     PledgeStatus = "intended"
	PledgeSigned       PledgeStatus = "signed"
	PledgePartReceived PledgeStatus = "part_received"
	PledgeReceived     PledgeStatus = "received"
	PledgeOverdue      PledgeStatus = "overdue"
	PledgeCancelled    PledgeStatus = "cancelled"
	PledgeLapsed       PledgeStatus = "lapsed"
	PledgeClosed       PledgeStatus = "closed"
)

// PledgeFlow is the state machine of a pledge.
var PledgeFlow = Flow[PledgeStatus, string]{
	PledgeIntended:     {"sign": PledgeSigned, "cancel": PledgeCancelled, "lapse": PledgeLapsed},
	PledgeSigned:       {"receive_part": PledgePartReceived, "receive_all": PledgeReceived, "overdue": PledgeOverdue, "cancel": PledgeCancelled},
	PledgePartReceived: {"receive_part": PledgePartReceived, "receive_all": PledgeReceived, "overdue": PledgeOverdue},
	PledgeOverdue:      {"receive_part": PledgePartReceived, "receive_all": PledgeReceived, "lapse": PledgeLapsed, "overdue": PledgeOverdue},
	PledgeReceived:     {"close": PledgeClosed},
}

// Purpose restricts a pledge: each list that is not empty must hold the need's own value. An empty purpose is an unrestricted gift (非定向).
type Purpose struct {
	Programs []string   `json:"programs,omitempty"`
	Counties []string   `json:"counties,omitempty"`
	Types    []NeedType `json:"types,omitempty"`
	Stages   []Stage    `json:"stages,omitempty"`
	Needs    []string   `json:"needs,omitempty"`
}

// Allows tells whether money of this purpose may go to the need. A restriction on something that the need has not excludes it.
func (p Purpose) Allows(n *Need) bool {
	return allows(p.Programs, n.Program) && allows(p.Counties, n.County) && allows(p.Types, n.Type) && allows(p.Stages, n.Stage) && allows(p.Needs, n.ID)
}

func allows[T comparable](list []T, v T) bool { return len(list) == 0 || slices.Contains(list, v) }

// Open tells whether the purpose leaves the choice of needs to the matching.
func (p Purpose) Open() bool { return len(p.Needs) == 0 }

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
	Status           PledgeStatus `json:"status"`
	Agreement        string       `json:"agreement,omitempty"` // number of the signed agreement
	AgreementVersion int          `json:"agreement_version,omitempty"`
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
}

// Reference is what the payer writes into the bank's memo field.
func (p *Pledge) Reference() string { return Reference(p.Number) }

// Live tells whether the promise still stands.
func (p *Pledge) Live() bool {
	return p.Status != PledgeCancelled && p.Status != PledgeLapsed
}

// Binding tells whether the pledge was signed and still stands.
func (p *Pledge) Binding() bool { return p.Live() && p.Status != PledgeIntended }

// FreeFen is what no place has been promised yet: of the whole pledge while it stands, of what was received after it lapsed.
func (p *Pledge) FreeFen() money.Fen {
	if p.Live() {
		return p.AmountFen - p.CommittedFen
	}
	return p.ReceivedFen - p.CommittedFen
}

// Matchable tells whether the matching may give the pledge's free money to needs.
func (p *Pledge) Matchable() bool {
	return p.Purpose.Open() && p.FreeFen() > 0 && (p.Binding() || p.ReceivedFen > 0)
}

func (p *Pledge) everAllows(n *Need) bool {
	return p.Purpose.Allows(n) || slices.ContainsFunc(p.Past, func(q Purpose) bool { return q.Allows(n) })
}

// MakePledge promises a gift. One that names needs takes its places in the same entry, or is refused.
type MakePledge struct {
	Enterprise       string // empty for a donor: the own one
	AmountFen        money.Fen
	Purpose          Purpose
	Prefer           Purpose
	Instalments      []Instalment // empty: one, due in 30 days
	Anonymous        bool
	Naming           string
	MaxPlacesPerNeed int
}

// Permission implements Command.
func (MakePledge) Permission() Permission { return MakePledges }

// Decide refuses: `enterprise_required unknown_enterprise unknown_field enterprise_not_verified approval_document_missing amount_positive
// amount_too_large unknown_program unknown_county unknown_choice program_closed members_only need_not_open needs_outside_purpose
// instalments_sum instalments_order instalments_too_many due_past out_of_range text_too_long amount_below_place need_full need_whole_only
// need_donors_full`.
func (c MakePledge) Decide(s *State, in Input) ([]Event, error) {
	ent, err := c.giver(s, in.Actor)
	if err != nil {
		return nil, err
	}
	set := s.Federation.Settings
	switch {
	case c.AmountFen <= 0:
		return nil, invalid("amount_fen", "amount_positive")
	case c.AmountFen > set.MaxPledgeFen:
		return nil, invalid("amount_fen", "amount_too_large").With("limit", set.MaxPledgeFen)
	case c.MaxPlacesPerNeed < 0 || c.MaxPlacesPerNeed > 1_000_000:
		return nil, invalid("max_places_per_need", "out_of_range").With("low", 0).With("high", 1_000_000)
	case len([]rune(c.Naming)) > 40:
		return nil, invalid("naming", "text_too_long").With("limit", 40)
	}
	purpose, err := c.Purpose.resolve(s, ent, "purpose")
	if err != nil {
		return nil, err
	}
	prefer := c.Prefer
	prefer.Needs = nil
	if prefer, err = prefer.resolve(s, ent, "prefer"); err != nil {
		return nil, err
	}
	instalments, err := c.schedule(in.Today(), set.MaxInstalments)
	if err != nil {
		return nil, err
	}
	p := Pledge{
		ID: in.NewID(), Number: s.nextNumber("YX", in.At, 0), Enterprise: ent.ID, AmountFen: c.AmountFen, Purpose: purpose, Prefer: prefer,
		Instalments: instalments, Anonymous: c.Anonymous, Naming: c.Naming, MaxPlacesPerNeed: c.MaxPlacesPerNeed, Status: PledgeIntended,
		MadeAt: in.At, HoldUntil: in.Today().AddDays(set.UnsignedHoldDays), PurposeVersion: 1,
	}
	if purpose.Open() {
		return []Event{PledgeMade{Pledge: p}}, nil
	}
	return takeNamedPlaces(s, in, p)
}

func (c MakePledge) giver(s *State, a Actor) (*Enterprise, error) {
	id := c.Enterprise
	if a.Role.Donor() {
		if id != "" && id != a.Enterprise {
			return nil, invalid("enterprise", "unknown_field")
		}
		id = a.Enterprise
	}
	if id == "" {
		return nil, invalid("enterprise", "enterprise_required")
	}
	ent, ok := s.Enterprises.Get(id)
	if !ok {
		return nil, invalid("enterprise", "unknown_enterprise")
	}
	return ent, ent.mayPledge()
}

// resolve turns slugs and numbers into ids and checks every part. Lists are sorted, so that equal purposes are equal values.
func (p Purpose) resolve(s *State, e *Enterprise, field string) (Purpose, error) {
	var out Purpose
	for _, id := range p.Programs {
		pr, ok := s.ProgramBySlug(id)
		if !ok {
			return out, invalid(field+".programs", "unknown_program")
		}
		if pr.Status == ProgramClosed {
			return out, invalid(field+".programs", "program_closed")
		}
		if !pr.TakesFrom(e) {
			return out, Refuse(Forbidden, "members_only").At(field+".programs").With("program", pr.Name)
		}
		out.Programs = append(out.Programs, pr.ID)
	}
	for _, code := range p.Counties {
		if _, ok := s.Counties.Get(code); !ok {
			return out, invalid(field+".counties", "unknown_county")
		}
	}
	for _, t := range p.Types {
		if _, ok := NeedTypes[t]; !ok {
			return out, invalid(field+".types", "unknown_choice")
		}
	}
	for _, st := range p.Stages {
		if !slices.Contains(Stages, st) {
			return out, invalid(field+".stages", "unknown_choice")
		}
	}
	out.Counties, out.Types, out.Stages = distinct(p.Counties), distinct(p.Types), distinct(p.Stages)
	out.Programs = distinct(out.Programs)
	for _, id := range p.Needs {
		n, ok := s.NeedByNumber(id)
		if !ok || !n.Seen() {
			return out, invalid(field+".needs", "unknown_need")
		}
		if !out.Allows(n) {
			return out, invalid(field+".needs", "needs_outside_purpose").With("need", n.Number)
		}
		if pr, _ := s.Programs.Get(n.Program); !pr.TakesFrom(e) {
			return out, Refuse(Forbidden, "members_only").At(field+".needs").With("program", pr.Name)
		}
		out.Needs = append(out.Needs, n.ID)
		if len(out.Needs) > 200 {
			return out, invalid(field+".needs", "out_of_range").With("low", 0).With("high", 200)
		}
	}
	needs := out.Needs
	out.Needs = nil
	for _, id := range needs { // the donor's order is kept: it is the order in which places are taken
		if !slices.Contains(out.Needs, id) {
			out.Needs = append(out.Needs, id)
		}
	}
	return out, nil
}

func distinct[T ~string](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	out := slices.Clone(list)
	slices.Sort(out)
	return slices.Compact(out)
}

func (c MakePledge) schedule(today Day, most int) ([]Instalment, error) {
	if len(c.Instalments) == 0 {
		return []Instalment{{No: 1, Due: today.AddDays(30), AmountFen: c.AmountFen}}, nil
	}
	if len(c.Instalments) > most {
		return nil, invalid("instalments", "instalments_too_many").With("limit", most)
	}
	var sum money.Fen
	var last Day
	out := make([]Instalment, 0, len(c.Instalments))
	for i, in := range c.Instalments {
		field := "instalments." + itoa(i)
		switch {
		case in.AmountFen <= 0:
			return nil, invalid(field+".amount_fen", "amount_positive")
		case in.AmountFen > c.AmountFen:
			return nil, invalid("instalments", "instalments_sum").With("sum", in.AmountFen).With("amount", c.AmountFen)
		case in.Due == "":
			return nil, invalid(field+".due", "required")
		case in.Due < today:
			return nil, invalid(field+".due", "due_past")
		case in.Due > AddMonths(today, 120):
			return nil, invalid(field+".due", "out_of_range").With("low", string(today)).With("high", string(AddMonths(today, 120)))
		case in.Due < last:
			return nil, invalid(field+".due", "instalments_order")
		}
		last = in.Due
		sum += in.AmountFen
		out = append(out, Instalment{No: i + 1, Due: in.Due, AmountFen: in.AmountFen})
	}
	if sum != c.AmountFen {
		return nil, invalid("instalments", "instalments_sum").With("sum", sum).With("amount", c.AmountFen)
	}
	return out, nil
}

// takeNamedPlaces gives a pledge the places of the needs it names, in the donor's order.
func takeNamedPlaces(s *State, in Input, p Pledge) ([]Event, error) {
	d := s.draft(in)
	d.add(PledgeMade{Pledge: p})
	left, got := p.AmountFen, 0
	for _, id := range p.Purpose.Needs {
		n, _ := d.s.Needs.Get(id)
		if n.Status != NeedOpen && n.Status != NeedPartial && n.Status != NeedFull && n.Status != NeedExecuting {
			return nil, Refuse(Conflict, "need_not_open").At("purpose.needs").With("need", n.Number)
		}
		want := int(left / n.UnitPriceFen)
		if p.MaxPlacesPerNeed > 0 {
			want = min(want, p.MaxPlacesPerNeed)
		}
		want = min(want, n.Places)
		if want == 0 {
			continue
		}
		last := id == p.Purpose.Needs[len(p.Purpose.Needs)-1]
		if want > n.Left() && last {
			return nil, Refuse(Exhausted, "need_full").At("purpose.needs").With("need", n.Number).With("left", n.Left())
		}
		take := min(want, n.Left())
		if take == 0 {
			continue
		}
		if err := roomFor(d.s, n, &p, take); err != nil {
			return nil, err
		}
		d.hold(n, p.ID, take, "", "")
		left -= n.UnitPriceFen * money.Fen(take)
		got += take
	}
	if got == 0 {
		n, _ := s.Needs.Get(p.Purpose.Needs[0])
		return nil, invalid("amount_fen", "amount_below_place").With("price", n.UnitPriceFen)
	}
	return d.events, nil
}

// PledgeMade carries the new pledge.
type PledgeMade struct {
	Pledge Pledge `json:"pledge"`
}

// Apply implements Event.
func (e PledgeMade) Apply(s *State) {
	p := e.Pledge
	p.MadeSeq = s.Seq
	p.Version++
	s.putPledge(nil, &p)
	s.pledgeNumbers.Set(p.Number, p.ID)
	s.pledgesByEnterprise.Set(key(p.Enterprise, p.ID), none{})
	s.countNumber(p.Number)
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
