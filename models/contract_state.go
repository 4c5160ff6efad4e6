package models

// contractTables are services that the federation buys: contracts, milestones, acceptance.
type contractTables struct {
	Contracts       Table[*Contract]
	contractNumbers Table[string]
}

func newContractTables() contractTables {
	return contractTables{Contracts: newTable[*Contract](), contractNumbers: newTable[string]()}
}

func (t contractTables) copy() contractTables {
	return contractTables{Contracts: t.Contracts.copy(), contractNumbers: t.contractNumbers.copy()}
}

func (t contractTables) stored() []StoredTable {
	return []StoredTable{{"contracts", t.Contracts}, {"x_contract_numbers", t.contractNumbers}}
}

// contractKinds are the event kinds of this area.
var contractKinds = map[string]Event{
	"contract.drafted":   ContractDraftedDown{},
	"contract.stepped":   ContractStepped{},
	"contract.milestone": MilestoneStepped{},
}
