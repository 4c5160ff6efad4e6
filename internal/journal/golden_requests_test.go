package journal

import "shanpei/models"

func init() { goldenJournals["requests-v1"] = (*story).tellRequests }

// tellRequests: persons ask what is held on them, one is corrected, one refused, one erased by two, and one that a rule proposed is left alone.
func (g *story) tellRequests() {
	ask := func(a models.Actor, cmd models.Command) *Entry { return g.must(a, cmd) }
	admin, manager := models.Actor{ID: "admin", Role: models.Admin}, models.Actor{ID: "manager", Role: models.ProgramManager}
	settings := models.DefaultSettings()
	ask(admin, models.SetUpFederation{Federation: models.Federation{Name: "泰安市慈善总会（演示）", USCC: "51370900PDY00001XU", DemoData: true, Settings: settings}})
	codes := []string{"goldencontact0000000000001", "goldencontact0000000000002"}
	for i, code := range codes {
		ask(models.Nobody, models.RegisterEnterprise{Name: "汶畔旧友食品（演示）", USCC: SampleUSCC(70 + i), Contact: code})
	}
	request := func(kind, code string) string {
		e := ask(manager, models.ReceiveRequest{Kind: kind, From: "contact", Code: code, Received: models.DayOf(g.now)})
		id := found[models.DataRequestReceived](g, e).Request.ID
		ask(manager, models.StepRequest{ID: id, Verb: "check", Check: "document_seen"})
		return id
	}
	access := request(models.RequestAccess, codes[0])
	ask(manager, models.RecordExport{What: models.PersonExport, Ref: access, Rows: 3})
	ask(manager, models.StepRequest{ID: access, Verb: "answer"})
	ask(manager, models.StepRequest{ID: access, Verb: "close"})
	ask(manager, models.CorrectPerson{Request: request(models.RequestCorrect, codes[0]), Code: codes[0], Kind: "contact", Field: "phone"})
	ask(manager, models.StepRequest{ID: request(models.RequestComplaint, codes[0]), Verb: "refuse", Reason: "not_held"})
	erase := request(models.RequestErase, codes[1])
	id := found[models.ErasureAsked](g, ask(manager, models.AskErasure{Code: codes[1], Request: erase})).Erasure.ID
	ask(general, models.AnswerErasure{ID: id, Reason: "law_keeps"})
	id = found[models.ErasureAsked](g, ask(manager, models.AskErasure{Code: codes[1], Request: erase})).Erasure.ID
	ask(general, models.AnswerErasure{ID: id, Approve: true})
	ask(models.System, models.FinishErasure{ID: id})
	ask(manager, models.StepRequest{ID: erase, Verb: "answer"})
	ask(admin, models.SetRetention{Rule: "contact", Number: 5})
}
