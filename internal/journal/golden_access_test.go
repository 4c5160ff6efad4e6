package journal

import "shanpei/models"

// tellAccess: two persons give a strong role, staff and a colleague are invited, one is trained, and an enterprise gets another owner.
func (g *story) tellAccess() {
	if _, err := SetUpSample(g.t.Context(), g.b.AsDo, 1, 2); err != nil {
		g.t.Fatal(err)
	}
	boss := models.Actor{ID: "boss", Role: models.Admin}
	for _, u := range []models.User{{ID: boss.ID, Role: models.Admin}, {ID: "clerk", Role: models.Auditor}} {
		g.must(models.System, models.AddUser{User: u})
	}
	ask := found[models.RoleAsked](g, g.must(boss, models.ChangeUser{ID: "clerk", To: models.Standing{Role: models.FinanceMaker}, Reason: "moved"})).Ask.ID
	g.must(general, models.StepRoleAsk{ID: ask, Verb: "confirm"})
	g.must(boss, models.RecordTraining{ID: "clerk", Until: "2027-09-01"})
	invited := found[models.UserInvited](g, g.must(boss, models.InviteUser{To: models.Standing{Role: models.Admin}})).Invitation.ID
	g.must(general, models.StepInvitation{ID: invited, Verb: "confirm"})
	g.must(models.Nobody, models.AcceptInvitation{ID: invited, User: "new"})
	e := found[models.EnterpriseRegistered](g, g.must(models.Nobody, models.RegisterEnterprise{
		Name: "泰山石敢当（演示）有限公司", USCC: "91370902PDY00036XT", Owner: "owner",
	})).Enterprise.ID
	owner := models.Actor{ID: "owner", Role: models.DonorOwner, Enterprise: e}
	invited = found[models.UserInvited](g, g.must(owner, models.InviteUser{To: models.Standing{Role: models.DonorViewer}})).Invitation.ID
	g.must(models.Nobody, models.AcceptInvitation{ID: invited, User: "colleague"})
	g.must(owner, models.ChangeColleague{ID: "colleague", Role: models.DonorFinance})
	g.must(owner, models.OfferOwnership{To: "colleague"})
	g.must(models.Actor{ID: "colleague", Role: models.DonorFinance, Enterprise: e}, models.StepOwnership{Verb: "accept"})
}
