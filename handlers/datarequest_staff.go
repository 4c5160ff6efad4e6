package handlers

import (
	"context"
	"strconv"

	"shanpei/models"
	"shanpei/views"
)

// staffRequests lists what persons asked, the open ones first by the day of the answer, and the erasures that are under way.
func staffRequests(r *Request) error { return r.showRequests(nil) }

func (r *Request) showRequests(f *form) error {
	d := r.staff("datarequest.title")
	status := 200
	if f != nil {
		f.onto(d, "receive", "code")
		status = f.Status()
	}
	v := views.DataRequestsProps{Due: len(r.State.RetentionDue(r.today(), 500)), Erasures: r.State.ErasuresOpen()}
	all := r.State.RequestsOpen()
	for _, q := range r.State.DataRequests.Back("") {
		if !q.Open() {
			all = append(all, q)
		}
	}
	kept := all[:0]
	for _, q := range all {
		late := r.Query("late") == "" || q.Overdue(r.today())
		if fits(r.Query("status"), q.Status) && fits(r.Query("kind"), q.Kind) && late {
			kept = append(kept, q)
		}
	}
	v.List, v.Pager = arranged(r, d, kept, nil)
	v.Filtered = r.filtered("status", "kind", "late")
	return r.HTML(status, views.DataRequests(d, v))
}

// receiveRequest writes down what a person asked; a child may be named by its number.
func receiveRequest(r *Request) error {
	f := r.form("kind", "from", "code", "received")
	code := f.Text("code")
	if b, ok := r.State.BeneficiaryByNumber(code); ok {
		code = b.ID
	}
	out, again, err := f.ask(models.ReceiveRequest{Kind: f.Text("kind"), From: f.Text("from"), Code: code, Received: f.Day("received")})
	if again {
		return r.showRequests(f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/requests/"+event[models.DataRequestReceived](out).Request.ID, "datarequest.received")
}

func staffRequest(r *Request) error { return r.showRequest(nil) }

func (r *Request) showRequest(f *form) error {
	q, ok := r.State.DataRequests.Get(r.Params("id"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	d := r.staff("datarequest.one", r.crumb("datarequest.title", "/staff/requests"))
	status := 200
	if f != nil {
		f.onto(d, f.Text("form"), "value")
		status = f.Status()
	}
	v := views.DataRequestProps{Request: q, Erased: r.State.IsErased(q.Code)}
	if held, ok := r.State.PersonByCode(q.Code); ok {
		v.Remains = models.ErasureRemains(held.Kind)
	}
	v.Records = r.State.RecordsOf(q.Code)
	for _, code := range v.Records {
		p, err := r.person(code)
		if err != nil {
			return err
		}
		v.Persons = append(v.Persons, p)
	}
	if x, open := r.State.OpenErasure(q.Code); open {
		v.Erasure = x
	}
	v.Blocks = r.State.BlocksErasure(q.Code)
	return r.HTML(status, views.DataRequest(d, v))
}

// stepRequest takes a request further.
func stepRequest(r *Request) error {
	f := r.form("verb", "check", "reason", "form")
	_, again, err := f.ask(models.StepRequest{ID: r.Params("id"), Verb: f.Text("verb"), Check: f.Text("check"), Reason: f.Text("reason"), IfVersion: f.Version()})
	if again {
		return r.showRequest(f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/requests/"+r.Params("id"), "datarequest.stepped")
}

// correctPerson writes down that a field is changed on request, and changes it. What was typed is never shown again.
func correctPerson(r *Request) error {
	f := r.form("code", "field", "value", "form")
	if f.Text("value") == "" {
		f.refuse(models.Refuse(models.Invalid, "required").At("value"))
	}
	code, field := f.Text("code"), f.Text("field")
	kind, err := r.Portal.Vault.Kind(r.UserContext(), code)
	if err != nil && !refusedAs(err, models.NotFound) {
		return err
	}
	if len([]rune(f.Text("value"))) > 200 {
		f.refuse(models.Refuse(models.Invalid, "text_too_long").At("value").With("limit", 200))
	}
	_, again, err := f.ask(models.CorrectPerson{Request: r.Params("id"), Code: code, Kind: kind, Field: field})
	if again {
		return r.showRequest(f)
	}
	if err != nil {
		return err
	}
	if err := r.Portal.Vault.Update(r.UserContext(), code, map[string]string{field: f.Text("value")}); err != nil {
		return err
	}
	return r.Done("/staff/requests/"+r.Params("id"), "datarequest.corrected")
}

// askErasure asks that the person of a request be erased; a second person answers.
func askErasure(r *Request) error {
	f := r.form("form")
	q, ok := r.State.DataRequests.Get(r.Params("id"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	_, again, err := f.ask(models.AskErasure{Code: q.Code, Request: q.ID})
	if again {
		return r.showRequest(f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/requests/"+q.ID, "datarequest.erasure_asked")
}

// proposeErasures takes up everybody whose time is over; each still waits for the second person.
func proposeErasures(r *Request) error {
	f := r.form()
	if len(f.Errors) > 0 {
		return r.showRequests(f)
	}
	n := 0
	for _, x := range r.State.ErasuresOpen() {
		if x.Status == models.ErasureProposed {
			if _, err := r.Portal.Book.Do(r.UserContext(), r.Actor, models.StepErasure{ID: x.ID, Verb: "ask"}); err != nil {
				return err
			}
			n++
		}
	}
	for _, due := range r.State.RetentionDue(r.today(), 500) {
		if _, err := r.Portal.Book.Do(r.UserContext(), r.Actor, models.AskErasure{Code: due.Code, Rule: due.Rule}); err != nil {
			return err
		}
		n++
	}
	return r.Done("/staff/requests", "datarequest.proposed", "n", strconv.Itoa(n))
}

func staffErasure(r *Request) error { return r.showErasure(nil) }

func (r *Request) showErasure(f *form) error {
	x, ok := r.State.Erasures.Get(r.Params("id"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	d := r.staff("datarequest.erasure")
	status := 200
	if f != nil {
		f.onto(d, "answer")
		status = f.Status()
	}
	return r.HTML(status, views.Erasure(d, views.ErasureProps{Erasure: x, Remains: models.ErasureRemains(x.Kind), Blocks: r.State.BlocksErasure(x.Code)}))
}

// answerErasure is the second person's word. What is approved is erased at once; what cannot be, the portal's timer finishes.
func answerErasure(r *Request) error {
	f := r.form("verb", "reason")
	id := r.Params("id")
	_, again, err := f.ask(models.AnswerErasure{ID: id, Approve: f.Text("verb") == "approve", Reason: f.Text("reason"), IfVersion: f.Version()})
	if again {
		return r.showErasure(f)
	}
	if err != nil {
		return err
	}
	if f.Text("verb") == "approve" {
		if err := r.Portal.FinishErasures(r.UserContext()); err != nil {
			return err
		}
	}
	return r.Done("/staff/erasures/"+id, "datarequest.answered")
}

// FinishErasures erases the records of every approved erasure from the vault, and then writes down that they are gone.
func (p *Portal) FinishErasures(ctx context.Context) error {
	for _, x := range p.Book.State().ErasuresOpen() {
		if x.Status != models.ErasureApproved {
			continue
		}
		for _, code := range x.Records {
			if err := p.Vault.Erase(ctx, code); err != nil {
				return err
			}
		}
		_, err := p.Book.Do(ctx, models.System, models.FinishErasure{ID: x.ID})
		if err != nil && !refusedAs(err, models.Conflict) { // another process was first
			return err
		}
	}
	return nil
}
