package handlers

import (
	"iter"

	"shanpei/models"
)

// personView is a child as staff of its place may see it without a look: the name masked, nothing else of the person.
type personView struct {
	ID           string     `json:"id"`
	Number       string     `json:"number"`
	Name         string     `json:"name"` // 王*
	County       string     `json:"county"`
	Township     string     `json:"township"`
	Category     string     `json:"category"`
	Stage        string     `json:"stage,omitempty"`
	Risk         string     `json:"risk"`
	Source       string     `json:"source"`
	Status       string     `json:"status"`
	MedicalCover bool       `json:"medical_cover"`
	RecheckDue   models.Day `json:"recheck_due,omitempty"`
	Version      int64      `json:"version"`
}

// apiPersons lists the children whom the caller may see. Nobody is sought here by a name or a number: an address is written into logs. GET /beneficiaries
func apiPersons(r *Request) error {
	limit, after, err := r.query("county", "status", "category", "stage")
	if err != nil {
		return err
	}
	from := func(key string) iter.Seq2[string, *models.Beneficiary] { return r.State.Beneficiaries.From(key) }
	list := paged(after, limit, from, func(b *models.Beneficiary) (personView, bool) {
		return personView{
				ID: b.ID, Number: b.Number, County: b.County, Township: b.Township, Category: string(b.Category), Stage: string(b.Stage), Risk: string(b.Risk),
				Source: string(b.Source), Status: string(b.Status), MedicalCover: b.MedicalCover, RecheckDue: b.RecheckDue, Version: b.Version,
			}, r.Actor.InCounty(b.County, b.Township) && fits(r.Query("county"), b.County) && fits(r.Query("status"), b.Status) &&
				fits(r.Query("category"), b.Category) && fits(r.Query("stage"), b.Stage)
	})
	for i := range list.Items {
		if list.Items[i].Name, err = r.maskedName(list.Items[i].ID); err != nil {
			return err
		}
	}
	r.Set("Cache-Control", "no-store")
	return r.reply(200, list)
}

// personIn is a child as another program writes it down; all but what the journal may know is sealed.
type personIn struct {
	Name          string `json:"name"`
	IDNumber      string `json:"id_number"`
	Phone         string `json:"phone"`
	County        string `json:"county"`
	Township      string `json:"township"`
	Village       string `json:"village"`
	Address       string `json:"address"`
	Category      string `json:"category"`
	Stage         string `json:"stage"`
	School        string `json:"school"`
	Class         string `json:"class"`
	Risk          string `json:"risk"`
	Source        string `json:"source"`
	MedicalCover  bool   `json:"medical_cover"`
	GuardianName  string `json:"guardian_name"`
	GuardianID    string `json:"guardian_id"`
	GuardianPhone string `json:"guardian_phone"`
	Relation      string `json:"relation"`
	Bank          string `json:"bank"`
	Holder        string `json:"holder"`
	Account       string `json:"account"`
}

// field gives the fields by the names of personFields.
func (in personIn) field(name string) string {
	if name == "medical_cover" && in.MedicalCover {
		return "true"
	}
	return map[string]string{
		"name": in.Name, "id_number": in.IDNumber, "phone": in.Phone, "place": in.County + "/" + in.Township, "village": in.Village, "address": in.Address,
		"category": in.Category, "stage": in.Stage, "school": in.School, "class": in.Class, "risk": in.Risk, "source": in.Source,
		"guardian_name": in.GuardianName, "guardian_id": in.GuardianID, "guardian_phone": in.GuardianPhone, "relation": in.Relation,
		"bank": in.Bank, "holder": in.Holder, "account": in.Account,
	}[name]
}

// apiEnterPerson enters a child; the first fault of what was sent is told. POST /beneficiaries
func apiEnterPerson(r *Request) error {
	sent, err := input[personIn](r)
	if err != nil {
		return err
	}
	in, faults := readIntake(sent.field, r.Portal.Clock())
	if len(faults) > 0 {
		return faults[0]
	}
	if e := r.State.MayEnter(r.Actor, in.journal); e != nil {
		return e
	}
	made, err := r.enterOne(in)
	if err != nil {
		return err
	}
	return r.reply(201, draftedView{ID: made.ID, Number: made.Number, Status: string(made.Status)})
}
