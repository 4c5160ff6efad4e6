package models

// dutyTables are what the federation owes the public besides the accounts of its programmes.
type dutyTables struct {
	MajorEvents Table[*MajorEvent]
	FiledDuties Table[*Filed] // duty
}

func newDutyTables() dutyTables {
	return dutyTables{MajorEvents: newTable[*MajorEvent](), FiledDuties: newTable[*Filed]()}
}

func (t dutyTables) copy() dutyTables {
	return dutyTables{MajorEvents: t.MajorEvents.copy(), FiledDuties: t.FiledDuties.copy()}
}

func (t dutyTables) stored() []StoredTable {
	return []StoredTable{{"major_events", t.MajorEvents}, {"filed_duties", t.FiledDuties}}
}

// dutyKinds are the event kinds of this area.
var dutyKinds = map[string]Event{
	"duty.event":     MajorEventRecorded{},
	"duty.prepared":  FilingPrepared{},
	"duty.published": FilingPublished{},
}
