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
	{"GET", "/enterprise/offers", models.ViewDonor, Page, ForSponsor, false, enterpriseOffers},
	{"GET", "/enterprise/offers/:id", models.ViewDonor, Page, ForSponsor, false, enterpriseOffer},
	{"POST", "/enterprise/offers/:id", models.AnswerOffers, Page, ForSponsor, false, enterpriseAnswer},
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
	{"GET", "/staff", models.ViewStaff, Page, ForStaff, false, staffToday},
	{"GET", "/staff/needs", models.ViewStaff, Page, ForStaff, false, staffNeeds},
	{"POST", "/staff/needs", models.DraftNeeds, Page, ForStaff, false, staffNeedCreate},
	{"GET", "/staff/needs/new", models.DraftNeeds, Page, ForStaff, false, staffNeedNew},
	{"GET", "/staff/needs/:id", models.ViewStaff, Page, ForStaff, false, staffNeed},
	{"GET", "/staff/needs/:id/edit", models.DraftNeeds, Page, ForStaff, false, staffNeedEdit},
	{"POST", "/staff/needs/:id/edit", models.DraftNeeds, Page, ForStaff, false, staffNeedAmend},
	{"POST", "/staff/needs/:id/step", models.ViewStaff, Page, ForStaff, false, staffNeedStep},
	{"POST", "/staff/needs/:id/objections", models.ManageNeeds, Page, ForStaff, false, staffObjection},
	{"GET", "/staff/programs", models.ViewStaff, Page, ForStaff, false, staffPrograms},
	{"POST", "/staff/programs", models.ManagePrograms, Page, ForStaff, false, staffProgramCreate},
	{"GET", "/staff/programs/new", models.ManagePrograms, Page, ForStaff, false, staffProgramNew},
	{"GET", "/staff/programs/:id", models.ViewStaff, Page, ForStaff, false, staffProgram},
	{"GET", "/staff/programs/:id/edit", models.ManagePrograms, Page, ForStaff, false, staffProgramEdit},
	{"POST", "/staff/programs/:id/edit", models.ManagePrograms, Page, ForStaff, false, staffProgramRevise},
	{"POST", "/staff/programs/:id/step", models.ManagePrograms, Page, ForStaff, false, staffProgramStep},
	{"GET", "/staff/enterprises", models.ViewMoney, Page, ForStaff, false, staffEnterprises},
	{"GET", "/staff/enterprises/:id", models.ViewMoney, Page, ForStaff, false, staffEnterprise},
	{"POST", "/staff/enterprises/:id/contact", models.VerifyEnterprises, Page, ForStaff, false, staffContact},
	{"POST", "/staff/enterprises/:id/verify", models.VerifyEnterprises, Page, ForStaff, false, staffEnterpriseVerify},
	{"POST", "/staff/enterprises/:id/reject", models.VerifyEnterprises, Page, ForStaff, false, staffEnterpriseReject},
	{"GET", "/staff/pledges", models.ViewMoney, Page, ForStaff, false, staffPledges},
	{"POST", "/staff/pledges", models.ManagePrograms, Page, ForStaff, false, staffPledgeMake},
	{"GET", "/staff/pledges/new", models.ManagePrograms, Page, ForStaff, false, staffPledgeNew},
	{"GET", "/staff/pledges/:id", models.ViewMoney, Page, ForStaff, false, staffPledge},
	{"POST", "/staff/pledges/:id/purpose", models.ManagePrograms, Page, ForStaff, false, staffPledgePurpose},
	{"GET", "/staff/matching", models.ViewMoney, Page, ForStaff, false, staffMatching},
	{"POST", "/staff/matching", models.RunMatches, Page, ForStaff, false, staffMatchRun},
	{"GET", "/staff/matching/new", models.RunMatches, Page, ForStaff, false, staffDesk},
	{"POST", "/staff/matching/preview", models.RunMatches, Page, ForStaff, false, staffDeskPreview},
	{"GET", "/staff/matching/compare", models.ViewMoney, Page, ForStaff, false, staffCompare},
	{"GET", "/staff/matching/weights", models.ViewMoney, Page, ForStaff, false, staffWeights},
	{"POST", "/staff/matching/weights", models.RunMatches, Page, ForStaff, false, staffWeightsSet},
	{"GET", "/staff/matching/runs/:id", models.ViewMoney, Page, ForStaff, false, staffRun},
	{"POST", "/staff/matching/runs/:id/stop", models.RunMatches, Page, ForStaff, false, staffRunStop},
	{"GET", "/staff/matching/:id", models.ViewMoney, Page, ForStaff, false, staffMatch},
	{"POST", "/staff/matching/:id/repeat", models.ViewMoney, Page, ForStaff, false, staffMatchRepeat},
	{"POST", "/staff/matching/:id/accept", models.RunMatches, Page, ForStaff, false, staffMatchAccept},
	{"GET", "/staff/waitlist", models.ViewMoney, Page, ForStaff, false, staffWaitlist},
	{"POST", "/staff/waitlist", models.RunMatches, Page, ForStaff, false, staffRepair},
	{"GET", "/staff/offers", models.ViewMoney, Page, ForStaff, false, staffOffers},
	{"POST", "/staff/offers", models.MakeOffers, Page, ForStaff, false, staffOfferMake},
	{"GET", "/staff/offers/:id", models.ViewMoney, Page, ForStaff, false, staffOffer},
	{"POST", "/staff/offers/:id/withdraw", models.MakeOffers, Page, ForStaff, false, staffOfferWithdraw},
	{"GET", "/staff/sponsorships", models.ViewStaff, Page, ForStaff, false, staffSponsorships},
	{"GET", "/staff/sponsorships/:id", models.ViewStaff, Page, ForStaff, false, staffSponsorship},
	{"POST", "/staff/sponsorships/:id/end", models.EndSponsorships, Page, ForStaff, false, staffSponsorshipEnd},
	{"GET", "/staff/money", models.ViewMoney, Page, ForStaff, false, staffMoney},
	{"POST", "/staff/money/lines", models.RecordBankLines, Page, ForStaff, false, staffMoneyLines},
	{"GET", "/staff/money/lines/:id", models.ViewMoney, Page, ForStaff, false, staffLine},
	{"POST", "/staff/money/lines/:id", models.RecordBankLines, Page, ForStaff, false, staffAttribute},
	{"GET", "/staff/money/suspense", models.ViewMoney, Page, ForStaff, false, staffSuspense},
	{"GET", "/staff/money/declarations", models.ViewMoney, Page, ForStaff, false, staffDeclarations},
	{"POST", "/staff/money/declarations/:id", models.RecordBankLines, Page, ForStaff, false, staffDeclare},
	{"GET", "/staff/money/receipts", models.ViewMoney, Page, ForStaff, false, staffReceipts},
	{"GET", "/staff/money/receipts/:id", models.ViewMoney, Page, ForStaff, false, staffReceipt},
	{"POST", "/staff/money/receipts/:id", models.RecordReceipts, Page, ForStaff, false, staffReceiptRecord},
	{"POST", "/staff/money/receipts/:id/void", models.RecordReceipts, Page, ForStaff, false, staffReceiptVoid},
	{"GET", "/staff/money/ledger", models.ViewLedger, Page, ForStaff, false, staffLedger},
	{"GET", "/staff/disbursements", models.ViewMoney, Page, ForStaff, false, staffPayouts},
	{"POST", "/staff/disbursements", models.MakePayouts, Page, ForStaff, false, staffPayoutMake},
	{"GET", "/staff/disbursements/new", models.MakePayouts, Page, ForStaff, false, staffPayoutNew},
	{"GET", "/staff/disbursements/:id", models.ViewMoney, Page, ForStaff, false, staffPayout},
	{"POST", "/staff/disbursements/:id/step", models.ViewMoney, Page, ForStaff, false, staffPayoutStep},
	{"POST", "/staff/disbursements/:id/pay", models.MakePayouts, Page, ForStaff, false, staffPayoutPay},
	{"POST", "/staff/disbursements/:id/return", models.MakePayouts, Page, ForStaff, false, staffPayoutReturn},
	{"GET", "/staff/disclosures", models.ViewStaff, Page, ForStaff, false, staffDisclosures},
	{"GET", "/staff/disclosures/:id/:due", models.ViewStaff, Page, ForStaff, false, staffDisclosure},
	{"POST", "/staff/disclosures/:id/:due", models.PublishDisclosures, Page, ForStaff, false, staffDisclose},
	{"GET", "/staff/gifts", models.ViewMoney, Page, ForStaff, false, staffGifts},
	{"POST", "/staff/gifts", models.ManagePrograms, Page, ForStaff, false, staffGiftAccept},
	{"GET", "/staff/audit", models.ViewMoney, Page, ForStaff, false, staffAudit},
	{"GET", "/staff/audit/:seq", models.ViewMoney, Page, ForStaff, false, staffAuditEntry},
	{"GET", "/staff/users", models.AdminUsers, Page, ForStaff, false, staffUsers},
	{"POST", "/staff/users", models.AdminUsers, Page, ForStaff, false, staffUserAdd},
	{"GET", "/staff/users/new", models.AdminUsers, Page, ForStaff, false, staffUserNew},
	{"POST", "/staff/users/:id/disabled", models.AdminUsers, Page, ForStaff, false, staffUserDisable},
	{"GET", "/staff/settings", models.AdminFederation, Page, ForStaff, false, staffSettings},
	{"POST", "/staff/settings", models.AdminFederation, Page, ForStaff, false, staffSettingsChange},

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
	{"GET", "/api/v1/matches/runs/:id", models.RunMatches, API, ForStaff, false, apiMatchRun},
	{"POST", "/api/v1/matches/runs/:id/stop", models.RunMatches, API, ForStaff, false, apiStopMatch},
	{"GET", "/api/v1/matches/:id", models.RunMatches, API, ForStaff, false, apiMatchKept},
	{"POST", "/api/v1/matches/:id/accept", models.RunMatches, API, ForStaff, false, apiAcceptMatch},
	{"GET", "/api/v1/waitlist", models.ViewPledges, API, ForSponsor, false, apiWaitlist},
	{"GET", "/api/v1/offers", models.ViewPledges, API, ForSponsor, false, apiOffers},
	{"POST", "/api/v1/offers", models.MakeOffers, API, ForStaff, false, apiMakeOffer},
	{"GET", "/api/v1/offers/:id", models.ViewPledges, API, ForSponsor, false, apiOffer},
	{"POST", "/api/v1/offers/:id/answer", models.AnswerOffers, API, ForSponsor, false, apiAnswerOffer},
	{"POST", "/api/v1/offers/:id/withdraw", models.MakeOffers, API, ForStaff, false, apiWithdrawOffer},
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
