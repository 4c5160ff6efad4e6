package handlers

import (
	"shanpei/internal/desk"
	"shanpei/models"
	"shanpei/models/money"
)

// waitingNeedView is a need whose free places wait.
type waitingNeedView struct {
	Need      string       `json:"need"`
	Number    string       `json:"number"`
	Places    int          `json:"places"`
	AmountFen money.Fen    `json:"amount_fen"`
	Score     int64        `json:"score"` // points per fen
	Reasons   []reasonView `json:"reasons"`
	First     string       `json:"first,omitempty"` // the pledge that would take it first
	Able      int          `json:"able"`            // pledges that could take it now
}

// waitingPledgeView is a pledge whose money waits: its turn, among how many.
type waitingPledgeView struct {
	Pledge  string       `json:"pledge"`
	Number  string       `json:"number"`
	Rank    int          `json:"rank"`
	Of      int          `json:"of"`
	FreeFen money.Fen    `json:"free_fen"`
	Worth   int64        `json:"worth"` // points per fen
	Reasons []reasonView `json:"reasons"`
}

// waitingView is what waits of one kind of help in one county. Donors see the places, and of the pledges their own.
type waitingView struct {
	Type      models.NeedType     `json:"type"`
	County    string              `json:"county"`
	Places    int                 `json:"places"`
	AmountFen money.Fen           `json:"amount_fen"`
	Needs     []waitingNeedView   `json:"needs"`
	Pledges   []waitingPledgeView `json:"pledges"`
}

// waitlistView lists what waits; it is computed on the state of one entry.
type waitlistView struct {
	Entry int64         `json:"entry"`
	Items []waitingView `json:"items"`
}

// waitlist reads the filters of the address and finds what waits. It refuses `unknown_choice` and `unknown_county`.
func (r *Request) waitlist() (*desk.Waitlist, error) {
	kind, county := models.NeedType(r.Query("type")), r.Query("county")
	if _, ok := models.NeedTypes[kind]; kind != "" && !ok {
		return nil, models.Refuse(models.Invalid, "unknown_choice").At("type")
	}
	if _, ok := r.State.Counties.Get(county); county != "" && !ok {
		return nil, models.Refuse(models.Invalid, "unknown_county").At("county")
	}
	return desk.NewWaitlist(r.UserContext(), r.State, r.today(), kind, county)
}

// apiWaitlist shows what waits, and in which order. GET /waitlist
func apiWaitlist(r *Request) error {
	limit, err := r.limited("type", "county")
	if err != nil {
		return err
	}
	w, err := r.waitlist()
	if err != nil {
		return err
	}
	v := waitlistView{Entry: r.State.Seq, Items: []waitingView{}}
	donor := r.Actor.Role.Donor()
	for _, c := range w.Cells {
		item := waitingView{Type: c.Type, County: c.County, Places: c.Places, AmountFen: c.Fen, Needs: []waitingNeedView{}, Pledges: []waitingPledgeView{}}
		for _, n := range c.Needs {
			if !donor && len(item.Needs) < limit {
				item.Needs = append(item.Needs, waitingNeedView{
					Need: n.Need.ID, Number: n.Need.Number, Places: n.Need.Left(), AmountFen: n.Need.UnitPriceFen * money.Fen(n.Need.Left()), Score: n.Score,
					Reasons: reasonViews(r.Lang, n.Reasons), First: n.First, Able: n.Able,
				})
			}
		}
		for _, p := range c.Pledges {
			if r.Actor.OfEnterprise(p.Pledge.Enterprise) && len(item.Pledges) < limit {
				item.Pledges = append(item.Pledges, waitingPledgeView{
					Pledge: p.Pledge.ID, Number: p.Pledge.Number, Rank: p.Rank, Of: len(c.Pledges), FreeFen: p.Fen, Worth: p.Worth, Reasons: reasonViews(r.Lang, p.Reasons),
				})
			}
		}
		if !donor || len(item.Pledges) > 0 {
			v.Items = append(v.Items, item)
		}
	}
	return r.reply(200, v)
}
