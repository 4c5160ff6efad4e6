package models

// personTables are natural persons: beneficiaries, their consents and their way through the chain.
type personTables struct {
	Beneficiaries Table[*Beneficiary]
	Consents      Table[*Consent]

	beneficiaryNumbers    Table[string]
	beneficiariesByPlace  Table[none] // county/township/id
	consentsByBeneficiary Table[none]
}

func newPersonTables() personTables {
	return personTables{
		Beneficiaries: newTable[*Beneficiary](), Consents: newTable[*Consent](), beneficiaryNumbers: newTable[string](), beneficiariesByPlace: newTable[none](),
		consentsByBeneficiary: newTable[none](),
	}
}

func (t personTables) copy() personTables {
	return personTables{
		Beneficiaries: t.Beneficiaries.copy(), Consents: t.Consents.copy(), beneficiaryNumbers: t.beneficiaryNumbers.copy(), beneficiariesByPlace: t.beneficiariesByPlace.copy(),
		consentsByBeneficiary: t.consentsByBeneficiary.copy(),
	}
}

func (t personTables) stored() []StoredTable {
	return []StoredTable{
		{"beneficiaries", t.Beneficiaries}, {"consents", t.Consents}, {"x_beneficiary_numbers", t.beneficiaryNumbers}, {"x_beneficiaries_by_place", t.beneficiariesByPlace},
		{"x_consents_by_beneficiary", t.consentsByBeneficiary},
	}
}

// personKinds are the event kinds of this area.
var personKinds = map[string]Event{
	"beneficiary.entered":   BeneficiariesEntered{},
	"beneficiary.stepped":   BeneficiaryStepped{},
	"beneficiary.amended":   BeneficiaryAmended{},
	"beneficiary.rechecked": BeneficiaryRechecked{},
	"consent.given":         ConsentGiven{},
	"consent.ended":         ConsentEnded{},
}
