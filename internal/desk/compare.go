package desk

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"

	"shanpei/internal/matching"
	"shanpei/models"
	"shanpei/models/money"
)

// Totals are the figures of a run.
type Totals struct {
	Proposals, Places, Needs, Pledges int
	Fen                               money.Fen
	UnmetPlaces                       int
	UnspentFen                        money.Fen
	Value, Bound                      int64
}

// Gap is how far the value may be from the best possible, in ‰ of what is proven to be the most, rounded up.
func (t Totals) Gap() int64 {
	if t.Bound <= 0 || t.Value >= t.Bound {
		return 0
	}
	return int64(math.Ceil(1000*float64(t.Bound-t.Value)/float64(t.Bound) - 1e-9))
}

// Sum adds up a run.
func Sum(m *models.Match) Totals {
	t := Totals{Proposals: len(m.Proposals), Value: m.Value, Bound: m.Bound}
	needs, pledges := map[string]bool{}, map[string]bool{}
	for _, p := range m.Proposals {
		t.Places += p.Places
		t.Fen += p.AmountFen
		needs[p.Need], pledges[p.Pledge] = true, true
	}
	t.Needs, t.Pledges = len(needs), len(pledges)
	t.UnmetPlaces, t.UnspentFen = m.More.Places, m.More.UnspentFen
	for _, u := range m.Unmet {
		t.UnmetPlaces += u.Places
	}
	for _, u := range m.Unspent {
		t.UnspentFen += u.Fen
	}
	return t
}

// CountyShare is what a run gives to a county.
type CountyShare struct {
	County string
	Places int
	Fen    money.Fen
}

// Counties adds up a run by the county of its needs, by code.
func Counties(s *models.State, m *models.Match) []CountyShare {
	at := map[string]int{}
	var out []CountyShare
	for _, p := range m.Proposals {
		n, ok := s.Needs.Get(p.Need)
		if !ok {
			continue
		}
		k, seen := at[n.County]
		if !seen {
			k = len(out)
			at[n.County], out = k, append(out, CountyShare{County: n.County})
		}
		out[k].Places += p.Places
		out[k].Fen += p.AmountFen
	}
	slices.SortFunc(out, func(a, b CountyShare) int { return cmp.Compare(a.County, b.County) })
	return out
}

// PairChange is a pledge and a need to which two runs give differently; zero places: not at all.
type PairChange struct {
	Pledge, Need     string
	PlacesA, PlacesB int
	FenA, FenB       money.Fen
}

// SettingChange is a setting that differs between two runs; empty: it was not set.
type SettingChange struct{ Scope, Name, A, B string }

// Difference is how two runs differ.
type Difference struct {
	Settings []SettingChange
	Pairs    []PairChange // those that only one has, and those that both have with other places, by pledge and need
	Same     int          // pairs that are the same in both
}

// Compare lays two runs side by side. Settings are compared where both have a record.
func Compare(a, b *models.Match) Difference {
	var d Difference
	ra, errA := ReadRecord(a)
	rb, errB := ReadRecord(b)
	if pa, pb := strings.Join(a.Programs, " "), strings.Join(b.Programs, " "); pa != pb {
		d.Settings = append(d.Settings, SettingChange{Name: "programs", A: pa, B: pb})
	}
	if errA == nil && errB == nil {
		d.Settings = append(d.Settings, settingChanges(ra.Lines(), rb.Lines())...)
	}
	pairs := map[Pair]*PairChange{}
	pair := func(p models.Proposal) *PairChange {
		k := Pair{p.Pledge, p.Need}
		if pairs[k] == nil {
			pairs[k] = &PairChange{Pledge: p.Pledge, Need: p.Need}
		}
		return pairs[k]
	}
	for _, p := range a.Proposals {
		c := pair(p)
		c.PlacesA, c.FenA = c.PlacesA+p.Places, c.FenA+p.AmountFen
	}
	for _, p := range b.Proposals {
		c := pair(p)
		c.PlacesB, c.FenB = c.PlacesB+p.Places, c.FenB+p.AmountFen
	}
	for _, c := range pairs {
		if c.PlacesA == c.PlacesB {
			d.Same++
		} else {
			d.Pairs = append(d.Pairs, *c)
		}
	}
	slices.SortFunc(d.Pairs, func(x, y PairChange) int { return cmp.Or(cmp.Compare(x.Pledge, y.Pledge), cmp.Compare(x.Need, y.Need)) })
	return d
}

// settingChanges lists what stands in one list of settings only, or with another value. A name may stand several times: pins and exclusions.
func settingChanges(a, b []Line) []SettingChange {
	type place struct{ scope, name string }
	have := func(list []Line, at place) (out []string) {
		for _, l := range list {
			if l.Scope == at.scope && l.Name == at.name {
				out = append(out, l.Value)
			}
		}
		return out
	}
	var out []SettingChange
	seen := map[place]bool{}
	for _, l := range slices.Concat(a, b) {
		at := place{l.Scope, l.Name}
		if seen[at] {
			continue
		}
		seen[at] = true
		onlyA, onlyB := without(have(a, at), have(b, at)), without(have(b, at), have(a, at))
		for k := range max(len(onlyA), len(onlyB)) {
			c := SettingChange{Scope: l.Scope, Name: l.Name}
			if k < len(onlyA) {
				c.A = onlyA[k]
			}
			if k < len(onlyB) {
				c.B = onlyB[k]
			}
			out = append(out, c)
		}
	}
	return out
}

func without(list, other []string) []string {
	return slices.DeleteFunc(list, func(v string) bool { return slices.Contains(other, v) })
}

// Repeated is what came of doing a recorded run again.
type Repeated struct {
	Equal bool // byte for byte, but for what was accepted since
	Match models.Match
	Diff  Difference
}

// Repeat does a recorded run again on the state that it saw, and says whether the same comes out. It fails with ErrNoRecord, and when the context ends.
func Repeat(ctx context.Context, then *models.State, m *models.Match, tell func(matching.Progress)) (Repeated, error) {
	r, err := ReadRecord(m)
	if err != nil {
		return Repeated{}, err
	}
	o := r.Options(m.Programs)
	o.Tell = tell
	again, err := Propose(ctx, then, o)
	if err != nil {
		return Repeated{}, err
	}
	return Repeated{Equal: bytes.Equal(Bytes(m), Bytes(&again)), Match: again, Diff: Compare(m, &again)}, nil
}

// Bytes is what a run says, without who recorded it and what became of it.
func Bytes(m *models.Match) []byte {
	plain := models.Match{InputSeq: m.InputSeq, Programs: m.Programs, Settings: m.Settings, Unmet: m.Unmet, Unspent: m.Unspent, More: m.More, Value: m.Value, Bound: m.Bound}
	for _, p := range m.Proposals {
		p.Sponsorship = ""
		plain.Proposals = append(plain.Proposals, p)
	}
	text, _ := json.Marshal(plain) // numbers, texts and lists: it always marshals
	return text
}
