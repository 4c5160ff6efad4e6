package views

import (
	"cmp"
	"slices"

	"shanpei/models"
)

// SmallCell is the least count of persons that the public may see (domain.md, section 2, visibility): with fewer, neighbours could tell who is meant.
const SmallCell = 5

// Suppressed tells whether a count must not be written on a public page or answer. persons says that it counts persons (NeedTypeInfo.Persons).
// Nought is written: it says nothing of anybody.
func Suppressed(n int, persons bool) bool { return persons && n > 0 && n < SmallCell }

// PublicCount writes a count with its unit (a key of common.unit) as the public may see it: 少于 5 例 where it is suppressed.
func (l Lang) PublicCount(n int, persons bool, unit string) string {
	if Suppressed(n, persons) {
		return l.T("common.figure.fewer", "count", l.Count(SmallCell, unit))
	}
	return l.Count(int64(n), unit)
}

// PublicAmount writes the amount of n places. Divided by the price of a place it would give a suppressed count away, so that only the amount of
// SmallCell places at the dearest price is written: 不足 75,000.00 元.
func (p *Page) PublicAmount(f Fen, n int, persons bool, price Fen) string {
	if Suppressed(n, persons) {
		return p.T("common.figure.under", "amount", p.Lang.Money(price*SmallCell, p.Unit))
	}
	return p.Lang.Money(f, p.Unit)
}

// NeedUnit is the key of common.unit for the places of a type.
func NeedUnit(t models.NeedType) string {
	return cmp.Or(models.NeedTypes[t].Count, "places")
}

// Tally adds up needs that the public may see.
type Tally struct {
	Needs, Open                               int // needs, and those of them that take pledges now
	Places, Taken, Funded, Paid, Proven, Left int // Left only where pledges are taken now
	AmountFen, TakenFen, FundedFen, PaidFen   Fen
	LeftFen                                   Fen
	Small                                     int  // needs that are counted but not summed: see AddShown
	Persons                                   bool // some of the places are counted in persons
	Dearest                                   Fen  // the highest price of a place
	Types                                     []models.NeedType
}

// Add counts one need.
func (t *Tally) Add(n *models.Need) {
	price := Fen(n.UnitPriceFen)
	t.Needs++
	t.Places += n.Places
	t.Taken += n.Taken
	t.Funded += n.Funded
	t.Paid += n.Paid
	t.Proven += n.Proven
	t.AmountFen += price * Fen(n.Places)
	t.TakenFen += price * Fen(n.Taken)
	t.FundedFen += price * Fen(n.Funded)
	t.PaidFen += price * Fen(n.Paid)
	if n.Takes() {
		t.Open++
		t.Left += n.Left()
		t.LeftFen += price * Fen(n.Left())
	}
	t.Persons = t.Persons || models.NeedTypes[n.Type].Persons
	t.Dearest = max(t.Dearest, price)
	if !slices.Contains(t.Types, n.Type) {
		t.Types = append(t.Types, n.Type)
	}
}

// AddShown counts one need for a sum that stands beside its parts: of a need so small that its own figures are not shown, only that there is one.
// With its amount in the sum, the parts would give it away.
func (t *Tally) AddShown(n *models.Need) {
	if !TallyOf(n).Hidden() {
		t.Add(n)
		return
	}
	t.Needs++
	t.Small++
	if n.Takes() {
		t.Open++
	}
}

// TallyOf is the tally of one need.
func TallyOf(n *models.Need) Tally {
	var t Tally
	t.Add(n)
	return t
}

// Unit is the unit of the places: that of the type when all needs are of one, otherwise places.
func (t Tally) Unit() string {
	if len(t.Types) == 1 {
		return NeedUnit(t.Types[0])
	}
	return "places"
}

// Hidden tells whether the tally is so small that its progress must not be drawn.
func (t Tally) Hidden() bool { return Suppressed(t.Places, t.Persons) || t.Small > 0 && t.Places == 0 }

func (t Tally) count(p *Page, n int) string { return p.Lang.PublicCount(n, t.Persons, t.Unit()) }

func (t Tally) amount(p *Page, f Fen, n int) string {
	return p.PublicAmount(f, n, t.Persons, t.Dearest)
}

// under is the bound that is written instead of a suppressed amount; 0 writes the amount.
func (t Tally) under(n int) int64 {
	if Suppressed(n, t.Persons) {
		return int64(t.Dearest * SmallCell)
	}
	return 0
}

// Progress is how far the needs are, as the public may see it.
func (t Tally) Progress(compact bool) ProgressProps {
	return ProgressProps{
		Goal: int64(t.AmountFen), Pledged: int64(t.TakenFen), Received: int64(t.FundedFen), PaidOut: int64(t.PaidFen), Compact: compact,
		PledgedUnder: t.under(t.Taken), ReceivedUnder: t.under(t.Funded), PaidUnder: t.under(t.Paid),
	}
}

// short writes a count without its unit.
func (t Tally) short(p *Page, n int) string {
	if Suppressed(n, t.Persons) {
		return p.T("common.figure.fewer", "count", Count(SmallCell))
	}
	return Count(int64(n))
}

// state says in a word what may be said of needs whose progress is hidden.
func (t Tally) state() string {
	if t.Open > 0 {
		return "open"
	}
	return "closed"
}
