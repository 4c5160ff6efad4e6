package models

import "slices"

// Role is what a user of the portal is. A user has one, and perhaps further ones.
type Role string

// The roles of interface.md. RoleSystem is the portal's own jobs; RoleNobody a visitor without a login.
const (
	TownshipWorker   Role = "township_worker"
	CountyOfficer    Role = "county_officer"
	ProgramManager   Role = "program_manager"
	FinanceMaker     Role = "finance_maker"
	FinanceChecker   Role = "finance_checker"
	SecretaryGeneral Role = "secretary_general"
	Auditor          Role = "auditor"
	Admin            Role = "admin"
	DonorOwner       Role = "donor_owner"
	DonorFinance     Role = "donor_finance"
	DonorViewer      Role = "donor_viewer"
	RoleSystem       Role = "system"
	RoleNobody       Role = ""
)

// Roles lists the roles that a person can have, in the order of interface.md.
var Roles = []Role{TownshipWorker, CountyOfficer, ProgramManager, FinanceMaker, FinanceChecker, SecretaryGeneral, Auditor, Admin, DonorOwner, DonorFinance, DonorViewer}

// Staff tells whether the role belongs to the federation or a government office, not to an enterprise.
func (r Role) Staff() bool {
	return slices.Contains(Roles[:8], r)
}

// Donor tells whether the role belongs to an enterprise.
func (r Role) Donor() bool { return r == DonorOwner || r == DonorFinance || r == DonorViewer }

// Actor is who asks. County, Township and Enterprise bound what a role may touch; empty means no bound.
type Actor struct {
	ID         string `json:"id"`
	Role       Role   `json:"role"`
	Also       []Role `json:"also,omitempty"`
	County     string `json:"county,omitempty"`
	Township   string `json:"township,omitempty"`
	Enterprise string `json:"enterprise,omitempty"`
}

// Nobody is a visitor without a login.
var Nobody = Actor{}

// System is the portal itself: its timers and its demonstration.
var System = Actor{ID: "system", Role: RoleSystem}

// Permission is the right to ask for one kind of thing. The route table and the commands name the same ones.
type Permission string

// The permissions. Public needs no login; SignedIn any login.
const (
	Public   Permission = ""
	SignedIn Permission = "signed_in"
	Jobs     Permission = "jobs" // the portal's own timers only

	ViewStaff          Permission = "staff.view"
	ViewLedger         Permission = "ledger.view"
	ViewMoney          Permission = "money.view"
	ViewDonor          Permission = "donor.view"
	AdminFederation    Permission = "federation.admin"
	AdminUsers         Permission = "users.admin"
	ManagePrograms     Permission = "program.manage"
	DraftNeeds         Permission = "need.draft"
	VerifyNeeds        Permission = "need.verify"
	ReviewNeeds        Permission = "need.review"
	ApproveNeeds       Permission = "need.approve"
	ReturnNeeds        Permission = "need.return"
	ManageNeeds        Permission = "need.manage" // publish, open, suspend, resume, close
	VerifyEnterprises  Permission = "enterprise.verify"
	MakePledges        Permission = "pledge.make"
	SignPledges        Permission = "pledge.sign"
	PayPledges         Permission = "pledge.pay"
	PreviewPledges     Permission = "pledge.preview"
	ViewPledges        Permission = "pledge.view"
	RecordBankLines    Permission = "bank.record"
	CarryBooks         Permission = "ledger.carry" // bring in earlier ledgers
	AskRefunds         Permission = "refund.ask"
	ApproveRefunds     Permission = "refund.approve"
	RunMatches         Permission = "match.run"
	EndSponsorships    Permission = "sponsorship.end"
	MakeOffers         Permission = "offer.make"
	AnswerOffers       Permission = "offer.answer"
	MakePayouts        Permission = "disbursement.make"
	CheckPayouts       Permission = "disbursement.check"
	ApprovePayouts     Permission = "disbursement.approve"
	ProvePayouts       Permission = "disbursement.prove"
	RecordReceipts     Permission = "receipt.record"
	IssueCertificates  Permission = "certificate.issue"
	VoidCertificates   Permission = "certificate.void"
	PublishDisclosures Permission = "disclosure.publish"
	AskMonths          Permission = "month.ask"
	CloseMonths        Permission = "month.close"
	ReopenMonths       Permission = "month.reopen"
	WriteOffPledges    Permission = "pledge.write_off"

	ViewPersons    Permission = "person.view"     // masked
	IntakePersons  Permission = "person.intake"   // enter, import, visit, record consent, propose a departure
	CheckPersons   Permission = "person.check"    // the county's look
	AcceptPersons  Permission = "person.accept"   // the city's
	RevealIdentity Permission = "reveal.identity" // name, ID number, address, guardian, phone
	RevealSchool   Permission = "reveal.school"   // school, class
	RevealAccount  Permission = "reveal.account"  // bank account of a payee
	RevealMedical  Permission = "reveal.medical"  // diagnosis, findings
	ViewLooks      Permission = "look.view"       // who looked at whom
	BindPlaces     Permission = "place.bind"      // give a place to a child
	OverrideAid    Permission = "aid.override"    // ask for aid although there is other aid
	ConfirmAid     Permission = "aid.confirm"     // the second person of it
	AskRoles       Permission = "role.ask"        // ask for a role, a scope, an invitation
	ConfirmRoles   Permission = "role.confirm"    // the second person for the strongest roles
	ManageTeam     Permission = "team.manage"     // an enterprise's own people
	ViewAudit      Permission = "audit.view"      // the journal with who, what, before and after
	HandleRequests Permission = "request.handle"  // take and answer requests of persons
	ApproveErasure Permission = "request.erase"   // the second person of an erasure
	ViewErasures   Permission = "erasure.view"    // both persons of it

	SetStandards     Permission = "standard.set"    // the statutory amounts
	PlanActivities   Permission = "activity.plan"   // plan, open, sign in, account for an event
	AcceptActivities Permission = "activity.accept" // the second person of what an event cost
	ManageContracts  Permission = "contract.manage" // services bought: contracts, indicators, milestones
	AcceptMilestones Permission = "contract.accept" // the second person of a milestone
	EnterCases       Permission = "case.enter"      // sign up for a screening, for an operation
	ManageCases      Permission = "case.manage"     // the way of a case, its budget, its bill
	ApproveCases     Permission = "case.approve"    // the second person of a case's budget
	ManagePolicies   Permission = "policy.manage"   // insurance: roster, premium, claims
	SealPolicies     Permission = "policy.seal"     // the second person of a roster
	RecordVisits     Permission = "visit.record"    // home visits and screening campaigns
	ManageTraining   Permission = "training.manage" // courses, attendance, certificates
	ManageAssets     Permission = "asset.manage"    // equipment of institutions
	AcceptAssets     Permission = "asset.accept"    // the second person of a delivery
)

var staffRoles = Roles[:8]

// grants says who may do what; it is the only such table.
var grants = map[Permission][]Role{
	ViewStaff:          staffRoles,
	ViewLedger:         {FinanceMaker, FinanceChecker, Auditor},
	ViewMoney:          {FinanceMaker, FinanceChecker, SecretaryGeneral, Auditor, ProgramManager},
	ViewDonor:          {DonorOwner, DonorFinance, DonorViewer},
	AdminFederation:    {Admin},
	AdminUsers:         {Admin},
	ManagePrograms:     {ProgramManager},
	DraftNeeds:         {TownshipWorker, CountyOfficer, ProgramManager},
	VerifyNeeds:        {TownshipWorker, CountyOfficer, ProgramManager},
	ReviewNeeds:        {CountyOfficer, ProgramManager},
	ApproveNeeds:       {ProgramManager, SecretaryGeneral},
	ReturnNeeds:        {CountyOfficer, ProgramManager, SecretaryGeneral},
	ManageNeeds:        {ProgramManager},
	VerifyEnterprises:  {ProgramManager},
	MakePledges:        {DonorOwner, DonorFinance, ProgramManager},
	SignPledges:        {DonorOwner},
	PayPledges:         {DonorOwner, DonorFinance},
	PreviewPledges:     {DonorOwner, DonorFinance, DonorViewer, ProgramManager},
	ViewPledges:        append([]Role{DonorOwner, DonorFinance, DonorViewer}, ProgramManager, FinanceMaker, FinanceChecker, SecretaryGeneral, Auditor, Admin),
	RecordBankLines:    {FinanceMaker},
	CarryBooks:         {FinanceMaker},
	AskRefunds:         {FinanceMaker},
	ApproveRefunds:     {FinanceChecker, SecretaryGeneral},
	RunMatches:         {ProgramManager},
	EndSponsorships:    {ProgramManager},
	MakeOffers:         {ProgramManager},
	AnswerOffers:       {DonorOwner},
	MakePayouts:        {FinanceMaker},
	CheckPayouts:       {FinanceChecker},
	ApprovePayouts:     {SecretaryGeneral},
	ProvePayouts:       {ProgramManager},
	RecordReceipts:     {FinanceMaker, FinanceChecker},
	IssueCertificates:  {DonorOwner, DonorFinance, ProgramManager, FinanceMaker, FinanceChecker},
	VoidCertificates:   {ProgramManager, FinanceMaker, FinanceChecker},
	PublishDisclosures: {ProgramManager, SecretaryGeneral},
	AskMonths:          {FinanceMaker},
	CloseMonths:        {FinanceChecker},
	ReopenMonths:       {SecretaryGeneral},
	WriteOffPledges:    {SecretaryGeneral},

	ViewPersons:    {TownshipWorker, CountyOfficer, ProgramManager, SecretaryGeneral},
	IntakePersons:  {TownshipWorker, CountyOfficer, ProgramManager},
	CheckPersons:   {CountyOfficer, ProgramManager},
	AcceptPersons:  {ProgramManager},
	RevealIdentity: {TownshipWorker, CountyOfficer, ProgramManager},
	RevealSchool:   {TownshipWorker, CountyOfficer, ProgramManager},
	RevealAccount:  {FinanceMaker, FinanceChecker},
	RevealMedical:  {ProgramManager},
	ViewLooks:      {SecretaryGeneral, Auditor, Admin},
	BindPlaces:     {ProgramManager},
	OverrideAid:    {CountyOfficer, ProgramManager},
	ConfirmAid:     {ProgramManager, SecretaryGeneral},
	AskRoles:       {Admin},
	ConfirmRoles:   {Admin, SecretaryGeneral},
	ManageTeam:     {DonorOwner},
	ViewAudit:      {SecretaryGeneral, Auditor, Admin, ProgramManager, FinanceMaker, FinanceChecker},
	HandleRequests: {ProgramManager},
	ApproveErasure: {SecretaryGeneral},
	ViewErasures:   {ProgramManager, SecretaryGeneral},

	SetStandards:     {ProgramManager},
	PlanActivities:   {CountyOfficer, ProgramManager},
	AcceptActivities: {ProgramManager, SecretaryGeneral},
	ManageContracts:  {ProgramManager},
	AcceptMilestones: {SecretaryGeneral},
	EnterCases:       {TownshipWorker, CountyOfficer, ProgramManager},
	ManageCases:      {ProgramManager},
	ApproveCases:     {SecretaryGeneral},
	ManagePolicies:   {ProgramManager},
	SealPolicies:     {SecretaryGeneral},
	RecordVisits:     {TownshipWorker, CountyOfficer, ProgramManager},
	ManageTraining:   {ProgramManager, Admin},
	ManageAssets:     {ProgramManager},
	AcceptAssets:     {SecretaryGeneral},
}

// Permissions lists every permission that a role can be granted, for the tests that walk roles × routes.
func Permissions() []Permission {
	out := make([]Permission, 0, len(grants))
	for p := range grants {
		out = append(out, p)
	}
	slices.Sort(out)
	return out
}

// Can tells whether one of the actor's roles holds the permission. The portal's own jobs may do everything a rule allows.
func (a Actor) Can(p Permission) bool {
	switch p {
	case Public:
		return true
	case SignedIn:
		return a.ID != ""
	}
	return a.Role == RoleSystem || slices.Contains(grants[p], a.Role) || slices.ContainsFunc(a.Also, func(r Role) bool { return slices.Contains(grants[p], r) })
}

// InCounty tells whether the actor may touch things of the county and township.
func (a Actor) InCounty(county, township string) bool {
	if a.County != "" && a.County != county {
		return false
	}
	return a.Township == "" || a.Township == township
}

// OfEnterprise tells whether the actor may touch the enterprise's things: its own people, and staff without a county bound.
func (a Actor) OfEnterprise(id string) bool {
	if a.Role.Donor() {
		return a.Enterprise != "" && a.Enterprise == id
	}
	return a.Role.Staff() && a.County == "" || a.Role == RoleSystem
}

// Allow refuses, with the reason that the visitor needs, an actor who lacks the permission.
func (a Actor) Allow(p Permission) error {
	if a.Can(p) {
		return nil
	}
	if a.ID == "" {
		return Refuse(Unauthenticated, "login_required")
	}
	return Refuse(Forbidden, "forbidden")
}
