package models

// standardTables are the statutory amounts per category, and which source covers whom.
type standardTables struct {
}

func newStandardTables() standardTables {
	return standardTables{}
}

func (t standardTables) copy() standardTables {
	return standardTables{}
}

func (t standardTables) stored() []StoredTable {
	return []StoredTable{}
}

// standardKinds are the event kinds of this area.
var standardKinds = map[string]Event{}
