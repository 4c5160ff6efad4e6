package models

// carriedTables are what was brought in from earlier books.
type carriedTables struct {
	Carried  Table[*CarriedLine] // ledger/no
	Openings Table[*Opening]     // programme

	rowsTaken Table[int] // list/hash of a row that came from a file: how often
}

func newCarriedTables() carriedTables {
	return carriedTables{Carried: newTable[*CarriedLine](), Openings: newTable[*Opening](), rowsTaken: newTable[int]()}
}

func (t carriedTables) copy() carriedTables {
	return carriedTables{Carried: t.Carried.copy(), Openings: t.Openings.copy(), rowsTaken: t.rowsTaken.copy()}
}

func (t carriedTables) stored() []StoredTable {
	return []StoredTable{{"carried", t.Carried}, {"openings", t.Openings}, {"x_rows_taken", t.rowsTaken}}
}

// carriedKinds are the event kinds of this area.
var carriedKinds = map[string]Event{
	"ledger.carried":  LineCarried{},
	"program.opening": OpeningSet{},
	"rows.imported":   RowsImported{},
}
