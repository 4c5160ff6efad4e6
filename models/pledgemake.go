package models

import "shanpei/models/money"

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
	OnSilence        string // for offers of freed places: "", next or accept
	Fund             string // the named fund that the gift belongs to, by id or number
}

// Permission implements Command.
func (MakePledge) Permission() Permission { return MakePledges }

// Decide refuses: `enterprise_required unknown_enterprise unknown_field enterprise_not_verified approval_document_missing amount_positive
// amount_too_large unknown_program unknown_county unknown_choice unknown_need program_closed members_only need_not_open needs_outside_purpose
// instalments_sum instalments_order instalments_too_many required day_form due_past out_of_range text_too_long amount_below_place need_full
// need_whole_only need_donors_full unknown_fund fund_ended`.
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
	case c.OnSilence != "" && c.OnSilence != SilenceNext && c.OnSilence != SilenceAccepts:
		return nil, invalid("on_silence", "unknown_choice")
	}
	if err := bounded([]text{{"naming", c.Naming, 40}}); err != nil {
		return nil, err
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
		OnSilence: c.OnSilence, MadeAt: in.At, HoldUntil: in.Today().AddDays(set.UnsignedHoldDays), PurposeVersion: 1, FeePermille: s.feePermille(purpose),
	}
	if c.Fund != "" {
		f, err := s.fundOpen(c.Fund, "fund")
		if err != nil {
			return nil, err
		}
		p.Fund = f.ID
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
		case !in.Due.valid():
			return nil, invalid(field+".due", "day_form")
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
		d.hold(n, p.ID, take, origin{}) // no money can have come yet, so nothing is to be funded
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
	if p.Fund != "" {
		s.fundPledges.Set(key(p.Fund, p.ID), none{})
	}
	s.countNumber(p.Number)
	s.remember(p.ID, Fact{Kind: "pledge_made", Fen: p.AmountFen, Ref: p.Number})
}
