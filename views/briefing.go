package views

import (
	"net/url"

	"shanpei/models"
)

// BriefingProps is the report to the leaders on one page.
type BriefingProps struct {
	models.Briefing
	CountyNames, ProgramNames map[string]string
}

// BriefingText writes a figure as it is read: 3,097 人, 312 人次以上, 125.00 万元.
func BriefingText(l Lang, x models.BriefingItem, unit string) string {
	if x.Unit == "fen" {
		return l.Money(Fen(x.Fen), unit)
	}
	text := l.Count(int64(x.N), x.Unit)
	if x.AtLeast {
		return l.T("activity.at_least", "count", text)
	}
	return text
}

// entriesHref leads to the entries of the journal that a figure is made of.
func entriesHref(kind, county, object string) string {
	if kind == "" {
		return ""
	}
	q := url.Values{"kind": {kind}}
	if county != "" {
		q.Set("county", county)
	}
	if object != "" {
		q.Set("object", object)
	}
	return "/staff/audit?" + q.Encode()
}

func briefingItems(d *StaffPage, g models.BriefingGroup) []KV {
	var out []KV
	for _, x := range g.Items {
		out = append(out, KV{Key: d.T("briefing.item." + x.Key), Value: BriefingText(d.Lang, x, d.Unit), Href: entriesHref(x.Kind, "", "")})
	}
	return out
}

// briefingTable shows money and person-times by county or by programme, and adds up to all.
func briefingTable(d *StaffPage, b BriefingProps, by string, rows []models.BriefingRow, names map[string]string) TableProps {
	t := TableProps{Caption: d.T("briefing.by_" + by), CaptionHidden: true, Wide: true, Columns: []Column{
		{Label: d.T("briefing.f." + by)}, {Label: d.T("briefing.item.received"), Num: true}, {Label: d.T("briefing.item.paid"), Num: true}, {Label: d.T("briefing.item.left"), Num: true}, {Label: d.T("briefing.item.helped"), Num: true}}}
	for _, r := range rows {
		name, county, object := d.T("briefing.unmatched"), "", ""
		if r.Key != "" {
			name = names[r.Key]
			if by == "county" {
				county = r.Key
			} else {
				object = r.Key
			}
		}
		label := Text(name)
		if r.Key != "" {
			label = Link("/staff/audit?"+url.Values{"county": {county}, "object": {object}}.Encode(), name)
		}
		received, paid := entriesHref("places.funded", county, object), entriesHref("disbursement.paid", county, object)
		if r.Key == "" {
			received = entriesHref("payment.received", "", "")
		}
		t.Rows = append(t.Rows, R(label, leads(received, Money(d.Page, Fen(r.ReceivedFen))), leads(paid, Money(d.Page, Fen(r.PaidFen))), leads(received, Money(d.Page, Fen(r.LeftFen()))), leads(paid, Number(int64(r.Helped)))))
	}
	received, paid := entriesHref("payment.received", "", ""), entriesHref("disbursement.paid", "", "")
	t.Rows = append(t.Rows, R(strong(d.T("insurance.total")), leads(received, Money(d.Page, Fen(b.ReceivedFen))), leads(paid, Money(d.Page, Fen(b.PaidFen))), leads(received, Money(d.Page, Fen(b.ReceivedFen-b.PaidFen))), leads(paid, Number(int64(b.Helped)))))
	return t
}
