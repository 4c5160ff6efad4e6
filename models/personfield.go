package models

import (
	"slices"
	"strings"

	"shanpei/models/cnid"
)

// FieldGroup is what a field of a person tells, and so who may look at it.
type FieldGroup string

// The groups, in the order of a page.
const (
	IdentityFields FieldGroup = "identity" // who somebody is and where to find them
	SchoolFields   FieldGroup = "school"
	AccountFields  FieldGroup = "account" // where money is paid to
	MedicalFields  FieldGroup = "medical"
)

// FieldGroups lists them.
var FieldGroups = []FieldGroup{IdentityFields, SchoolFields, AccountFields, MedicalFields}

// PersonField is one field of a sealed record.
type PersonField struct {
	Name  string
	Group FieldGroup
	Found bool // the vault's index finds a person by it
	mask  func(string) string
}

// Masked is what may be shown of the field without a look: 王*, 3709************12, 138****5678, or only that there is something.
func (f PersonField) Masked(value string) string {
	if value == "" {
		return ""
	}
	return f.mask(value)
}

// PersonKind is a kind of sealed record: its fields, the permission that a look at a group of them needs, and what one may look at it for.
type PersonKind struct {
	Fields   []PersonField
	May      map[FieldGroup]Permission
	Purposes []string
}

// Field finds a field by its name.
func (k PersonKind) Field(name string) (PersonField, bool) {
	i := slices.IndexFunc(k.Fields, func(f PersonField) bool { return f.Name == name })
	if i < 0 {
		return PersonField{}, false
	}
	return k.Fields[i], true
}

// Hidden is shown of a field of which nothing may be shown.
const Hidden = "•••"

func hide(string) string { return Hidden }

func maskID(number string) string {
	if r := []rune(number); len(r) == 18 {
		return string(r[:4]) + strings.Repeat("*", 12) + string(r[16:])
	}
	return Hidden
}

func maskEmail(address string) string {
	if name, host, ok := strings.Cut(address, "@"); ok && name != "" {
		return string([]rune(name)[:1]) + "***@" + host
	}
	return Hidden
}

func named(name string) PersonField {
	return PersonField{Name: name, Group: IdentityFields, Found: true, mask: cnid.MaskName}
}

var (
	idNumberField = PersonField{Name: "id_number", Group: IdentityFields, Found: true, mask: maskID}
	phoneField    = PersonField{Name: "phone", Group: IdentityFields, Found: true, mask: cnid.MaskMobile}
	emailField    = PersonField{Name: "email", Group: IdentityFields, mask: maskEmail}
)

func hidden(g FieldGroup, names ...string) []PersonField {
	out := make([]PersonField, 0, len(names))
	for _, n := range names {
		out = append(out, PersonField{Name: n, Group: g, mask: hide})
	}
	return out
}

// payeeFields are an account that money is paid to. Whoever pays sees its holder with it.
var payeeFields = append([]PersonField{
	{Name: "name", Group: AccountFields, Found: true, mask: cnid.MaskName}, {Name: "holder", Group: AccountFields, mask: cnid.MaskName},
	{Name: "account", Group: AccountFields, mask: cnid.MaskCard}, {Name: "number", Group: AccountFields, mask: cnid.MaskCard},
}, hidden(AccountFields, "bank")...)

var childMay = map[FieldGroup]Permission{
	IdentityFields: RevealIdentity, SchoolFields: RevealSchool, AccountFields: RevealAccount, MedicalFields: RevealMedical,
}

// LookPurposes are what somebody may look at a person's field for; each is a slug, never the person's own words.
var LookPurposes = []string{"visit", "enrolment_check", "medical_settlement", "payout", "bank_booking", "enterprise_check", "objection_answer", "correction", "request_of_person"}

var childPurposes = []string{"visit", "enrolment_check", "medical_settlement", "payout", "correction", "request_of_person"}

// lookedAtFor is what is asked of a kind that is looked at for one purpose; its data may also be wrong, or asked for by whom they are of.
func lookedAtFor(purpose string) []string {
	return []string{purpose, "correction", "request_of_person"}
}

// PersonKinds is the one table of who may look at what, and what for: the kinds of sealed records, their fields in groups, the permission of each group.
// A kind that is not listed is never shown to anybody.
var PersonKinds = map[string]PersonKind{
	"beneficiary": {May: childMay, Purposes: childPurposes, Fields: slices.Concat(
		[]PersonField{named("name"), idNumberField, phoneField},
		hidden(IdentityFields, "birth", "sex", "ethnicity", "address", "village", "household", "guardian", "guardian_name", "relation", "note"),
		hidden(SchoolFields, "school", "class", "grade", "student_number"), payeeFields[1:], hidden(MedicalFields, "diagnosis", "findings", "disability"))},
	"guardian": {May: childMay, Purposes: childPurposes, Fields: slices.Concat(
		[]PersonField{named("name"), idNumberField, phoneField}, hidden(IdentityFields, "relation", "address", "village", "birth", "sex", "note"), payeeFields[1:])},
	"payee": {May: childMay, Purposes: lookedAtFor("payout"), Fields: payeeFields},
	"contact": {
		May: map[FieldGroup]Permission{IdentityFields: VerifyEnterprises}, Purposes: lookedAtFor("enterprise_check"),
		Fields: []PersonField{named("name"), phoneField, emailField},
	},
	"account": { // a user's; colleagues see each other's names, which is no look
		May: map[FieldGroup]Permission{IdentityFields: AdminUsers}, Purposes: []string{"correction", "request_of_person"},
		Fields: []PersonField{named("name"), phoneField, emailField},
	},
	"bank_line": {May: map[FieldGroup]Permission{AccountFields: RecordBankLines}, Purposes: lookedAtFor("bank_booking"), Fields: append([]PersonField{
		{Name: "payer", Group: AccountFields, mask: cnid.MaskName}, {Name: "account", Group: AccountFields, mask: cnid.MaskCard},
	}, hidden(AccountFields, "memo")...)},
	"objection": {
		May: map[FieldGroup]Permission{IdentityFields: ManageNeeds}, Purposes: lookedAtFor("objection_answer"), Fields: hidden(IdentityFields, "text", "contact"),
	},
}
