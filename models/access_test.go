package models

import "testing"

func TestAStrongRoleTakesTwoPersonsAndADropNone(t *testing.T) {
	w := newTown(t)
	boss := Actor{ID: "boss", Role: Admin}
	w.must(System, AddUser{User{ID: boss.ID, Role: Admin}})
	role := func() Role { return get(w.world, w.s.Users, officer.ID).Role }
	ask := first[RoleAsked](w.world, w.must(boss, ChangeUser{ID: officer.ID, To: Standing{Role: ProgramManager}, Reason: "moved"})).Ask
	if role() != CountyOfficer {
		t.Fatal("one person gave it")
	}
	w.must(general, StepRoleAsk{ID: ask.ID, Verb: "confirm"})
	if role() != ProgramManager {
		t.Fatal("two persons did not give it")
	}
	w.must(boss, ChangeUser{ID: officer.ID, To: Standing{Role: TownshipWorker, County: "370911", Township: "山口镇"}, Reason: "moved"})
	if role() != TownshipWorker {
		t.Error("dropping it waits")
	}
	ask = first[RoleAsked](w.world, w.must(boss, ChangeUser{ID: officer.ID, To: Standing{Role: ProgramManager}, Reason: "moved"})).Ask
	w.must(boss, StepRoleAsk{ID: ask.ID, Verb: "withdraw"})
	if _, open := w.s.OpenRoleAsk(officer.ID, w.now); open || role() != TownshipWorker {
		t.Error("withdrawn and yet there")
	}
}

func TestWhatTakesASecondPerson(t *testing.T) {
	in := func(county, township string, roles ...Role) Standing {
		return Standing{Role: roles[0], Also: roles[1:], County: county, Township: township}
	}
	for _, c := range []struct {
		what          string
		before, after Standing
		second        bool
	}{
		{"an officer becomes a manager", in("370911", "", CountyOfficer), in("", "", ProgramManager), true},
		{"and remains one besides", in("370911", "", CountyOfficer), in("370911", "", CountyOfficer, ProgramManager), true},
		{"a manager becomes an officer", in("", "", ProgramManager), in("370911", "", CountyOfficer), false},
		{"a manager is bound to a county", in("", "", ProgramManager), in("370911", "", ProgramManager), false},
		{"a manager of a county is bound to it no more", in("370911", "", ProgramManager), in("", "", ProgramManager), true},
		{"and of another county", in("370911", "", ProgramManager), in("370982", "", ProgramManager), true},
		{"an officer of another county", in("370911", "", CountyOfficer), in("370982", "", CountyOfficer), false},
		{"an auditor", Standing{}, in("", "", Auditor), false},
		{"a maker becomes a checker", in("", "", FinanceMaker), in("", "", FinanceChecker), true},
	} {
		if NeedsSecond(c.before, c.after) != c.second {
			t.Errorf("%s: %v", c.what, !c.second)
		}
	}
}

func TestNoPairOfRolesLetsOnePersonDoBothSides(t *testing.T) {
	sides := [][2]Permission{
		{MakePayouts, CheckPayouts}, {MakePayouts, ApprovePayouts}, {CheckPayouts, ApprovePayouts}, {AskRefunds, ApproveRefunds}, {AskMonths, CloseMonths},
		{CloseMonths, ReopenMonths}, {AskRoles, MakePayouts}, {AskRoles, RevealIdentity}, {BindPlaces, MakePayouts}, {IntakePersons, MakePayouts},
	}
	for i, a := range Roles {
		for _, b := range Roles[:i] {
			if WhyApart(a, b) != WhyApart(b, a) {
				t.Errorf("%s and %s: one way only", a, b)
			}
			both := Actor{ID: "x", Role: a, Also: []Role{b}}
			for _, s := range sides {
				if WhyApart(a, b) == "" && both.Can(s[0]) && both.Can(s[1]) {
					t.Errorf("%s and %s have %s and %s", a, b, s[0], s[1])
				}
			}
			if a.Donor() != b.Donor() && WhyApart(a, b) == "" {
				t.Errorf("%s with %s", a, b)
			}
		}
	}
	for _, r := range staffRoles {
		if r != Auditor && WhyApart(Auditor, r) == "" {
			t.Errorf("the auditor may be %s", r)
		}
	}
}

func TestFurtherRolesCountForEveryPermission(t *testing.T) {
	a := Actor{ID: "x", Role: TownshipWorker, Also: []Role{CountyOfficer}, County: "370911"}
	if !a.Can(ReviewNeeds) || !a.Can(DraftNeeds) || a.Can(ApproveNeeds) || !a.Is(CountyOfficer) || a.Is(Admin) || a.InCounty("370982", "") {
		t.Error("the further role counts for too little or too much")
	}
}

// Who made a payout may not check it under a later role either: the rule is about the person.
func TestALaterRoleDoesNotUndoFourEyes(t *testing.T) {
	w := newTown(t)
	need := w.openNeed(2, nil)
	_, sponsorship := w.funded(w.a, need, 2)
	id := w.payOut(sponsorship, 2)
	promoted := Actor{ID: maker.ID, Role: FinanceChecker}
	if _, err := w.do(promoted, StepDisbursement{ID: id, Verb: "check"}); err == nil || err.(*Error).Reason != "maker_is_checker" {
		t.Errorf("the maker checks under a new role: %v", err)
	}
	w.must(checker, StepDisbursement{ID: id, Verb: "check"})
	promoted.Role = SecretaryGeneral
	if _, err := w.do(promoted, StepDisbursement{ID: id, Verb: "approve"}); err == nil || err.(*Error).Reason != "maker_is_checker" {
		t.Errorf("the maker approves under a new role: %v", err)
	}
	if _, err := w.do(Actor{ID: checker.ID, Role: SecretaryGeneral}, StepDisbursement{ID: id, Verb: "approve"}); err == nil || err.(*Error).Reason != "maker_is_checker" {
		t.Errorf("the checker approves under a new role: %v", err)
	}
}

func TestAnInvitationIsTakenOnceAndStandsAsLongAsWhoMadeIt(t *testing.T) {
	w := newTown(t)
	boss := Actor{ID: "boss", Role: Admin}
	w.must(System, AddUser{User{ID: boss.ID, Role: Admin}})
	invite := func(r Role) string {
		return first[UserInvited](w.world, w.must(boss, InviteUser{Standing{Role: r}})).Invitation.ID
	}
	id := invite(FinanceChecker)
	w.must(general, StepInvitation{ID: id, Verb: "confirm"})
	w.pass(6)
	w.must(boss, StepInvitation{ID: id, Verb: "resend"})
	w.pass(6)
	w.must(Nobody, AcceptInvitation{ID: id, User: "new"})
	if u := get(w.world, w.s.Users, "new"); u.Role != FinanceChecker {
		t.Errorf("%+v", u)
	}
	if _, err := w.do(Nobody, AcceptInvitation{ID: id, User: "other"}); err == nil || err.(*Error).Reason != "invitation_over" {
		t.Errorf("taken twice: %v", err)
	}
	id = invite(Auditor)
	w.must(admin, SetUserDisabled{ID: boss.ID, Disabled: true, Reason: "left"})
	if _, err := w.do(Nobody, AcceptInvitation{ID: id, User: "other"}); err == nil || err.(*Error).Reason != "invitation_over" {
		t.Errorf("who invited was shut out: %v", err)
	}
	colleague := first[UserInvited](w.world, w.must(w.a, InviteUser{Standing{Role: DonorViewer, Enterprise: w.ent["B"]}})).Invitation
	if colleague.To.Enterprise != w.ent["A"] {
		t.Error("an owner invites into another enterprise")
	}
}

func TestAnEnterpriseKeepsOneOwner(t *testing.T) {
	w := newTown(t)
	owners := func() (out []string) {
		for _, u := range w.s.Users.All() {
			if u.Enterprise == w.ent["A"] && u.Role == DonorOwner {
				out = append(out, u.ID)
			}
		}
		return out
	}
	w.must(w.a, OfferOwnership{To: w.finance.ID})
	if o := owners(); len(o) != 1 || o[0] != w.a.ID {
		t.Fatalf("an offer alone changed the owner: %v", o)
	}
	w.must(w.a, StepOwnership{Verb: "withdraw"})
	w.must(w.a, OfferOwnership{To: w.finance.ID})
	w.must(w.finance, StepOwnership{Verb: "accept"})
	if o := owners(); len(o) != 1 || o[0] != w.finance.ID {
		t.Errorf("%v", o)
	}
	if u := get(w.world, w.s.Users, w.a.ID); u.Role != DonorFinance {
		t.Errorf("who was the owner: %+v", u)
	}
}

func TestALookTakesAValidTrainingWhereOneIsAskedFor(t *testing.T) {
	w := newTown(t)
	set := w.s.Federation.Settings
	set.RequireTraining = true
	if MayReveal(w.s, officer, w.now) != nil {
		t.Error("asked for without the setting")
	}
	w.must(admin, ChangeSettings{Settings: set})
	if MayReveal(w.s, officer, w.now) == nil {
		t.Error("no training, and yet a look")
	}
	w.must(manager, RecordTraining{ID: officer.ID, Until: w.today().AddDays(1)})
	for days, may := range []bool{true, true, false} {
		if err := MayReveal(w.s, officer, w.now.AddDate(0, 0, days)); (err == nil) != may {
			t.Errorf("after %d days: %v", days, err)
		}
	}
}
