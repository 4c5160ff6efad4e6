package desk

import (
	"slices"

	"shanpei/internal/matching"
	"shanpei/models"
)

// Reasons of an unmet need that only the desk knows: what of it was not for the run to give.
const (
	ReasonHeld    = "held"    // places, paid: places that donors have already, and of how many the money was received
	ReasonOffered = "offered" // places, until: places that were offered to donors, who may answer until that day
)

// unmetReasons are the engine's reasons of an unmet need, with what was taken of it before the run; the pledge that would meet the rest comes last.
func (t *table) unmetReasons(n *models.Need, list []matching.Reason) []models.Reason {
	out := t.reasons(list)
	for k := range out {
		if out[k].Kind == matching.ReasonDonorsFull { // the engine knows only those that have money left
			out[k].Params = []models.Param{{Name: "donors", Value: number(int64(n.MaxDonors))}}
		}
	}
	at := slices.IndexFunc(out, func(r models.Reason) bool { return r.Kind == matching.ReasonWouldMeet })
	if at < 0 {
		at = len(out)
	}
	return slices.Insert(out, at, t.taken(n.ID)...)
}

// taken says which places of a need were taken before the run and before its pins, in words and figures.
func (t *table) taken(need string) (out []models.Reason) {
	n, ok := t.before.Needs.Get(need)
	if !ok {
		return nil
	}
	if n.Taken > 0 {
		out = append(out, models.Reason{Kind: ReasonHeld, Params: []models.Param{
			{Name: "places", Value: number(int64(n.Taken))}, {Name: "paid", Value: number(int64(n.Funded))},
		}})
	}
	if n.Offered > 0 {
		var until models.Day
		for _, o := range t.before.OffersOfNeed(need) {
			if o.Status == models.OfferStanding {
				until = max(until, o.Until)
			}
		}
		out = append(out, models.Reason{Kind: ReasonOffered, Params: []models.Param{
			{Name: "places", Value: number(int64(n.Offered))}, {Name: "until", Value: string(until)},
		}})
	}
	return out
}
