package models

import (
	"slices"
	"strings"

	"shanpei/models/cnid"
	"shanpei/models/money"
)

// Suggestion is whose the money of a line in suspense may be: the pledges with their parts, a score of 1 to 99, and the reasons for it.
type Suggestion struct {
	Parts      []SuggestedPart
	Score      int
	Reasons    []string // near_reference named_reference payer_account payer_name payer_like memo_name amount_due amount_rest amount_sum
	ThirdParty bool     // the payer does not look like the donor
}

// SuggestedPart is what of a line one pledge would get.
type SuggestedPart struct {
	Pledge *Pledge
	Fen    money.Fen
}

// What each reason counts. A reference one slip away and the payer's name settle it; an amount alone never does.
var suggestionScores = map[string]int{
	"near_reference": 60, "named_reference": 40, "payer_account": 34, "payer_name": 38, "payer_like": 22, "memo_name": 26, "amount_due": 18, "amount_rest": 14, "amount_sum": 24,
}

// Suggester looks for the pledges that money in suspense may be meant for. It is made once for many lines.
type Suggester struct {
	s       *State
	names   map[string][]string  // plain name → enterprises
	bigrams map[string][]string  // two characters of a name's core → enterprises
	cores   map[string]string    // enterprise → core of its name
	open    map[string][]*Pledge // enterprise → binding pledges that money is still to come for
	amounts map[money.Fen][]*Pledge
}

// NewSuggester reads the pledges that still take money.
func NewSuggester(s *State) *Suggester {
	g := &Suggester{s: s, names: map[string][]string{}, bigrams: map[string][]string{}, cores: map[string]string{}, open: map[string][]*Pledge{}, amounts: map[money.Fen][]*Pledge{}}
	for _, p := range s.Pledges.All() {
		if !p.Binding() || p.ReceivedFen == p.AmountFen {
			continue
		}
		g.open[p.Enterprise] = append(g.open[p.Enterprise], p)
		due := p.NextDue()
		g.amounts[due.AmountFen-due.ReceivedFen] = append(g.amounts[due.AmountFen-due.ReceivedFen], p)
	}
	for id := range g.open {
		e, _ := s.Enterprises.Get(id)
		g.names[plainName(e.Name)] = append(g.names[plainName(e.Name)], id)
		core := nameCore(e.Name)
		g.cores[id] = core
		for _, b := range bigramsOf(core) {
			g.bigrams[b] = append(g.bigrams[b], id)
		}
	}
	return g
}

// For lists the suggestions for what a line holds, the best first, at most five.
func (g *Suggester) For(l *BankLine, payer, memo string) []Suggestion {
	found := map[string]map[string]bool{} // pledge → reasons
	why := func(p *Pledge, reason string) {
		if p.Binding() && p.ReceivedFen < p.AmountFen {
			if found[p.ID] == nil {
				found[p.ID] = map[string]bool{}
			}
			found[p.ID][reason] = true
		}
	}
	near := g.s.nearPledges(memo)
	for _, p := range near {
		why(p, "near_reference")
	}
	for _, number := range FindReferences(memo) {
		if p, ok := g.s.PledgeByNumber(number); ok {
			why(p, "named_reference")
			for _, twin := range g.s.nearNumbers(number) {
				why(twin, "near_reference")
			}
		}
	}
	donors := g.donors(l, payer, memo)
	for id, reason := range donors {
		for _, p := range g.open[id] {
			why(p, reason)
		}
	}
	if same := g.amounts[l.HeldFen]; len(same) <= 20 {
		for _, p := range same {
			why(p, "amount_due")
		}
	}
	var out []Suggestion
	for id, reasons := range found {
		p, _ := g.s.Pledges.Get(id)
		if p.AmountFen-p.ReceivedFen == l.HeldFen && !reasons["amount_due"] {
			reasons["amount_rest"] = true
		}
		if due := p.NextDue(); due.AmountFen-due.ReceivedFen == l.HeldFen {
			reasons["amount_due"] = true
		}
		out = append(out, g.suggestion([]SuggestedPart{{p, min(l.HeldFen, p.AmountFen-p.ReceivedFen)}}, reasons, donors))
	}
	out = append(out, g.combined(l, donors)...)
	slices.SortFunc(out, func(a, b Suggestion) int {
		if a.Score != b.Score {
			return b.Score - a.Score
		}
		return cmpText(a.Parts[0].Pledge.Number, b.Parts[0].Pledge.Number)
	})
	return out[:min(len(out), 5)]
}

func (g *Suggester) suggestion(parts []SuggestedPart, reasons map[string]bool, donors map[string]string) Suggestion {
	sg := Suggestion{Parts: parts}
	for reason := range reasons {
		sg.Reasons = append(sg.Reasons, reason)
		sg.Score += suggestionScores[reason]
	}
	slices.SortFunc(sg.Reasons, func(a, b string) int {
		if d := suggestionScores[b] - suggestionScores[a]; d != 0 {
			return d
		}
		return cmpText(a, b)
	})
	sg.Score = min(sg.Score, 99)
	reason := donors[parts[0].Pledge.Enterprise]
	sg.ThirdParty = reason != "payer_name" && reason != "payer_account"
	return sg
}

// combined suggests that one line pays what is due of all pledges of one donor together.
func (g *Suggester) combined(l *BankLine, donors map[string]string) []Suggestion {
	var out []Suggestion
	for id, reason := range donors {
		if len(g.open[id]) < 2 || len(g.open[id]) > 20 {
			continue
		}
		var sum money.Fen
		var parts []SuggestedPart
		for _, p := range g.open[id] {
			due := p.NextDue()
			rest := due.AmountFen - due.ReceivedFen
			sum += rest
			parts = append(parts, SuggestedPart{p, rest})
		}
		if sum == l.HeldFen {
			out = append(out, g.suggestion(parts, map[string]bool{reason: true, "amount_sum": true}, donors))
		}
	}
	return out
}

// donors finds the enterprises that payer and memo point to, each with the best reason.
func (g *Suggester) donors(l *BankLine, payer, memo string) map[string]string {
	out := map[string]string{}
	set := func(id, reason string) {
		if old := out[id]; old == "" || suggestionScores[reason] > suggestionScores[old] {
			out[id] = reason
		}
	}
	if l.PayerKey != "" {
		for k := range g.s.payerKeys.Under(l.PayerKey + "/") {
			set(k[len(l.PayerKey)+1:], "payer_account")
		}
	}
	for _, id := range g.names[plainName(payer)] {
		set(id, "payer_name")
	}
	for _, id := range g.like(nameCore(payer)) {
		set(id, "payer_like")
	}
	if len([]rune(memo)) <= 200 {
		core := nameCore(memo)
		hits := map[string]bool{}
		for _, b := range bigramsOf(core) {
			for _, id := range g.bigrams[b] {
				hits[id] = true
			}
		}
		for id := range hits {
			if name := g.cores[id]; len([]rune(name)) >= 4 && strings.Contains(core, name) {
				set(id, "memo_name")
			}
		}
	}
	return out
}

// like finds the enterprises whose name has most pairs of characters in common with a name.
func (g *Suggester) like(core string) []string {
	mine := bigramsOf(core)
	if len(mine) < 2 {
		return nil
	}
	hits := map[string]int{}
	for _, b := range mine {
		for _, id := range g.bigrams[b] {
			hits[id]++
		}
	}
	var out []string
	for id, n := range hits {
		if theirs := len(bigramsOf(g.cores[id])); 2*n*100 >= 70*(len(mine)+theirs) {
			out = append(out, id)
		}
	}
	return out
}

// nameCore is what of an organisation's name tells it from others: without its legal form and what stands in brackets.
func nameCore(name string) string {
	name = plainName(name)
	for {
		i, j := strings.IndexAny(name, "("), strings.IndexAny(name, ")")
		if i < 0 || j < i {
			break
		}
		name = name[:i] + name[j+1:]
	}
	for _, form := range []string{"有限责任公司", "股份有限公司", "有限公司", "股份公司", "集团公司", "集团", "公司", "·"} {
		name = strings.ReplaceAll(name, form, "")
	}
	return name
}

// bigramsOf lists the pairs of neighbours in a text, each once.
func bigramsOf(s string) []string {
	r := []rune(s)
	var out []string
	for i := range len(r) - 1 {
		if b := string(r[i : i+2]); !slices.Contains(out, b) {
			out = append(out, b)
		}
	}
	return out
}

// nearPledges are the pledges that a reference which does not check may mean: one digit is another, left out or too many, or two neighbours were changed
// about; a letter O stands for a nought and I or L for a one.
func (s *State) nearPledges(memo string) []*Pledge {
	var out []*Pledge
	for _, run := range digitRuns(memo) {
		for _, digits := range slips(run) {
			if cnid.Luhn(digits[:len(digits)-1]) != digits[len(digits)-1] {
				continue
			}
			if p, ok := s.PledgeByNumber(numberOf("YX", digits[:len(digits)-1])); ok && !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}

// digitRuns finds what may be the digits of a reference: runs that begin like a year, over the separators in them.
func digitRuns(memo string) []string {
	var out []string
	var run []byte
	gap := 0
	end := func() {
		if len(run) >= 9 && len(run) <= 14 && len(out) < 4 {
			out = append(out, string(run))
		}
		run, gap = nil, 0
	}
	for _, r := range plainMemo(memo) {
		switch {
		case r >= '0' && r <= '9':
			run, gap = append(run, byte(r)), 0
		case len(run) > 0 && r == 'O':
			run, gap = append(run, '0'), 0
		case len(run) > 0 && (r == 'I' || r == 'L'):
			run, gap = append(run, '1'), 0
		case len(run) > 0 && (r == '-' || r == ' ') && gap < 3:
			gap++
		default:
			end()
		}
	}
	end()
	return out
}

// slips are the digits of year, count and check that are one slip away from a run of digits, itself among them.
func slips(run string) []string {
	ok := func(s string) bool { return len(s) >= 11 && len(s) <= 14 && (s[0] == '2' || s[0] == '1') }
	var out []string
	add := func(b string) {
		if ok(b) {
			out = append(out, b)
		}
	}
	add(run)
	for i := range len(run) {
		for r := byte('0'); r <= '9'; r++ {
			if r != run[i] {
				add(run[:i] + string(r) + run[i+1:])
			}
			add(run[:i] + string(r) + run[i:])
		}
		add(run[:i] + run[i+1:])
		if i+1 < len(run) {
			add(run[:i] + string(run[i+1]) + string(run[i]) + run[i+2:])
		}
	}
	return out
}
