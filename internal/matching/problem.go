// Package matching gives pledged money to needs: the best use of every yuan within what each donor allows, with the reasons in figures.
//
// It is pure. A Problem goes in, a Result comes out; the same Problem gives the same Result, byte for byte, on any number of cores. There is no
// clock: effort is counted in steps. A run can be stopped at any moment and then answers with the best it has.
//
// # Objective, in fen × points
//
//	V =  Σ share × (density of the need + the donor's preference for it)   urgency, waiting, deadline and category are in the density
//	   − Σ shares × PairCost                                              few donors per need, few needs per donor
//	   + Σ needs met in full, amount × density × FullPermille/1000        completion of whole needs
//	   + Σ counties, tiers of what was funded there                       fairness: a county's first yuan counts more than its last
//
// # Rules that no result breaks
//
// The donor's restriction; whole units; the least share; the most donors; whole or nothing; the most per need; and time: what is spent until the
// end of a quarter never exceeds what has arrived by its beginning. What was accepted before is not part of the problem: only free places and
// free money are, so it cannot be disturbed.
package matching

import "shanpei/models/money"

// Quarters is the number of periods in which money arrives and is spent.
const Quarters = 4

// Need is something that waits for money: a place, an operation, a batch of insurance, or a lot of many places.
type Need struct {
	ID        string    `json:"id"`
	Kind      string    `json:"kind"`
	Program   string    `json:"program"`
	County    string    `json:"county"`
	Category  string    `json:"category"`
	Stage     string    `json:"stage"`
	Sex       string    `json:"sex"`
	Age       int       `json:"age"` // −1: not applicable
	Amount    money.Fen `json:"amount"`
	Unit      money.Fen `json:"unit"`       // every share is a multiple of it
	MinShare  money.Fen `json:"min_share"`  // least that one donor may give
	MaxDonors int       `json:"max_donors"` // besides those who hold some of it already; 0: no bound; −1: nobody else
	Whole     bool      `json:"whole"`      // all of it or nothing
	Due       int       `json:"due"`        // the quarter, from 0, in which the money is spent
	Score     int64     `json:"score"`
	Dens      int64     `json:"dens"` // points per fen
	Why       Terms     `json:"why"`
}

// Terms are what a need's score is made of, in points.
type Terms struct {
	Base     int32 `json:"base"`
	Urgency  int32 `json:"urgency"`
	Category int32 `json:"category"`
	Waiting  int32 `json:"waiting"`
	Deadline int32 `json:"deadline"`
}

// Score is the sum of the terms.
func (t Terms) Score() int64 {
	return int64(t.Base) + int64(t.Urgency) + int64(t.Category) + int64(t.Waiting) + int64(t.Deadline)
}

// Preference is a soft wish of a donor: W points per fen where the need's attribute F (county, category, stage, program or kind) is V.
type Preference struct {
	F string `json:"f"`
	V string `json:"v"`
	W int64  `json:"w"`
}

// MaxPreference caps the sum of a donor's wishes on one need, in points per fen.
const MaxPreference = 200

// Holding is what a pledge has of a need already: it counts towards the most per need, and makes it a donor of the need that is counted already.
type Holding struct {
	Need   string    `json:"need"`
	Amount money.Fen `json:"amount"`
}

// Pledge is money with a purpose. An empty filter allows everything; a filter on an attribute that a need has not excludes the need.
type Pledge struct {
	ID         string              `json:"id"`
	Amount     money.Fen           `json:"amount"`
	Tranches   [Quarters]money.Fen `json:"tranches"` // what arrives at the beginning of each quarter
	Programs   []string            `json:"programs"`
	Kinds      []string            `json:"kinds,omitempty"`
	Counties   []string            `json:"counties"`
	Categories []string            `json:"categories"`
	Stages     []string            `json:"stages"`
	Sex        string              `json:"sex"`
	AgeMin     int                 `json:"age_min"` // −1: any age
	AgeMax     int                 `json:"age_max"`
	NeedIDs    []string            `json:"need_ids"`
	MaxPerNeed money.Fen           `json:"max_per_need"`        // 0: no bound
	MaxUnits   int                 `json:"max_units,omitempty"` // most units of one need; 0: no bound
	WholeOnly  bool                `json:"whole_only"`          // funds a need alone and in full, or not at all
	Pref       []Preference        `json:"pref"`
	Held       []Holding           `json:"held,omitempty"`
	Except     []string            `json:"except,omitempty"` // needs that it must not be proposed for
}

// County is what a county had before: it counts in the tiers of fairness.
type County struct {
	ID             string
	Demand, Funded money.Fen
}

// Settings are the policy of a run. They are weights, so they are versioned and recorded with the run.
type Settings struct {
	Version      int        `json:"version"`
	PairCost     int64      `json:"f_pair"`         // charged once per pledge and need, in fen × points
	FullPermille int64      `json:"full_permille"`  // of the need's value, when it is met in full
	Fair         [][2]int64 `json:"fair"`           // [‰ of a county's fair share, points per fen], the first tier first
	Effort       int        `json:"effort"`         // permille of the usual search; 0: the usual
	Seed         uint64     `json:"seed,omitempty"` // of the search's random choices
	Quiet        bool       `json:"-"`              // without reasons: shares, value and bound only
}

// DefaultSettings are those that a federation begins with.
func DefaultSettings() Settings {
	return Settings{Version: 1, PairCost: 5_000_000, FullPermille: 100, Fair: [][2]int64{{600, 150}, {300, 75}}}
}

// Problem is everything a run depends on.
type Problem struct {
	Needs    []Need
	Pledges  []Pledge
	Counties []County // what counts from before; a county that is not listed begins at nothing
	Settings Settings
}

// Share is a proposal: money of a pledge for a need.
type Share struct {
	Pledge  string    `json:"p"`
	Need    string    `json:"n"`
	Fen     money.Fen `json:"x"`
	Reasons []Reason  `json:"-"`
}

// Reason is a slug and its figures; whoever shows it has the sentence.
type Reason struct {
	Kind   string
	Params []Param
}

// Param is one figure or word of a reason. Names that end in _fen are amounts in fen, pledge and need are ids.
type Param struct{ Name, Value string }

// Left is a need that was not met, or a pledge's money that was not used, and why.
type Left struct {
	ID      string
	Fen     money.Fen
	Reasons []Reason
}

// Result is what a run proposes. Shares, Unmet and Unspent are sorted by id.
type Result struct {
	Shares  []Share
	Unmet   []Left
	Unspent []Left
	Value   int64 // fen × points
	Bound   int64 // no plan is worth more: proven by the prices of the run itself
	Met     int   // needs met in full
	Steps   int64 // work done, in steps of the search
	Stopped bool  // the context ended before the search did
}

// Gap is how far, in ‰ of the bound, the value may be from the best possible.
func (r *Result) Gap() float64 {
	if r.Bound <= 0 {
		return 0
	}
	return 1000 * float64(r.Bound-r.Value) / float64(r.Bound)
}

// Progress says how far a run is: Done of Total steps of a phase (`prices`, `build`, `improve`, `explain`).
type Progress struct {
	Phase       string
	Done, Total int64
	Value       int64
	Bound       int64
}
