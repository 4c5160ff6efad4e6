package models

import (
	"slices"
	"time"

	"shanpei/models/money"
)

// Binding is that one child has one place of a sponsorship. The sponsor knows the place by an alias that is drawn for this binding alone: two
// sponsors of one child have nothing to compare.
type Binding struct {
	ID          string    `json:"id"`
	Sponsorship string    `json:"sponsorship"`
	Need        string    `json:"need"`
	Slot        int       `json:"slot"` // the number of the place in its need
	Beneficiary string    `json:"beneficiary"`
	Alias       string    `json:"alias"`
	Stage       Stage     `json:"stage,omitempty"`
	From        Day       `json:"from"`
	To          Day       `json:"to"`
	Ended       string    `json:"ended,omitempty"` // slug: why the child has the place no more
	Money       string    `json:"money,omitempty"` // planned paid returned proven: where the payment of the place stands
	PaidOn      Day       `json:"paid_on,omitempty"`
	PaidFen     money.Fen `json:"paid_fen,omitempty"`
	By          string    `json:"by"`
	MadeAt      time.Time `json:"made_at"`
	Seq         int64     `json:"seq,omitempty"`
	Version     int64     `json:"version"`
}

// Live tells whether the child has the place.
func (b *Binding) Live() bool { return b.Ended == "" }

// Paid tells whether the place's money is with the child.
func (b *Binding) Paid() bool { return b.Money == "paid" || b.Money == "proven" }

// UnbindReasons are why staff take a place from a child.
var UnbindReasons = []string{"departed", "consent_withdrawn", "not_eligible", "double_aid", "wrong_child"}

// ChildPlace is a place and the child who gets it.
type ChildPlace struct {
	Slot        int
	Beneficiary string // code or number
	Minor       bool   // the vault knows that the child is not 18 yet
}

// BindPlace gives places of a sponsorship to children, one place each.
type BindPlace struct {
	Sponsorship string
	Places      []ChildPlace
	Random      string // of which the aliases are drawn: no rule may bring it, and nobody guess it
	IfVersion   int64
}

// Permission implements Command.
func (BindPlace) Permission() Permission { return BindPlaces }

// maxBound bounds how many places are bound at once.
const maxBound = 500

// Decide refuses `not_found stale wrong_status not_bindable places_required too_many_lines` and, at the place, `unknown_place place_bound
// place_not_funded unknown_beneficiary not_accepted consent_missing other_county other_stage bound_already double_aid`.
func (c BindPlace) Decide(s *State, in Input) ([]Event, error) {
	sp, ok := s.Sponsorships.Get(c.Sponsorship)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(sp.Version, c.IfVersion); err != nil {
		return nil, err
	}
	n, _ := s.Needs.Get(sp.Need)
	switch {
	case !sp.Live():
		return nil, Refuse(Conflict, "wrong_status").With("status", string(sp.Status)).With("verb", "bind")
	case NeedTypes[n.Type].Aid == "":
		return nil, Refuse(Conflict, "not_bindable")
	case len(c.Places) == 0:
		return nil, invalid("places", "places_required")
	case len(c.Places) > maxBound:
		return nil, invalid("places", "too_many_lines").With("limit", maxBound)
	}
	d := s.draft(in)
	for i, p := range c.Places {
		if err := d.bind(sp, n, p, c.Random); err != nil {
			err.Field = "places." + itoa(i) + "." + err.Field
			return nil, err
		}
	}
	return d.events, nil
}

// bind gives one place to one child.
func (d *draft) bind(sp *Sponsorship, n *Need, p ChildPlace, random string) *Error {
	if !sp.Slots.has(p.Slot) {
		return invalid("slot", "unknown_place")
	}
	live := d.s.BindingsOf(sp.ID)
	if slices.ContainsFunc(live, func(b *Binding) bool { return b.Slot == p.Slot }) {
		return Refuse(Conflict, "place_bound").At("slot")
	}
	if len(live) >= sp.FundedPlaces {
		return Refuse(Conflict, "place_not_funded").At("slot").With("funded", sp.FundedPlaces)
	}
	b, ok := d.s.Child(p.Beneficiary)
	if !ok || !d.in.Actor.InCounty(b.County, b.Township) {
		return invalid("beneficiary", "unknown_beneficiary")
	}
	if err := d.s.eligible(b, sp, n, p.Minor, d.in.Today()); err != nil {
		return err.With("child", b.Number)
	}
	id, when := d.in.NewID(), d.s.PeriodOf(n)
	d.add(PlaceBound{Binding: Binding{
		ID: id, Sponsorship: sp.ID, Need: n.ID, Slot: p.Slot, Beneficiary: b.ID, Alias: d.s.alias(random, id), Stage: n.Stage, From: when.From, To: when.To,
		By: d.in.Actor.ID, MadeAt: d.in.At,
	}})
	return nil
}

// eligible says why a child cannot have a place of a sponsorship: `not_accepted consent_missing other_county other_stage bound_already double_aid`.
func (s *State) eligible(b *Beneficiary, sp *Sponsorship, n *Need, minor bool, today Day) *Error {
	refuse := func(slug string) *Error { return Refuse(Conflict, slug).At("beneficiary") }
	switch {
	case b.Status != BeneficiaryAccepted:
		return refuse("not_accepted")
	case b.County != n.County:
		return refuse("other_county")
	case NeedTypes[n.Type].Staged && n.Stage != "" && b.Stage != n.Stage:
		return refuse("other_stage")
	case !s.ConsentInForce(b.ID, ConsentToAid, today):
		return refuse("consent_missing")
	}
	if !NeedTypes[n.Type].Repeated && slices.ContainsFunc(s.BindingsOf(sp.ID), func(o *Binding) bool { return o.Beneficiary == b.ID && !s.moneyIsAsked(o.ID) }) {
		return refuse("bound_already")
	}
	return s.guard(b, n, minor)
}

// Eligible says why a child cannot have a place of a sponsorship today, for the list that staff choose from; nil when it can.
func (s *State) Eligible(b *Beneficiary, sp *Sponsorship, minor bool, today Day) error {
	n, _ := s.Needs.Get(sp.Need)
	if err := s.eligible(b, sp, n, minor, today); err != nil {
		return err
	}
	return nil
}

// aliasLetters are those of an alias: none that is taken for another when it is read aloud or copied by hand.
const aliasLetters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// alias draws a short name, K7-4QX2, that no binding ever had.
func (s *State) alias(random, id string) string {
	for n := 0; ; n++ {
		x := uint64(14695981039346656037) // FNV-1a: who does not know the random text cannot tell one alias from another
		for _, c := range []byte(id + "/" + itoa(n) + "/" + random) {
			x = (x ^ uint64(c)) * 1099511628211
		}
		var b []byte
		for i := range 6 {
			if i == 2 {
				b = append(b, '-')
			}
			b = append(b, aliasLetters[x%uint64(len(aliasLetters))])
			x /= uint64(len(aliasLetters))
		}
		if _, taken := s.placeAliases.Get(string(b)); !taken {
			return string(b)
		}
	}
}

// PlaceBound carries the binding.
type PlaceBound struct {
	Binding Binding `json:"binding"`
}

// Apply implements Event.
func (e PlaceBound) Apply(s *State) {
	b := e.Binding
	b.Seq = s.Seq
	b.Version++
	s.Bindings.Set(b.ID, &b)
	place := key(b.Sponsorship, pad(b.Slot, 6))
	s.bindingsLive.Set(place, b.ID)
	s.bindingsOfPlaces.Set(key(place, b.ID), none{})
	s.bindingsByChild.Set(key(b.Beneficiary, b.ID), none{})
	s.placeAliases.Set(b.Alias, b.ID)
	n, _ := s.Needs.Get(b.Need)
	p, _ := s.Programs.Get(n.Program)
	s.putAid(Aid{ID: b.ID, Beneficiary: b.Beneficiary, Kind: NeedTypes[n.Type].Aid, Source: sourceOf(p), Program: p.ID, Need: n.ID, From: b.From, To: b.To, By: b.By, At: b.MadeAt})
}

// UnbindPlace takes a place from a child, before its money is with the child. With Replace another child gets it at once.
type UnbindPlace struct {
	ID        string // of the binding
	Reason    string // one of UnbindReasons
	Replace   string // code or number of the next child
	Minor     bool   // of whom the vault knows that it is not 18 yet
	Random    string
	IfVersion int64
}

// Permission implements Command.
func (UnbindPlace) Permission() Permission { return BindPlaces }

// Decide refuses `not_found stale wrong_status unknown_choice place_paid` and, for the next child, what BindPlace does.
func (c UnbindPlace) Decide(s *State, in Input) ([]Event, error) {
	b, ok := s.Bindings.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(b.Version, c.IfVersion); err != nil {
		return nil, err
	}
	switch {
	case !b.Live():
		return nil, Refuse(Conflict, "wrong_status").With("status", "ended").With("verb", "unbind")
	case b.Paid():
		return nil, Refuse(Conflict, "place_paid")
	case !slices.Contains(UnbindReasons, c.Reason):
		return nil, invalid("reason", "unknown_choice")
	}
	d := s.draft(in)
	d.add(PlaceUnbound{ID: b.ID, Reason: c.Reason, By: in.Actor.ID})
	if c.Replace != "" {
		sp, _ := d.s.Sponsorships.Get(b.Sponsorship)
		n, _ := d.s.Needs.Get(b.Need)
		if err := d.bind(sp, n, ChildPlace{Slot: b.Slot, Beneficiary: c.Replace, Minor: c.Minor}, c.Random); err != nil {
			return nil, err
		}
	}
	return d.events, nil
}

// PlaceUnbound says that a child has a place no more, and why.
type PlaceUnbound struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
	By     string `json:"by"`
}

// Apply implements Event.
func (e PlaceUnbound) Apply(s *State) { s.endBinding(e.ID, e.Reason) }

// endBinding ends a binding; the aid that it gave ends with it unless it was paid.
func (s *State) endBinding(id, reason string) {
	b := s.changeBinding(id, func(b *Binding) { b.Ended = reason })
	s.bindingsLive.del(key(b.Sponsorship, pad(b.Slot, 6)))
	if !b.Paid() {
		s.voidAid(id, reason)
	}
}

// changeBinding gives a copy of the binding to f and stores it.
func (s *State) changeBinding(id string, f func(b *Binding)) *Binding {
	old, _ := s.Bindings.Get(id)
	b := *old
	f(&b)
	b.Version++
	s.Bindings.Set(id, &b)
	return &b
}
