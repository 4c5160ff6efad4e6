package models

// medicalTables are screenings and the cases that follow from them.
type medicalTables struct {
}

func newMedicalTables() medicalTables {
	return medicalTables{}
}

func (t medicalTables) copy() medicalTables {
	return medicalTables{}
}

func (t medicalTables) stored() []StoredTable {
	return []StoredTable{}
}

// medicalKinds are the event kinds of this area.
var medicalKinds = map[string]Event{}
