package models

// activityTables are events: their plan, sign-in, spending and volunteers.
type activityTables struct {
	Activities      Table[*ActivityPlan]
	activityNumbers Table[string]
}

func newActivityTables() activityTables {
	return activityTables{Activities: newTable[*ActivityPlan](), activityNumbers: newTable[string]()}
}

func (t activityTables) copy() activityTables {
	return activityTables{Activities: t.Activities.copy(), activityNumbers: t.activityNumbers.copy()}
}

func (t activityTables) stored() []StoredTable {
	return []StoredTable{{"activities", t.Activities}, {"x_activity_numbers", t.activityNumbers}}
}

// activityKinds are the event kinds of this area.
var activityKinds = map[string]Event{
	"activity.planned":  ActivityPlannedDown{},
	"activity.stepped":  ActivityStepped{},
	"activity.session":  SessionRecorded{},
	"activity.proceeds": ProceedsRecorded{},
	"activity.cost":     ActivityCostRecorded{},
	"activity.voided":   ActivityLineVoided{},
}
