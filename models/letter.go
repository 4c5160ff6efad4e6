package models

import (
	"slices"
	"time"
)

// Letter is a letter of a child to the sponsor of one place: redacted by staff, its text in the vault. It is shown only while there is consent for letters.
type Letter struct {
	ID      string    `json:"id"`
	Binding string    `json:"binding"`
	Text    string    `json:"text"` // vault code
	By      string    `json:"by"`
	AddedAt time.Time `json:"added_at"`
	Removed string    `json:"removed,omitempty"` // slug
	Version int64     `json:"version"`
}

// AddLetter puts a letter to a place.
type AddLetter struct {
	Binding string
	Text    string // vault code
}

// Permission implements Command.
func (AddLetter) Permission() Permission { return BindPlaces }

// Decide refuses `not_found wrong_status no_letters consent_missing required`. Of what concerns somebody's health there are no letters.
func (c AddLetter) Decide(s *State, in Input) ([]Event, error) {
	b, ok := s.Bindings.Get(c.Binding)
	if !ok {
		return nil, notFound()
	}
	n, _ := s.Needs.Get(b.Need)
	switch {
	case !b.Live():
		return nil, Refuse(Conflict, "wrong_status").With("status", "ended").With("verb", "letter")
	case NeedTypes[n.Type].Delicate:
		return nil, Refuse(Conflict, "no_letters")
	case !s.ConsentInForce(b.Beneficiary, ConsentToLetter, in.Today()):
		return nil, Refuse(Conflict, "consent_missing").At("text")
	case c.Text == "":
		return nil, invalid("text", "required")
	}
	return []Event{LetterAdded{Letter: Letter{ID: in.NewID(), Binding: b.ID, Text: c.Text, By: in.Actor.ID, AddedAt: in.At}}}, nil
}

// LetterAdded carries the letter.
type LetterAdded struct {
	Letter Letter `json:"letter"`
}

// Apply implements Event.
func (e LetterAdded) Apply(s *State) {
	l := e.Letter
	l.Version++
	s.Letters.Set(l.ID, &l)
	s.lettersByBinding.Set(key(l.Binding, l.ID), none{})
}

// LetterRemovals are why a letter is taken back.
var LetterRemovals = []string{"not_redacted", "wrong_place", "asked_by_child"}

// RemoveLetter takes a letter back.
type RemoveLetter struct {
	ID     string
	Reason string // one of LetterRemovals
}

// Permission implements Command.
func (RemoveLetter) Permission() Permission { return BindPlaces }

// Decide refuses `not_found wrong_status unknown_choice`.
func (c RemoveLetter) Decide(s *State, in Input) ([]Event, error) {
	l, ok := s.Letters.Get(c.ID)
	switch {
	case !ok:
		return nil, notFound()
	case l.Removed != "":
		return nil, Refuse(Conflict, "wrong_status").With("status", "removed").With("verb", "remove")
	case !slices.Contains(LetterRemovals, c.Reason):
		return nil, invalid("reason", "unknown_choice")
	}
	return []Event{LetterRemoved{ID: l.ID, Reason: c.Reason, By: in.Actor.ID}}, nil
}

// LetterRemoved says that a letter is shown no more.
type LetterRemoved struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
	By     string `json:"by"`
}

// Apply implements Event.
func (e LetterRemoved) Apply(s *State) {
	old, _ := s.Letters.Get(e.ID)
	l := *old
	l.Removed = e.Reason
	l.Version++
	s.Letters.Set(l.ID, &l)
}

// LettersOf lists the letters of a place, oldest first, those that were taken back too.
func (s *State) LettersOf(binding string) []*Letter {
	return gather(s.lettersByBinding, s.Letters, binding+"/")
}

// ShownLetters are those that the sponsor of a place may read now: while the child has the place and there is consent for letters, and not an instant longer.
func (s *State) ShownLetters(b *Binding, today Day) []*Letter {
	if !s.MayLetter(b, today) {
		return nil
	}
	return slices.DeleteFunc(s.LettersOf(b.ID), func(l *Letter) bool { return l.Removed != "" })
}
