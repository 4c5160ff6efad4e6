package views

import (
	"encoding/json"
	"strings"

	"shanpei/models"
)

// AuditPart is a piece of a sentence; one with an address leads to what it names.
type AuditPart struct{ Text, Href string }

// AuditSentence is what an event says in words.
type AuditSentence []AuditPart

// Plain is the sentence without its links.
func (s AuditSentence) Plain() string {
	var b strings.Builder
	for _, p := range s {
		b.WriteString(p.Text)
	}
	return b.String()
}

// eventFields are the fields of an event by their lasting names; an event that carries one whole thing has that thing's.
func eventFields(e models.Event) map[string]any {
	raw, err := json.Marshal(e)
	var fields map[string]any
	if err != nil || json.Unmarshal(raw, &fields) != nil {
		return nil // every event marshals: the journal holds it
	}
	whole := map[string]any{}
	for _, inner := range fields {
		if m, ok := inner.(map[string]any); ok && len(fields) <= 3 && m["version"] != nil {
			whole = m
		}
	}
	if len(whole) == 0 && len(fields) == 1 {
		for _, inner := range fields {
			if m, ok := inner.(map[string]any); ok {
				whole = m
			}
		}
	}
	for name, v := range whole {
		fields[name] = v
	}
	return fields
}

// Say puts an event into a sentence whose subject is whoever asked. A kind without a sentence of its own is said by its title and what it concerns.
func (d *StaffPage) Say(e models.Event) AuditSentence {
	v, fields := NewStaffEvent(d, e), eventFields(e)
	if v.Ref == "" {
		v.Ref = d.shortName(v.Subject)
	}
	key := "audit.say." + strings.ReplaceAll(v.Kind, ".", "_")
	if !d.Lang.Has(key) {
		key = "audit.say_plain"
		if v.Ref == "" {
			key = "audit.say_bare"
		}
	}
	out := d.filled(key, func(name string) AuditPart {
		switch name {
		case "subject":
			return AuditPart{Text: v.Ref, Href: d.ifOpens(v.Href)}
		case "title":
			return AuditPart{Text: d.EventTitle(v.Kind)}
		case "status":
			status, _ := fields[name].(string)
			return AuditPart{Text: d.statusText(v.Kind, status)}
		case "what":
			return AuditPart{Text: d.exportName(fields[name])}
		}
		return d.sayField(name, fields[name])
	})
	if why, ok := fields["reason"].(string); ok && why != "" {
		out = append(out, AuditPart{Text: " "})
		out = append(out, d.filled("audit.say_reason", func(string) AuditPart { return AuditPart{Text: d.FactNote(why)} })...)
	}
	return out
}

// filled puts values into a message, piece by piece, so that some of them can be links.
func (d *StaffPage) filled(key string, value func(name string) AuditPart) AuditSentence {
	var out AuditSentence
	for _, p := range catalogue[key][d.Lang.index()] {
		part := AuditPart{Text: p.text}
		if p.param != "" {
			if part = value(p.param); part.Text == "" {
				part.Text = d.T("common.none")
			}
		}
		out = append(out, part)
	}
	return out
}

// sayField writes one field of a sentence: what it names with the way there, a list as how many.
func (d *StaffPage) sayField(name string, value any) AuditPart {
	switch v := value.(type) {
	case nil:
		return AuditPart{}
	case []any:
		return AuditPart{Text: Count(int64(len(v)))}
	case string:
		if name == "owner" || name == "user" || name == "asked_by" {
			return AuditPart{Text: d.Person(v)}
		}
		if text, href := d.eventRef(v, nil); text != "" && name != "county" {
			return AuditPart{Text: text, Href: d.ifOpens(href)}
		}
	}
	return AuditPart{Text: d.fieldText(name, value)}
}

// exportName is the name of what was exported.
func (d *StaffPage) exportName(v any) string {
	what, _ := v.(string)
	if key := "papers.export." + what; d.Lang.Has(key) {
		return d.T(key)
	}
	return what
}

// shortName is an id or a code as a sentence shows it when nothing better is known.
func (d *StaffPage) shortName(id string) string {
	if _, ok := d.S.Users.Get(id); ok {
		return d.Person(id)
	}
	return id
}

// ifOpens is an address that the actor may follow, by the permission of the menu's item that it lies under, or none.
func (d *StaffPage) ifOpens(href string) string {
	path, _, _ := strings.Cut(href, "?")
	best, may := 0, true
	for _, item := range staffMenu {
		if len(item.Href) > best && (path == item.Href || strings.HasPrefix(path, item.Href+"/")) {
			best, may = len(item.Href), d.Allows(item.Permission)
		}
	}
	if !may {
		return ""
	}
	return href
}
