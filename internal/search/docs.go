package search

import (
	"iter"
	"net/url"

	"shanpei/models"
	"shanpei/models/money"
)

// reader finds the thing of an id in one table of the state, as it is found by a search.
type reader struct {
	read func(s *models.State, id string) (*Doc, bool)
	ids  func(s *models.State) iter.Seq[string]
}

// table is a reader over a table.
func table[V any](of func(*models.State) models.Table[V], doc func(s *models.State, id string, v V) Doc) reader {
	return reader{
		read: func(s *models.State, id string) (*Doc, bool) {
			v, ok := of(s).Get(id)
			if !ok {
				return nil, false
			}
			d := doc(s, id, v)
			d.ID = id
			return &d, true
		},
		ids: func(s *models.State) iter.Seq[string] {
			return func(yield func(string) bool) {
				for id := range of(s).All() {
					if !yield(id) {
						return
					}
				}
			}
		},
	}
}

func enterprise(s *models.State, id string) string {
	if e, ok := s.Enterprises.Get(id); ok {
		return e.Name
	}
	return ""
}

func program(s *models.State, id string) string {
	if p, ok := s.Programs.Get(id); ok {
		return p.Name
	}
	return ""
}

func county(s *models.State, code string) string {
	if c, ok := s.Counties.Get(code); ok {
		return c.Name
	}
	return ""
}

// shown is a public address while the thing is public.
func shown(public bool, href string) string {
	if public {
		return href
	}
	return ""
}

// readers are the tables that are searched, in the order in which things of equal rank are thought of last to first.
var readers = []reader{
	table(func(s *models.State) models.Table[*models.BankLine] { return s.BankLines }, func(_ *models.State, id string, l *models.BankLine) Doc {
		return Doc{Kind: "bank_line", Number: l.LineID, Title: string(l.Day), Fen: l.AmountFen, See: models.ViewMoney, Staff: "/staff/money/lines/" + id}
	}),
	table(func(s *models.State) models.Table[*models.Match] { return s.Matches }, func(_ *models.State, id string, m *models.Match) Doc {
		return Doc{Kind: "match", Number: m.Number, See: models.ViewMoney, Staff: "/staff/matching/" + id}
	}),
	table(func(s *models.State) models.Table[*models.Receipt] { return s.Receipts }, func(s *models.State, id string, r *models.Receipt) Doc {
		return Doc{Kind: "receipt", Number: r.Number, Title: enterprise(s, r.Enterprise) + " " + r.Fiscal, Fen: r.Fen, See: models.ViewMoney, Staff: "/staff/money/receipts/" + id, Enterprise: r.Enterprise, Donor: "/enterprise/documents"}
	}),
	table(func(s *models.State) models.Table[*models.Certificate] { return s.Certificates }, func(_ *models.State, _ string, c *models.Certificate) Doc {
		return Doc{Kind: "certificate", Number: c.Number, Title: c.Donor, Fen: c.Fen, See: models.ViewMoney, Staff: "/staff/money/certificates/" + c.Number, Enterprise: c.Enterprise, Donor: "/enterprise/documents"}
	}),
	table(func(s *models.State) models.Table[*models.Disbursement] { return s.Disbursements }, func(s *models.State, id string, d *models.Disbursement) Doc {
		var sum money.Fen
		for _, l := range d.Lines {
			sum += l.AmountFen
		}
		return Doc{Kind: "payout", Number: d.Number, Title: program(s, d.Program), Fen: sum, See: models.ViewMoney, Staff: "/staff/disbursements/" + id}
	}),
	table(func(s *models.State) models.Table[*models.Policy] { return s.InsurancePolicies }, func(s *models.State, id string, p *models.Policy) Doc {
		return Doc{Kind: "policy", Number: p.Number, Title: program(s, p.Program), See: models.ViewMoney, Staff: "/staff/insurance/" + id}
	}),
	table(func(s *models.State) models.Table[*models.Asset] { return s.Assets }, func(_ *models.State, id string, a *models.Asset) Doc {
		return Doc{Kind: "equipment", Number: a.Number, Title: a.Title + " " + a.Institution, Fen: a.Fen, See: models.ViewMoney, Staff: "/staff/equipment/" + id}
	}),
	table(func(s *models.State) models.Table[*models.Contract] { return s.Contracts }, func(_ *models.State, id string, c *models.Contract) Doc {
		return Doc{Kind: "contract", Number: c.Number, Title: c.Title + " " + c.Provider, Fen: c.AmountFen(), See: models.ViewMoney, Staff: "/staff/contracts/" + id}
	}),
	table(func(s *models.State) models.Table[*models.Course] { return s.Courses }, func(_ *models.State, id string, c *models.Course) Doc {
		return Doc{Kind: "course", Number: c.Number, Title: c.Title, See: models.ManageTraining, Staff: "/staff/training/" + id}
	}),
	table(func(s *models.State) models.Table[*models.Campaign] { return s.Campaigns }, func(_ *models.State, id string, c *models.Campaign) Doc {
		return Doc{Kind: "campaign", Number: c.Number, Title: c.Title, See: models.ViewStaff, Staff: "/staff/campaigns/" + id}
	}),
	table(func(s *models.State) models.Table[*models.Visit] { return s.Visits }, func(s *models.State, id string, v *models.Visit) Doc {
		return Doc{Kind: "visit", Number: v.Number, Title: county(s, v.County) + v.Township, See: models.ViewPersons, County: v.County, Township: v.Township, Staff: "/staff/visits/" + id}
	}),
	table(func(s *models.State) models.Table[*models.ScreeningDay] { return s.Screenings }, func(s *models.State, id string, n *models.ScreeningDay) Doc {
		return Doc{Kind: "screening", Number: n.Number, Title: county(s, n.County) + " " + n.Place, See: models.ViewPersons, County: n.County, Staff: "/staff/screenings/" + id}
	}),
	table(func(s *models.State) models.Table[*models.Case] { return s.Cases }, func(s *models.State, id string, c *models.Case) Doc {
		return Doc{Kind: "case", Number: c.Number, Title: county(s, c.County), See: models.ViewPersons, County: c.County, Township: c.Township, Staff: "/staff/cases/" + id}
	}),
	table(func(s *models.State) models.Table[*models.Beneficiary] { return s.Beneficiaries }, func(s *models.State, id string, b *models.Beneficiary) Doc {
		return Doc{Kind: "child", Number: b.Number, Title: county(s, b.County) + b.Township, See: models.ViewPersons, County: b.County, Township: b.Township, Staff: "/staff/persons/" + id}
	}),
	table(func(s *models.State) models.Table[*models.ActivityPlan] { return s.Activities }, func(_ *models.State, id string, a *models.ActivityPlan) Doc {
		return Doc{Kind: "activity", Number: a.Number, Title: a.Title + " " + a.Series, Fen: a.BudgetFen, See: models.ViewStaff, County: a.County, Staff: "/staff/activities/" + id, Public: shown(a.Seen(), "/activities/"+a.Number)}
	}),
	table(func(s *models.State) models.Table[*models.Disclosure] { return s.Disclosures }, func(s *models.State, _ string, d *models.Disclosure) Doc {
		return Doc{Kind: "disclosure", Number: d.Number, Title: program(s, d.Program), See: models.ViewStaff, Staff: "/staff/disclosures/" + d.Program + "/" + string(d.Due), Public: "/disclosures/" + d.Number}
	}),
	table(func(s *models.State) models.Table[*models.Fund] { return s.Funds }, func(_ *models.State, id string, f *models.Fund) Doc {
		return Doc{Kind: "fund", Number: f.Number, Title: f.Name, See: models.ViewMoney, Staff: "/staff/funds/" + id}
	}),
	table(func(s *models.State) models.Table[*models.Pledge] { return s.Pledges }, func(s *models.State, id string, p *models.Pledge) Doc {
		return Doc{Kind: "pledge", Number: p.Number, Title: enterprise(s, p.Enterprise) + " " + p.Agreement, Fen: p.AmountFen, See: models.ViewMoney, Staff: "/staff/pledges/" + id, Enterprise: p.Enterprise, Donor: "/enterprise/pledges/" + id}
	}),
	table(func(s *models.State) models.Table[*models.Need] { return s.Needs }, func(s *models.State, id string, n *models.Need) Doc {
		return Doc{
			Kind: "need", Number: n.Number, Title: n.Title + " " + program(s, n.Program) + " " + county(s, n.County) + n.Township + " " + n.Period, Fen: n.AmountFen(), See: models.ViewStaff, County: n.County, Township: n.Township,
			Staff: "/staff/needs/" + id, Public: shown(n.Seen(), "/needs/"+n.Number),
		}
	}),
	table(func(s *models.State) models.Table[*models.Enterprise] { return s.Enterprises }, func(_ *models.State, id string, e *models.Enterprise) Doc {
		return Doc{Kind: "enterprise", Number: e.USCC, Title: e.Name, See: models.ViewMoney, Staff: "/staff/enterprises/" + id, Enterprise: id, Donor: "/enterprise"}
	}),
	table(func(s *models.State) models.Table[*models.Program] { return s.Programs }, func(_ *models.State, id string, p *models.Program) Doc {
		return Doc{Kind: "program", Title: p.Name + " " + p.Brand, Fen: p.BudgetFen, See: models.ViewStaff, Staff: "/staff/programs/" + id, Public: "/programs/" + url.PathEscape(p.Slug)}
	}),
}

// document finds the thing of an id; false when it is none that is searched.
func document(s *models.State, id string) (*Doc, bool) {
	for _, r := range readers {
		if d, ok := r.read(s, id); ok {
			return d, true
		}
	}
	return nil, false
}

// all walks everything that is searched.
func all(s *models.State) iter.Seq[*Doc] {
	return func(yield func(*Doc) bool) {
		for _, r := range readers {
			for id := range r.ids(s) {
				if d, ok := r.read(s, id); ok && !yield(d) {
					return
				}
			}
		}
	}
}
