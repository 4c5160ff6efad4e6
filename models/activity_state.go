package models

// activityTables are events: their plan, sign-in, spending and volunteers.
type activityTables struct {
}

func newActivityTables() activityTables {
	return activityTables{}
}

func (t activityTables) copy() activityTables {
	return activityTables{}
}

func (t activityTables) stored() []StoredTable {
	return []StoredTable{}
}

// activityKinds are the event kinds of this area.
var activityKinds = map[string]Event{}
