package journal

import (
	"time"

	"shanpei/models"
)

// tellLooks: somebody looks at an enterprise's contact by day and by night, and the night is explained.
func (g *story) tellLooks() {
	s, err := SetUpSample(g.t.Context(), g.b.AsDo, 1, 2)
	if err != nil {
		g.t.Fatal(err)
	}
	g.sample, g.program = s, s.Program
	manager := models.Actor{ID: "manager", Role: models.ProgramManager}
	of := found[models.EnterpriseRegistered](g, g.must(models.Nobody, models.RegisterEnterprise{
		Name: "泰山石敢当（演示）有限公司", USCC: "91370902PDY00036XT", Contact: "codeofcontact", Owner: "owner",
	})).Enterprise.ID
	look := models.RevealField{Code: "codeofcontact", Kind: "contact", Of: of, Field: "phone", Purpose: "enterprise_check"}
	g.must(manager, look)
	night := time.Date(g.now.Year(), g.now.Month(), g.now.Day(), 15, 0, 0, 0, time.UTC) // 23:00 in Shandong
	g.now = night
	look.Field = models.IdentityFields.Whole()
	g.must(manager, look)
	for _, a := range g.b.State().AlarmsOfLooks() {
		g.must(models.Actor{ID: "auditor", Role: models.Auditor}, models.ExplainLooks{ID: a.ID, Reason: "值班核对企业资料"})
	}
}
