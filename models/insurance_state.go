package models

// insuranceTables are policies per head and year, their rosters and claims.
type insuranceTables struct {
	InsurancePolicies Table[*Policy]
	Rosters           Table[[]string] // policy → codes of those who are insured, sorted

	policyNumbers Table[string]
}

func newInsuranceTables() insuranceTables {
	return insuranceTables{InsurancePolicies: newTable[*Policy](), Rosters: newTable[[]string](), policyNumbers: newTable[string]()}
}

func (t insuranceTables) copy() insuranceTables {
	return insuranceTables{InsurancePolicies: t.InsurancePolicies.copy(), Rosters: t.Rosters.copy(), policyNumbers: t.policyNumbers.copy()}
}

func (t insuranceTables) stored() []StoredTable {
	return []StoredTable{{"insurance_policies", t.InsurancePolicies}, {"rosters", t.Rosters}, {"x_policy_numbers", t.policyNumbers}}
}

// insuranceKinds are the event kinds of this area.
var insuranceKinds = map[string]Event{
	"policy.drafted": PolicyDraftedDown{},
	"policy.stepped": PolicyStepped{},
}
