package handlers

import (
	"shanpei/models"
	"shanpei/views"
)

// campaignView is a campaign as everybody may see it. Counts of persons below views.SmallCell are not told.
type campaignView struct {
	Number     string                `json:"number"`
	Kind       string                `json:"kind"`
	Title      string                `json:"title"`
	Counties   []string              `json:"counties"`
	From       models.Day            `json:"from"`
	To         models.Day            `json:"to"`
	Status     models.CampaignStatus `json:"status"`
	Households int                   `json:"households"`
	Times      *int                  `json:"times"` // person-times
	Found      *int                  `json:"found"` // children
}

// apiCampaigns lists campaigns. GET /campaigns
func apiCampaigns(r *Request) error {
	limit, after, err := r.query()
	if err != nil {
		return err
	}
	return r.reply(200, paged(after, limit, r.State.Campaigns.From, func(c *models.Campaign) (campaignView, bool) {
		return campaignView{
			Number: c.Number, Kind: c.Kind, Title: c.Title, Counties: c.Counties, From: c.From, To: c.To, Status: c.Status, Households: c.Households, Times: told(c.Times), Found: told(c.Found),
		}, true
	}))
}

// additionsView is how a county's register grew in a quarter. A row with a count of persons below views.SmallCell tells none of its counts.
type additionsView struct {
	County  string `json:"county"`
	Quarter string `json:"quarter"` // 2026Q3
	Added   *int   `json:"added"`
	Survey  *int   `json:"survey"`
	Left    *int   `json:"left"`
	Net     *int   `json:"net"`
}

// apiNetAdditions lists net additions by county and quarter. GET /net-additions
func apiNetAdditions(r *Request) error {
	if _, _, err := r.query(); err != nil {
		return err
	}
	out := listView[additionsView]{Items: []additionsView{}}
	for _, n := range r.State.NetAdditions() {
		v := additionsView{County: n.County, Quarter: n.Quarter}
		if !views.HiddenAdditions(n) {
			net := n.Net()
			v.Added, v.Survey, v.Left, v.Net = &n.Added, &n.Survey, &n.Left, &net
		}
		out.Items = append(out.Items, v)
	}
	return r.reply(200, out)
}
