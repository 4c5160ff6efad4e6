package models

// lookTables are who looked at what of whom.
type lookTables struct {
	Looks          Table[*Look]
	LookAlarms     Table[*LookAlarm]
	looksOf        Table[none]   // code/id
	looksBy        Table[none]   // actor/id
	looksStanding  Table[string] // actor/code/field → the newest look
	lookAlarmsOpen Table[string] // rule/actor/day → the alarm that still counts
}

func newLookTables() lookTables {
	return lookTables{
		Looks: newTable[*Look](), LookAlarms: newTable[*LookAlarm](), looksOf: newTable[none](), looksBy: newTable[none](), looksStanding: newTable[string](),
		lookAlarmsOpen: newTable[string](),
	}
}

func (t lookTables) copy() lookTables {
	return lookTables{
		Looks: t.Looks.copy(), LookAlarms: t.LookAlarms.copy(), looksOf: t.looksOf.copy(), looksBy: t.looksBy.copy(), looksStanding: t.looksStanding.copy(),
		lookAlarmsOpen: t.lookAlarmsOpen.copy(),
	}
}

func (t lookTables) stored() []StoredTable {
	return []StoredTable{
		{"looks", t.Looks}, {"look_alarms", t.LookAlarms}, {"x_looks_of", t.looksOf}, {"x_looks_by", t.looksBy}, {"x_looks_standing", t.looksStanding},
		{"x_look_alarms_open", t.lookAlarmsOpen},
	}
}

// lookKinds are the event kinds of this area.
var lookKinds = map[string]Event{
	"person.revealed": PersonRevealed{},
	"person.listed":   PersonsListed{},
	"look.explained":  LookExplained{},
}
