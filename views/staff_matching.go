package views

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"shanpei/models"
	"shanpei/models/money"
)

// ReasonText is the sentence of a matching reason. What it names by its id is shown by its number or name.
func (d *StaffPage) ReasonText(r models.Reason) string {
	args := make([]any, 0, 2*len(r.Params))
	for _, p := range r.Params {
		args = append(args, p.Name, d.reasonValue(p.Name, p.Value))
	}
	key := "matching.reason." + r.Kind
	if !d.Lang.Has(key) {
		return d.T("staff.matching.reason_other", "kind", r.Kind)
	}
	return d.T(key, args...)
}

func (d *StaffPage) reasonValue(name, value string) any {
	if n, ok := d.S.Needs.Get(value); ok {
		return n.Number
	}
	if p, ok := d.S.Pledges.Get(value); ok {
		return p.Number
	}
	if p, ok := d.S.Programs.Get(value); ok {
		return p.Name
	}
	if e, ok := d.S.Enterprises.Get(value); ok {
		return e.Name
	}
	for code, c := range d.S.Counties.All() { // the desk names it as the journal does; the page names it in its language
		if name == "county" && (code == value || c.Name == value) {
			return d.Place(code, "")
		}
	}
	if n, err := strconv.ParseInt(value, 10, 64); err == nil {
		if len(name) >= 3 && name[len(name)-3:] == "fen" {
			return Fen(n)
		}
		return n
	}
	for _, kind := range []string{"need_type", "stage"} {
		if d.Lang.Has("common." + kind + "." + value) {
			return d.Lang.Term(kind, value)
		}
	}
	return value
}

// StaffMatchesTable lists the runs of the matching, newest first.
func StaffMatchesTable(d *StaffPage, runs []*models.Match) TableProps {
	t := TableProps{Caption: d.T("staff.matching.history"), CaptionHidden: true, Empty: StaffEmpty(d, "matches", false), Columns: []Column{
		{Label: d.F("number")}, {Label: d.F("at")}, {Label: d.F("programs")}, {Label: d.F("proposals"), Num: true}, {Label: d.F("waiting"), Num: true},
		{Label: d.F("amount"), Num: true}, {Label: d.F("by")}, {Label: d.F("entry")},
	}}
	for _, m := range runs {
		t.Rows = append(t.Rows, R(Link("/staff/matching/"+m.ID, m.Number), InstantText(d.Page, m.At), Text(MatchScope(d, m)), Number(int64(len(m.Proposals))), Number(int64(m.Waiting())),
			Money(d.Page, Fen(proposed(m))), Text(d.Person(m.By)), staffEntry(d, m.Seq)))
	}
	return t
}

// MatchScope says of which programmes a run is.
func MatchScope(d *StaffPage, m *models.Match) string { return programsText(d, m.Programs) }

// programsText names programmes by their ids or slugs; none means all of them.
func programsText(d *StaffPage, programs []string) string {
	if len(programs) == 0 {
		return d.T("staff.matching.all_programs")
	}
	return strings.Join(eachText(programs, func(id string) string {
		if p, ok := d.S.ProgramBySlug(id); ok {
			return p.Name
		}
		return id
	}), d.T("staff.or"))
}

func proposed(m *models.Match) money.Fen {
	var sum money.Fen
	for _, p := range m.Proposals {
		sum += p.AmountFen
	}
	return sum
}

// StaffMatchProps is one run: its proposals as far as the page shows them, cut into pages.
type StaffMatchProps struct {
	Match     *models.Match
	Proposals []models.Proposal
	Pager     PagerProps
	Filters   []StaffFilter
	Sides     *DeskSides  // its totals
	Record    *DeskRecord // nil: it has none
	Others    []Option    // runs to compare it with
}

func matchFigures(d *StaffPage, m *models.Match) []Figure {
	amount := Fen(proposed(m))
	places := 0
	for _, p := range m.Proposals {
		places += p.Places
	}
	unmet := m.More.Places
	for _, u := range m.Unmet {
		unmet += u.Places
	}
	unspent := Fen(m.More.UnspentFen)
	for _, u := range m.Unspent {
		unspent += Fen(u.Fen)
	}
	return []Figure{
		{Label: d.F("proposals"), Count: int64(len(m.Proposals)), Unit: "items", Note: d.T("staff.matching.waiting_n", "n", m.Waiting()), Href: "#proposals"},
		{Label: d.T("staff.matching.proposed"), Money: &amount, Note: d.Lang.Count(int64(places), "places"), Href: "#proposals"},
		{Label: d.T("staff.matching.unmet"), Count: int64(unmet), Unit: "places", Note: d.T("staff.matching.needs_n", "n", len(m.Unmet)+m.More.Needs), Href: "#unmet"},
		{Label: d.T("staff.matching.unspent"), Money: &unspent, Note: d.T("staff.matching.pledges_n", "n", len(m.Unspent)+m.More.Pledges), Href: "#unspent"},
	}
}

// proposalState tells whether a proposal was accepted, still stands, or was overtaken.
func proposalState(d *StaffPage, m *models.Match, p models.Proposal) string {
	if p.Sponsorship != "" {
		return "accepted"
	}
	if n, ok := d.S.Needs.Get(p.Need); !ok || !n.Takes() || n.Left() < p.Places {
		return "stale"
	}
	if pl, ok := d.S.Pledges.Get(p.Pledge); !ok || pl.FreeFen() < p.AmountFen {
		return "stale"
	}
	return "proposed"
}

func proposalsTable(d *StaffPage, v StaffMatchProps) TableProps {
	t := TableProps{Caption: d.T("staff.matching.proposals"), CaptionHidden: true, Empty: StaffEmpty(d, "proposals", d.Query("program") != "" || d.Query("state") != ""), Columns: []Column{
		{Label: d.T("staff.matching.choose")}, {Label: d.F("pledge")}, {Label: d.F("need")}, {Label: d.F("places"), Num: true}, {Label: d.F("amount"), Num: true},
		{Label: d.T("staff.matching.reasons")}, {Label: d.F("status")},
	}}
	for _, p := range v.Proposals {
		row := R(proposalBox(d, v.Match, p), staffPledgeCell(d, p.Pledge), staffNeedCell(d, p.Need), Number(int64(p.Places)), Money(d.Page, Fen(p.AmountFen)), proposalReasons(d, v.Match, p),
			proposalStatus(d, v.Match, p))
		row.ID = "proposal-" + p.ID
		t.Rows = append(t.Rows, row)
	}
	return t
}

func unmetTable(d *StaffPage, list []models.Unmet, caption string, cell func(*StaffPage, string) templ.Component, places bool) TableProps {
	t := TableProps{Caption: caption, CaptionHidden: true, Columns: []Column{{Label: d.F("number")}}}
	if places {
		t.Columns = append(t.Columns, Column{Label: d.F("places"), Num: true})
	}
	t.Columns = append(t.Columns, Column{Label: d.F("amount"), Num: true}, Column{Label: d.T("staff.matching.why")})
	for i, u := range list {
		if i == unmetShown {
			break
		}
		row := R(cell(d, u.ID))
		if places {
			row.Cells = append(row.Cells, Number(int64(u.Places)))
		}
		row.Cells = append(row.Cells, Money(d.Page, Fen(u.Fen)), unmetReasons(d, u))
		t.Rows = append(t.Rows, row)
	}
	return t
}

// unmetShown bounds the lists of what a run could not use; the rest is counted.
const unmetShown = 100

// StaffSponsorshipsTable lists sponsorships with how far their places are.
func StaffSponsorshipsTable(d *StaffPage, list []*models.Sponsorship, filtered bool) TableProps {
	t := TableProps{Caption: d.T("staff.sponsorships.title"), CaptionHidden: true, Empty: StaffEmpty(d, "sponsorships", filtered), Columns: []Column{
		{Label: d.F("need")}, {Label: d.F("pledge")}, {Label: d.F("places"), Num: true, Sort: "places"}, {Label: d.F("funded"), Num: true}, {Label: d.F("paid_places"), Num: true},
		{Label: d.F("proven"), Num: true}, {Label: d.F("amount"), Num: true, Sort: "amount"}, {Label: d.F("status"), Sort: "status"}, {Label: d.F("entry"), Sort: "made"},
	}}
	for _, sp := range list {
		t.Rows = append(t.Rows, R(staffSponsorshipCell(d, sp), staffPledgeCell(d, sp.Pledge), Number(int64(sp.Places)), Number(int64(sp.FundedPlaces)), Number(int64(sp.PaidPlaces)), Number(int64(sp.ProvenPlaces)),
			Money(d.Page, Fen(sp.UnitPriceFen)*Fen(sp.Places)), Chip(d.Page, "sponsorship", string(sp.Status)), staffEntry(d, sp.MadeSeq)))
	}
	return t
}

// StaffSponsorshipFilters are the choices above the list of sponsorships.
func StaffSponsorshipFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{
		{"status", d.F("status"), options(d, "sponsorship", []models.SponsorshipStatus{models.SponsorshipHeld, models.SponsorshipFunded, models.SponsorshipActive,
			models.SponsorshipPaidOut, models.SponsorshipProven, models.SponsorshipEnded, models.SponsorshipReplaced})},
		{"program", d.F("program"), d.ProgramOptions(false)},
		{"county", d.F("county"), d.CountyOptions()},
	}
}

func sponsorshipFacts(d *StaffPage, sp *models.Sponsorship) []KV {
	items := []KV{
		{Key: d.F("need"), Value: d.NeedNumber(sp.Need), Href: "/staff/needs/" + sp.Need},
		{Key: d.F("program"), Value: d.ProgramName(sp.Program), Href: "/staff/programs/" + sp.Program},
		{Key: d.F("county"), Value: d.Place(sp.County, "")},
		{Key: d.F("slots"), Value: slotsText(sp.Slots)},
		Amount(d.F("unit_price"), Fen(sp.UnitPriceFen)),
		Amount(d.F("funded_fen"), Fen(sp.FundedFen)),
		Amount(d.F("reserved_fen"), Fen(sp.ReservedFen)),
		Amount(d.F("paid"), Fen(sp.PaidFen)),
	}
	if d.May(models.ViewMoney) {
		items = append([]KV{{Key: d.F("pledge"), Value: d.PledgeNumber(sp.Pledge) + " · " + d.EnterpriseName(sp.Enterprise), Href: "/staff/pledges/" + sp.Pledge}}, items...)
	}
	if m, ok := d.S.Matches.Get(sp.Match); ok && d.May(models.ViewMoney) {
		items = append(items, KV{Key: d.F("match"), Value: m.Number, Href: "/staff/matching/" + m.ID})
	}
	if sp.Replaces != "" {
		items = append(items, KV{Key: d.F("replaces"), Value: d.sponsorshipName(sp.Replaces), Href: "/staff/sponsorships/" + sp.Replaces})
	}
	if sp.ReplacedBy != "" {
		items = append(items, KV{Key: d.F("replaced_by"), Value: d.sponsorshipName(sp.ReplacedBy), Href: "/staff/sponsorships/" + sp.ReplacedBy})
	}
	if sp.Reason != "" {
		items = append(items, KV{Key: d.T("common.form.reason"), Value: d.FactNote(sp.Reason)})
	}
	return items
}

func (d *StaffPage) sponsorshipName(id string) string {
	sp, ok := d.S.Sponsorships.Get(id)
	if !ok {
		return id
	}
	return d.NeedNumber(sp.Need) + " · " + d.Lang.Count(int64(sp.Places), "places")
}

func slotsText(s models.Spans) string {
	out := ""
	for _, r := range s {
		if out != "" {
			out += ", "
		}
		out += strconv.Itoa(r.From)
		if r.To > r.From {
			out += "–" + strconv.Itoa(r.To)
		}
	}
	return out
}

// payoutsOf lists the lines of payouts that pay for a sponsorship.
func payoutsOf(d *StaffPage, sponsorship string) TableProps {
	t := TableProps{Caption: d.T("staff.payouts.title"), CaptionHidden: true, Empty: StaffEmpty(d, "payouts_of", false), Columns: []Column{
		{Label: d.F("number")}, {Label: d.F("line"), Num: true}, {Label: d.F("places"), Num: true}, {Label: d.F("amount"), Num: true}, {Label: d.F("payee_kind")}, {Label: d.F("status")},
	}}
	for _, p := range d.S.Disbursements.All() {
		for _, l := range p.Lines {
			if l.Sponsorship == sponsorship {
				t.Rows = append(t.Rows, R(staffPayoutCell(d, p), Number(int64(l.No)), Number(int64(l.Places)), Money(d.Page, Fen(l.AmountFen)), Text(d.Payee(l.PayeeKind)), lineStatus(d, l)))
			}
		}
	}
	return t
}

func (d *StaffPage) sponsorshipLead(sp *models.Sponsorship) string {
	if d.May(models.ViewMoney) {
		return d.EnterpriseName(sp.Enterprise) + " · " + d.PledgeNumber(sp.Pledge)
	}
	return d.ProgramName(sp.Program)
}

// StaffMatchFilters are the choices above a run's proposals: what its proposals are about.
func StaffMatchFilters(d *StaffPage, m *models.Match) []StaffFilter {
	programs, counties := map[string]bool{}, map[string]bool{}
	for _, p := range m.Proposals {
		if n, ok := d.S.Needs.Get(p.Need); ok {
			programs[n.Program], counties[n.County] = true, true
		}
	}
	of := func(all []Option, have map[string]bool) (out []Option) {
		for _, o := range all {
			if have[o.Value] {
				out = append(out, o)
			}
		}
		return out
	}
	return []StaffFilter{
		{"program", d.F("program"), of(d.ProgramOptions(false), programs)},
		{"county", d.F("county"), of(d.CountyOptions(), counties)},
		{"state", d.F("status"), options(d, "proposal", []string{"proposed", "accepted"})},
	}
}
