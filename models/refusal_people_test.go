package models

import "strings"

func enterpriseRefusals(w *town) []refusal {
	const free = "91370902PDY00036XT"
	reg := func(name, code string) RegisterEnterprise { return RegisterEnterprise{Name: name, USCC: code} }
	return []refusal{
		{"no name", Nobody, reg("", free), Invalid, "required", "name"},
		{"a name too long", Nobody, reg(long(), free), Invalid, "text_too_long", "name"},
		{"no code", Nobody, reg("甲", ""), Invalid, "uscc_len", "uscc"},
		{"a code with a letter that is none", Nobody, reg("甲", "91350100M000100Y4Z"), Invalid, "uscc_charset", "uscc"},
		{"a code of zeros", Nobody, reg("甲", strings.Repeat("0", 18)), Invalid, "uscc_dept", "uscc"},
		{"a code with letters in its region", Nobody, reg("甲", "91A70900PDY0002557"), Invalid, "uscc_region_format", "uscc"},
		{"a code that does not check", Nobody, reg("甲", "91350100M000100Y41"), Invalid, "uscc_check", "uscc"},
		{"a code that a verified one has", Nobody, reg("甲", "91370902PDY0002207"), Conflict, "uscc_taken", "uscc"},
		{"a code that a submitted one has, full-width", Nobody, reg("甲", "９１３７０９８３ＰＤＹ０００２０４Ｕ"), Conflict, "uscc_taken", "uscc"},
		{"an owner who is there", Nobody, RegisterEnterprise{Name: "甲", USCC: free, Owner: w.a.ID}, Conflict, "user_exists", ""},
		{"verifying by a donor", w.a, VerifyEnterprise{ID: w.ent["C"]}, Forbidden, "forbidden", ""},
		{"verifying by an admin", admin, VerifyEnterprise{ID: w.ent["C"]}, Forbidden, "forbidden", ""},
		{"verifying nothing", manager, VerifyEnterprise{ID: "none"}, NotFound, "not_found", ""},
		{"verifying an old version", manager, VerifyEnterprise{ID: w.ent["C"], IfVersion: 4}, Conflict, "stale", ""},
		{"verifying twice", manager, VerifyEnterprise{ID: w.ent["A"]}, Conflict, "wrong_status", ""},
		{"verifying what was rejected", manager, VerifyEnterprise{ID: w.ent["D"]}, Conflict, "wrong_status", ""},
		{"an approval number too long", manager, VerifyEnterprise{ID: w.ent["C"], Approval: long()}, Invalid, "text_too_long", "approval"},
		{"rejecting nothing", manager, RejectEnterprise{ID: "none", Reason: "x"}, NotFound, "not_found", ""},
		{"rejecting an old version", manager, RejectEnterprise{ID: w.ent["C"], Reason: "x", IfVersion: 4}, Conflict, "stale", ""},
		{"rejecting what is verified", manager, RejectEnterprise{ID: w.ent["A"], Reason: "x"}, Conflict, "wrong_status", ""},
		{"rejecting without a reason", manager, RejectEnterprise{ID: w.ent["C"]}, Invalid, "reason_required", "reason"},
		{"rejecting with a novel", manager, RejectEnterprise{ID: w.ent["C"], Reason: long()}, Invalid, "text_too_long", "reason"},
		{"rejecting by finance", maker, RejectEnterprise{ID: w.ent["C"], Reason: "x"}, Forbidden, "forbidden", ""},
	}
}

func userRefusals(w *town) []refusal {
	add := func(role Role, county, township, enterprise string) AddUser {
		return AddUser{User{ID: "new", Role: role, County: county, Township: township, Enterprise: enterprise}}
	}
	return []refusal{
		{"an admin adds somebody", admin, add(Auditor, "", "", ""), Forbidden, "forbidden", ""},
		{"an owner adds somebody", w.a, add(DonorFinance, "", "", w.ent["A"]), Forbidden, "forbidden", ""},
		{"roles that exclude each other", System, AddUser{User{ID: "new", Role: Admin, Also: []Role{Auditor}}}, Invalid, "roles_incompatible", "also"},
		{"a role that is none", System, add("emperor", "", "", ""), Invalid, "unknown_role", "role"},
		{"the portal's own role", System, add(RoleSystem, "", "", ""), Invalid, "unknown_role", "role"},
		{"an enterprise that is none", System, add(DonorOwner, "", "", "none"), Invalid, "unknown_enterprise", "enterprise"},
		{"a county that is none", System, add(CountyOfficer, "110101", "", ""), Invalid, "unknown_county", "county"},
		{"an officer of no county", System, add(CountyOfficer, "", "", ""), Invalid, "county_required", "county"},
		{"a worker of no county", System, add(TownshipWorker, "", "", ""), Invalid, "county_required", "county"},
		{"a township without a county", System, add(FinanceMaker, "", "山口镇", ""), Invalid, "county_required", "county"},
		{"a township of another county", System, add(TownshipWorker, "370911", "羊流镇", ""), Invalid, "unknown_choice", "township"},
		{"a user who is there", System, AddUser{User{ID: officer.ID, Role: CountyOfficer, County: "370911"}}, Conflict, "user_exists", ""},
		{"disabling nobody", admin, SetUserDisabled{ID: "none", Disabled: true, Reason: "left"}, NotFound, "not_found", ""},
		{"disabling an old version", admin, SetUserDisabled{ID: officer.ID, Disabled: true, Reason: "left", IfVersion: 8}, Conflict, "stale", ""},
		{"disabling a stranger's clerk", w.b, SetUserDisabled{ID: w.finance.ID, Disabled: true, Reason: "left"}, NotFound, "not_found", ""},
		{"disabling by a clerk", w.finance, SetUserDisabled{ID: w.viewer.ID, Disabled: true, Reason: "left"}, Forbidden, "forbidden", ""},
		{"disabling without a reason", admin, SetUserDisabled{ID: officer.ID, Disabled: true}, Invalid, "reason_required", "reason"},
		{"disabling for a reason in free words", admin, SetUserDisabled{ID: officer.ID, Disabled: true, Reason: "因病"}, Invalid, "unknown_choice", "reason"},
		{"disabling the only owner of an enterprise", admin, SetUserDisabled{ID: w.a.ID, Disabled: true, Reason: "left"}, Conflict, "sole_owner", ""},
		{"disabling oneself", Actor{ID: officer.ID, Role: Admin}, SetUserDisabled{ID: officer.ID, Disabled: true, Reason: "left"}, Conflict, "own_account", ""},
	}
}

func giftRefusals(w *town) []refusal {
	gift := func(change func(g *Gift)) AcceptGift {
		g := Gift{Enterprise: w.ent["A"], Program: "yida", Goods: "棉衣", Quantity: 200, Unit: "件", ValueFen: 52_000 * yuan, Basis: "发票", At: w.today()}
		change(&g)
		return AcceptGift{g}
	}
	return []refusal{
		{"by a donor", w.a, gift(func(*Gift) {}), Forbidden, "forbidden", ""},
		{"from nobody", manager, gift(func(g *Gift) { g.Enterprise = "none" }), Invalid, "unknown_enterprise", "enterprise"},
		{"from one not verified", manager, gift(func(g *Gift) { g.Enterprise = w.ent["C"] }), Forbidden, "enterprise_not_verified", ""},
		{"from a state-owned one without approval", manager, gift(func(g *Gift) { g.Enterprise = w.ent["E"] }), Forbidden, "approval_document_missing", ""},
		{"for no programme", manager, gift(func(g *Gift) { g.Program = "none" }), Invalid, "unknown_program", "program"},
		{"of nothing", manager, gift(func(g *Gift) { g.Goods = "" }), Invalid, "required", "goods"},
		{"without a basis", manager, gift(func(g *Gift) { g.Basis = "" }), Invalid, "required", "basis"},
		{"of no piece", manager, gift(func(g *Gift) { g.Quantity = 0 }), Invalid, "out_of_range", "quantity"},
		{"of no value", manager, gift(func(g *Gift) { g.ValueFen = 0 }), Invalid, "amount_positive", "value_fen"},
		{"of more than all money", manager, gift(func(g *Gift) { g.ValueFen = 1 << 62 }), Invalid, "amount_too_large", "value_fen"},
		{"on no day", manager, gift(func(g *Gift) { g.At = "" }), Invalid, "day_form", "at"},
		{"tomorrow", manager, gift(func(g *Gift) { g.At = w.today().AddDays(1) }), Invalid, "date_future", "at"},
		{"with a novel for its name", manager, gift(func(g *Gift) { g.Goods = long() }), Invalid, "text_too_long", "goods"},
	}
}

func disclosureRefusals(w *town) []refusal {
	w.pass(60)
	prepared := first[ProgramCreated](w.world, w.must(manager, CreateProgram{aProgram("prepared", Announce)})).Program.Slug
	for _, program := range []string{"yida", prepared} {
		w.must(manager, PrepareDisclosure{Program: program, Due: "2026-12-01", Note: "第一期"})
	}
	w.must(general, PublishDisclosure{Program: "yida", Due: "2026-12-01"})
	return []refusal{
		{"by an auditor", auditor, PublishDisclosure{Program: "yida", Due: "2027-03-01"}, Forbidden, "forbidden", ""},
		{"of no programme", manager, PublishDisclosure{Program: "none", Due: "2026-12-01"}, Invalid, "unknown_program", "program"},
		{"for a day on which nothing is due", manager, PublishDisclosure{Program: "yida", Due: "2026-12-02"}, Invalid, "not_on_the_clock", "due"},
		{"twice", manager, PublishDisclosure{Program: "yida", Due: "2026-12-01"}, Conflict, "already_published", "due"},
		{"a year ahead", general, PublishDisclosure{Program: "yida", Due: "2027-06-01"}, Conflict, "not_due", "due"},
		{"correcting no programme's", manager, CorrectDisclosure{Program: "none", Due: "2026-12-01", Why: "x"}, Invalid, "unknown_program", "program"},
		{"correcting what was not published", manager, CorrectDisclosure{Program: "member", Due: "2026-12-01", Why: "x"}, NotFound, "not_found", ""},
		{"correcting an old version", manager, CorrectDisclosure{Program: "yida", Due: "2026-12-01", Why: "x", IfVersion: 9}, Conflict, "stale", ""},
		{"correcting without a word", manager, CorrectDisclosure{Program: "yida", Due: "2026-12-01", Why: " "}, Invalid, "reason_required", "why"},
		{"correcting with a novel", manager, CorrectDisclosure{Program: "yida", Due: "2026-12-01", Why: long()}, Invalid, "text_too_long", "why"},
		{"that nobody prepared", general, PublishDisclosure{Program: "member", Due: "2026-12-01"}, Conflict, "not_prepared", ""},
		{"by who prepared it", manager, PublishDisclosure{Program: prepared, Due: "2026-12-01"}, Forbidden, "same_person", ""},
		{"prepared for no programme", manager, PrepareDisclosure{Program: "none", Due: "2026-12-01"}, Invalid, "unknown_program", "program"},
		{"prepared for a day on which nothing is due", manager, PrepareDisclosure{Program: "yida", Due: "2026-12-02"}, Invalid, "not_on_the_clock", "due"},
		{"prepared when it is published", manager, PrepareDisclosure{Program: "yida", Due: "2026-12-01"}, Conflict, "already_published", "due"},
		{"prepared a year ahead", general, PrepareDisclosure{Program: "yida", Due: "2027-06-01"}, Conflict, "not_due", "due"},
		{"prepared with a novel", manager, PrepareDisclosure{Program: "member", Due: "2026-12-01", Note: long()}, Invalid, "text_too_long", "note"},
	}
}
