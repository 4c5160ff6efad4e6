package models

// findingTables are how children are found: visits, campaigns, and the training of those who go.
type findingTables struct {
	Visits    Table[*Visit]
	Campaigns Table[*Campaign]
	Courses   Table[*Course]

	visitsByChild   Table[none]   // beneficiary/day/visit
	campaignNumbers Table[string] // what the public may look up
}

func newFindingTables() findingTables {
	return findingTables{
		Visits: newTable[*Visit](), Campaigns: newTable[*Campaign](), Courses: newTable[*Course](), visitsByChild: newTable[none](), campaignNumbers: newTable[string](),
	}
}

func (t findingTables) copy() findingTables {
	return findingTables{
		Visits: t.Visits.copy(), Campaigns: t.Campaigns.copy(), Courses: t.Courses.copy(), visitsByChild: t.visitsByChild.copy(), campaignNumbers: t.campaignNumbers.copy(),
	}
}

func (t findingTables) stored() []StoredTable {
	return []StoredTable{
		{"visits", t.Visits}, {"campaigns", t.Campaigns}, {"courses", t.Courses}, {"x_visits_by_child", t.visitsByChild}, {"x_campaign_numbers", t.campaignNumbers},
	}
}

// findingKinds are the event kinds of this area.
var findingKinds = map[string]Event{
	"visit.recorded":   VisitRecorded{},
	"visit.linked":     VisitLinked{},
	"campaign.planned": CampaignPlannedDown{},
	"campaign.stepped": CampaignStepped{},
	"course.planned":   CoursePlannedDown{},
	"course.stepped":   CourseStepped{},
}
