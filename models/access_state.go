package models

// accessTables are users, their roles, and what waits for a second person.
type accessTables struct {
	RoleAsks    Table[*RoleAsk]
	Invitations Table[*Invitation]
	Handovers   Table[*Handover] // by enterprise
}

func newAccessTables() accessTables {
	return accessTables{RoleAsks: newTable[*RoleAsk](), Invitations: newTable[*Invitation](), Handovers: newTable[*Handover]()}
}

func (t accessTables) copy() accessTables {
	return accessTables{RoleAsks: t.RoleAsks.copy(), Invitations: t.Invitations.copy(), Handovers: t.Handovers.copy()}
}

func (t accessTables) stored() []StoredTable {
	return []StoredTable{{"role_asks", t.RoleAsks}, {"invitations", t.Invitations}, {"handovers", t.Handovers}}
}

// accessKinds are the event kinds of this area.
var accessKinds = map[string]Event{
	"user.changed":       UserChanged{},
	"user.trained":       UserTrained{},
	"role.asked":         RoleAsked{},
	"role.stepped":       RoleAskStepped{},
	"user.invited":       UserInvited{},
	"invitation.stepped": InvitationStepped{},
	"ownership.offered":  OwnershipOffered{},
	"ownership.stepped":  OwnershipStepped{},
}
