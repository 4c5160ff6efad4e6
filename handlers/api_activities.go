package handlers

import (
	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// activityView is an activity as everybody may see it. Attendance below views.SmallCell is not told.
type activityView struct {
	Number    string                `json:"number"`
	Title     string                `json:"title"`
	Series    string                `json:"series,omitempty"`
	County    string                `json:"county"`
	From      models.Day            `json:"from"`
	To        models.Day            `json:"to"`
	Status    models.ActivityStatus `json:"status"`
	Sessions  int                   `json:"sessions"`
	Children  *int                  `json:"children"` // person-times
	Parents   *int                  `json:"parents"`  // person-times
	AtLeast   bool                  `json:"at_least"`
	BudgetFen money.Fen             `json:"budget_fen"`
	SpentFen  money.Fen             `json:"spent_fen"`
}

// apiActivities lists what is and was held. GET /activities
func apiActivities(r *Request) error {
	limit, after, err := r.query("county")
	if err != nil {
		return err
	}
	county := r.Query("county")
	if _, ok := r.State.Counties.Get(county); county != "" && !ok {
		return models.Refuse(models.Invalid, "unknown_county").At("county")
	}
	return r.reply(200, paged(after, limit, r.State.Activities.From, func(a *models.ActivityPlan) (activityView, bool) {
		s := a.Sums()
		return activityView{
			Number: a.Number, Title: a.Title, Series: a.Series, County: a.County, From: a.From, To: a.To, Status: a.Status, Sessions: s.Sessions,
			Children: told(s.Children), Parents: told(s.Parents), AtLeast: s.AtLeast, BudgetFen: a.BudgetFen, SpentFen: s.SpentFen,
		}, a.Seen() && fits(county, a.County)
	}))
}

// told is a count of persons as the public may see it.
func told(n int) *int {
	if views.Suppressed(n, true) {
		return nil
	}
	return &n
}
