package views

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"shanpei/models"
	"shanpei/models/money"
)

// StaffConfirmProps describes a step that takes something back.
type StaffConfirmProps struct {
	Form, Action string
	Title, Text  string // what it is called, and what will happen
	Button       string
	Field        string // the reason's name; empty: reason
	Label        string // the reason's label; empty: the usual one
	Plain        bool   // it takes nothing back: no red
	Version      int64
	Hidden       [][2]string
}

// reason is the field for the reason. Only the refused form's field has the plain id, so that the summary of errors finds it.
func (c StaffConfirmProps) reason(d *StaffPage) FieldProps {
	name, label := c.Field, c.Label
	if name == "" {
		name = "reason"
	}
	if label == "" {
		label = d.T("common.form.reason")
	}
	f := FieldProps{Name: name, ID: c.Form + "-" + name, Label: label, Hint: d.T("common.form.reason_hint"), Required: true}
	if d.Form == c.Form {
		f.ID = ""
	}
	return f.Of(d.StateOf(c.Form))
}

func (c StaffConfirmProps) kind() ButtonKind {
	if c.Plain {
		return ButtonPlain
	}
	return ButtonDanger
}

func staleTable(d *StaffPage) TableProps {
	t := TableProps{Caption: d.T("staff.stale.title"), CaptionHidden: true, Columns: []Column{
		{Label: d.T("staff.stale.field")}, {Label: d.T("staff.stale.current")}, {Label: d.T("staff.stale.yours")},
	}}
	for _, v := range d.Stale {
		t.Rows = append(t.Rows, R(Text(v.Label), Text(v.Current), strong(v.Yours)))
	}
	return t
}

// factTone colours a fact of a chain by what it means.
func factTone(kind string) Tone {
	switch kind {
	case "need_return", "need_terminate", "objection_raised", "objection_upheld", "pledge_overdue", "pledge_cancelled", "pledge_lapsed",
		"lines_returned", "disbursement_reject", "enterprise_rejected", "receipt_voided":
		return Bad
	case "need_open", "pledge_signed", "payment_received", "places_funded", "lines_paid", "places_proven", "disbursement_prove", "enterprise_verified":
		return Done
	case "need_publish", "places_held", "purpose_change_asked":
		return Milestone
	}
	return Wait
}

// factCount writes a fact's count with what it counts.
func factCount(d *StaffPage, f *models.Fact) string {
	switch {
	case f.Kind == "pledge_overdue":
		return d.T("staff.instalment_no", "n", f.Count)
	case f.Kind == "gift_accepted":
		return Count(int64(f.Count))
	case strings.HasPrefix(f.Kind, "month_"):
		return d.T("bank.month.differences", "n", f.Count)
	case strings.HasPrefix(f.Kind, "lines_") && strings.HasPrefix(f.Ref, "BF") || strings.HasPrefix(f.Kind, "places_") || strings.HasPrefix(f.Kind, "offer_") || strings.HasPrefix(f.Kind, "need_") || strings.HasPrefix(f.Kind, "sponsorship_"):
		return d.Lang.Count(int64(f.Count), "places")
	}
	return d.T("staff.lines_n", "n", f.Count)
}

// numeric asks a telephone for its number keys without the rounding of a number input.
func numeric() templ.Attributes {
	return templ.Attributes{"inputmode": "numeric", "autocomplete": "off"}
}

func yes(b bool) string {
	if b {
		return "true"
	}
	return ""
}

func zeroBlank(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// firstAct gives the weight of the page's one action to the first of several steps.
func firstAct(i int) ButtonKind {
	if i == 0 {
		return ButtonAction
	}
	return ButtonPlain
}

// needTurn names whose turn it is on a need of the status, for the sentence that says so.
func needTurn(s models.NeedStatus) string {
	switch s {
	case models.NeedDraft, models.NeedReturned:
		return "township"
	case models.NeedVerified:
		return "county"
	case models.NeedReviewed, models.NeedApproved, models.NeedPublicity, models.NeedSuspended, models.NeedClosed:
		return "city"
	case models.NeedDisclosed, models.NeedTerminated:
		return "over"
	}
	return "running"
}

// objectionNo is the part of an objection's id after its need's.
func objectionNo(id string) string { return id[strings.LastIndexByte(id, '/')+1:] }

func countyBlank(d *StaffPage) string {
	if d.Actor.County != "" {
		return ""
	}
	return d.T("common.optional_choice")
}

func townshipBlank(d *StaffPage) string {
	if d.Actor.Township != "" {
		return ""
	}
	return d.T("staff.need.no_township")
}

// fixed fills a field from the state of the form, but one that cannot be changed keeps its value: a browser does not send it.
func (f FieldProps) fixed(s FormState, fixed bool) FieldProps {
	if !fixed {
		return f.Of(s)
	}
	f.Disabled, f.Error = true, s.Error(f.Name)
	return f
}

// StaffFieldYuan is an amount as a field takes it back: without separators.
func StaffFieldYuan(fen money.Fen) string { return strings.ReplaceAll(fen.String(), ",", "") }
