package models

// standardTables are the statutory amounts per class of children.
type standardTables struct {
	Standards Table[*Standard] // class/from
}

func newStandardTables() standardTables {
	return standardTables{Standards: newTable[*Standard]()}
}

func (t standardTables) copy() standardTables {
	return standardTables{Standards: t.Standards.copy()}
}

func (t standardTables) stored() []StoredTable {
	return []StoredTable{{"standards", t.Standards}}
}

// standardKinds are the event kinds of this area.
var standardKinds = map[string]Event{
	"standard.set":       StandardSet{},
	"standard.withdrawn": StandardWithdrawn{},
}
