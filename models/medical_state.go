package models

// medicalTables are screenings and the cases that follow from them.
type medicalTables struct {
	Screenings Table[*ScreeningDay]
	Cases      Table[*Case]

	screeningNumbers Table[string]
	caseNumbers      Table[string]
	casesByChild     Table[none]   // beneficiary/case
	casesOfBindings  Table[string] // binding → case
}

func newMedicalTables() medicalTables {
	return medicalTables{
		Screenings: newTable[*ScreeningDay](), Cases: newTable[*Case](), screeningNumbers: newTable[string](), caseNumbers: newTable[string](),
		casesByChild: newTable[none](), casesOfBindings: newTable[string](),
	}
}

func (t medicalTables) copy() medicalTables {
	return medicalTables{
		Screenings: t.Screenings.copy(), Cases: t.Cases.copy(), screeningNumbers: t.screeningNumbers.copy(), caseNumbers: t.caseNumbers.copy(),
		casesByChild: t.casesByChild.copy(), casesOfBindings: t.casesOfBindings.copy(),
	}
}

func (t medicalTables) stored() []StoredTable {
	return []StoredTable{
		{"screenings", t.Screenings}, {"cases", t.Cases}, {"x_screening_numbers", t.screeningNumbers}, {"x_case_numbers", t.caseNumbers},
		{"x_cases_by_child", t.casesByChild}, {"x_cases_of_bindings", t.casesOfBindings},
	}
}

// medicalKinds are the event kinds of this area.
var medicalKinds = map[string]Event{
	"screening.planned": ScreeningPlannedDown{},
	"screening.stepped": ScreeningStepped{},
	"case.signed_up":    CaseSignedUpDown{},
	"case.stepped":      CaseStepped{},
}
