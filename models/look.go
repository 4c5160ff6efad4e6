package models

import (
	"slices"
	"time"
)

// LookFor is how long a look lasts: then the field is masked again, and a further look is one more.
const LookFor = 10 * time.Minute

// Look is one look at one field, or one group of fields, of a sealed record (查看留痕): who, of whom, what, why, when. What was seen is nowhere.
type Look struct {
	ID       string     `json:"id"`
	Code     string     `json:"code"` // the vault's
	Kind     string     `json:"kind"`
	Field    string     `json:"field"` // a field, or a whole group
	Group    FieldGroup `json:"group"`
	Purpose  string     `json:"purpose"`
	Of       string     `json:"of,omitempty"` // what the record belongs to: a beneficiary, an enterprise, a bank line, a payout, an objection
	County   string     `json:"county,omitempty"`
	Township string     `json:"township,omitempty"`
	By       string     `json:"by"`
	Role     Role       `json:"role"`
	At       time.Time  `json:"at"`
	Until    time.Time  `json:"until"`
	Seq      int64      `json:"seq"`
}

// Whole is how a look at all fields of a group is asked for, in place of a field's name.
func (g FieldGroup) Whole() string { return "*" + string(g) }

// fieldOf finds the group of a field's name, or of a whole group.
func (k PersonKind) fieldOf(name string) (FieldGroup, bool) {
	if f, ok := k.Field(name); ok {
		return f.Group, true
	}
	i := slices.IndexFunc(k.Fields, func(f PersonField) bool { return f.Group.Whole() == name })
	if i < 0 {
		return "", false
	}
	return k.Fields[i].Group, true
}

// Covers tells whether a look is one at a field.
func (l *Look) Covers(f PersonField) bool { return l.Field == f.Name || l.Field == f.Group.Whole() }

// MayReveal tells whether an actor may look at a field, or a group, of a kind of record at all; whose it is, is another question.
func (a Actor) MayReveal(kind, field string) bool {
	k := PersonKinds[kind]
	g, ok := k.fieldOf(field)
	return ok && a.Can(k.May[g])
}

// LookStands gives the look of an actor at a field, or at its whole group, that is not over yet.
func (s *State) LookStands(actor, code, kind, field string, at time.Time) (*Look, bool) {
	g, _ := PersonKinds[kind].fieldOf(field)
	for _, name := range []string{field, g.Whole()} {
		id, _ := s.looksStanding.Get(key(actor, code, name))
		if l, ok := s.Looks.Get(id); ok && at.Before(l.Until) {
			return l, true
		}
	}
	return nil, false
}

// LooksOf lists the looks at a record, the newest first.
func (s *State) LooksOf(code string) []*Look { return s.looksUnder(s.looksOf, code) }

func (s *State) looksUnder(index Table[none], prefix string) (out []*Look) {
	for k := range index.Under(prefix + "/") {
		if l, ok := s.Looks.Get(k[len(prefix)+1:]); ok {
			out = append(out, l)
		}
	}
	slices.Reverse(out)
	return out
}

// owner is what a sealed record belongs to, and where that is. A record that belongs to nothing is nobody's to look at.
type owner struct{ of, county, township string }

// OwnerOf finds what a record belongs to by walking what may have it; empty when nothing does.
func (s *State) OwnerOf(kind, code string) string {
	switch kind {
	case "beneficiary":
		if _, ok := s.Beneficiaries.Get(code); ok {
			return code
		}
	case "guardian":
		for id, b := range s.Beneficiaries.All() {
			if b.Guardian == code {
				return id
			}
		}
	case "contact":
		for id, e := range s.Enterprises.All() {
			if e.Contact == code {
				return id
			}
		}
	case "bank_line":
		for id, l := range s.BankLines.All() {
			if l.Sealed == code {
				return id
			}
		}
		for id, l := range s.BankDebits.All() {
			if l.Sealed == code {
				return id
			}
		}
	case "objection":
		for id, o := range s.Objections.All() {
			if o.Sealed == code {
				return id
			}
		}
	case "payee":
		for id, b := range s.Beneficiaries.All() {
			if b.Account == code {
				return id
			}
		}
		for id, d := range s.Disbursements.All() {
			if slices.ContainsFunc(d.Lines, func(l DisbursementLine) bool { return l.Payee == code }) {
				return id
			}
		}
	}
	return ""
}

// owns proves that a record belongs to what is said, and tells where that is.
func (s *State) owns(kind, of, code string) (o owner, ok bool) {
	o.of = of
	if b, found := s.Beneficiaries.Get(of); found {
		o.county, o.township = b.County, b.Township
		return o, kind == "beneficiary" && b.ID == code || kind == "guardian" && b.Guardian == code || kind == "payee" && b.Account == code
	}
	switch kind {
	case "contact":
		e, found := s.Enterprises.Get(of)
		return o, found && e.Contact == code
	case "bank_line":
		l, line := s.BankLines.Get(of)
		d, debit := s.BankDebits.Get(of)
		return o, line && l.Sealed == code || debit && d.Sealed == code
	case "objection":
		x, found := s.Objections.Get(of)
		if !found || x.Sealed != code {
			return o, false
		}
		n, found := s.Needs.Get(x.Need)
		if found {
			o.county, o.township = n.County, n.Township
		}
		return o, found
	case "payee":
		d, found := s.Disbursements.Get(of)
		return o, found && slices.ContainsFunc(d.Lines, func(l DisbursementLine) bool { return l.Payee == code })
	}
	return o, false
}

// RevealField asks to look at a field of a person, or at a group of them, for a purpose. Whoever is answered may open it until the time is over.
type RevealField struct {
	Code, Kind, Field, Purpose string
	Of                         string // what the record belongs to
}

// Permission implements Command. Decide looks closer: each group of fields has its own.
func (RevealField) Permission() Permission { return ViewStaff }

// Decide refuses `unknown_choice` (kind, field, purpose), `required` (purpose), `forbidden`, `not_found` (also what is outside the actor's county),
// `training_required` and `look_stands`: the actor may look already.
func (c RevealField) Decide(s *State, in Input) ([]Event, error) {
	kind, ok := PersonKinds[c.Kind]
	if !ok {
		return nil, invalid("kind", "unknown_choice")
	}
	group, ok := kind.fieldOf(c.Field)
	if !ok {
		return nil, invalid("field", "unknown_choice")
	}
	if err := in.Actor.Allow(kind.May[group]); err != nil {
		return nil, err
	}
	if !s.Reaches(in.Actor, c.Kind, c.Of, c.Code) {
		return nil, notFound()
	}
	if err := MayReveal(s, in.Actor, in.At); err != nil {
		return nil, err
	}
	o, _ := s.owns(c.Kind, c.Of, c.Code)
	switch {
	case c.Purpose == "":
		return nil, invalid("purpose", "required")
	case !slices.Contains(kind.Purposes, c.Purpose):
		return nil, invalid("purpose", "unknown_choice")
	}
	if _, stands := s.LookStands(in.Actor.ID, c.Code, c.Kind, c.Field, in.At); stands {
		return nil, Refuse(Conflict, "look_stands")
	}
	return []Event{PersonRevealed{
		ID: in.NewID(), Code: c.Code, Kind: c.Kind, Field: c.Field, Purpose: c.Purpose, Of: o.of, County: o.county, Township: o.township, By: in.Actor.ID,
		Role: in.Actor.Role, Bound: in.Actor.County, Until: in.At.Add(LookFor),
	}}, nil
}

// PersonRevealed says that somebody may look at a field of a person until a moment. The value is not in it.
type PersonRevealed struct {
	ID       string    `json:"id"`
	Code     string    `json:"code"`
	Kind     string    `json:"kind"`
	Field    string    `json:"field"`
	Purpose  string    `json:"purpose"`
	Of       string    `json:"of,omitempty"`
	County   string    `json:"county,omitempty"`
	Township string    `json:"township,omitempty"`
	By       string    `json:"by"`
	Role     Role      `json:"role"`
	Bound    string    `json:"bound,omitempty"` // the county that the actor is bound to
	Until    time.Time `json:"until"`
}

// Apply implements Event.
func (e PersonRevealed) Apply(s *State) {
	group, _ := PersonKinds[e.Kind].fieldOf(e.Field)
	l := &Look{
		ID: e.ID, Code: e.Code, Kind: e.Kind, Field: e.Field, Group: group, Purpose: e.Purpose, Of: e.Of, County: e.County, Township: e.Township,
		By: e.By, Role: e.Role, At: s.At, Until: e.Until, Seq: s.Seq,
	}
	s.writeLook(l)
	for _, rule := range UnusualLook(l, e.Bound, s.looksLately(l), s.Federation.Settings.LooksAnHour()) {
		s.alarmLook(rule, l)
	}
}

func (s *State) writeLook(l *Look) {
	s.Looks.Set(l.ID, l)
	s.looksOf.Set(key(l.Code, l.ID), none{})
	s.looksBy.Set(key(l.By, l.ID), none{})
	s.looksStanding.Set(key(l.By, l.Code, l.Field), l.ID)
}

// looksLately lists what the looker of a look looked at within the hour that ends with it.
func (s *State) looksLately(l *Look) (out []*Look) {
	for k := range s.looksBy.Back(l.By + "/~") {
		if len(k) <= len(l.By) || k[:len(l.By)+1] != l.By+"/" {
			break
		}
		x, _ := s.Looks.Get(k[len(l.By)+1:])
		if l.At.Sub(x.At) >= time.Hour {
			break
		}
		out = append(out, x)
	}
	return out
}

// Reaches tells whether a record belongs to what is said and lies where the actor may look.
func (s *State) Reaches(a Actor, kind, of, code string) bool {
	o, ok := s.owns(kind, of, code)
	return ok && (o.county == "" || a.InCounty(o.county, o.township))
}
