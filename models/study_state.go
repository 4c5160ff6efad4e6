package models

// studyTables are the terms that study aid is paid for, and who is shown to be at school in them.
type studyTables struct {
	Terms      Table[*StudyTerm]
	Enrolments Table[*Enrolment] // by binding

	termsByPeriod Table[string] // programme/period → term
}

func newStudyTables() studyTables {
	return studyTables{Terms: newTable[*StudyTerm](), Enrolments: newTable[*Enrolment](), termsByPeriod: newTable[string]()}
}

func (t studyTables) copy() studyTables {
	return studyTables{Terms: t.Terms.copy(), Enrolments: t.Enrolments.copy(), termsByPeriod: t.termsByPeriod.copy()}
}

func (t studyTables) stored() []StoredTable {
	return []StoredTable{{"study_terms", t.Terms}, {"enrolments", t.Enrolments}, {"x_terms_by_period", t.termsByPeriod}}
}

// studyKinds are the event kinds of this area.
var studyKinds = map[string]Event{
	"term.set":          TermSet{},
	"enrolment.proved":  EnrolmentProved{},
	"enrolment.removed": EnrolmentRemoved{},
}
