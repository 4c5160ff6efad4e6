package models

// personTables are natural persons: beneficiaries, their consents and their way through the chain.
type personTables struct {
}

func newPersonTables() personTables {
	return personTables{}
}

func (t personTables) copy() personTables {
	return personTables{}
}

func (t personTables) stored() []StoredTable {
	return []StoredTable{}
}

// personKinds are the event kinds of this area.
var personKinds = map[string]Event{}
