package models

// requestTables are requests of those whose data are held.
type requestTables struct {
}

func newRequestTables() requestTables {
	return requestTables{}
}

func (t requestTables) copy() requestTables {
	return requestTables{}
}

func (t requestTables) stored() []StoredTable {
	return []StoredTable{}
}

// requestKinds are the event kinds of this area.
var requestKinds = map[string]Event{}
