package handlers

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"shanpei/internal/journal"
	"shanpei/models"
	"shanpei/models/cnid"
	"shanpei/views"
)

// staffPersons lists the children whom the actor may see, by number and masked name. What is sought is a number of ours, or a whole name, ID number or phone,
// which the vault's index finds without opening anything.
func staffPersons(r *Request) error {
	found, err := r.soughtPersons()
	if err != nil {
		return err
	}
	var all []*models.Beneficiary
	for b := range r.State.BeneficiariesIn(cmp.Or(r.Actor.County, r.Query("county")), r.Actor.Township) {
		if fits(r.Query("county"), b.County) && fits(r.Query("status"), b.Status) && fits(r.Query("category"), b.Category) && fits(r.Query("stage"), b.Stage) &&
			(r.Query("q") == "" || found[b.ID]) && (r.Query("due") == "" || b.RecheckDue != "" && b.RecheckDue <= r.today().AddDays(30)) {
			all = append(all, b)
		}
	}
	slices.SortFunc(all, func(a, b *models.Beneficiary) int { return cmp.Compare(b.Number, a.Number) })
	d := r.staff("person.title")
	rows, pager := arranged(r, d, all, map[string]order[*models.Beneficiary]{
		"number": func(a, b *models.Beneficiary) int { return cmp.Compare(a.Number, b.Number) },
		"place":  func(a, b *models.Beneficiary) int { return cmp.Compare(a.County+a.Township, b.County+b.Township) },
		"due":    func(a, b *models.Beneficiary) int { return cmp.Compare(late(a.RecheckDue), late(b.RecheckDue)) },
		"status": func(a, b *models.Beneficiary) int {
			return cmp.Compare(slices.Index(models.BeneficiaryStatuses, a.Status), slices.Index(models.BeneficiaryStatuses, b.Status))
		},
	})
	names := make(map[string]string, len(rows))
	for _, b := range rows {
		if names[b.ID], err = r.maskedName(b.ID); err != nil {
			return err
		}
	}
	l := views.StaffListProps{
		Title: d.Title, Lead: d.T("person.lead"), Search: d.T("person.search"), Filters: views.PersonFilters(d), Pager: pager,
		Table: views.PersonTable(d, rows, names, r.filtered("status", "county", "category", "stage", "due")),
	}
	if r.Actor.Can(models.IntakePersons) {
		l.Actions = []views.ButtonProps{
			{Label: d.T("person.new"), Href: "/staff/persons/new", Kind: views.ButtonAction, Icon: "plus"}, {Label: d.T("person.import"), Href: "/staff/persons/import"}, {Label: d.T("person.export"), Href: "/staff/persons/export"},
		}
	}
	return r.HTML(200, views.StaffList(d, l))
}

// soughtPersons are the codes that the search finds.
func (r *Request) soughtPersons() (map[string]bool, error) {
	q := strings.TrimSpace(r.Query("q"))
	found := map[string]bool{}
	if q == "" {
		return found, nil
	}
	if b, ok := r.State.BeneficiaryByNumber(strings.ToUpper(q)); ok {
		found[b.ID] = true
		return found, nil
	}
	for _, field := range []string{"id_number", "name", "phone"} {
		codes, err := r.Portal.Vault.Find(r.UserContext(), field, q)
		if err != nil {
			return nil, err
		}
		for _, code := range codes {
			found[code] = true
		}
	}
	return found, nil
}

// maskedName is what a list shows of a name: 王*. Of who was erased, nothing.
func (r *Request) maskedName(code string) (string, error) {
	m, err := r.Portal.Vault.Mask(r.UserContext(), code)
	if refusedAs(err, models.NotFound) {
		return r.Lang.T("person.erased"), nil
	}
	if err != nil {
		return "", err
	}
	return m.Field("name"), nil
}

// personFields are what a form or a row of a list says of a child; all but those of the journal go to the vault.
var personFields = []string{
	"name", "id_number", "phone", "place", "village", "address", "category", "stage", "school", "class", "risk", "source", "medical_cover",
	"guardian_name", "guardian_id", "guardian_phone", "relation", "bank", "holder", "account",
}

// intake is a child as it was written down, checked, parted into what the journal may know and what only the vault may.
type intake struct {
	journal  models.Beneficiary
	child    map[string]string
	guardian map[string]string
	payee    map[string]string
}

// readIntake checks what was written of a child; get gives it by the names of personFields. Every fault is told, at its field.
func readIntake(get func(string) string, today time.Time) (in intake, faults []*models.Error) {
	refuse := func(field, reason string) { faults = append(faults, models.Refuse(models.Invalid, reason).At(field)) }
	text := func(field string, limit int, required bool) string {
		s := strings.TrimSpace(get(field))
		switch {
		case s == "" && required:
			refuse(field, "required")
		case len([]rune(s)) > limit:
			faults = append(faults, models.Refuse(models.Invalid, "text_too_long").At(field).With("limit", limit))
		}
		return s
	}
	county, township, _ := strings.Cut(text("place", 40, true), "/")
	in.journal = models.Beneficiary{
		County: county, Township: township, Category: models.Category(text("category", 20, true)), Stage: models.Stage(text("stage", 20, false)),
		Risk: models.RiskLevel(text("risk", 20, true)), Source: models.Source(text("source", 20, true)), MedicalCover: get("medical_cover") == "true",
	}
	resident := func(field string, required bool) (cnid.ResidentID, string) {
		s := text(field, 40, required)
		if s == "" {
			return cnid.ResidentID{}, ""
		}
		id, err := cnid.ParseResidentID(s, today)
		if err != nil {
			refuse(field, "resident_"+cnidSlug(err))
			return id, ""
		}
		return id, id.Number()
	}
	mobile := func(field string) string {
		s := text(field, 30, false)
		if s == "" {
			return ""
		}
		number, err := cnid.ParseMobile(s)
		if err != nil {
			number, err = cnid.ParseLandline(s)
		}
		if err != nil {
			refuse(field, "phone_format")
		}
		return number
	}
	id, number := resident("id_number", true)
	in.child = map[string]string{"name": text("name", 40, true), "id_number": number, "phone": mobile("phone"), "village": text("village", 40, false), "address": text("address", 80, false),
		"school": text("school", 60, false), "class": text("class", 30, false)}
	if number != "" {
		in.child["birth"], in.child["sex"] = id.Birth().Format(time.DateOnly), id.Sex()
	}
	_, guardianID := resident("guardian_id", false)
	in.guardian = map[string]string{"name": text("guardian_name", 40, false), "id_number": guardianID, "phone": mobile("guardian_phone"), "relation": text("relation", 20, false)}
	if number != "" && id.NeedsGuardian(today) && in.guardian["name"] == "" {
		refuse("guardian_name", "guardian_required")
	}
	in.payee = map[string]string{"bank": text("bank", 60, false), "name": text("holder", 60, false), "holder": text("holder", 60, false), "account": ""}
	if s := text("account", 40, false); s != "" {
		card, err := cnid.ParseBankCard(s)
		if err != nil {
			refuse("account", "card_"+cnidSlug(err))
		}
		in.payee["account"] = card
		for _, f := range []string{"bank", "holder"} {
			if in.payee[f] == "" {
				refuse(f, "required")
			}
		}
	}
	return in, faults
}

// cnidSlug is the reason of a number that does not check.
func cnidSlug(err error) string {
	if e, ok := err.(*cnid.Error); ok {
		return e.Slug()
	}
	return "form"
}

// keepIntakes seals children with their guardians and accounts, and gives what the journal may know of them. After an error nothing of them is kept.
func (r *Request) keepIntakes(list []intake) (out []models.Beneficiary, sealed []string, err error) {
	defer func() {
		if err != nil {
			r.dropSealed(sealed)
			sealed = nil
		}
	}()
	seal := func(kind string, of func(intake) map[string]string, has string, set func(i int, code string)) error {
		var fields []map[string]string
		var at []int
		for i, in := range list {
			if f := of(in); f[has] != "" {
				kept := map[string]string{}
				for k, v := range f {
					if v != "" {
						kept[k] = v
					}
				}
				fields, at = append(fields, kept), append(at, i)
			}
		}
		codes, err := r.Portal.Vault.SealAll(r.UserContext(), kind, fields)
		if err != nil {
			return err
		}
		sealed = append(sealed, codes...)
		for k, code := range codes {
			set(at[k], code)
		}
		return nil
	}
	out = make([]models.Beneficiary, len(list))
	for i, in := range list {
		out[i] = in.journal
	}
	err = seal("beneficiary", func(in intake) map[string]string { return in.child }, "name", func(i int, code string) { out[i].ID = code })
	if err == nil {
		err = seal("guardian", func(in intake) map[string]string { return in.guardian }, "name", func(i int, code string) { out[i].Guardian = code })
	}
	if err == nil {
		err = seal("payee", func(in intake) map[string]string { return in.payee }, "account", func(i int, code string) { out[i].Account = code })
	}
	return out, sealed, err
}

// enter seals children and enters them. What was sealed goes again when the journal refuses it, or had the same request before; when it is not known whether the
// journal has it, it stays.
func (r *Request) enter(list []intake) (journal.Result, error) {
	entered, sealed, err := r.keepIntakes(list)
	if err != nil {
		return journal.Result{}, err
	}
	out, err := r.Do(models.EnterBeneficiaries{List: entered})
	if out.Repeated || certain(err) {
		r.dropSealed(sealed)
	}
	return out, err
}

// enterOne enters a child that is not there yet. It refuses `child_known`.
func (r *Request) enterOne(in intake) (made models.Beneficiary, err error) {
	lock := r.Portal.registering.of(in.child["id_number"])
	lock.Lock()
	defer lock.Unlock()
	r.State = r.Portal.Book.State()
	known, err := r.knownChild(in.child["id_number"])
	if err != nil {
		return made, err
	}
	var out journal.Result
	if known == nil {
		out, err = r.enter([]intake{in})
	} else { // the same request that is sent again has its first answer; whoever else asks is told who is there
		in.journal.ID = known.ID
		out, err = r.Do(models.EnterBeneficiaries{List: []models.Beneficiary{in.journal}})
		var e *models.Error
		if errors.As(err, &e) && e.Reason == "beneficiary_exists" {
			return made, r.alreadyEntered(known)
		}
	}
	if err != nil {
		return made, err
	}
	return event[models.BeneficiariesEntered](out).List[0], nil
}

// dropSealed erases records that nothing will ever name.
func (r *Request) dropSealed(codes []string) {
	for _, code := range codes {
		if err := r.Portal.Vault.Erase(r.UserContext(), code); err != nil {
			r.Portal.Log.Error("a record that nothing names could not be erased", "request", r.ID, "record", code, "error", err.Error())
		}
	}
}

// knownChild finds a child that is entered already by its ID number; nothing is opened for it.
func (r *Request) knownChild(number string, but ...string) (*models.Beneficiary, error) {
	codes, err := r.Portal.Vault.Find(r.UserContext(), "id_number", number)
	if err != nil {
		return nil, err
	}
	for _, code := range codes {
		if b, ok := r.State.Beneficiaries.Get(code); ok && !slices.Contains(but, code) {
			return b, nil
		}
	}
	return nil, nil
}

// alreadyEntered refuses `child_known`, with the number and the county of who is there.
func (r *Request) alreadyEntered(b *models.Beneficiary) *models.Error {
	county, _ := r.State.Counties.Get(b.County)
	return models.Refuse(models.Conflict, "child_known").At("id_number").With("number", b.Number).With("county", views.CountyName(r.Lang, b.County, county.Name))
}
