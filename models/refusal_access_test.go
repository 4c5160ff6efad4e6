package models

import "time"

func roleRefusals(w *town) []refusal {
	change := func(id string, to Standing) ChangeUser { return ChangeUser{ID: id, To: to, Reason: "moved"} }
	to := func(r Role, also ...Role) Standing { return Standing{Role: r, Also: also} }
	w.must(System, AddUser{User{ID: "boss", Role: Admin}})
	w.must(System, AddUser{User{ID: "second", Role: Admin}})
	w.must(System, AddUser{User{ID: "auditor-2", Role: Auditor}})
	boss, second := Actor{ID: "boss", Role: Admin}, Actor{ID: "second", Role: Admin}
	ask := func(user string, r Role) string {
		return first[RoleAsked](w.world, w.must(boss, change(user, to(r)))).Ask.ID
	}
	late := ask(officer.ID, FinanceMaker)
	w.pass(8)
	open := ask(checker.ID, ProgramManager)
	self := ask("second", SecretaryGeneral)
	overtaken := ask("auditor-2", FinanceChecker)
	w.must(boss, SetUserDisabled{ID: "auditor-2", Disabled: true, Reason: "left"})
	done := ask(maker.ID, Admin)
	w.must(general, StepRoleAsk{ID: done, Verb: "refuse"})
	day := w.today()
	return []refusal{
		{"changing nobody", boss, change("none", to(Auditor)), NotFound, "not_found", ""},
		{"changing an enterprise's owner", boss, change(w.a.ID, to(Auditor)), NotFound, "not_found", ""},
		{"changing an old version", boss, ChangeUser{ID: officer.ID, To: to(Auditor), Reason: "moved", IfVersion: 9}, Conflict, "stale", ""},
		{"changing oneself", boss, change("boss", to(Auditor)), Conflict, "own_account", ""},
		{"a donor's role for staff", boss, change(officer.ID, to(DonorOwner)), Invalid, "unknown_role", "role"},
		{"a further role that is none", boss, change(officer.ID, to(Auditor, "emperor")), Invalid, "unknown_role", "also"},
		{"a donor's role besides", boss, change(officer.ID, to(ProgramManager, DonorOwner)), Invalid, "roles_incompatible", "also"},
		{"maker and checker", boss, change(officer.ID, to(FinanceMaker, FinanceChecker)), Invalid, "roles_incompatible", "also"},
		{"the portal's own role", boss, change(officer.ID, to(RoleSystem)), Invalid, "unknown_role", "role"},
		{"no county for an officer", boss, change(officer.ID, to(CountyOfficer)), Invalid, "county_required", "county"},
		{"a county that is none", boss, change(officer.ID, Standing{Role: CountyOfficer, County: "1"}), Invalid, "unknown_county", "county"},
		{"a township of another county", boss, change(officer.ID, Standing{Role: TownshipWorker, County: "370911", Township: "羊流镇"}), Invalid, "unknown_choice", "township"},
		{"without a reason", boss, ChangeUser{ID: officer.ID, To: to(Auditor)}, Invalid, "reason_required", "reason"},
		{"for a reason in free words", boss, ChangeUser{ID: officer.ID, To: to(Auditor), Reason: "因病"}, Invalid, "unknown_choice", "reason"},
		{"to what it is", boss, change(officer.ID, Standing{Role: CountyOfficer, County: officer.County}), Conflict, "same_value", "role"},
		{"while another ask waits", boss, change(checker.ID, to(Auditor)), Conflict, "ask_open", ""},
		{"a clerk changes roles", maker, change(officer.ID, to(Auditor)), Forbidden, "forbidden", ""},
		{"answering nothing", general, StepRoleAsk{ID: "none", Verb: "confirm"}, NotFound, "not_found", ""},
		{"answering an old version", general, StepRoleAsk{ID: open, Verb: "confirm", IfVersion: 9}, Conflict, "stale", ""},
		{"answering twice", general, StepRoleAsk{ID: done, Verb: "confirm"}, Conflict, "wrong_status", ""},
		{"confirming too late", general, StepRoleAsk{ID: late, Verb: "confirm"}, Conflict, "ask_expired", ""},
		{"confirming one's own ask", boss, StepRoleAsk{ID: open, Verb: "confirm"}, Forbidden, "same_person", ""},
		{"confirming one's own role", second, StepRoleAsk{ID: self, Verb: "confirm"}, Conflict, "own_account", ""},
		{"withdrawing somebody else's ask", second, StepRoleAsk{ID: open, Verb: "withdraw"}, Forbidden, "forbidden", ""},
		{"confirming for who was shut out", general, StepRoleAsk{ID: overtaken, Verb: "confirm"}, Conflict, "ask_overtaken", ""},
		{"confirming by a manager", manager, StepRoleAsk{ID: open, Verb: "confirm"}, Forbidden, "forbidden", ""},
		{"training nobody", boss, RecordTraining{ID: "none", Until: day}, NotFound, "not_found", ""},
		{"training an owner", boss, RecordTraining{ID: w.a.ID, Until: day}, NotFound, "not_found", ""},
		{"training an old version", boss, RecordTraining{ID: officer.ID, Until: day, IfVersion: 9}, Conflict, "stale", ""},
		{"training oneself", boss, RecordTraining{ID: "boss", Until: day}, Conflict, "own_account", ""},
		{"training until no day", boss, RecordTraining{ID: officer.ID, Until: "soon"}, Invalid, "day_form", "until"},
		{"training until yesterday", boss, RecordTraining{ID: officer.ID, Until: day.AddDays(-1)}, Invalid, "out_of_range", "until"},
		{"training for ever", boss, RecordTraining{ID: officer.ID, Until: day.AddDays(2000)}, Invalid, "out_of_range", "until"},
	}
}

func invitationRefusals(w *town) []refusal {
	boss := Actor{ID: "boss", Role: Admin}
	w.must(System, AddUser{User{ID: boss.ID, Role: Admin}})
	invite := func(a Actor, to Standing) string {
		return first[UserInvited](w.world, w.must(a, InviteUser{to})).Invitation.ID
	}
	late := invite(boss, Standing{Role: Auditor})
	lateAsk := invite(boss, Standing{Role: Admin})
	w.pass(8)
	open, waits, donor := invite(boss, Standing{Role: Auditor}), invite(boss, Standing{Role: FinanceChecker}), invite(w.a, Standing{Role: DonorViewer})
	gone := invite(boss, Standing{Role: Auditor})
	w.must(boss, StepInvitation{ID: gone, Verb: "revoke"})
	return []refusal{
		{"a clerk invites", w.finance, InviteUser{Standing{Role: DonorViewer}}, Forbidden, "forbidden", ""},
		{"a manager invites", manager, InviteUser{Standing{Role: Auditor}}, Forbidden, "forbidden", ""},
		{"an owner invites another owner", w.a, InviteUser{Standing{Role: DonorOwner}}, Invalid, "unknown_role", "role"},
		{"an owner invites staff", w.a, InviteUser{Standing{Role: Auditor}}, Invalid, "unknown_role", "role"},
		{"an admin invites a donor", boss, InviteUser{Standing{Role: DonorViewer}}, Invalid, "unknown_role", "role"},
		{"to no county", boss, InviteUser{Standing{Role: CountyOfficer}}, Invalid, "county_required", "county"},
		{"to a county that is none", boss, InviteUser{Standing{Role: CountyOfficer, County: "1"}}, Invalid, "unknown_county", "county"},
		{"to a township that is none", boss, InviteUser{Standing{Role: CountyOfficer, County: "370911", Township: "羊流镇"}}, Invalid, "unknown_choice", "township"},
		{"to roles that exclude each other", boss, InviteUser{Standing{Role: Auditor, Also: []Role{Admin}}}, Invalid, "roles_incompatible", "also"},
		{"stepping nothing", boss, StepInvitation{ID: "none", Verb: "revoke"}, NotFound, "not_found", ""},
		{"a stranger revokes", w.b, StepInvitation{ID: donor, Verb: "revoke"}, NotFound, "not_found", ""},
		{"an admin revokes an enterprise's", boss, StepInvitation{ID: donor, Verb: "revoke"}, NotFound, "not_found", ""},
		{"a clerk revokes the owner's", w.finance, StepInvitation{ID: donor, Verb: "revoke"}, Forbidden, "forbidden", ""},
		{"an old version", boss, StepInvitation{ID: open, Verb: "revoke", IfVersion: 9}, Conflict, "stale", ""},
		{"revoking twice", boss, StepInvitation{ID: gone, Verb: "revoke"}, Conflict, "wrong_status", ""},
		{"taking it without its link", boss, StepInvitation{ID: open, Verb: "accept"}, Forbidden, "forbidden", ""},
		{"confirming one's own", boss, StepInvitation{ID: waits, Verb: "confirm"}, Forbidden, "same_person", ""},
		{"confirming too late", general, StepInvitation{ID: lateAsk, Verb: "confirm"}, Conflict, "ask_expired", ""},
		{"taking none", Nobody, AcceptInvitation{ID: "none", User: "new"}, Conflict, "invitation_over", ""},
		{"taking one too late", Nobody, AcceptInvitation{ID: late, User: "new"}, Conflict, "invitation_over", ""},
		{"taking a revoked one", Nobody, AcceptInvitation{ID: gone, User: "new"}, Conflict, "invitation_over", ""},
		{"taking one that waits", Nobody, AcceptInvitation{ID: waits, User: "new"}, Conflict, "invitation_waits", ""},
		{"taking one as nobody", Nobody, AcceptInvitation{ID: open}, Invalid, "required", "user"},
		{"taking one as somebody who is there", Nobody, AcceptInvitation{ID: open, User: officer.ID}, Conflict, "user_exists", ""},
	}
}

func teamRefusals(w *town) []refusal {
	w.must(w.a, OfferOwnership{To: w.finance.ID})
	w.must(w.a, SetUserDisabled{ID: w.viewer.ID, Disabled: true, Reason: "left"})
	return []refusal{
		{"changing a stranger's clerk", w.b, ChangeColleague{ID: w.finance.ID, Role: DonorViewer}, NotFound, "not_found", ""},
		{"changing staff", w.a, ChangeColleague{ID: officer.ID, Role: DonorViewer}, NotFound, "not_found", ""},
		{"a clerk changes a colleague", w.finance, ChangeColleague{ID: w.viewer.ID, Role: DonorFinance}, Forbidden, "forbidden", ""},
		{"an old version", w.a, ChangeColleague{ID: w.finance.ID, Role: DonorViewer, IfVersion: 9}, Conflict, "stale", ""},
		{"an owner changes itself", w.a, ChangeColleague{ID: w.a.ID, Role: DonorViewer}, Conflict, "own_account", ""},
		{"giving ownership away alone", w.a, ChangeColleague{ID: w.finance.ID, Role: DonorOwner}, Invalid, "unknown_choice", "role"},
		{"to the role that it has", w.a, ChangeColleague{ID: w.finance.ID, Role: DonorFinance}, Conflict, "same_value", "role"},
		{"offering to a stranger's clerk", w.b, OfferOwnership{To: w.finance.ID}, NotFound, "not_found", ""},
		{"offering to oneself", w.a, OfferOwnership{To: w.a.ID}, Conflict, "own_account", ""},
		{"offering to one who is shut out", w.a, OfferOwnership{To: w.viewer.ID}, Conflict, "account_disabled", ""},
		{"offering twice", w.a, OfferOwnership{To: w.finance.ID}, Conflict, "ask_open", ""},
		{"answering where nothing was offered", w.b, StepOwnership{Verb: "accept"}, NotFound, "not_found", ""},
		{"an old version of the offer", w.finance, StepOwnership{Verb: "accept", IfVersion: 9}, Conflict, "stale", ""},
		{"an answer that is none", w.finance, StepOwnership{Verb: "burn"}, Conflict, "wrong_status", ""},
		{"the owner accepts for the colleague", w.a, StepOwnership{Verb: "accept"}, Forbidden, "forbidden", ""},
		{"another colleague accepts", w.viewer, StepOwnership{Verb: "accept"}, Forbidden, "forbidden", ""},
	}
}

func lateTeamRefusals(w *town) []refusal {
	w.must(w.a, OfferOwnership{To: w.finance.ID})
	w.must(w.b, InviteUser{Standing{Role: DonorViewer}})
	w.now = w.now.Add(AskFor + time.Minute)
	return []refusal{{"accepting too late", w.finance, StepOwnership{Verb: "accept"}, Conflict, "ask_expired", ""}}
}

func overtakenTeamRefusals(w *town) []refusal {
	w.must(w.a, OfferOwnership{To: w.finance.ID})
	w.must(admin, SetUserDisabled{ID: w.finance.ID, Disabled: true, Reason: "security"})
	return []refusal{{"accepting when shut out", w.finance, StepOwnership{Verb: "accept"}, Conflict, "ask_overtaken", ""}}
}
