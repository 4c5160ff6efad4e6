package views

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"shanpei/models"
)

// AuditThing is something that an entry changed, with each of its fields before and after.
type AuditThing struct {
	Name, Href string
	Table      string // its table's lasting name
	New, Gone  bool
	Changes    []StaffChange // fields with a label
	Technical  []StaffChange // those that only the portal's own keepers can read
}

// tables that only repeat what others say, or hold no thing of their own.
var auditSkipped = []string{"facts", "notices", "numbers", "accounts"}

// fields that no reader needs: versions, codes of the vault, the portal's own marks.
var auditHidden = []string{"id", "version", "sealed", "payer_key", "seq", "made_seq", "signed_seq", "paid_seq", "done_seq", "program_seq"}

// auditThings is how many things of one entry are compared: a list of thousands is entered in one.
const auditThings = 60

// AuditThings compares the two states of an entry at the first things that it names.
func AuditThings(d *StaffPage, before, after *models.State, names []string) []AuditThing {
	var out []AuditThing
	names = names[:min(len(names), auditThings)]
	was, is := before.Stored(), after.Stored()
	for i, t := range is {
		if strings.HasPrefix(t.Name, "x_") || slices.Contains(auditSkipped, t.Name) {
			continue
		}
		for _, name := range names {
			old, had := was[i].Table.Lookup(name)
			now, has := t.Table.Lookup(name)
			if !had && !has || had && has && reflect.DeepEqual(old, now) {
				continue
			}
			x := AuditThing{Table: t.Name, New: !had, Gone: !has}
			x.Name, x.Href = d.eventRef(name, fieldsOf(now))
			if x.Href = d.ifOpens(x.Href); x.Name == "" {
				x.Name = d.shortName(name)
			}
			x.compare(d, t.Name, fieldsOf(old), fieldsOf(now))
			out = append(out, x)
		}
	}
	if before.Federation.Settings.Version != after.Federation.Settings.Version {
		x := AuditThing{Name: after.Federation.Name, Href: d.ifOpens("/staff/settings"), Table: "federation"}
		x.compare(d, "federation", fieldsOf(before.Federation.Settings), fieldsOf(after.Federation.Settings))
		out = append(out, x)
	}
	return out
}

func fieldsOf(v any) map[string]any {
	raw, err := json.Marshal(v)
	var out map[string]any
	if v == nil || err != nil || json.Unmarshal(raw, &out) != nil {
		return nil
	}
	return out
}

func (x *AuditThing) compare(d *StaffPage, table string, was, is map[string]any) {
	names := map[string]bool{}
	for name := range was {
		names[name] = true
	}
	for name := range is {
		names[name] = true
	}
	sorted := make([]string, 0, len(names))
	for name := range names {
		sorted = append(sorted, name)
	}
	slices.Sort(sorted)
	for _, name := range sorted {
		if slices.Contains(auditHidden, name) || reflect.DeepEqual(was[name], is[name]) {
			continue
		}
		c := StaffChange{Name: name, Before: d.auditText(table, name, was[name]), After: d.auditText(table, name, is[name])}
		label, ok := d.fieldLabel(name)
		if c.Label = label; ok && (c.Before != "" || c.After != "") {
			x.Changes = append(x.Changes, c)
			continue
		}
		c.Label, c.Before, c.After = name, rawText(was[name]), rawText(is[name])
		x.Technical = append(x.Technical, c)
	}
}

func (d *StaffPage) auditText(table, name string, value any) string {
	if status, ok := value.(string); ok && name == "status" {
		return d.Lang.Term(statusKinds[table], status)
	}
	if id, ok := value.(string); ok {
		if text, _ := d.eventRef(id, nil); text != "" && name != "county" {
			return text
		}
	}
	return d.fieldText(name, value)
}

// statusKinds is which words the statuses of a table have.
var statusKinds = map[string]string{
	"programs": "program", "needs": "need", "objections": "objection", "enterprises": "enterprise", "pledges": "pledge", "sponsorships": "sponsorship",
	"disbursements": "disbursement", "receipts": "receipt", "offers": "offer", "certificates": "certificate", "checkouts": "checkout", "refunds": "refund",
	"disputes": "dispute", "months": "month", "purpose_changes": "purpose_change", "data_requests": "data_request", "erasures": "erasure",
}

// rawText is a value as the journal's own format has it, not too long.
func rawText(v any) string {
	if v == nil {
		return ""
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	text := []rune(string(raw))
	if len(text) > 200 {
		text = append(text[:200], '…')
	}
	return string(text)
}

// AuditChangesText is what changed on one line, for a file.
func AuditChangesText(things []AuditThing) string {
	var out []string
	for _, x := range things {
		for _, c := range x.Changes {
			out = append(out, x.Name+" "+c.Label+"："+c.Before+" → "+c.After)
		}
	}
	return strings.Join(out, "；")
}
