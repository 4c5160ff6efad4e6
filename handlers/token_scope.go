package handlers

import (
	"slices"

	"shanpei/models"
)

// tokenScope is one thing that a token may be used for. What it allows is what both its owner and one of its scopes may do.
type tokenScope struct {
	name   string
	allows []models.Permission
}

// tokenScopes are the scopes, in the order of the form.
var tokenScopes = []tokenScope{
	{"read", []models.Permission{models.ViewStaff, models.ViewLedger, models.ViewMoney, models.ViewDonor, models.ViewPledges, models.PreviewPledges, models.ViewAudit}},
	{"needs", []models.Permission{models.ManagePrograms, models.DraftNeeds, models.VerifyNeeds, models.ReviewNeeds, models.ApproveNeeds, models.ReturnNeeds, models.ManageNeeds}},
	{"pledges", []models.Permission{models.VerifyEnterprises, models.MakePledges, models.SignPledges, models.PayPledges, models.PreviewPledges, models.ViewPledges, models.AnswerOffers}},
	{"bank", []models.Permission{models.RecordBankLines, models.AskRefunds, models.ApproveRefunds, models.ViewMoney, models.ViewLedger}},
	{"matching", []models.Permission{models.RunMatches, models.EndSponsorships, models.MakeOffers, models.BindPlaces, models.ViewPledges}},
	{"disbursements", []models.Permission{models.MakePayouts, models.CheckPayouts, models.ApprovePayouts, models.ProvePayouts, models.ViewMoney}},
	{"persons", []models.Permission{models.ViewPersons, models.IntakePersons, models.CheckPersons, models.AcceptPersons, models.BindPlaces, models.OverrideAid, models.ConfirmAid, models.HandleRequests}},
}

// Days that a token made on the page holds, unless its owner says otherwise, and at most.
const (
	tokenDays    = 90
	maxTokenDays = 365
)

// scoped refuses `token_scope` when a token has scopes and none of them allows what is asked.
func scoped(scopes []string, asked models.Permission) error {
	if len(scopes) == 0 || asked == models.Public || asked == models.SignedIn {
		return nil
	}
	for _, s := range tokenScopes {
		if slices.Contains(scopes, s.name) && slices.Contains(s.allows, asked) {
			return nil
		}
	}
	return models.Refuse(models.Forbidden, "token_scope")
}
