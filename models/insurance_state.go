package models

// insuranceTables are policies per head and year, their rosters and claims.
type insuranceTables struct {
}

func newInsuranceTables() insuranceTables {
	return insuranceTables{}
}

func (t insuranceTables) copy() insuranceTables {
	return insuranceTables{}
}

func (t insuranceTables) stored() []StoredTable {
	return []StoredTable{}
}

// insuranceKinds are the event kinds of this area.
var insuranceKinds = map[string]Event{}
