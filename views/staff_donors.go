package views

import (
	"shanpei/models"
	"shanpei/models/money"
)

// StaffEnterprisesTable lists enterprises with what they promised and gave.
func StaffEnterprisesTable(d *StaffPage, list []*models.Enterprise, filtered bool) TableProps {
	t := TableProps{Caption: d.T("staff.enterprises.title"), CaptionHidden: true, Empty: StaffEmpty(d, "enterprises", filtered), Columns: []Column{
		{Label: d.F("name"), Sort: "name"}, {Label: d.F("uscc")}, {Label: d.F("status"), Sort: "status"}, {Label: d.F("marks")},
		{Label: d.F("pledged"), Num: true}, {Label: d.F("received"), Num: true},
	}}
	for _, e := range list {
		var pledged, received money.Fen
		for _, p := range d.S.PledgesOf(e.ID) {
			if p.Binding() {
				pledged += p.AmountFen
			}
			received += p.ReceivedFen
		}
		t.Rows = append(t.Rows, R(Link("/staff/enterprises/"+e.ID, e.Name), codeText(e.USCC), Chip(d.Page, "enterprise", string(e.Status)), enterpriseMarks(d, e),
			Money(d.Page, Fen(pledged)), Money(d.Page, Fen(received))))
	}
	return t
}

// StaffEnterpriseFilters are the choices above the list of enterprises.
func StaffEnterpriseFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{
		{"status", d.F("status"), options(d, "enterprise", []models.EnterpriseStatus{models.EnterpriseSubmitted, models.EnterpriseVerified, models.EnterpriseRejected})},
		{"mark", d.F("marks"), []Option{
			{Value: "member", Label: d.T("staff.enterprise.member")}, {Value: "state", Label: d.T("staff.enterprise.state_owned")}, {Value: "warned", Label: d.T("staff.enterprise.warned")},
		}},
	}
}

func enterpriseFacts(d *StaffPage, e *models.Enterprise) []KV {
	items := []KV{
		{Key: d.F("name"), Value: e.Name},
		{Key: d.F("uscc"), Value: e.USCC},
		{Key: d.T("staff.enterprise.member"), Value: yesNo(d, e.Member)},
		{Key: d.T("staff.enterprise.state_owned"), Value: yesNo(d, e.StateOwned)},
	}
	if e.StateOwned || e.Approval != "" {
		items = append(items, KV{Key: d.F("approval"), Value: e.Approval})
	}
	if e.Reason != "" {
		items = append(items, KV{Key: d.T("common.form.reason"), Value: e.Reason})
	}
	return items
}

func yesNo(d *StaffPage, b bool) string {
	if b {
		return d.T("common.yes")
	}
	return d.T("common.no")
}

// StaffPledgeStatuses are the statuses of a pledge, for filters.
var StaffPledgeStatuses = []models.PledgeStatus{models.PledgeIntended, models.PledgeSigned, models.PledgePartReceived, models.PledgeReceived,
	models.PledgeOverdue, models.PledgeCancelled, models.PledgeLapsed, models.PledgeClosed}

// StaffPledgeFilters are the choices above the list of pledges.
func StaffPledgeFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{
		{"status", d.F("status"), options(d, "pledge", StaffPledgeStatuses)},
		{"program", d.F("program"), d.ProgramOptions(false)},
		{"free", d.F("free"), []Option{{Value: "yes", Label: d.T("staff.pledges.unmatched")}}},
	}
}

// StaffPledgesTable lists pledges with the way of their money.
func StaffPledgesTable(d *StaffPage, list []*models.Pledge, filtered bool) TableProps {
	t := TableProps{Caption: d.T("staff.pledges.title"), CaptionHidden: true, Empty: StaffEmpty(d, "pledges", filtered), Columns: []Column{
		{Label: d.F("number"), Sort: "number"}, {Label: d.F("enterprise")}, {Label: d.F("purpose")}, {Label: d.F("pledged"), Num: true, Sort: "amount"},
		{Label: d.F("received"), Num: true, Sort: "received"}, {Label: d.F("matched"), Num: true}, {Label: d.F("paid"), Num: true},
		{Label: d.F("status"), Sort: "status"}, {Label: d.F("next_due"), Sort: "due"},
	}}
	for _, p := range list {
		t.Rows = append(t.Rows, R(Link("/staff/pledges/"+p.ID, p.Number), staffEnterpriseCell(d, p.Enterprise), Text(d.PurposeText(p.Purpose)), Money(d.Page, Fen(p.AmountFen)),
			Money(d.Page, Fen(p.ReceivedFen)), Money(d.Page, Fen(p.CommittedFen)), Money(d.Page, Fen(p.PaidFen)), Chip(d.Page, "pledge", string(p.Status)), nextDue(d, p)))
	}
	return t
}

func pledgeFacts(d *StaffPage, p *models.Pledge) []KV {
	items := []KV{
		{Key: d.F("enterprise"), Value: d.EnterpriseName(p.Enterprise), Href: "/staff/enterprises/" + p.Enterprise},
		{Key: d.F("purpose"), Value: d.PurposeText(p.Purpose)},
		{Key: d.F("agreement"), Value: p.Agreement},
		{Key: d.F("reference"), Value: p.Reference()},
		{Key: d.F("anonymous"), Value: yesNo(d, p.Anonymous)},
	}
	if p.Naming != "" {
		items = append(items, KV{Key: d.F("naming"), Value: p.Naming})
	}
	if p.MaxPlacesPerNeed > 0 {
		items = append(items, KV{Key: d.F("max_places_per_need"), Value: Count(int64(p.MaxPlacesPerNeed))})
	}
	if p.HoldUntil != "" {
		items = append(items, KV{Key: d.F("hold_until"), Value: d.DayOf(p.HoldUntil) + " · " + d.Due(p.HoldUntil)})
	}
	if p.OfferedFen > 0 {
		items = append(items, Amount(d.T("offers.kept_money"), Fen(p.OfferedFen)))
	}
	return append(items, Amount(d.F("free"), Fen(p.FreeFen())))
}

// pledgeChain is the way of a pledge's money in five links, each with the entry that says so.
func pledgeChain(d *StaffPage, p *models.Pledge) []Fact {
	last := map[string]*models.Fact{}
	for _, f := range d.S.Chain(p.ID) {
		last[f.Kind] = f
	}
	var proven money.Fen
	for _, sp := range d.S.SponsorshipsOfPledge(p.ID) {
		if sp.Places > 0 && sp.PaidPlaces > 0 {
			proven += sp.PaidFen * money.Fen(sp.ProvenPlaces) / money.Fen(sp.PaidPlaces)
		}
	}
	link := func(label string, fen, whole money.Fen, kind string) Fact {
		amount := Fen(fen)
		f := Fact{Label: d.T(label), Amount: &amount, State: FactAhead}
		switch {
		case fen >= whole && fen > 0:
			f.State = FactDone
		case fen > 0:
			f.State = FactPart
		}
		if from := last[kind]; from != nil && fen > 0 {
			f.At, f.Entry, f.EntryHref = from.At, from.Seq, d.entryHref(from.Seq)
		}
		return f
	}
	pledged := Fact{Label: d.T("common.fact.pledged"), State: FactDone, At: p.MadeAt, Entry: p.MadeSeq, EntryHref: d.entryHref(p.MadeSeq)}
	amount := Fen(p.AmountFen)
	pledged.Amount = &amount
	switch {
	case p.SignedSeq > 0:
		pledged.At, pledged.Entry, pledged.EntryHref = p.SignedAt, p.SignedSeq, d.entryHref(p.SignedSeq)
	case !p.Live():
		pledged.State = FactFailed
	default:
		pledged.State = FactPart
	}
	return []Fact{
		pledged,
		link("common.fact.received", p.ReceivedFen, p.AmountFen, "payment_received"),
		link("common.fact.matched", p.CommittedFen, p.AmountFen, "places_held"),
		link("common.fact.paid_out", p.PaidFen, p.AmountFen, "lines_paid"),
		link("common.fact.proven", proven, p.AmountFen, "places_proven"),
	}
}

func (d *StaffPage) entryHref(seq int64) string {
	if !d.May(models.ViewAudit) {
		return ""
	}
	return auditHref(seq)
}

func instalmentsTable(d *StaffPage, p *models.Pledge) TableProps {
	t := TableProps{Caption: d.T("common.instalments.title"), Columns: []Column{
		{Label: d.F("no"), Num: true}, {Label: d.F("due")}, {Label: d.F("amount"), Num: true}, {Label: d.F("received"), Num: true}, {Label: d.F("status")},
	}}
	for _, in := range p.Instalments {
		status := "due"
		switch {
		case in.ReceivedFen >= in.AmountFen:
			status = "received"
		case in.Due < d.Today:
			status = "overdue"
		}
		t.Rows = append(t.Rows, R(Number(int64(in.No)), Text(d.DayOf(in.Due)), Money(d.Page, Fen(in.AmountFen)), Money(d.Page, Fen(in.ReceivedFen)), Chip(d.Page, "instalment", status)))
	}
	return t
}

func paymentsTable(d *StaffPage, list []*models.Payment, empty string) TableProps {
	t := TableProps{Caption: d.T("staff.payments.title"), CaptionHidden: true, Empty: StaffEmpty(d, empty, false), Columns: []Column{
		{Label: d.F("number")}, {Label: d.F("day")}, {Label: d.F("amount"), Num: true}, {Label: d.F("source")}, {Label: d.F("receipt")}, {Label: d.F("entry")},
	}}
	for _, p := range list {
		t.Rows = append(t.Rows, R(Text(p.Number), Text(d.DayOf(p.Day)), Money(d.Page, Fen(p.Fen)), paymentSource(d, p), receiptCell(d, p.ID), staffEntry(d, p.Seq)))
	}
	return t
}

func sponsorshipsOfPledge(d *StaffPage, p *models.Pledge) TableProps {
	t := StaffSponsorshipsTable(d, d.S.SponsorshipsOfPledge(p.ID), false)
	t.Empty = StaffEmpty(d, "sponsorships_of_pledge", false)
	return t
}

// StaffPledgeFormProps is the form of a pledge that staff make for an enterprise.
type StaffPledgeFormProps struct {
	Rows []InstalmentRow
}

// purpose fills a field of a purpose: the models name its faults purpose.programs and the like.
func (f FieldProps) purpose(s FormState, name string) FieldProps {
	f = f.Of(s)
	if f.Error == "" {
		f.Error = s.Error("purpose." + name)
	}
	return f
}

func plain[T ~string](list []T) []string {
	return eachText(list, func(v T) string { return string(v) })
}
