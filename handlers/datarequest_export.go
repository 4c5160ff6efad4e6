package handlers

import (
	"encoding/json"
	"time"

	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// heldFile is a copy of what is held on a person, for that person.
type heldFile struct {
	Watermark string       `json:"watermark"`
	Request   string       `json:"request"`
	Code      string       `json:"code"`
	MadeAt    time.Time    `json:"made_at"`
	Records   []heldRecord `json:"records"`
	Journal   heldJournal  `json:"journal"`
}

type heldRecord struct {
	Code   string      `json:"code"`
	Kind   string      `json:"kind"`
	Fields []heldField `json:"fields"`
}

type heldField struct {
	Field string `json:"field"`
	Label string `json:"label"`
	Value string `json:"value"`
	Note  string `json:"note,omitempty"` // why the value is masked
}

// heldJournal is what the journal says under the code. It stays when the records are erased.
type heldJournal struct {
	Child    *heldChild    `json:"child,omitempty"`
	Facts    []heldFact    `json:"facts"`
	Aids     []heldAid     `json:"aids"`
	Places   []heldPlace   `json:"places"`
	Consents []heldConsent `json:"consents"`
	Looks    []heldLook    `json:"looks"`
}

type heldChild struct {
	Number   string                   `json:"number"`
	Category models.Category          `json:"category"`
	County   string                   `json:"county"`
	Township string                   `json:"township"`
	Stage    models.Stage             `json:"stage"`
	Risk     models.RiskLevel         `json:"risk"`
	Status   models.BeneficiaryStatus `json:"status"`
}

type heldFact struct {
	Kind string    `json:"kind"`
	At   time.Time `json:"at"`
}

type heldAid struct {
	Kind   models.AidKind   `json:"kind"`
	Source models.AidSource `json:"source"`
	From   models.Day       `json:"from"`
	To     models.Day       `json:"to"`
	Void   string           `json:"void,omitempty"`
}

type heldPlace struct {
	Stage   models.Stage `json:"stage,omitempty"`
	From    models.Day   `json:"from"`
	To      models.Day   `json:"to"`
	Ended   string       `json:"ended,omitempty"`
	Money   string       `json:"money,omitempty"`
	PaidOn  models.Day   `json:"paid_on,omitempty"`
	PaidFen money.Fen    `json:"paid_fen,omitempty"`
}

type heldConsent struct {
	Purpose  string     `json:"purpose"`
	By       string     `json:"by"`
	Given    models.Day `json:"given"`
	Expires  models.Day `json:"expires"`
	Ended    models.Day `json:"ended,omitempty"`
	EndedWhy string     `json:"ended_why,omitempty"`
}

type heldLook struct {
	At      time.Time   `json:"at"`
	Field   string      `json:"field"`
	Purpose string      `json:"purpose"`
	Role    models.Role `json:"role"`
}

// exportPerson gives the copy that somebody asked for. That it was made stands in the journal before it is, and each group of fields that the reader may
// look at is a look like any other; what they may not is masked.
func exportPerson(r *Request) error {
	f := r.form()
	if len(f.Errors) > 0 {
		return f.first()
	}
	q, ok := r.State.DataRequests.Get(r.Params("id"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	var persons []views.PersonProps
	rows := 0
	for _, code := range r.State.RecordsOf(q.Code) {
		p, err := r.person(code)
		if err != nil {
			return err
		}
		persons = append(persons, p)
		rows += len(p.Fields)
	}
	if _, err := r.Do(models.RecordExport{What: models.PersonExport, Ref: q.ID, Rows: rows}); err != nil {
		return err
	}
	now := r.Portal.Clock()
	out := heldFile{Request: q.ID, Code: q.Code, MadeAt: now, Records: []heldRecord{}}
	out.Watermark = r.Lang.T("datarequest.watermark", "by", r.nameOf(r.Actor.ID), "at", r.Lang.Instant(now), "request", q.ID, "call", r.ID)
	for _, p := range persons {
		rec, err := r.heldRecord(p)
		if err != nil {
			return err
		}
		out.Records = append(out.Records, rec)
	}
	out.Journal = heldInJournal(r.State, q.Code)
	body, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	return r.file("application/json; charset=utf-8", r.Lang.T("datarequest.file")+"-"+string(r.today())+".json", body)
}

// heldRecord opens what the actor may look at of a record, a group at a time.
func (r *Request) heldRecord(p views.PersonProps) (heldRecord, error) {
	out := heldRecord{Code: p.Code, Kind: p.Kind, Fields: []heldField{}}
	seen := map[models.FieldGroup]revealed{}
	for _, f := range p.Fields {
		known, _ := models.PersonKinds[p.Kind].Field(f.Name)
		field := heldField{Field: f.Name, Label: r.Lang.T("look.field." + f.Name), Value: f.Masked, Note: r.Lang.T("datarequest.masked")}
		if f.May {
			look, ok := seen[known.Group]
			if !ok {
				var err error
				if look, err = r.reveal(p.Code, known.Group.Whole(), "request_of_person"); err != nil {
					return out, err
				}
				seen[known.Group] = look
			}
			field.Value, field.Note = look.rec.Field(f.Name), ""
		}
		out.Fields = append(out.Fields, field)
	}
	return out, nil
}

func heldInJournal(s *models.State, code string) heldJournal {
	out := heldJournal{Facts: []heldFact{}, Aids: []heldAid{}, Places: []heldPlace{}, Consents: []heldConsent{}, Looks: []heldLook{}}
	if b, ok := s.Beneficiaries.Get(code); ok {
		out.Child = &heldChild{b.Number, b.Category, b.County, b.Township, b.Stage, b.Risk, b.Status}
	}
	for _, f := range s.Chain(code) {
		out.Facts = append(out.Facts, heldFact{f.Kind, f.At})
	}
	for _, a := range s.AidsOf(code) {
		out.Aids = append(out.Aids, heldAid{a.Kind, a.Source, a.From, a.To, a.Void})
	}
	for _, b := range s.PlacesOf(code) {
		out.Places = append(out.Places, heldPlace{b.Stage, b.From, b.To, b.Ended, b.Money, b.PaidOn, b.PaidFen})
	}
	for _, c := range s.ConsentsOf(code) {
		out.Consents = append(out.Consents, heldConsent{c.Purpose, c.By, c.Given, c.Expires, c.Ended, c.EndedWhy})
	}
	for _, l := range s.LooksOf(code) {
		out.Looks = append(out.Looks, heldLook{l.At, l.Field, l.Purpose, l.Role})
	}
	return out
}

// lateQueue lists what persons asked and have no answer to in time.
func (r *Request) lateQueue() views.StaffQueue {
	q := views.StaffQueue{Key: "requests_late", Href: "/staff/requests?late=yes"}
	for _, x := range r.State.RequestsOpen() {
		if x.Overdue(r.today()) {
			q.Items = append(q.Items, views.StaffQueueItem{Number: r.Lang.T("datarequest.kind." + x.Kind), What: r.Lang.T("datarequest.from." + x.From), Href: "/staff/requests/" + x.ID, Since: x.At, Due: x.Due})
		}
	}
	return q
}

// erasureQueue lists the erasures that wait for the second person.
func (r *Request) erasureQueue() views.StaffQueue {
	q := views.StaffQueue{Key: "erasures", Href: "/staff"}
	for _, x := range r.State.ErasuresOpen() {
		if x.Status == models.ErasureWaits && x.AskedBy != r.Actor.ID {
			q.Items = append(q.Items, views.StaffQueueItem{Number: x.Code, What: r.Lang.Term("erasure", string(x.Status)), Href: "/staff/erasures/" + x.ID, Since: x.At})
		}
	}
	return q
}
