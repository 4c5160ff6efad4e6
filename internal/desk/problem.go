// Package desk is where the matching engine meets the portal: it turns a state into a problem of places and money, and what the engine finds into
// proposals with reasons that models records and staff accept. It is pure: it takes a snapshot and changes nothing.
package desk

import (
	"cmp"
	"slices"
	"time"

	"shanpei/internal/matching"
	"shanpei/models"
	"shanpei/models/money"
)

// Options say what a run is to look at, and by which policy.
type Options struct {
	Programs []string           // ids or slugs; empty: every programme
	Today    models.Day         // empty: the day of the state's last entry
	Settings *matching.Settings // nil: the usual ones, with what the weights say of the whole run
	Weights  *Weights           // tried instead of those in force, for every programme; nil: those in force
	Effort   int                // ‰ of the usual search; 0: the usual; Settings come first
	Quick    bool               // without reasons and without what was left
	Pinned   []Pin              // given before anything else is
	Excluded []Pair             // must not be proposed
	Tell     func(Progress)
}

// Progress is the engine's word on how far a run is.
type Progress = matching.Progress

// Pin gives places of a need to a pledge before the run; no places: as many as both can.
type Pin struct {
	Pledge string `json:"pledge"`
	Need   string `json:"need"`
	Places int    `json:"places,omitempty"`
}

// Pair is a pledge and a need. Without a need it is the pledge and whatever need, without a pledge the need and whatever pledge.
type Pair struct {
	Pledge string `json:"pledge,omitempty"`
	Need   string `json:"need,omitempty"`
}

// waitingYear and deadlineDays bound what waiting and a deadline count.
const (
	waitingYear  = 365
	deadlineDays = 60
)

// termsOf are a need's score, taken apart.
func termsOf(w Weights, n *models.Need, today models.Day) matching.Terms {
	t := matching.Terms{Base: int32(w.Base), Urgency: int32(w.Urgency * n.Urgency), Category: int32(w.Type(n.Type))}
	if !n.OpenedAt.IsZero() {
		t.Waiting = int32(w.Waiting) * int32(min(max(daysBetween(models.DayOf(n.OpenedAt), today), 0), waitingYear)) / waitingYear
	}
	if n.Deadline != "" {
		t.Deadline = int32(w.Deadline) * int32(deadlineDays-min(max(daysBetween(today, n.Deadline), 0), deadlineDays)) / deadlineDays
	}
	return t
}

func daysBetween(from, to models.Day) int { return int(to.Time().Sub(from.Time()) / (24 * time.Hour)) }

// Problem is what the engine may decide now: the free places of open needs, and the free money of pledges that leave the choice to the matching.
// What is held, accepted or paid is not in it, except as what a county and a pledge have already.
func Problem(s *models.State, programs []string, today models.Day) matching.Problem {
	return newTable(s, Options{Programs: programs, Today: today}).problem
}

// table is a problem with what is needed to speak of it afterwards.
type table struct {
	s       *models.State
	before  *models.State // the state without the run's pins
	opt     Options
	problem matching.Problem
	periods [matching.Quarters]models.Day // the last day of arrival that counts as each period
	in      map[string]bool               // programmes
	donor   bool                          // it is a donor who asks
	whole   map[string]int                // needs that one pledge takes whole: their places
	overdue []string                      // pledges whose free money is overdue
	weights map[string]Weights            // by programme
	wide    Weights                       // what they say of the whole run
	out     map[string]bool               // pledges and needs that are left out altogether
}

func newTable(s *models.State, o Options) *table {
	if o.Today == "" {
		o.Today = models.DayOf(s.At)
	}
	t := &table{s: s, before: s, opt: o, in: map[string]bool{}, whole: map[string]int{}, out: map[string]bool{}}
	for _, id := range o.Programs {
		if p, ok := s.ProgramBySlug(id); ok {
			t.in[p.ID] = true
		}
	}
	for _, x := range o.Excluded {
		if x.Pledge == "" || x.Need == "" {
			t.out[x.Pledge+x.Need] = true
		}
	}
	t.weigh()
	t.setPeriods()
	t.addNeeds()
	for _, p := range s.OpenPledges() {
		if !t.out[p.ID] {
			t.addPledge(p)
		}
	}
	return t
}

// wants tells whether a programme takes part.
func (t *table) wants(program string) bool {
	p, ok := t.s.Programs.Get(program)
	return ok && p.Status == models.ProgramActive && (len(t.opt.Programs) == 0 || t.in[program])
}

// setPeriods chooses the days between the four periods: today, the earliest deadline, the one in the middle of the rest, and the end. Money that is due by
// such a day may go to what is spent on it or later, so nothing is promised before it is due.
func (t *table) setPeriods() {
	var days []models.Day
	for _, n := range t.s.Needs.All() {
		if n.Takes() && n.Deadline > t.opt.Today && t.wants(n.Program) {
			days = append(days, n.Deadline)
		}
	}
	slices.Sort(days)
	days = slices.Compact(days)
	t.periods = [matching.Quarters]models.Day{t.opt.Today, t.opt.Today, t.opt.Today, farAway}
	if len(days) > 0 {
		t.periods[1], t.periods[2] = days[0], days[len(days)/2]
	}
}

// farAway is later than any instalment.
const farAway models.Day = "9999-12-31"

// spent is the period in which a need's money is spent.
func (t *table) spent(n *models.Need) int {
	if n.Deadline == "" {
		return matching.Quarters - 1
	}
	for k := matching.Quarters - 2; k > 0; k-- {
		if t.periods[k] <= n.Deadline {
			return k
		}
	}
	return 0
}

func (t *table) addNeeds() {
	counties := map[string]*matching.County{}
	for _, n := range t.s.Needs.All() {
		if !n.Seen() || !t.wants(n.Program) {
			continue
		}
		c := counties[n.County]
		if c == nil {
			c = &matching.County{ID: n.County}
			counties[n.County] = c
		}
		taken := n.UnitPriceFen * money.Fen(n.Taken+n.Offered)
		c.Funded += taken
		c.Demand += taken
		if !n.Takes() || n.Indivisible && n.Taken > 0 || t.out[n.ID] {
			continue
		}
		t.problem.Needs = append(t.problem.Needs, t.asks(n))
		if n.Indivisible {
			t.whole[n.ID] = n.Places
		}
	}
	for _, c := range counties {
		t.problem.Counties = append(t.problem.Counties, *c)
	}
	slices.SortFunc(t.problem.Counties, func(a, b matching.County) int { return cmp.Compare(a.ID, b.ID) })
}

// asks is what a need asks for in the engine's terms.
func (t *table) asks(n *models.Need) matching.Need {
	terms := termsOf(t.weights[n.Program], n, t.opt.Today)
	amount := n.UnitPriceFen * money.Fen(n.Left())
	m := matching.Need{
		ID: n.ID, Kind: string(n.Type), Program: n.Program, County: n.County, Stage: string(n.Stage), Age: -1, Amount: amount, Unit: n.UnitPriceFen,
		MinShare: n.UnitPriceFen, MaxDonors: t.donorsLeft(n), Whole: n.Indivisible, Due: t.spent(n), Score: terms.Score(), Dens: terms.Score(), Why: terms,
	}
	if n.Indivisible { // one pledge has all its places or none: that is what accepting it checks
		m.Unit, m.MinShare, m.MaxDonors = amount, amount, 1
	}
	return m
}

// donorsLeft is how many pledges may join those that have places of the need, in the engine's terms.
func (t *table) donorsLeft(n *models.Need) int {
	if n.MaxDonors == 0 {
		return 0
	}
	donors := map[string]bool{}
	for _, sp := range t.s.SponsorshipsOfNeed(n.ID) {
		if sp.Places > 0 {
			donors[sp.Pledge] = true
		}
	}
	for _, o := range t.s.OffersOfNeed(n.ID) {
		if o.Status == models.OfferStanding {
			donors[o.Pledge] = true
		}
	}
	if left := n.MaxDonors - len(donors); left > 0 {
		return left
	}
	return -1
}

// addPledge adds a pledge's free money, as it has arrived or will arrive.
func (t *table) addPledge(p *models.Pledge) {
	e, ok := t.s.Enterprises.Get(p.Enterprise)
	if !ok {
		return
	}
	programs := t.programsFor(p.Purpose, e)
	if len(programs) == 0 {
		return
	}
	m := matching.Pledge{
		ID: p.ID, Programs: programs, Kinds: texts(p.Purpose.Types), Counties: p.Purpose.Counties, Stages: texts(p.Purpose.Stages),
		NeedIDs: p.Purpose.Needs, AgeMin: -1, AgeMax: -1, MaxUnits: p.MaxPlacesPerNeed, Pref: t.wishes(p.Prefer),
	}
	m.Tranches = t.arrives(p)
	for _, x := range m.Tranches {
		m.Amount += x
	}
	if m.Amount == 0 && p.Status == models.PledgeOverdue {
		t.overdue = append(t.overdue, p.ID)
		return
	}
	for id, places := range t.whole { // a need that is taken whole is more than some donors give to one need
		if p.MaxPlacesPerNeed > 0 && places > p.MaxPlacesPerNeed {
			m.Except = append(m.Except, id)
		}
	}
	for _, x := range t.opt.Excluded {
		if x.Pledge == p.ID {
			m.Except = append(m.Except, x.Need)
		}
	}
	slices.Sort(m.Except)
	held := map[string]money.Fen{}
	for _, sp := range t.s.SponsorshipsOfPledge(p.ID) {
		if sp.Places > 0 {
			held[sp.Need] += sp.UnitPriceFen * money.Fen(sp.Places)
		}
	}
	for _, o := range t.s.OffersOfPledge(p.ID) {
		if o.Status == models.OfferStanding {
			held[o.Need] += o.AmountFen()
		}
	}
	for need, fen := range held {
		m.Held = append(m.Held, matching.Holding{Need: need, Amount: fen})
	}
	slices.SortFunc(m.Held, func(a, b matching.Holding) int { return cmp.Compare(a.Need, b.Need) })
	t.problem.Pledges = append(t.problem.Pledges, m)
}

// programsFor are the programmes whose needs an enterprise's money of this purpose may meet.
func (t *table) programsFor(purpose models.Purpose, e *models.Enterprise) []string {
	var out []string
	for id, pr := range t.s.Programs.All() {
		if t.wants(id) && pr.TakesFrom(e) && (len(purpose.Programs) == 0 || slices.Contains(purpose.Programs, id)) {
			out = append(out, id)
		}
	}
	return out
}

// arrives spreads a pledge's free money over the periods. Places that were promised before come first: what is free is what arrives last. An instalment that
// is overdue counts for nothing until it is paid.
func (t *table) arrives(p *models.Pledge) (out [matching.Quarters]money.Fen) {
	var before money.Fen
	for k, until := range t.periods {
		have := p.ReceivedFen
		if p.Live() {
			for _, in := range p.Instalments {
				if in.Due <= until && in.Due >= t.opt.Today && p.Status != models.PledgeOverdue {
					have += in.AmountFen - in.ReceivedFen
				}
			}
		}
		free := min(max(have-p.FeeOf(have)-p.CommittedFen-p.OfferedFen, 0), max(p.FreeFen(), 0))
		out[k] = max(free-before, 0)
		before = max(before, free)
	}
	return out
}

// wishes turns a donor's wishes into preferences; places that meet more of them count more.
func (t *table) wishes(p models.Purpose) []matching.Preference {
	var out []matching.Preference
	add := func(attribute string, values []string) {
		for _, v := range values {
			out = append(out, matching.Preference{F: attribute, V: v, W: int64(t.wide.Wish)})
		}
	}
	add("program", p.Programs)
	add("county", p.Counties)
	add("kind", texts(p.Types))
	add("stage", texts(p.Stages))
	return out
}

func texts[T ~string](list []T) []string {
	var out []string
	for _, v := range list {
		out = append(out, string(v))
	}
	return out
}
