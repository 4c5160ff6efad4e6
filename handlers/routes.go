package handlers

import "shanpei/models"

// Kind is what a route answers with, and so which protections stand before it.
type Kind int

// The kinds of routes.
const (
	Page Kind = iota // HTML for a person: session cookie, CSRF token on every POST
	API              // JSON for a program: bearer token, no cookie, no CSRF
	Ops              // for operations and callbacks: neither
)

// Data says what a route may show, for the tests that look for canaries (domain.md, section 2, visibility).
type Data int

// The classes of data.
const (
	ForPublic  Data = iota // what everybody may see
	ForSponsor             // an enterprise's own things
	ForStaff               // staff with the route's permission
)

// Route is one line of the table.
type Route struct {
	Method     string
	Path       string
	Permission models.Permission
	Kind       Kind
	Data       Data
	Kept       bool // a public page that depends on nothing but the state, the address, the language, the theme and the unit
	Handle     func(r *Request) error
}

// Routes is the one table of the portal: every address, who may ask, what it may show, who answers.
var Routes = []Route{
	// Operations.
	{"GET", "/healthz", models.Public, Ops, ForPublic, false, health},
	{"GET", "/readyz", models.Public, Ops, ForPublic, false, ready},
	{"GET", "/metrics", models.Public, Ops, ForPublic, false, metricsText},

	// Signing in and out.
	{"GET", "/login", models.Public, Page, ForPublic, false, loginPage},
	{"POST", "/login", models.Public, Page, ForPublic, false, loginForm},
	{"GET", "/logout", models.SignedIn, Page, ForPublic, false, logoutPage},
	{"POST", "/logout", models.SignedIn, Page, ForPublic, false, logout},
	{"GET", "/register", models.Public, Page, ForPublic, false, registerPage},
	{"POST", "/register", models.Public, Page, ForPublic, false, registerEnterprise},
	{"GET", "/account", models.SignedIn, Page, ForSponsor, false, accountPage},
	{"POST", "/account/password", models.SignedIn, Page, ForSponsor, false, changePassword},
	{"POST", "/account/sessions", models.SignedIn, Page, ForSponsor, false, endSessions},
	{"POST", "/account/tokens", models.SignedIn, Page, ForSponsor, false, issueToken},
	{"POST", "/account/tokens/end", models.SignedIn, Page, ForSponsor, false, endToken},

	// Public pages. What depends on the whole journal, and not only on what the public sees of it, is not kept; nor are forms.
	{"GET", "/", models.Public, Page, ForPublic, true, publicHome},
	{"GET", "/programs", models.Public, Page, ForPublic, true, publicPrograms},
	{"GET", "/programs/:slug", models.Public, Page, ForPublic, true, publicProgram},
	{"GET", "/needs", models.Public, Page, ForPublic, true, publicNeeds},
	{"GET", "/needs/:number", models.Public, Page, ForPublic, true, publicNeed},
	{"GET", "/needs/:number/objection", models.Public, Page, ForPublic, false, publicObjection},
	{"POST", "/needs/:number/objection", models.Public, Page, ForPublic, false, publicObject},
	{"GET", "/counties", models.Public, Page, ForPublic, true, publicCounties},
	{"GET", "/counties/:code", models.Public, Page, ForPublic, true, publicCounty},
	{"GET", "/disclosures", models.Public, Page, ForPublic, true, publicDisclosures},
	{"GET", "/disclosures.atom", models.Public, Page, ForPublic, true, publicDisclosureFeed},
	{"GET", "/disclosures/:number", models.Public, Page, ForPublic, true, publicDisclosure},
	{"GET", "/donors", models.Public, Page, ForPublic, true, publicDonors},
	{"GET", "/transparency", models.Public, Page, ForPublic, false, publicTransparency},
	{"GET", "/certificates", models.Public, Page, ForPublic, false, publicCertificates},
	{"GET", "/privacy", models.Public, Page, ForPublic, true, publicPrivacy},

	// Enterprise pages.
	{"GET", "/enterprise", models.ViewDonor, Page, ForSponsor, false, enterpriseHome},
	{"GET", "/enterprise/register", models.SignPledges, Page, ForSponsor, false, registerAgain},
	{"POST", "/enterprise/register", models.SignPledges, Page, ForSponsor, false, resubmitEnterprise},
	{"GET", "/enterprise/notices", models.ViewDonor, Page, ForSponsor, false, enterpriseNotices},
	{"GET", "/enterprise/documents", models.ViewDonor, Page, ForSponsor, false, enterpriseDocuments},
	{"GET", "/enterprise/team", models.ViewDonor, Page, ForSponsor, false, enterpriseTeam},
	{"POST", "/enterprise/team", models.SignPledges, Page, ForSponsor, false, addColleague},
	{"GET", "/enterprise/pledges", models.ViewDonor, Page, ForSponsor, false, enterprisePledges},
	{"GET", "/enterprise/pledges/new", models.PayPledges, Page, ForSponsor, false, newPledge},
	{"POST", "/enterprise/pledges/new", models.PayPledges, Page, ForSponsor, false, makePledge},
	{"POST", "/enterprise/pledges/preview", models.PayPledges, Page, ForSponsor, false, previewPledge},
	{"GET", "/enterprise/pledges/:id", models.ViewDonor, Page, ForSponsor, false, enterprisePledge},
	{"GET", "/enterprise/pledges/:id/agreement", models.ViewDonor, Page, ForSponsor, false, enterpriseAgreement},
	{"GET", "/enterprise/pledges/:id/sign", models.ViewDonor, Page, ForSponsor, false, signPage},
	{"POST", "/enterprise/pledges/:id/sign", models.SignPledges, Page, ForSponsor, false, signPledge},
	{"GET", "/enterprise/pledges/:id/pay", models.ViewDonor, Page, ForSponsor, false, payPage},
	{"POST", "/enterprise/pledges/:id/cancel", models.SignPledges, Page, ForSponsor, false, enterpriseCancel},
	{"POST", "/enterprise/pledges/:id/change", models.SignPledges, Page, ForSponsor, false, enterpriseChange},

	// Staff pages.

	// JSON API.
	{"GET", "/api/v1/openapi.json", models.Public, API, ForPublic, false, apiDocument},
	{"GET", "/api/v1/programs", models.Public, API, ForPublic, false, apiPrograms},
	{"POST", "/api/v1/programs", models.ManagePrograms, API, ForStaff, false, apiCreateProgram},
	{"GET", "/api/v1/programs/:id", models.Public, API, ForPublic, false, apiProgram},
	{"GET", "/api/v1/counties", models.Public, API, ForPublic, false, apiCounties},
	{"GET", "/api/v1/disclosures", models.Public, API, ForPublic, false, apiDisclosures},
	{"GET", "/api/v1/journal", models.Public, API, ForPublic, false, apiJournal},
	{"GET", "/api/v1/needs", models.Public, API, ForPublic, false, apiNeeds},
	{"POST", "/api/v1/needs", models.DraftNeeds, API, ForStaff, false, apiDraftNeed},
	{"GET", "/api/v1/needs/:id", models.Public, API, ForPublic, false, apiNeed},
	{"POST", "/api/v1/needs/:id/verify", models.VerifyNeeds, API, ForStaff, false, apiStepNeed(models.VerifyNeed)},
	{"POST", "/api/v1/needs/:id/review", models.ReviewNeeds, API, ForStaff, false, apiStepNeed(models.ReviewNeed)},
	{"POST", "/api/v1/needs/:id/approve", models.ApproveNeeds, API, ForStaff, false, apiStepNeed(models.ApproveNeed)},
	{"POST", "/api/v1/needs/:id/publish", models.ManageNeeds, API, ForStaff, false, apiStepNeed(models.PublishNeed)},
	{"POST", "/api/v1/needs/:id/open", models.ManageNeeds, API, ForStaff, false, apiStepNeed(models.OpenNeed)},
	{"POST", "/api/v1/needs/:id/return", models.ReturnNeeds, API, ForStaff, false, apiStepNeed(models.ReturnNeed)},
	{"POST", "/api/v1/needs/:id/suspend", models.ManageNeeds, API, ForStaff, false, apiStepNeed(models.SuspendNeed)},
	{"POST", "/api/v1/needs/:id/resume", models.ManageNeeds, API, ForStaff, false, apiStepNeed(models.ResumeNeed)},
	{"POST", "/api/v1/needs/:id/close", models.ManageNeeds, API, ForStaff, false, apiStepNeed(models.CloseNeed)},
	{"POST", "/api/v1/enterprises", models.Public, API, ForSponsor, false, apiRegister},
	{"GET", "/api/v1/enterprises/:id", models.ViewPledges, API, ForSponsor, false, apiEnterprise},
	{"POST", "/api/v1/enterprises/:id/verify", models.VerifyEnterprises, API, ForStaff, false, apiVerifyEnterprise},
	{"POST", "/api/v1/enterprises/:id/reject", models.VerifyEnterprises, API, ForStaff, false, apiRejectEnterprise},
	{"GET", "/api/v1/pledges", models.ViewPledges, API, ForSponsor, false, apiPledges},
	{"POST", "/api/v1/pledges", models.MakePledges, API, ForSponsor, false, apiMakePledge},
	{"POST", "/api/v1/pledges/preview", models.PreviewPledges, API, ForSponsor, false, apiPreviewPledge},
	{"GET", "/api/v1/pledges/:id", models.ViewPledges, API, ForSponsor, false, apiPledge},
	{"POST", "/api/v1/pledges/:id/sign", models.SignPledges, API, ForSponsor, false, apiSignPledge},
	{"POST", "/api/v1/pledges/:id/cancel", models.SignPledges, API, ForSponsor, false, apiCancelPledge},
	{"POST", "/api/v1/pledges/:id/checkout", models.PayPledges, API, ForSponsor, false, apiCheckout},
	{"POST", "/api/v1/bank-lines", models.RecordBankLines, API, ForStaff, false, apiBankLines},
	{"POST", "/api/v1/matches", models.RunMatches, API, ForStaff, false, apiMatch},
	{"GET", "/api/v1/matches/:id", models.RunMatches, API, ForStaff, false, apiMatchKept},
	{"POST", "/api/v1/matches/:id/accept", models.RunMatches, API, ForStaff, false, apiAcceptMatch},
	{"GET", "/api/v1/sponsorships", models.ViewPledges, API, ForSponsor, false, apiSponsorships},
	{"POST", "/api/v1/sponsorships/:id/end", models.EndSponsorships, API, ForStaff, false, apiEndSponsorship},
	{"GET", "/api/v1/disbursements", models.ViewMoney, API, ForStaff, false, apiDisbursements},
	{"POST", "/api/v1/disbursements", models.MakePayouts, API, ForStaff, false, apiMakeDisbursement},
	{"GET", "/api/v1/disbursements/:id", models.ViewMoney, API, ForStaff, false, apiDisbursement},
	{"POST", "/api/v1/disbursements/:id/check", models.CheckPayouts, API, ForStaff, false, apiStepDisbursement("check")},
	{"POST", "/api/v1/disbursements/:id/approve", models.ApprovePayouts, API, ForStaff, false, apiStepDisbursement("approve")},
	{"POST", "/api/v1/disbursements/:id/reject", models.ViewMoney, API, ForStaff, false, apiStepDisbursement("reject")},
	{"POST", "/api/v1/disbursements/:id/pay", models.MakePayouts, API, ForStaff, false, apiPayDisbursement},
	{"POST", "/api/v1/disbursements/:id/return", models.MakePayouts, API, ForStaff, false, apiReturnLines},
	{"POST", "/api/v1/disbursements/:id/prove", models.ProvePayouts, API, ForStaff, false, apiStepDisbursement("prove")},
	{"GET", "/api/v1/ledger/balance", models.ViewLedger, API, ForStaff, false, apiBalance},
}
