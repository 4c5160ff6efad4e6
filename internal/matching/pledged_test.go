package matching

import (
	"context"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"shanpei/models/money"
)

// word is what a reason says under a name.
func (r Reason) word(name string) string {
	k := slices.IndexFunc(r.Params, func(p Param) bool { return p.Name == name })
	if k < 0 {
		return ""
	}
	return r.Params[k].Value
}

// Reasons make claims. Each is tried on problems that are small enough for the best plan to be found.
func TestWhatReasonsClaimIsTrue(t *testing.T) {
	tried := 0
	rapid.Check(t, func(r *rapid.T) {
		p := small(r)
		p.Settings.PairCost = rapid.SampledFrom([]int64{0, 50_000, 2_000_000}).Draw(r, "pair cost")
		tried += claims(r, p)
	})
	if tried == 0 {
		t.Error("no claim was tried")
	}
	t.Logf("%d needs were met by the pledge that would meet them", tried)
}

// TestWhatReasonsClaimIsTrueWhateverAProblemHas draws from everything that a problem can have.
func TestWhatReasonsClaimIsTrueWhateverAProblemHas(t *testing.T) {
	met := 0
	for seed := range 60 {
		met += claims(t, tiny(seed))
	}
	t.Logf("%d needs were met by the pledge that would meet them", met)
}

// claims fails on a reason of a problem's result that is not true, and counts the pledges that would meet a need and did.
func claims(t fails, p Problem) (met int) {
	r := Run(context.Background(), p, nil)
	accounts(t, p, r) // an amount is what was got and what is missing; a pledge is what is spent and what is left
	j := newJudge(p)
	open := map[string]money.Fen{}
	for _, l := range r.Unmet {
		open[l.ID] = l.Fen
	}
	for _, s := range r.Shares {
		for _, why := range s.Reasons {
			switch why.Kind {
			case ReasonNextNeed, ReasonEqualNeed, ReasonSmallNeed:
				other := j.needs[why.word("other_need")]
				if other == nil || other.ID == s.Need || !allows(j.pledges[s.Pledge], other) || open[other.ID] == 0 {
					t.Fatalf("%s for %s: %v: not an open need within its purpose", s.Pledge, s.Need, why)
				}
			case ReasonNextPledge, ReasonSwapPledge, ReasonBusyPledge, ReasonEqualPledge:
				other := j.pledges[why.word("other_pledge")]
				if other == nil || other.ID == s.Pledge || !allows(other, j.needs[s.Need]) {
					t.Fatalf("%s for %s: %v: not another pledge with this purpose", s.Pledge, s.Need, why)
				}
			}
		}
	}
	for _, l := range slices.Concat(r.Unmet, r.Unspent) {
		for _, why := range l.Reasons {
			if why.Kind == ReasonWouldMeet {
				fen, err := strconv.ParseInt(why.word("amount_fen"), 10, 64)
				if err != nil {
					t.Fatalf("%s: %v", l.ID, err)
				}
				meets(t, p, r, l.ID, l.Fen, money.Fen(fen))
				met++
			}
		}
	}
	return met
}

// meets fails unless a further pledge that is named for a need would meet it while the other needs keep what a result gives them: such a plan breaks no rule, and
// is worth more when it only adds to the result.
func meets(t fails, p Problem, r Result, need string, misses, fen money.Fen) {
	further := pledge1("further", fen)
	further.NeedIDs = []string{need}
	q := p
	q.Pledges = append(slices.Clone(p.Pledges), further)
	j := newJudge(q)
	n := j.needs[need]
	var plan []Share
	less := fen - misses // what the others have to give less: nothing, what makes the rest large enough for a donor, or all
	for _, s := range r.Shares {
		if s.Need == need && (fen == n.Amount || s.Fen-less >= n.MinShare) {
			x := min(less, s.Fen)
			s.Fen, less = s.Fen-x, less-x
		}
		if s.Fen > 0 {
			plan = append(plan, s)
		}
	}
	plan = append(plan, Share{Pledge: "further", Need: need, Fen: fen})
	got := money.Fen(0)
	for _, s := range plan {
		if s.Need == need {
			got += s.Fen
		}
	}
	before := j.value(r.Shares)
	after := j.value(plan)
	if got != n.Amount || len(j.faults) > 0 || fen == misses && after.Cmp(before) <= 0 {
		t.Fatalf("need %s misses %d; with the pledge of %d that would meet it, it gets %d of %d, worth %v instead of %v: %v", need, misses, fen, got, n.Amount, after, before, j.faults)
	}
}

// Where a share more would be worth something it is given, so nothing that is left could go anywhere by itself.
func TestNothingIsLeftThatCouldGoSomewhere(t *testing.T) {
	for seed := range 60 {
		p := Problem{Settings: DefaultSettings()}
		p.Settings.Effort = 1
		r := throw(seed)
		for k := range 60 {
			p.Needs = append(p.Needs, tinyNeed(r, "n"+strconv.Itoa(k)))
		}
		for k := range 12 {
			p.Pledges = append(p.Pledges, tinyPledge(r, "p"+strconv.Itoa(k), 900_000, p.Needs))
		}
		ctx, stop := context.WithCancel(context.Background())
		if seed%2 == 0 {
			stop() // a run that is stopped at once leaves nothing either
		}
		got := Run(ctx, p, nil)
		stop()
		value := judged(t, p, got)
		j := newJudge(p)
		left := map[string]money.Fen{}
		for _, l := range got.Unspent {
			left[l.ID] = l.Fen
		}
		for _, l := range got.Unmet {
			for id, have := range left {
				n := j.needs[l.ID]
				if slices.ContainsFunc(got.Shares, func(s Share) bool { return s.Pledge == id && s.Need == l.ID }) {
					continue
				}
				x := min(have, l.Fen)
				x -= x % n.Unit
				if x <= 0 {
					continue
				}
				with := newJudge(p)
				if v := with.value(append(slices.Clone(got.Shares), Share{Pledge: id, Need: l.ID, Fen: x})); len(with.faults) == 0 && v.Int64() > value {
					t.Fatalf("problem %d: %s has %d left that could go to %s and gain %d", seed, id, have, l.ID, v.Int64()-value)
				}
			}
		}
	}
}
