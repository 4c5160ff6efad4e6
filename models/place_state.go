package models

// placeTables are which child has which place, and what aid somebody has already.
type placeTables struct {
}

func newPlaceTables() placeTables {
	return placeTables{}
}

func (t placeTables) copy() placeTables {
	return placeTables{}
}

func (t placeTables) stored() []StoredTable {
	return []StoredTable{}
}

// placeKinds are the event kinds of this area.
var placeKinds = map[string]Event{}
