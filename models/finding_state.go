package models

// findingTables are how children are found: visits, campaigns, and the training of those who go.
type findingTables struct {
}

func newFindingTables() findingTables {
	return findingTables{}
}

func (t findingTables) copy() findingTables {
	return findingTables{}
}

func (t findingTables) stored() []StoredTable {
	return []StoredTable{}
}

// findingKinds are the event kinds of this area.
var findingKinds = map[string]Event{}
