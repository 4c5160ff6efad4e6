package handlers

import (
	"shanpei/models"
	"shanpei/models/money"
)

// screeningView is a screening as everybody may see it. Attendance below views.SmallCell is not told.
type screeningView struct {
	Number   string                 `json:"number"`
	County   string                 `json:"county"`
	Day      models.Day             `json:"day"`
	Place    string                 `json:"place"`
	Hospital string                 `json:"hospital"`
	Status   models.ScreeningStatus `json:"status"`
	Attended *int                   `json:"attended"` // person-times
	AtLeast  bool                   `json:"at_least"`
}

// apiScreenings lists screenings. GET /screenings
func apiScreenings(r *Request) error {
	limit, after, err := r.query("county")
	if err != nil {
		return err
	}
	county := r.Query("county")
	if _, ok := r.State.Counties.Get(county); county != "" && !ok {
		return models.Refuse(models.Invalid, "unknown_county").At("county")
	}
	return r.reply(200, paged(after, limit, r.State.Screenings.From, func(x *models.ScreeningDay) (screeningView, bool) {
		return screeningView{
			Number: x.Number, County: x.County, Day: x.Day, Place: x.Place, Hospital: x.Hospital, Status: x.Status, Attended: told(x.Attended), AtLeast: x.AtLeast,
		}, fits(county, x.County)
	}))
}

// caseView is a case by its stage and sums. Whose it is and what the child has is not in it.
type caseView struct {
	ID           string            `json:"id"`
	Number       string            `json:"number"`
	County       string            `json:"county"`
	Township     string            `json:"township"`
	Screening    string            `json:"screening,omitempty"` // number
	Status       models.CaseStatus `json:"status"`
	Since        models.Day        `json:"since"`
	HeldFen      money.Fen         `json:"held_fen"`
	BillFen      money.Fen         `json:"bill_fen"`
	DueFen       money.Fen         `json:"due_fen"`
	PaidFen      money.Fen         `json:"paid_fen"`
	SurplusFen   money.Fen         `json:"surplus_fen"`
	ShortfallFen money.Fen         `json:"shortfall_fen"`
	Version      int64             `json:"version"`
}

// apiCases lists the cases of the caller's places. GET /cases
func apiCases(r *Request) error {
	limit, after, err := r.query("status")
	if err != nil {
		return err
	}
	return r.reply(200, paged(after, limit, r.State.Cases.From, func(c *models.Case) (caseView, bool) {
		s, screening := r.State.SumsOf(c), ""
		if x, ok := r.State.Screenings.Get(c.Screening); ok {
			screening = x.Number
		}
		return caseView{
			ID: c.ID, Number: c.Number, County: c.County, Township: c.Township, Screening: screening, Status: c.Status, Since: c.Since, HeldFen: s.HeldFen, BillFen: c.Bill.TotalFen, DueFen: s.DueFen, PaidFen: s.PaidFen,
			SurplusFen: s.SurplusFen, ShortfallFen: s.ShortfallFen, Version: c.Version,
		}, r.Actor.InCounty(c.County, c.Township) && fits(r.Query("status"), c.Status)
	}))
}
