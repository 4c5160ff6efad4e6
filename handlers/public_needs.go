package handlers

import (
	"strconv"

	"shanpei/models"
	"shanpei/views"
)

func needsViewOf(r *Request) needsView {
	page, _ := strconv.Atoi(r.Query("page"))
	return needsView{
		program: r.Query("program"), county: r.Query("county"), kind: r.Query("type"), lane: r.Query("lane"), stage: r.Query("stage"), status: r.Query("status"),
		sort: r.Query("sort"), page: page,
	}
}

// publicNeeds is the list of needs; the address holds the view.
func publicNeeds(r *Request) error {
	p := r.page(views.Public, "public.needs.title")
	h := needsProps(r.State, p, needsViewOf(r))
	p.Description = r.Lang.T("public.needs.lead", "n", h.Total.Needs, "open", h.Total.Open)
	return r.HTML(200, views.Needs(p, h))
}

// publicNeed is the page of a need, by its number.
func publicNeed(r *Request) error {
	n, err := r.seenNeed()
	if err != nil {
		return err
	}
	h := needProps(r.State, n)
	return r.HTML(200, views.Need(r.needPage(h.NeedLine), h))
}

// seenNeed is the need that the address names; one that the public may not see is as if absent, and so is one asked for by its id.
func (r *Request) seenNeed() (*models.Need, error) {
	n, ok := r.State.NeedByNumber(r.Params("number"))
	if !ok || !n.Seen() || n.Number != r.Params("number") {
		return nil, models.Refuse(models.NotFound, "not_found")
	}
	return n, nil
}

func (r *Request) needPage(n views.NeedLine) *views.Page {
	name := n.Full(r.Lang)
	p := r.page(views.Public, name)
	p.Title, p.Description = name, n.Program.Name+" · "+name
	p.Crumbs = []views.Crumb{
		{Label: r.Lang.T("public.needs.title"), Href: "/needs"}, {Label: n.Program.Name, Href: "/programs/" + n.Program.Slug}, {Label: n.Need.Number},
	}
	return p
}

// maxObjectionText and maxObjectionContact bound what an objection may say, in characters.
const (
	maxObjectionText    = 2000
	maxObjectionContact = 200
)

// publicObjection shows the form for an objection to a need in its publicity period.
func publicObjection(r *Request) error {
	h, err := r.objected()
	if err != nil {
		return err
	}
	h.Key = r.key()
	return r.HTML(200, views.Objection(r.visitorForm(r.objectionPage(h)), h))
}

// objected is the need of the address; it refuses `not_found` and `not_in_publicity`.
func (r *Request) objected() (views.ObjectionProps, error) {
	n, err := r.seenNeed()
	if err != nil {
		return views.ObjectionProps{}, err
	}
	if n.Status != models.NeedPublicity {
		return views.ObjectionProps{}, models.Refuse(models.Conflict, "not_in_publicity")
	}
	props := needProps(r.State, n)
	return views.ObjectionProps{NeedLine: props.NeedLine, Closed: !props.Open(), Phone: props.Phone}, nil
}

func (r *Request) objectionPage(h views.ObjectionProps) *views.Page {
	p := r.needPage(h.NeedLine)
	p.Title = r.Lang.T("public.objection.title")
	p.Crumbs[2].Href = "/needs/" + h.Need.Number
	p.Crumbs = append(p.Crumbs, views.Crumb{Label: p.Title})
	return p
}

// publicObject seals what somebody says against a need and records that they did.
func publicObject(r *Request) error {
	h, err := r.objected()
	if err != nil {
		return err
	}
	f := r.form("text", "contact")
	f.refuse(bounded("text", f.Text("text"), 1, maxObjectionText))
	f.refuse(bounded("contact", f.Text("contact"), 0, maxObjectionContact))
	if !f.Failed(nil) {
		err = r.seal(h.Need.ID, f.Text("text"), f.Text("contact"))
	}
	if f.Failed(err) {
		status, _ := r.refusal(f.first())
		h.State, h.Key = f.State(), r.key()
		return r.HTML(status, views.Objection(r.visitorForm(r.objectionPage(h)), h))
	}
	return r.HTML(200, views.ObjectionTaken(r.objectionPage(h), h))
}

// seal puts the words of an objection into the vault and its fact into the journal; when the journal refuses, or has it already, the words are erased.
func (r *Request) seal(need, text, contact string) error {
	fields := map[string]string{"text": text}
	if contact != "" {
		fields["contact"] = contact
	}
	code, err := r.Portal.Vault.Seal(r.UserContext(), "objection", fields)
	if err != nil {
		return err
	}
	out, err := r.Do(models.RaiseObjection{Need: need, Sealed: code})
	if err != nil || out.Repeated {
		if gone := r.Portal.Vault.Erase(r.UserContext(), code); gone != nil {
			r.Portal.Log.Warn("an objection's text outlived its refusal", "request", r.ID, "code", code, "cause", gone.Error())
		}
	}
	return err
}

// bounded refuses a text that is too short (`required`) or too long (`text_too_long`), counted in characters; nil when it fits.
func bounded(field, text string, least, most int) error {
	switch n := len([]rune(text)); {
	case n < least:
		return models.Refuse(models.Invalid, "required").At(field)
	case n > most:
		return models.Refuse(models.Invalid, "text_too_long").At(field).With("limit", most)
	}
	return nil
}
