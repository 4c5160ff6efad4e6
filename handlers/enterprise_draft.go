package handlers

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// The fields of the two steps in which a pledge is written. Each step carries the other's in hidden fields: nothing typed is lost, and no draft is stored.
var (
	purposeFields = []string{
		"kind", "purpose.programs", "purpose.counties", "purpose.types", "purpose.stages", "need", "prefer.counties", "prefer.types", "prefer.stages",
		"anonymous", "naming", "max_places_per_need", "on_silence",
	}
	amountFields = []string{"amount_fen", "plan", "start", "instalment_due", "instalment_amount"}
)

// planMonths are the presets of the plan of payments: months from the first due day, each counted from the first and not from the one before.
var planMonths = map[string][]int{"once": {0}, "halves": {0, 6}, "quarters": {0, 3, 6, 9}}

// pledgeDraft is a pledge as it is being written.
type pledgeDraft struct {
	r      *Request
	values url.Values
	form   views.FormState
	rows   []views.InstalmentRow
	kept   []int // of each instalment of the command, the row it was typed in; nil when the plan is a preset
	today  models.Day
}

// pledgeDraft reads the fields from the address or from the form.
func (r *Request) pledgeDraft(get func(name string) [][]byte) *pledgeDraft {
	d := &pledgeDraft{r: r, values: url.Values{}, today: models.DayOf(r.Portal.Clock())}
	for _, name := range slices.Concat(purposeFields, amountFields) {
		for _, v := range get(name) {
			if s := strings.TrimSpace(string(v)); !badText(s) && (s != "" || name == "start" || strings.HasPrefix(name, "instalment_")) && len(d.values[name]) < 200 {
				d.values.Add(name, s)
			}
		}
	}
	d.form.Values = d.values
	d.readRows()
	return d
}

func (d *pledgeDraft) readRows() {
	days, amounts := d.values["instalment_due"], d.values["instalment_amount"]
	for i := range max(len(days), len(amounts)) {
		var row views.InstalmentRow
		if i < len(days) {
			row.Due = days[i]
		}
		if i < len(amounts) {
			row.Amount = amounts[i]
		}
		d.rows = append(d.rows, row)
	}
}

func (d *pledgeDraft) kind() string {
	switch k := d.values.Get("kind"); {
	case k == "free" || k == "restricted" || k == "needs":
		return k
	case len(d.values["need"]) > 0:
		return "needs"
	}
	return "restricted"
}

// silence is what the agreement shall say of an offer that is not answered.
func (d *pledgeDraft) silence() string {
	if s := d.values.Get("on_silence"); s != "" {
		return s
	}
	return models.SilenceNext
}

func (d *pledgeDraft) plan() string {
	if p := d.values.Get("plan"); slices.Contains(views.Plans, p) {
		return p
	}
	return "once"
}

// start is the first due day as typed; a fresh form offers 30 days from now.
func (d *pledgeDraft) start() string {
	if d.values.Has("start") {
		return d.values.Get("start")
	}
	return string(d.today.AddDays(30))
}

func (d *pledgeDraft) purpose() models.Purpose {
	switch d.kind() {
	case "needs":
		return models.Purpose{Needs: d.values["need"]}
	case "restricted":
		return d.lists("purpose")
	}
	return models.Purpose{}
}

func (d *pledgeDraft) prefer() models.Purpose {
	if d.kind() == "needs" {
		return models.Purpose{}
	}
	return d.lists("prefer")
}

func (d *pledgeDraft) lists(field string) models.Purpose {
	p := models.Purpose{Programs: d.values[field+".programs"], Counties: d.values[field+".counties"]}
	for _, t := range d.values[field+".types"] {
		p.Types = append(p.Types, models.NeedType(t))
	}
	for _, s := range d.values[field+".stages"] {
		p.Stages = append(p.Stages, models.Stage(s))
	}
	return p
}

// purposeFault says what the first step has yet to be told; nothing when it is complete.
func (d *pledgeDraft) purposeFault() (field, key string, args []any) {
	p := d.purpose()
	switch d.kind() {
	case "restricted":
		if len(p.Programs)+len(p.Counties)+len(p.Types)+len(p.Stages) == 0 {
			return "kind", "enterprise.wizard.choose_one", nil
		}
	case "needs":
		if len(p.Needs) == 0 {
			return "need", "enterprise.wizard.choose_need", nil
		}
		for _, number := range p.Needs {
			if n, ok := d.r.State.NeedByNumber(number); !ok || !n.Seen() {
				return "need", "enterprise.wizard.unknown_need", []any{"number", number}
			}
		}
	}
	return "", "", nil
}

// command makes the command; what cannot be read is refused at its field, all of it at once.
func (d *pledgeDraft) command() (models.MakePledge, []*models.Error) {
	var faults []*models.Error
	fault := func(field, reason string) { faults = append(faults, models.Refuse(models.Invalid, reason).At(field)) }
	yuan := func(field, text string) money.Fen {
		fen, err := money.ParseYuan(text)
		if err != nil {
			var e *models.Error
			if errors.As(moneyRefusal(field, err), &e) {
				faults = append(faults, e)
			}
		}
		return fen
	}
	c := models.MakePledge{Purpose: d.purpose(), Prefer: d.prefer(), Anonymous: d.values.Get("anonymous") == "true", Naming: d.values.Get("naming")}
	if d.kind() != "needs" { // one that names its needs leaves nothing to the matching
		c.OnSilence = d.silence()
	}
	if text := d.values.Get("max_places_per_need"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			fault("max_places_per_need", "whole_number")
		}
		c.MaxPlacesPerNeed = n
	}
	if text := d.values.Get("amount_fen"); text == "" {
		fault("amount_fen", "required")
	} else {
		c.AmountFen = yuan("amount_fen", text)
	}
	if months, ok := planMonths[d.plan()]; ok {
		start, err := models.ParseDay(d.start())
		if d.start() == "" {
			fault("start", "required")
			return c, faults
		}
		if err != nil {
			fault("start", "day_form")
			return c, faults
		}
		parts := money.Split(c.AmountFen, slices.Repeat([]int64{1}, len(months)))
		for i, m := range months {
			c.Instalments = append(c.Instalments, models.Instalment{Due: models.AddMonths(start, m), AmountFen: parts[i]})
		}
		return c, faults
	}
	for i, row := range d.rows {
		if row.Due == "" && row.Amount == "" {
			continue
		}
		field := "instalments." + strconv.Itoa(len(c.Instalments))
		d.kept = append(d.kept, i)
		in := models.Instalment{}
		if day, err := models.ParseDay(row.Due); err == nil {
			in.Due = day
		} else {
			fault(field+".due", "day_form")
		}
		if row.Amount == "" {
			fault(field+".amount_fen", "required")
		} else {
			in.AmountFen = yuan(field+".amount_fen", row.Amount)
		}
		c.Instalments = append(c.Instalments, in)
	}
	if len(c.Instalments) == 0 {
		fault("instalments", "required")
	}
	return c, faults
}

// refused puts refusals beside the controls of the form: those of the purpose at the summary of step one, those of an instalment at its row.
func (d *pledgeDraft) refused(faults []*models.Error) {
	for _, e := range faults {
		text, field := d.r.sentence(e), e.Field
		if rest, ok := strings.CutPrefix(field, "instalments."); ok {
			field = d.atRow(rest, text)
		} else if strings.HasPrefix(field, "purpose.") || strings.HasPrefix(field, "prefer.") || field == "naming" || field == "max_places_per_need" || field == "on_silence" {
			field = "purpose"
		}
		d.form.Errors = append(d.form.Errors, views.FieldError{Field: field, Text: text})
	}
}

// atRow puts a sentence beside the row it is about, and gives the field that the summary leads to.
func (d *pledgeDraft) atRow(rest, text string) string {
	if d.kept == nil { // a preset: its days and amounts follow from two fields
		if strings.HasSuffix(rest, ".due") {
			return "start"
		}
		return "amount_fen"
	}
	no, name, _ := strings.Cut(rest, ".")
	if i, err := strconv.Atoi(no); err == nil && i < len(d.kept) {
		row := &d.rows[d.kept[i]]
		if name == "due" {
			row.DueError = text
		} else {
			row.AmountError = text
		}
	}
	return "instalments"
}

// carry lists the values of fields as hidden inputs of the other step.
func (d *pledgeDraft) carry(fields []string) []views.Carried {
	var out []views.Carried
	for _, name := range fields {
		for _, v := range d.values[name] {
			out = append(out, views.Carried{Name: name, Value: v})
		}
	}
	return out
}
