package handlers

import (
	"cmp"
	"slices"

	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

func publicAssets(r *Request) error {
	p := r.page(views.Public, "asset.title")
	p.Description = r.Lang.T("asset.lead")
	var list []views.AssetLine
	for _, a := range r.State.Assets.All() {
		if a.Seen() {
			list = append(list, views.AssetOf(r.State, a))
		}
	}
	newestFirst(list)
	return r.HTML(200, views.PublicAssets(p, list))
}

func publicAsset(r *Request) error {
	a, ok := r.State.AssetByNumber(r.Params("number"))
	if !ok || !a.Seen() {
		return models.Refuse(models.NotFound, "not_found")
	}
	p := r.page(views.Public, a.Title)
	p.Crumbs = []views.Crumb{{Label: r.Lang.T("asset.title"), Href: "/equipment"}, {Label: a.Number}}
	return r.HTML(200, views.PublicAsset(p, views.AssetOf(r.State, a)))
}

func staffAssets(r *Request) error {
	var all []views.AssetLine
	for _, a := range r.State.Assets.All() {
		if fits(r.Query("status"), a.Status) && fits(r.Query("kind"), a.Kind) && sought(r.Query("q"), a.Number, a.Title, a.Tag, a.Institution) {
			all = append(all, views.AssetOf(r.State, a))
		}
	}
	newestFirst(all)
	d := r.staff("asset.title")
	rows, pager := arranged(r, d, all, map[string]order[views.AssetLine]{
		"number": func(a, b views.AssetLine) int { return cmp.Compare(a.Number, b.Number) },
		"fen":    func(a, b views.AssetLine) int { return cmp.Compare(a.Fen, b.Fen) },
	})
	l := views.StaffListProps{
		Title: d.Title, Lead: d.T("asset.staff_lead"), Search: d.T("asset.search"), Filters: views.AssetFilters(d), Table: views.StaffAssetTable(d, rows), Pager: pager,
	}
	if r.Actor.Can(models.ManageAssets) {
		l.Actions = []views.ButtonProps{{Label: d.T("asset.new"), Href: "/staff/equipment/new", Kind: views.ButtonAction, Icon: "plus"}}
	}
	return r.HTML(200, views.StaffList(d, l))
}

func staffAssetNew(r *Request) error { return r.showAssetForm(nil) }

func (r *Request) showAssetForm(f *form) error {
	d := r.staff("asset.new", r.crumb("asset.title", "/staff/equipment"))
	status := 200
	if f != nil {
		f.onto(d, "asset")
		status = f.Status()
	}
	var places, gifts []views.Option
	for id, sp := range r.State.Sponsorships.All() {
		if n, _ := r.State.Needs.Get(sp.Need); n.Type == models.Equipment && sp.Live() {
			places = append(places, views.Option{Value: id, Label: n.Number + " · " + d.EnterpriseName(sp.Enterprise)})
		}
	}
	for id, g := range r.State.Gifts.All() {
		gifts = append(gifts, views.Option{Value: id, Label: g.Goods + " · " + d.EnterpriseName(g.Enterprise)})
	}
	return r.HTML(status, views.StaffAssetNew(d, places, gifts))
}

func staffAssetOrder(r *Request) error {
	f := r.form("program", "institution", "kind", "title", "supplier", "fen", "sponsorship", "gift", "document")
	a := models.Asset{
		Program: f.Text("program"), Institution: f.Text("institution"), Kind: f.Text("kind"), Title: f.Text("title"), Supplier: f.Text("supplier"), Fen: f.Yuan("fen"),
		Sponsorship: f.Text("sponsorship"), Gift: f.Text("gift"), Document: f.Text("document"),
	}
	out, again, err := f.ask(models.OrderAsset{Asset: a})
	if again {
		return r.showAssetForm(f)
	}
	if err != nil {
		return err
	}
	made := event[models.AssetOrderedDown](out).Asset
	return r.Done("/staff/equipment/"+made.ID, "asset.done.ordered", "number", made.Number)
}

func staffAsset(r *Request) error { return r.showAsset(nil, "") }

func (r *Request) showAsset(f *form, name string) error {
	a, ok := r.State.Assets.Get(r.Params("id"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	d := r.staff(a.Title, r.crumb("asset.title", "/staff/equipment"))
	status := 200
	if f != nil {
		f.onto(d, name)
		status = f.Status()
	}
	return r.HTML(status, views.StaffAsset(d, views.AssetOf(r.State, a)))
}

func staffAssetStep(r *Request) error {
	f := r.form("verb", "day", "protocol", "tag", "month", "times", "reason")
	c := models.StepAsset{
		ID: r.Params("id"), Verb: f.Text("verb"), Day: f.Day("day"), Protocol: f.Text("protocol"), Tag: f.Text("tag"), Month: f.Text("month"), Times: f.Int("times"), Reason: f.Text("reason"), IfVersion: f.Version(),
	}
	if !slices.Contains(models.AssetVerbs, c.Verb) {
		return models.Refuse(models.Invalid, "unknown_choice").At("verb")
	}
	_, again, err := f.ask(c)
	if again {
		return r.showAsset(f, c.Verb)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/equipment/"+c.ID, "asset.done.step")
}

// assetView is equipment as everybody may see it.
type assetView struct {
	Number      string             `json:"number"`
	Title       string             `json:"title"`
	Kind        string             `json:"kind"`
	Institution string             `json:"institution"`
	Status      models.AssetStatus `json:"status"`
	Delivered   models.Day         `json:"delivered"`
	Fen         money.Fen          `json:"fen"`
	Times       int                `json:"times"` // how often it was used
}

// apiAssets lists equipment that was accepted. GET /equipment
func apiAssets(r *Request) error {
	limit, after, err := r.query()
	if err != nil {
		return err
	}
	return r.reply(200, paged(after, limit, r.State.Assets.From, func(a *models.Asset) (assetView, bool) {
		return assetView{
			Number: a.Number, Title: a.Title, Kind: a.Kind, Institution: a.Institution, Status: a.Status, Delivered: a.Delivered, Fen: a.Fen, Times: a.Times(),
		}, a.Seen()
	}))
}
