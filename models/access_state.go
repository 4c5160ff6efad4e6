package models

// accessTables are users, their roles, and what waits for a second person.
type accessTables struct {
}

func newAccessTables() accessTables {
	return accessTables{}
}

func (t accessTables) copy() accessTables {
	return accessTables{}
}

func (t accessTables) stored() []StoredTable {
	return []StoredTable{}
}

// accessKinds are the event kinds of this area.
var accessKinds = map[string]Event{}
