package models

// contractTables are services that the federation buys: contracts, milestones, acceptance.
type contractTables struct {
}

func newContractTables() contractTables {
	return contractTables{}
}

func (t contractTables) copy() contractTables {
	return contractTables{}
}

func (t contractTables) stored() []StoredTable {
	return []StoredTable{}
}

// contractKinds are the event kinds of this area.
var contractKinds = map[string]Event{}
