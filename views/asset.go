package views

import (
	"strconv"

	"shanpei/models"
)

// AssetLine is equipment with who gave it.
type AssetLine struct {
	*models.Asset
	ProgramName string
}

// AssetOf makes a line of equipment.
func AssetOf(s *models.State, a *models.Asset) AssetLine {
	l := AssetLine{Asset: a}
	if g, ok := s.Programs.Get(a.Program); ok {
		l.ProgramName = g.Name
	}
	return l
}

func assetTable(p *Page, list []AssetLine, staff bool) TableProps {
	sort := func(key string) string {
		if staff {
			return key
		}
		return ""
	}
	t := TableProps{Caption: p.T("asset.title"), CaptionHidden: true, Empty: EmptyProps{Title: p.T("asset.none"), Text: p.T("asset.none_text")}, Columns: []Column{
		{Label: p.T("asset.f.number"), Sort: sort("number")}, {Label: p.T("asset.f.title")}, {Label: p.T("asset.f.kind")}, {Label: p.T("asset.f.institution")}, {Label: p.T("asset.f.fen"), Num: true, Sort: sort("fen")},
		{Label: p.T("asset.f.times"), Num: true}, {Label: p.T("asset.f.status")}}}
	for _, a := range list {
		href := "/equipment/" + a.Number
		if staff {
			href = "/staff/equipment/" + a.ID
		}
		t.Rows = append(t.Rows, R(Link(href, a.Number), Text(a.Title), Text(p.Lang.Term("asset_kind", a.Kind)), Text(a.Institution), Money(p, Fen(a.Fen)), Text(p.Lang.Count(int64(a.Times()), "person_times")), Chip(p, "asset", string(a.Status))))
	}
	return t
}

// StaffAssetTable lists equipment for staff.
func StaffAssetTable(d *StaffPage, list []AssetLine) TableProps {
	return assetTable(d.Page, list, true)
}

// AssetFilters are the choices above the list.
func AssetFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{{"status", d.T("asset.f.status"), options(d, "asset", models.AssetStatuses)}, {"kind", d.T("asset.f.kind"), options(d, "asset_kind", models.AssetKinds)}}
}

func assetFacts(p *Page, a AssetLine) []KV {
	return []KV{
		{Key: p.T("asset.f.number"), Value: a.Number}, {Key: p.T("asset.f.program"), Value: a.ProgramName}, {Key: p.T("asset.f.institution"), Value: a.Institution}, {Key: p.T("asset.f.kind"), Value: p.Lang.Term("asset_kind", a.Kind)},
		{Key: p.T("asset.f.supplier"), Value: a.Supplier}, Amount(p.T("asset.f.fen"), Fen(a.Fen)), {Key: p.T("asset.f.delivered"), Value: p.Lang.day(a.Delivered)}, {Key: p.T("asset.f.protocol"), Value: a.Protocol},
		{Key: p.T("asset.f.tag"), Value: a.Tag}, {Key: p.T("asset.f.times"), Value: p.Lang.Count(int64(a.Times()), "person_times")},
	}
}

// staffAssetFacts add where the money or the goods come from.
func staffAssetFacts(d *StaffPage, a AssetLine) []KV {
	items := append(assetFacts(d.Page, a), KV{Key: d.T("asset.f.accepted_by"), Value: d.Person(a.AcceptedBy)}, KV{Key: d.T("asset.f.reason"), Value: a.Reason})
	switch {
	case a.Sponsorship != "":
		items = append(items, KV{Key: d.T("asset.f.source"), Value: d.sponsorshipName(a.Sponsorship), Href: "/staff/sponsorships/" + a.Sponsorship})
	case a.Gift != "":
		g, _ := d.S.Gifts.Get(a.Gift)
		items = append(items, KV{Key: d.T("asset.f.source"), Value: d.T("asset.gift", "goods", g.Goods, "enterprise", d.EnterpriseName(g.Enterprise))})
	default:
		items = append(items, KV{Key: d.T("asset.f.source"), Value: d.T("medical.document", "document", a.Document)})
	}
	return items
}

func useTable(p *Page, a AssetLine) TableProps {
	t := TableProps{Caption: p.T("asset.use"), CaptionHidden: true, Empty: EmptyProps{Title: p.T("asset.no_use")}, Columns: []Column{{Label: p.T("asset.f.month")}, {Label: p.T("asset.f.times"), Num: true}}}
	for _, u := range a.Use {
		t.Rows = append(t.Rows, R(Text(u.Month), Text(strconv.Itoa(u.Times))))
	}
	return t
}

// assetSteps are what may be done with equipment now.
func assetSteps(d *StaffPage, a AssetLine) []string {
	var out []string
	for _, verb := range models.AssetVerbs {
		if _, err := models.AssetFlow.Next(a.Status, verb); err == nil && d.May(models.StepAsset{Verb: verb}.Permission()) {
			out = append(out, verb)
		}
	}
	return out
}
