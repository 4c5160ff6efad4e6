package main

import (
	"cmp"
	"fmt"
	"slices"

	"shanpei/models"
	"shanpei/models/money"
)

// demoOperation is one of the 22 operations of the table, and how far it is at the end of the story.
type demoOperation struct {
	id, county string
	place      *models.Sponsorship // nil: paid for by the state, outside the portal
	slot       int
	own        money.Fen // the family's part of the bill, before anybody helps
	until      string    // the last verb of its way
}

const demoHospital = "演示定点医院"

// attendedOf are the person-times of the table, by county; more than 300 in all.
var attendedOf = [6]int{28, 50, 46, 58, 84, 46}

// waysOfCases are how far the cases go that are no operation yet.
var waysOfCases = []string{"rule_out", "absent", "indicate", "settle", "propose", "withdraw"}

// screenings plans the table's 20 screenings and signs the children up; they are held in the weeks after.
func (d *demo) screenings() {
	d.to(286)
	s := d.state()
	var children []*models.Beneficiary
	for _, b := range s.Beneficiaries.All() {
		if b.Category == models.Hardship && b.Status == models.BeneficiaryAccepted {
			children = append(children, b)
		}
	}
	slices.SortFunc(children, func(a, b *models.Beneficiary) int { return cmp.Compare(a.Number, b.Number) })
	for k, c := range demoCounties {
		var days []string
		for i := range byCounty.screenings[k] {
			x := models.ScreeningDay{
				Program: d.programs["ciyou-tongnian"], County: c.Code, Day: d.daysAgo(270 - 9*i - 2*k), Place: c.Townships[i%len(c.Townships)] + "卫生院（演示）", Hospital: demoHospital, Capacity: 40,
			}
			days = append(days, made[models.ScreeningPlannedDown](d.do("county-"+c.Code, models.PlanScreening{Screening: x})).Screening.ID)
		}
		mine := slices.DeleteFunc(slices.Clone(children), func(b *models.Beneficiary) bool { return b.County != c.Code })
		for i := range byCounty.surgeries[k] + 1 {
			if d.err != nil {
				return
			}
			out := d.do("county-"+c.Code, models.SignUpCase{Beneficiary: mine[i].ID, Screening: days[i%len(days)]})
			id := made[models.CaseSignedUpDown](out).Case.ID
			if i < byCounty.surgeries[k] {
				d.operations = append(d.operations, demoOperation{id: id, county: c.Code})
			} else {
				d.otherCases = append(d.otherCases, id)
			}
		}
		d.screeningDays = append(d.screeningDays, days...)
	}
}

// findings tells of the screenings that were held, and what came of them.
func (d *demo) findings() {
	d.to(196)
	for i, id := range d.screeningDays {
		x, ok := d.state().Screenings.Get(id)
		if !ok {
			return
		}
		k := slices.IndexFunc(demoCounties, func(c models.County) bool { return c.Code == x.County })
		n := byCounty.screenings[k]
		share := attendedOf[k] / n
		if i+1 == len(d.screeningDays) || d.countyOfScreening(i+1) != x.County {
			share = attendedOf[k] - share*(n-1)
		}
		d.do("county-"+x.County, models.StepScreening{ID: id, Verb: "hold", Attended: share, AtLeast: true, SignIn: fmt.Sprintf("演示签到〔%s〕%02d号", d.year(), i+1)})
	}
	for _, o := range d.operations {
		d.do("manager", models.StepCase{ID: o.id, Verb: "indicate"})
		d.do("manager", models.StepCase{ID: o.id, Verb: "settle", Bill: models.CaseBill{TotalFen: 46_000 * yuan, InsuredFen: 31_000 * yuan}})
	}
	for i, id := range d.otherCases {
		for _, verb := range d.wayOf(waysOfCases[i%len(waysOfCases)]) {
			c := models.StepCase{ID: id, Verb: verb, Bill: models.CaseBill{TotalFen: 44_000 * yuan, InsuredFen: 30_500 * yuan}, Fen: 13_500 * yuan, Document: "演示民政〔" + d.year() + "〕99号", Reason: "family_declined"}
			d.do("manager", c)
		}
	}
}

func (d *demo) countyOfScreening(i int) string {
	x, _ := d.state().Screenings.Get(d.screeningDays[i])
	return x.County
}

// wayOf lists the steps of a case that goes no further than a verb.
func (d *demo) wayOf(until string) []string {
	switch until {
	case "rule_out", "absent":
		return []string{until}
	case "withdraw":
		return []string{"indicate", "withdraw"}
	}
	way := []string{"indicate", "settle", "propose"}
	return way[:slices.Index(way, until)+1]
}

// operate holds the money of the operations: places of a sponsor where there are some, else the state's; one bill is under it, one over. How far the others
// are differs.
func (d *demo) operate() {
	d.to(60)
	taken := map[string]int{}
	for i := range d.operations {
		o := &d.operations[i]
		o.own, o.until = 15_000*yuan, []string{"close", "follow", "month", "bill", "operate"}[i*5/len(d.operations)]
		for _, sp := range d.state().SponsorshipsOfPledge(d.pledges["kangyang/1"]) {
			n, _ := d.state().Needs.Get(sp.Need)
			if n.Type == models.Surgery && sp.County == o.county && taken[sp.ID] < min(sp.FundedPlaces, 2) {
				o.place, o.slot, o.until = sp, sp.Slots[0].From+taken[sp.ID], "bill"
				taken[sp.ID]++
				break
			}
		}
	}
	placed := 0
	for i := range d.operations {
		o := &d.operations[i]
		ask := models.StepCase{ID: o.id, Verb: "propose", Fen: 15_000 * yuan, Document: fmt.Sprintf("演示民政〔%s〕%02d号", d.year(), i+1)}
		bill := models.StepCase{ID: o.id, Verb: "bill", Settlement: fmt.Sprintf("演示结算%02d", i+1)}
		if o.place != nil {
			ask.Sponsorship, ask.Slot, ask.Document = o.place.ID, o.slot, ""
			switch placed {
			case 0: // less than was held: the rest goes back to the gift
				o.own = 13_200 * yuan
			case 1: // more: the family bears it
				o.own, bill.Shortfall = 16_400*yuan, "family"
			}
			placed++
		}
		bill.Bill = models.CaseBill{TotalFen: 31_000*yuan + o.own, InsuredFen: 31_000 * yuan}
		d.do("manager", ask)
		d.do("secretary", models.StepCase{ID: o.id, Verb: "approve", Random: "演示" + o.id})
		for _, c := range []models.StepCase{
			{Verb: "operate", Day: d.daysAgo(180 - 5*i), Hospital: demoHospital}, bill,
			{Verb: "month", Month: string(d.daysAgo(180 - 5*i))[:7], Sessions: 12, Hospital: "演示康复中心"}, {Verb: "follow", Outcome: models.CaseOutcomes[i%2]}, {Verb: "close"},
		} {
			c.ID = o.id
			d.do("manager", c)
			if c.Verb == o.until {
				break
			}
		}
	}
}

// byTheBill pays for the operations of a sponsorship what their bills leave.
func (d *demo) byTheBill(sp *models.Sponsorship) pay {
	p := pay{sp: sp, kind: "hospital", payee: demoHospital}
	for _, o := range d.operations {
		if c, ok := d.state().Cases.Get(o.id); ok && o.place != nil && o.place.ID == sp.ID {
			p.places++
			p.fen += d.state().SumsOf(c).DueFen
		}
	}
	return p
}
