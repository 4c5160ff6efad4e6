package models

import (
	"slices"
	"strings"
	"time"

	"shanpei/models/money"
)

// AssetStatus is where a piece of equipment stands.
type AssetStatus string

// The statuses of equipment.
const (
	AssetOrdered   AssetStatus = "ordered"
	AssetDelivered AssetStatus = "delivered" // waits for the second person's acceptance
	AssetInUse     AssetStatus = "in_use"    // accepted, with the institution's number
	AssetRetired   AssetStatus = "retired"
	AssetCancelled AssetStatus = "cancelled"
)

// AssetStatuses are the statuses in the order of the way.
var AssetStatuses = []AssetStatus{AssetOrdered, AssetDelivered, AssetInUse, AssetRetired, AssetCancelled}

// AssetFlow says what may be asked of equipment. What was refused is delivered again.
var AssetFlow = Flow[AssetStatus, string]{
	AssetOrdered:   {"deliver": AssetDelivered, "cancel": AssetCancelled},
	AssetDelivered: {"accept": AssetInUse, "refuse": AssetOrdered},
	AssetInUse:     {"use": AssetInUse, "retire": AssetRetired},
}

// AssetVerbs are what may be asked of equipment, in the order of its way.
var AssetVerbs = []string{"deliver", "accept", "refuse", "use", "retire", "cancel"}

// AssetKinds are what equipment is for: remote consultation (远程诊疗), rehabilitation training (康复训练), other.
var AssetKinds = []string{"telemedicine", "rehabilitation", "teaching", "other"}

// AssetUse is what a piece was used for in a month: times (人次), not children.
type AssetUse struct {
	Month string `json:"month"` // 2026-09
	Times int    `json:"times"`
}

// Asset is equipment of an institution (设备): what it cost, who gave it, that it was accepted, its number there, and its use.
type Asset struct {
	ID          string      `json:"id"`
	Number      string      `json:"number"` // SB
	Program     string      `json:"program"`
	Institution string      `json:"institution"`
	Kind        string      `json:"kind"`
	Title       string      `json:"title"`
	Supplier    string      `json:"supplier"`
	Fen         money.Fen   `json:"fen"`                   // price, or fair value of what was given in kind
	Sponsorship string      `json:"sponsorship,omitempty"` // whose places pay it
	Gift        string      `json:"gift,omitempty"`        // the gift in kind that it came with
	Document    string      `json:"document,omitempty"`    // the paper by which somebody outside pays
	Status      AssetStatus `json:"status"`
	Delivered   Day         `json:"delivered,omitempty"`
	DeliverBy   string      `json:"deliver_by,omitempty"`
	Protocol    string      `json:"protocol,omitempty"` // of the acceptance
	Tag         string      `json:"tag,omitempty"`      // the institution's own number
	AcceptedBy  string      `json:"accepted_by,omitempty"`
	Use         []AssetUse  `json:"use,omitempty"`
	Reason      string      `json:"reason,omitempty"`
	By          string      `json:"by"`
	At          time.Time   `json:"at"`
	Seq         int64       `json:"seq,omitempty"`
	Version     int64       `json:"version"`
}

// Times are how often the equipment was used, in all.
func (a *Asset) Times() (n int) {
	for _, u := range a.Use {
		n += u.Times
	}
	return n
}

// Seen tells whether the public may see the equipment.
func (a *Asset) Seen() bool { return a.Status == AssetInUse || a.Status == AssetRetired }

// AssetByNumber finds equipment by our number.
func (s *State) AssetByNumber(number string) (*Asset, bool) {
	id, ok := s.assetNumbers.Get(number)
	if !ok {
		return nil, false
	}
	return s.Assets.Get(id)
}

// OrderAsset writes equipment down: by places of a sponsorship, from a gift in kind, or by a paper of somebody outside.
type OrderAsset struct{ Asset Asset }

// Permission implements Command.
func (OrderAsset) Permission() Permission { return ManageAssets }

// Decide refuses at the field: `required text_too_long unknown_choice unknown_program program_closed amount_positive amount_too_large unknown_sponsorship other_program over_places
// unknown_gift over_gift document_form`.
func (c OrderAsset) Decide(s *State, in Input) ([]Event, error) {
	n := c.Asset
	for _, t := range []text{{"title", n.Title, 0}, {"institution", n.Institution, 0}, {"supplier", n.Supplier, 0}} {
		if strings.TrimSpace(t.words) == "" {
			return nil, invalid(t.field, "required")
		}
	}
	if err := bounded([]text{{"title", n.Title, 60}, {"institution", n.Institution, 60}, {"supplier", n.Supplier, 60}}); err != nil {
		return nil, err
	}
	p, ok := s.ProgramBySlug(n.Program)
	switch {
	case !slices.Contains(AssetKinds, n.Kind):
		return nil, invalid("kind", "unknown_choice")
	case !ok:
		return nil, invalid("program", "unknown_program")
	case p.Status != ProgramActive:
		return nil, invalid("program", "program_closed")
	case n.Fen <= 0:
		return nil, invalid("fen", "amount_positive")
	case n.Fen > money.MaxFen/1000:
		return nil, invalid("fen", "amount_too_large").With("limit", money.MaxFen/1000)
	}
	if err := s.assetSource(&n, p.ID); err != nil {
		return nil, err
	}
	return []Event{AssetOrderedDown{Asset: Asset{
		ID: in.NewID(), Number: s.nextNumber("SB", in.At, 0), Program: p.ID, Institution: n.Institution, Kind: n.Kind, Title: n.Title, Supplier: n.Supplier, Fen: n.Fen,
		Sponsorship: n.Sponsorship, Gift: n.Gift, Document: n.Document, Status: AssetOrdered, By: in.Actor.ID, At: in.At,
	}}}, nil
}

// assetSource checks where the money or the goods come from. What is ordered of one source is never more than the source holds.
func (s *State) assetSource(n *Asset, program string) (err error) {
	held := func(same func(*Asset) bool) (sum money.Fen) {
		for _, a := range s.Assets.All() {
			if a.Status != AssetCancelled && same(a) {
				sum += a.Fen
			}
		}
		return sum
	}
	switch {
	case n.Sponsorship != "":
		n.Gift, n.Document = "", ""
		sp, ok := s.Sponsorships.Get(n.Sponsorship)
		if !ok {
			return invalid("sponsorship", "unknown_sponsorship")
		}
		if need, _ := s.Needs.Get(sp.Need); need.Type != Equipment || sp.Program != program {
			return Refuse(Conflict, "other_program").At("sponsorship")
		}
		left := sp.UnitPriceFen*money.Fen(sp.Places) - held(func(a *Asset) bool { return a.Sponsorship == sp.ID })
		if n.Fen > left {
			return Refuse(Conflict, "over_places").At("fen").With("left", left)
		}
	case n.Gift != "":
		n.Document = ""
		g, ok := s.Gifts.Get(n.Gift)
		if !ok || g.Program != program {
			return invalid("gift", "unknown_gift")
		}
		if left := g.ValueFen - held(func(a *Asset) bool { return a.Gift == g.ID }); n.Fen > left {
			return Refuse(Conflict, "over_gift").At("fen").With("left", left)
		}
	default:
		n.Document, err = paper("document", n.Document)
	}
	return err
}

// AssetOrderedDown carries the new equipment.
type AssetOrderedDown struct {
	Asset Asset `json:"asset"`
}

// Apply implements Event.
func (e AssetOrderedDown) Apply(s *State) {
	a := e.Asset
	a.Seq = s.Seq
	a.Version++
	s.Assets.Set(a.ID, &a)
	s.assetNumbers.Set(a.Number, a.ID)
	s.countNumber(a.Number)
	s.remember(a.ID, Fact{Kind: "asset_order", Fen: a.Fen, By: a.By})
}

// StepAsset takes equipment on its way.
type StepAsset struct {
	ID        string
	Verb      string // one of AssetVerbs
	Day       Day    // deliver; empty: today
	Protocol  string // accept
	Tag       string // accept: the institution's own number
	Month     string // use
	Times     int    // use
	Reason    string // refuse, retire, cancel
	IfVersion int64
}

// Permission implements Command: what was delivered is accepted by a second person.
func (c StepAsset) Permission() Permission {
	if c.Verb == "accept" || c.Verb == "refuse" {
		return AcceptAssets
	}
	return ManageAssets
}

// Decide refuses `not_found stale wrong_status same_person`, and at the field `day_form date_future required document_form text_too_long tag_taken month_form before_delivery month_twice
// out_of_range reason_required`.
func (c StepAsset) Decide(s *State, in Input) ([]Event, error) {
	old, ok := s.Assets.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(old.Version, c.IfVersion); err != nil {
		return nil, err
	}
	to, err := AssetFlow.Next(old.Status, c.Verb)
	if err != nil {
		return nil, err
	}
	e := AssetStepped{ID: old.ID, Verb: c.Verb, Status: to, Day: in.Today(), By: in.Actor.ID}
	switch c.Verb {
	case "deliver":
		switch {
		case c.Day == "":
		case !c.Day.valid():
			return nil, invalid("day", "day_form")
		case c.Day > in.Today():
			return nil, invalid("day", "date_future")
		default:
			e.Day = c.Day
		}
	case "accept":
		if in.Actor.ID == old.DeliverBy {
			return nil, Refuse(Forbidden, "same_person")
		}
		if e.Protocol, err = paper("protocol", c.Protocol); err == nil {
			e.Tag, err = paper("tag", c.Tag)
		}
		if _, taken := s.assetTags.Get(key(old.Institution, e.Tag)); err == nil && taken {
			err = Refuse(Conflict, "tag_taken").At("tag")
		}
	case "use":
		err = c.use(old, &e)
	default:
		if c.Verb == "refuse" && in.Actor.ID == old.DeliverBy {
			return nil, Refuse(Forbidden, "same_person")
		}
		e.Reason = strings.TrimSpace(c.Reason)
		err = reason("reason", e.Reason, true)
	}
	if err != nil {
		return nil, err
	}
	return []Event{e}, nil
}

func (c StepAsset) use(old *Asset, e *AssetStepped) error {
	switch {
	case !monthForm.MatchString(c.Month):
		return invalid("month", "month_form")
	case c.Month > string(e.Day)[:7]:
		return invalid("month", "date_future")
	case c.Month < string(old.Delivered)[:7]:
		return invalid("month", "before_delivery").With("day", string(old.Delivered))
	case slices.ContainsFunc(old.Use, func(u AssetUse) bool { return u.Month == c.Month }):
		return invalid("month", "month_twice")
	case c.Times < 0 || c.Times > maxAttended:
		return invalid("times", "out_of_range").With("low", 0).With("high", maxAttended)
	}
	e.Month, e.Times = c.Month, c.Times
	return nil
}

// AssetStepped says where equipment stands now.
type AssetStepped struct {
	ID       string      `json:"id"`
	Verb     string      `json:"verb"`
	Status   AssetStatus `json:"status"`
	Day      Day         `json:"day"`
	Protocol string      `json:"protocol,omitempty"`
	Tag      string      `json:"tag,omitempty"`
	Month    string      `json:"month,omitempty"`
	Times    int         `json:"times,omitempty"`
	Reason   string      `json:"reason,omitempty"`
	By       string      `json:"by"`
}

// Apply implements Event.
func (e AssetStepped) Apply(s *State) {
	old, _ := s.Assets.Get(e.ID)
	a := *old
	a.Status = e.Status
	a.Version++
	switch e.Verb {
	case "deliver":
		a.Delivered, a.DeliverBy = e.Day, e.By
	case "accept":
		a.Protocol, a.Tag, a.AcceptedBy, a.Reason = e.Protocol, e.Tag, e.By, ""
		s.assetTags.Set(key(a.Institution, a.Tag), a.ID)
	case "use":
		a.Use = append(slices.Clone(a.Use), AssetUse{Month: e.Month, Times: e.Times})
		slices.SortFunc(a.Use, func(x, y AssetUse) int { return strings.Compare(x.Month, y.Month) })
	default:
		a.Reason = e.Reason
	}
	s.Assets.Set(a.ID, &a)
	s.remember(a.ID, Fact{Kind: "asset_" + e.Verb, Count: e.Times, Note: e.Reason, Ref: e.Protocol, By: e.By})
	s.public()
}
