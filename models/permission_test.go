package models

import (
	"errors"
	"go/ast"
	"slices"
	"testing"
)

// The table of interface.md, "who", and what domain.md adds to it. Whoever is not listed must be refused.
var mayAsk = slices.Concat(mayAskPortal, mayAskPerson, mayAskPlace, mayAskLook, mayAskAccess, mayAskRequest,
	mayAskStandard, mayAskActivity, mayAskContract, mayAskMedical, mayAskInsurance, mayAskFinding, mayAskAsset, mayAskStudy)

// asked is a line of it.
type asked struct {
	what string
	cmd  Command
	who  []Role
}

var mayAskPortal = []asked{
	{"POST /programs", CreateProgram{}, []Role{ProgramManager}},
	{"revise a programme", ReviseProgram{}, []Role{ProgramManager}},
	{"step a programme", StepProgram{}, []Role{ProgramManager}},
	{"POST /needs", DraftNeed{}, []Role{TownshipWorker, CountyOfficer, ProgramManager}},
	{"import needs", ImportRows{Rows: []Command{DraftNeed{}}}, []Role{TownshipWorker, CountyOfficer, ProgramManager}},
	{"import nothing", ImportRows{}, staffRoles},
	{"enrol an enterprise", EnrolEnterprise{}, []Role{ProgramManager}},
	{"carry a line of an earlier ledger", CarryLine{}, []Role{FinanceMaker}},
	{"set a programme's opening", SetOpening{}, []Role{FinanceMaker}},
	{"record an event of weight", RecordMajorEvent{}, []Role{ProgramManager, SecretaryGeneral}},
	{"prepare what is published for a duty", PrepareFiling{}, []Role{ProgramManager, SecretaryGeneral}},
	{"publish what was prepared for a duty", PublishFiling{}, []Role{ProgramManager, SecretaryGeneral}},
	{"take children out as a list", RevealList{}, []Role{TownshipWorker, CountyOfficer, ProgramManager}},
	{"amend a need", AmendNeed{}, []Role{TownshipWorker, CountyOfficer, ProgramManager}},
	{"POST /needs/{id}/verify", StepNeed{Verb: VerifyNeed}, []Role{TownshipWorker, CountyOfficer, ProgramManager}},
	{"POST /needs/{id}/review", StepNeed{Verb: ReviewNeed}, []Role{CountyOfficer, ProgramManager}},
	{"POST /needs/{id}/approve", StepNeed{Verb: ApproveNeed}, []Role{ProgramManager, SecretaryGeneral}},
	{"POST /needs/{id}/publish", StepNeed{Verb: PublishNeed}, []Role{ProgramManager}},
	{"POST /needs/{id}/open", StepNeed{Verb: OpenNeed}, []Role{ProgramManager}},
	{"POST /needs/{id}/return", StepNeed{Verb: ReturnNeed}, []Role{CountyOfficer, ProgramManager, SecretaryGeneral}},
	{"POST /needs/{id}/suspend", StepNeed{Verb: SuspendNeed}, []Role{ProgramManager}},
	{"POST /needs/{id}/resume", StepNeed{Verb: ResumeNeed}, []Role{ProgramManager}},
	{"POST /needs/{id}/close", StepNeed{Verb: CloseNeed}, []Role{ProgramManager}},
	{"terminate a need", StepNeed{Verb: TerminateNeed}, []Role{ProgramManager}},
	{"disclose a need", StepNeed{Verb: DiscloseNeed}, []Role{ProgramManager}},
	{"a step that is none", StepNeed{Verb: "burn"}, []Role{ProgramManager}},
	{"object to a need", RaiseObjection{}, append([]Role{RoleNobody}, Roles...)},
	{"answer an objection", ResolveObjection{}, []Role{ProgramManager}},
	{"POST /enterprises", RegisterEnterprise{}, append([]Role{RoleNobody}, Roles...)},
	{"POST /enterprises/{id}/verify", VerifyEnterprise{}, []Role{ProgramManager}},
	{"POST /enterprises/{id}/reject", RejectEnterprise{}, []Role{ProgramManager}},
	{"POST /pledges", MakePledge{}, []Role{DonorOwner, DonorFinance, ProgramManager}},
	{"POST /pledges/{id}/sign", SignPledge{}, []Role{DonorOwner}},
	{"POST /pledges/{id}/cancel", CancelPledge{}, []Role{DonorOwner}},
	{"expire a pledge", ExpirePledge{}, nil},
	{"ask for another purpose", AskPurposeChange{}, []Role{ProgramManager}},
	{"agree to another purpose", AnswerPurposeChange{}, []Role{DonorOwner}},
	{"POST /bank-lines", RecordBankLine{}, []Role{FinanceMaker}},
	{"attribute what is in suspense", AttributeSuspense{}, []Role{FinanceMaker}},
	{"declare a third-party payer", DeclareThirdParty{}, []Role{FinanceMaker}},
	{"attribute a batch", AttributeLines{}, []Role{FinanceMaker}},
	{"give suspense an owner", AssignSuspense{}, []Role{FinanceMaker}},
	{"take a payment back", UndoPayment{}, []Role{FinanceMaker}},
	{"import a statement", ImportStatement{}, []Role{FinanceMaker}},
	{"match a line of the bank", MatchBankLine{}, []Role{FinanceMaker}},
	{"take that back", UnmatchBankLine{}, []Role{FinanceMaker}},
	{"write a balance down", SetMonthBalance{}, []Role{FinanceMaker}},
	{"explain a difference", ExplainDifference{}, []Role{FinanceMaker}},
	{"ask to close a month", StepMonth{Verb: "ask"}, []Role{FinanceMaker}},
	{"close a month", StepMonth{Verb: "close"}, []Role{FinanceChecker}},
	{"refuse to close a month", StepMonth{Verb: "refuse"}, []Role{FinanceChecker}},
	{"open a month again", StepMonth{Verb: "reopen"}, []Role{SecretaryGeneral}},
	{"write a promise off", WriteOffPledge{}, []Role{SecretaryGeneral}},
	{"open a fund", OpenFund{}, []Role{ProgramManager}},
	{"join a fund", JoinFund{}, []Role{ProgramManager}},
	{"end a fund", EndFund{}, []Role{ProgramManager}},
	{"POST /matches", RecordMatch{}, []Role{ProgramManager}},
	{"POST /matches/{id}/accept", AcceptMatch{}, []Role{ProgramManager}},
	{"change the weights of the matching", SetMatchPolicy{}, []Role{ProgramManager}},
	{"POST /sponsorships/{id}/end", EndSponsorship{}, []Role{ProgramManager}},
	{"POST /offers", MakeOffer{}, []Role{ProgramManager}},
	{"POST /offers/{id}/withdraw", WithdrawOffer{}, []Role{ProgramManager}},
	{"POST /offers/{id}/answer", AnswerOffer{}, []Role{DonorOwner}},
	{"let an offer lapse", LapseOffer{}, nil},
	{"POST /disbursements", MakeDisbursement{}, []Role{FinanceMaker}},
	{"POST /disbursements/{id}/check", StepDisbursement{Verb: "check"}, []Role{FinanceChecker}},
	{"POST /disbursements/{id}/approve", StepDisbursement{Verb: "approve"}, []Role{SecretaryGeneral}},
	{"prove a payout", StepDisbursement{Verb: "prove"}, []Role{ProgramManager}},
	{"reject a payout, closer looked at by its turn", StepDisbursement{Verb: "reject"}, Roles},
	{"POST /disbursements/{id}/pay", PayDisbursement{}, []Role{FinanceMaker}},
	{"POST /disbursements/{id}/return", ReturnLines{}, []Role{FinanceMaker}},
	{"POST /pledges/{id}/checkout", StartCheckout{}, []Role{DonorOwner, DonorFinance}},
	{"name a checkout's session", OpenCheckout{}, nil},
	{"settle a checkout", SettleCheckout{}, nil},
	{"settle a refund", SettleRefund{}, nil},
	{"settle a dispute", SettleDispute{}, nil},
	{"settle a payout", SettlePayout{}, nil},
	{"book a card fee", RecordCardFee{}, nil},
	{"explain what is kept", CloseKept{}, []Role{FinanceMaker}},
	{"attribute a payout", AttributePayout{}, []Role{FinanceMaker}},
	{"ask for a refund", AskRefund{}, []Role{FinanceMaker}},
	{"approve a refund", StepRefund{Verb: "approve"}, []Role{FinanceChecker, SecretaryGeneral}},
	{"reject a refund", StepRefund{Verb: "reject"}, []Role{FinanceChecker, SecretaryGeneral}},
	{"try a refund again", StepRefund{Verb: "retry"}, []Role{FinanceMaker}},
	{"send a refund by bank", PayRefund{}, []Role{FinanceMaker}},
	{"record a receipt", RecordReceipt{}, []Role{FinanceMaker, FinanceChecker}},
	{"void a receipt", VoidReceipt{}, []Role{FinanceMaker, FinanceChecker}},
	{"ask for a receipt again", ReissueReceipt{}, []Role{FinanceMaker, FinanceChecker}},
	{"put the file to a receipt", FileReceipt{}, []Role{FinanceMaker, FinanceChecker}},
	{"issue a certificate", IssueCertificate{}, []Role{DonorOwner, DonorFinance, ProgramManager, FinanceMaker, FinanceChecker}},
	{"void a certificate", VoidCertificate{}, []Role{ProgramManager, FinanceMaker, FinanceChecker}},
	{"take a ledger out", RecordExport{What: "gifts"}, []Role{FinanceMaker, FinanceChecker, SecretaryGeneral, Auditor, ProgramManager}},
	{"take a payout's list out", RecordExport{What: PayoutExport}, []Role{FinanceMaker}},
	{"say whom a payout is paid to", SetPayees{}, []Role{FinanceMaker}},
	{"accept goods", AcceptGift{}, []Role{ProgramManager}},
	{"prepare a disclosure", PrepareDisclosure{}, []Role{ProgramManager, SecretaryGeneral}},
	{"publish a disclosure", PublishDisclosure{}, []Role{ProgramManager, SecretaryGeneral}},
	{"correct a disclosure", CorrectDisclosure{}, []Role{ProgramManager, SecretaryGeneral}},
	{"set the federation up", SetUpFederation{}, []Role{Admin}},
	{"change the settings", ChangeSettings{}, []Role{Admin}},
	{"put a county", PutCounty{}, []Role{Admin}},
	{"add a user", AddUser{}, nil},
	{"disable a user, closer looked at by its decision", SetUserDisabled{}, Roles},
}

func TestEveryCommandIsOpenToExactlyTheRolesOfTheInterface(t *testing.T) {
	for _, c := range mayAsk {
		for _, r := range append([]Role{RoleNobody}, Roles...) {
			a := Actor{ID: "x", Role: r}
			if r == RoleNobody {
				a = Nobody
			}
			err := a.Allow(c.cmd.Permission())
			if allowed := slices.Contains(c.who, r); allowed != (err == nil) {
				t.Errorf("%s by %q: %v", c.what, r, err)
			}
			var e *Error
			if errors.As(err, &e) {
				if want := map[bool]Code{true: Unauthenticated, false: Forbidden}[r == RoleNobody]; e.Code != want {
					t.Errorf("%s by %q: %v", c.what, r, err)
				}
			}
		}
		if err := System.Allow(c.cmd.Permission()); err != nil {
			t.Errorf("%s by the portal itself: %v", c.what, err)
		}
	}
}

func TestNoCommandIsLeftOutOfTheTableOfRoles(t *testing.T) {
	listed := map[string]bool{}
	for _, c := range mayAsk {
		listed[typeName(c.cmd)] = true
	}
	for _, f := range packageFiles(t, ".") {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv != nil && fn.Name.Name == "Decide" {
				if name := fn.Recv.List[0].Type.(*ast.Ident).Name; !listed[name] {
					t.Errorf("%s is not in the table", name)
				}
			}
		}
	}
}

func TestEveryPermissionToSeeIsGrantedAsTheInterfaceSays(t *testing.T) {
	staff := Roles[:8]
	for p, who := range map[Permission][]Role{
		ViewStaff: staff, ViewLedger: {FinanceMaker, FinanceChecker, Auditor},
		ViewMoney:      {FinanceMaker, FinanceChecker, SecretaryGeneral, Auditor, ProgramManager},
		ViewDonor:      {DonorOwner, DonorFinance, DonorViewer},
		PayPledges:     {DonorOwner, DonorFinance},
		PreviewPledges: {DonorOwner, DonorFinance, DonorViewer, ProgramManager},
		ViewPledges:    {DonorOwner, DonorFinance, DonorViewer, ProgramManager, FinanceMaker, FinanceChecker, SecretaryGeneral, Auditor, Admin},
		Jobs:           nil, SignedIn: Roles, Public: append([]Role{RoleNobody}, Roles...),
	} {
		for _, r := range append([]Role{RoleNobody}, Roles...) {
			a := Actor{ID: string(r), Role: r}
			if a.Can(p) != slices.Contains(who, r) {
				t.Errorf("%q and %q: %v", r, p, a.Can(p))
			}
		}
	}
	for _, p := range Permissions() {
		if (Actor{ID: "x", Role: "emperor"}).Can(p) {
			t.Errorf("a role that is none has %s", p)
		}
	}
}

func TestStaffOfACountySeeNoPledgeAndDonorsOnlyTheirOwn(t *testing.T) {
	w := newTown(t)
	id := w.give(w.a, 1000*yuan, Purpose{})
	for _, c := range []struct {
		who  Actor
		sees bool
	}{
		{w.a, true}, {w.finance, true}, {w.viewer, true}, {w.b, false}, {w.submitted, false}, {Nobody, false}, {Actor{ID: "x", Role: DonorOwner}, false},
		{manager, true}, {maker, true}, {auditor, true}, {admin, true}, {System, true}, {officer, false}, {worker, false},
	} {
		p, err := w.s.PledgeFor(id, c.who)
		if (err == nil) != c.sees || (p != nil) != c.sees {
			t.Errorf("%s: %v %v", c.who.ID, p, err)
		}
		if err != nil && err.(*Error).Code != NotFound {
			t.Errorf("%s learns that there is one: %v", c.who.ID, err)
		}
	}
}

func TestAPlaceBoundsWhatItsPeopleMayTouch(t *testing.T) {
	for _, c := range []struct {
		who              Actor
		county, township string
		may              bool
	}{
		{manager, "370911", "山口镇", true}, {manager, "370982", "", true},
		{officer, "370911", "祝阳镇", true}, {officer, "370911", "", true}, {officer, "370982", "", false},
		{worker, "370911", "山口镇", true}, {worker, "370911", "祝阳镇", false}, {worker, "370911", "", false}, {worker, "370982", "山口镇", false},
	} {
		if c.who.InCounty(c.county, c.township) != c.may {
			t.Errorf("%s in %s %s", c.who.ID, c.county, c.township)
		}
	}
}
