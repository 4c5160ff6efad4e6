package models

import (
	"slices"
	"strings"

	"shanpei/models/money"
)

// BriefingItem is one figure of the briefing, in a unit of its own, with the kind of event that its entries are of.
type BriefingItem struct {
	Key     string    // of the message
	N       int       // in Unit
	Unit    string    // persons, person_times, sessions, operations, …; money: fen
	Fen     money.Fen // when the unit is money
	AtLeast bool      // 余: a lower bound
	Kind    string    // of the events that made it
}

// BriefingGroup is one heading of the briefing (六个民政) with its figures.
type BriefingGroup struct {
	Key   string
	Items []BriefingItem
}

// BriefingRow is what came in, went out and is left for a county or a programme, and how many places were paid (受益人次).
type BriefingRow struct {
	Key                  string // county code or programme id; empty: what is matched to none yet
	ReceivedFen, PaidFen money.Fen
	Helped               int // places of persons that were paid: person-times, for a child may have one each term
}

// LeftFen is what came in and did not go out.
func (r BriefingRow) LeftFen() money.Fen { return r.ReceivedFen - r.PaidFen }

// Briefing is the report to the leaders (领导汇报) on one page, as of an entry of the journal.
type Briefing struct {
	AsOf                Day
	Seq                 int64
	Groups              []BriefingGroup
	Counties, Programs  []BriefingRow
	ReceivedFen         money.Fen
	PaidFen, PledgedFen money.Fen
	Helped              int
}

// BriefingHeadings are the six headings of the report, in their order: 为民, 品牌, 实干, 活力, 整体, 忠诚.
var BriefingHeadings = []string{"people", "brand", "deeds", "vigour", "whole", "faith"}

// Briefing reckons the report from the state, on a day.
func (s *State) Briefing(today Day) Briefing {
	b := Briefing{AsOf: today, Seq: s.Seq, ReceivedFen: s.Totals.ReceivedFen, PaidFen: s.Totals.PaidFen, PledgedFen: s.Totals.PledgedFen, Helped: s.Totals.Helped}
	count := func(key string, n int, unit, kind string) BriefingItem {
		return BriefingItem{Key: key, N: n, Unit: unit, Kind: kind}
	}
	b.Groups = []BriefingGroup{
		{"people", s.briefPeople()}, {"brand", s.briefBrand()}, {"deeds", s.briefDeeds()}, {"vigour", s.briefVigour()},
		{"whole", []BriefingItem{
			{Key: "received", Unit: "fen", Fen: b.ReceivedFen, Kind: "payment.received"}, {Key: "paid", Unit: "fen", Fen: b.PaidFen, Kind: "disbursement.paid"},
			{Key: "left", Unit: "fen", Fen: b.ReceivedFen - b.PaidFen, Kind: "payment.received"}, count("helped", b.Helped, "person_times", "disbursement.paid"),
		}},
		{"faith", s.briefFaith(today)},
	}
	b.Counties, b.Programs = s.briefRows()
	return b
}

// briefPeople: whom the state and the federation stand by.
func (s *State) briefPeople() []BriefingItem {
	register, covered := 0, 0
	for _, c := range s.Beneficiaries.All() {
		if c.Status == BeneficiaryAccepted {
			register++
			if c.MedicalCover {
				covered++
			}
		}
	}
	insured, paid := 0, 0
	for _, p := range s.InsurancePolicies.All() {
		if p.Status == PolicySealed {
			insured += p.Sums().Heads
		}
	}
	for _, n := range s.Needs.All() {
		if n.Type == StudyAid {
			paid += n.Paid
		}
	}
	var f Funnel
	for id := range s.Programs.All() {
		x := s.FunnelOf(id, "")
		f.Sessions += x.Sessions
		f.Attended += x.Attended
		f.AtLeast = f.AtLeast || x.AtLeast
		f.Operated += x.Operated
	}
	return []BriefingItem{
		{Key: "register", N: register, Unit: "persons", Kind: "beneficiary.entered"}, {Key: "covered", N: covered, Unit: "persons", Kind: "beneficiary.entered"},
		{Key: "insured", N: insured, Unit: "persons", Kind: "policy.stepped"}, {Key: "study", N: paid, Unit: "person_times", Kind: "disbursement.paid"},
		{Key: "screenings", N: f.Sessions, Unit: "sessions", Kind: "screening.stepped"}, {Key: "screened", N: f.Attended, Unit: "person_times", AtLeast: f.AtLeast, Kind: "screening.stepped"},
		{Key: "operations", N: f.Operated, Unit: "operations", Kind: "case.stepped"},
	}
}

// briefBrand: what stands under 筑梦阳光 护未泰安 and the six sub-brands.
func (s *State) briefBrand() []BriefingItem {
	var sum ActivitySums
	for _, a := range s.Activities.All() {
		if a.Seen() {
			sum.Add(a.Sums())
		}
	}
	brands := 0
	for _, c := range s.Counties.All() {
		if c.SubBrand != "" {
			brands++
		}
	}
	return []BriefingItem{
		{Key: "brands", N: brands, Unit: "items", Kind: "county.put"}, {Key: "sessions", N: sum.Sessions, Unit: "sessions", AtLeast: sum.AtLeast, Kind: "activity.session"},
		{Key: "children", N: sum.Children, Unit: "person_times", AtLeast: sum.AtLeast, Kind: "activity.session"}, {Key: "parents", N: sum.Parents, Unit: "person_times", AtLeast: sum.AtLeast, Kind: "activity.session"},
	}
}

// briefDeeds: visits, surveys, and who was found.
func (s *State) briefDeeds() []BriefingItem {
	survey, households := 0, 0
	for _, b := range s.Beneficiaries.All() {
		if b.Status == BeneficiaryAccepted && b.Source == "survey" {
			survey++
		}
	}
	for _, c := range s.Campaigns.All() {
		households += c.Households
	}
	return []BriefingItem{
		{Key: "survey", N: survey, Unit: "persons", Kind: "beneficiary.entered"}, {Key: "visits", N: s.Visits.Len(), Unit: "times", Kind: "visit.recorded"},
		{Key: "households", N: households, Unit: "households", Kind: "campaign.stepped"}, {Key: "campaigns", N: s.Campaigns.Len(), Unit: "items", Kind: "campaign.planned"},
	}
}

// briefVigour: enterprises, volunteers, organisations.
func (s *State) briefVigour() []BriefingItem {
	donors, contracts := 0, 0
	var volunteers ActivitySums
	for id, e := range s.Enterprises.All() {
		if e.Status == EnterpriseVerified && slices.ContainsFunc(s.PledgesOf(id), func(p *Pledge) bool { return p.ReceivedFen > 0 }) {
			donors++
		}
	}
	for _, a := range s.Activities.All() {
		if a.Seen() {
			volunteers.Add(a.Sums())
		}
	}
	for _, c := range s.Contracts.All() {
		if c.Seen() {
			contracts++
		}
	}
	return []BriefingItem{
		{Key: "donors", N: donors, Unit: "enterprises", Kind: "enterprise.decided"}, {Key: "pledged", Unit: "fen", Fen: s.Totals.PledgedFen, Kind: "pledge.signed"},
		{Key: "volunteers", N: volunteers.Hours, Unit: "hours", Kind: "activity.session"}, {Key: "contracts", N: contracts, Unit: "items", Kind: "contract.stepped"},
	}
}

// briefFaith: training, and what was published in time.
func (s *State) briefFaith(today Day) []BriefingItem {
	trained, published, late := 0, 0, 0
	for _, c := range s.Courses.All() {
		trained += c.Times()
	}
	for _, p := range s.Programs.All() {
		for _, due := range s.DisclosureClock(p) {
			switch {
			case due.Published != nil:
				published++
			case due.Due < today:
				late++
			}
		}
	}
	return []BriefingItem{
		{Key: "trained", N: trained, Unit: "person_times", Kind: "course.stepped"}, {Key: "published", N: published, Unit: "items", Kind: "disclosure.published"}, {Key: "late", N: late, Unit: "items", Kind: "disclosure.published"},
	}
}

// briefRows adds up the money by county and by programme. What came in and has no place yet stands in a row of its own, so that each table adds up to all.
func (s *State) briefRows() (counties, programs []BriefingRow) {
	byCounty, byProgram := map[string]*BriefingRow{}, map[string]*BriefingRow{}
	row := func(m map[string]*BriefingRow, key string) *BriefingRow {
		if m[key] == nil {
			m[key] = &BriefingRow{Key: key}
		}
		return m[key]
	}
	for code := range s.Counties.All() {
		row(byCounty, code)
	}
	for id := range s.Programs.All() {
		row(byProgram, id)
	}
	for _, sp := range s.Sponsorships.All() {
		n, _ := s.Needs.Get(sp.Need)
		for _, r := range []*BriefingRow{row(byCounty, sp.County), row(byProgram, sp.Program)} {
			r.ReceivedFen += sp.FundedFen
			r.PaidFen += sp.PaidFen
			if NeedTypes[n.Type].Persons {
				r.Helped += sp.PaidPlaces
			}
		}
	}
	list := func(m map[string]*BriefingRow) (out []BriefingRow) {
		rest := BriefingRow{ReceivedFen: s.Totals.ReceivedFen, PaidFen: s.Totals.PaidFen, Helped: s.Totals.Helped}
		for _, r := range m {
			out = append(out, *r)
			rest.ReceivedFen -= r.ReceivedFen
			rest.PaidFen -= r.PaidFen
			rest.Helped -= r.Helped
		}
		slices.SortFunc(out, func(a, b BriefingRow) int { return strings.Compare(a.Key, b.Key) })
		if rest != (BriefingRow{}) {
			out = append(out, rest)
		}
		return out
	}
	return list(byCounty), list(byProgram)
}
