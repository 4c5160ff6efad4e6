package models

// lookTables are who looked at what of whom.
type lookTables struct {
}

func newLookTables() lookTables {
	return lookTables{}
}

func (t lookTables) copy() lookTables {
	return lookTables{}
}

func (t lookTables) stored() []StoredTable {
	return []StoredTable{}
}

// lookKinds are the event kinds of this area.
var lookKinds = map[string]Event{}
