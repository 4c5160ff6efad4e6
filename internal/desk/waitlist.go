package desk

import (
	"cmp"
	"context"
	"slices"

	"shanpei/internal/matching"
	"shanpei/models"
	"shanpei/models/money"
)

// Waitlist is what waits, by kind of help and county: places without money, and pledges without a place. Both are in the order of the matching's objective.
type Waitlist struct {
	Cells   []Cell
	Idle    []*models.Pledge // free money whose purpose no kind of help and county has ever asked for
	Overdue []*models.Pledge // free money that counts for nothing until an instalment is paid
	Places  int
	Free    money.Fen
}

// Cell is one kind of help in one county.
type Cell struct {
	Type    models.NeedType
	County  string
	Places  int
	Fen     money.Fen // what the waiting places cost
	Needs   []WaitingNeed
	Pledges []WaitingPledge
}

// WaitingNeed is a need with free places: its score in points per fen, what that is made of, and the pledge that would take it first.
type WaitingNeed struct {
	Need    *models.Need
	Score   int64
	Reasons []models.Reason
	First   string
	Able    int // pledges that could take it now
}

// WaitingPledge is a pledge with free money: its turn in the cell, and what its money would be worth at the place that is next there.
type WaitingPledge struct {
	Pledge  *models.Pledge
	Rank    int
	Fen     money.Fen
	Worth   int64 // points per fen
	Reasons []models.Reason
}

// cellKey names a cell.
type cellKey struct{ kind, county string }

// NewWaitlist finds what waits, in one kind of help or county only when they are given. In a cell where no place is free, the pledges are ranked for one that
// would be like the last there. It fails only when the context ends.
func NewWaitlist(ctx context.Context, s *models.State, today models.Day, kind models.NeedType, county string) (*Waitlist, error) {
	t := newTable(s, Options{Today: today})
	w := &Waitlist{}
	cells := map[cellKey]*Cell{}
	open, last := map[cellKey][]*models.Need{}, map[cellKey]*models.Need{}
	for _, n := range s.Needs.All() {
		if !n.Seen() || !t.wants(n.Program) {
			continue
		}
		k := cellKey{string(n.Type), n.County}
		if old := last[k]; old == nil || n.Number > old.Number {
			last[k] = n
		}
		if n.Takes() && !(n.Indivisible && n.Taken > 0) {
			open[k] = append(open[k], n)
			w.Places += n.Left()
		}
	}
	var asIf []matching.Need
	for k, n := range last {
		if len(open[k]) == 0 {
			asIf = append(asIf, t.like(n))
		}
	}
	slices.SortFunc(asIf, func(a, b matching.Need) int { return cmp.Compare(a.ID, b.ID) })
	r := matching.NewRanking(t.problem, asIf...)
	ranked := map[string]bool{}
	for k, n := range last {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c := &Cell{Type: models.NeedType(k.kind), County: k.county}
		cells[k] = c
		next := "~" + n.ID
		c.addNeeds(t, r, open[k])
		if len(c.Needs) > 0 {
			next = c.Needs[0].Need.ID
		}
		c.addPledges(t, r, next, ranked)
	}
	for k, c := range cells {
		if (kind == "" || string(kind) == k.kind) && (county == "" || county == k.county) && len(c.Needs)+len(c.Pledges) > 0 {
			w.Cells = append(w.Cells, *c)
		}
	}
	slices.SortFunc(w.Cells, func(a, b Cell) int { return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.County, b.County)) })
	for _, p := range s.OpenPledges() {
		w.Free += p.FreeFen()
		switch {
		case slices.Contains(t.overdue, p.ID):
			w.Overdue = append(w.Overdue, p)
		case !ranked[p.ID]:
			w.Idle = append(w.Idle, p)
		}
	}
	return w, nil
}

// like is a place as the last one of a cell was, free and without a day by which it is needed.
func (t *table) like(n *models.Need) matching.Need {
	one := *n
	one.Places, one.Taken, one.Offered, one.MaxDonors, one.Indivisible, one.Deadline = 1, 0, 0, 0, false, ""
	m := t.asks(&one)
	m.ID = "~" + n.ID
	return m
}

func (c *Cell) addNeeds(t *table, r *matching.Ranking, open []*models.Need) {
	for _, n := range open {
		terms := termsOf(t.weights[n.Program], n, t.opt.Today)
		v := WaitingNeed{Need: n, Score: terms.Score(), Reasons: t.reasons(terms.Reasons())}
		c.Places += n.Left()
		c.Fen += n.UnitPriceFen * money.Fen(n.Left())
		c.Needs = append(c.Needs, v)
	}
	slices.SortStableFunc(c.Needs, func(a, b WaitingNeed) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Need.Number, b.Need.Number))
	})
	for k := range c.Needs[:min(len(c.Needs), needsRanked)] {
		v := &c.Needs[k]
		if able := r.Rank(v.Need.ID); len(able) > 0 {
			v.First, v.Able = able[0].Pledge, len(able)
		}
	}
}

// needsRanked bounds for how many needs of a cell the pledge that would take them first is looked for.
const needsRanked = 20

func (c *Cell) addPledges(t *table, r *matching.Ranking, next string, ranked map[string]bool) {
	for k, v := range r.Rank(next) {
		p, _ := t.s.Pledges.Get(v.Pledge)
		ranked[p.ID] = true
		c.Pledges = append(c.Pledges, WaitingPledge{Pledge: p, Rank: k + 1, Fen: p.FreeFen(), Worth: v.Worth, Reasons: t.reasons(v.Reasons)})
	}
}

// Turn is a pledge's own place in a cell, as its donor is told of it: among how many, and of nobody else anything.
type Turn struct {
	Type     models.NeedType
	County   string
	Rank, Of int
	Places   int // that wait there
}

// TurnsOf are the turns of a pledge, in the cells where it waits.
func (w *Waitlist) TurnsOf(pledge string) []Turn {
	var out []Turn
	for _, c := range w.Cells {
		for _, p := range c.Pledges {
			if p.Pledge.ID == pledge {
				out = append(out, Turn{Type: c.Type, County: c.County, Rank: p.Rank, Of: len(c.Pledges), Places: c.Places})
			}
		}
	}
	return out
}
