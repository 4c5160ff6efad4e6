package views

import (
	"net/url"

	"github.com/a-h/templ"
)

// FieldError is one fault of a form: the field's name, and a sentence in the visitor's language (Lang.Reason).
type FieldError struct{ Field, Text string }

// FormState is what was typed and what was wrong with it, so that nothing typed is lost. The zero value is a fresh form.
type FormState struct {
	Values url.Values
	Errors []FieldError
}

// Value is what was typed into the field; without a submission it is the given one.
func (f FormState) Value(name, otherwise string) string {
	if f.Values == nil {
		return otherwise
	}
	return f.Values.Get(name)
}

// Checked tells whether a choice was made among several of the same name; without a submission it is the given answer.
func (f FormState) Checked(name, value string, otherwise bool) bool {
	if f.Values == nil {
		return otherwise
	}
	for _, v := range f.Values[name] {
		if v == value {
			return true
		}
	}
	return false
}

// Error is the sentence for the field, or nothing.
func (f FormState) Error(name string) string {
	for _, e := range f.Errors {
		if e.Field == name {
			return e.Text
		}
	}
	return ""
}

// With adds a fault and gives the state back.
func (f FormState) With(field, text string) FormState {
	f.Errors = append(f.Errors[:len(f.Errors):len(f.Errors)], FieldError{field, text})
	return f
}

// FormProps describes the form element. Method is post unless said otherwise. Key is the idempotency key, made when the page
// was made: a second submit of the same form gives the first answer again. Guard warns before leaving with unsaved changes.
type FormProps struct {
	ID, Action, Method string
	Key                string
	Multipart, Guard   bool
	Confirm            string // a question to ask before sending
	State              FormState
	Attrs              templ.Attributes // hx-* and the like
}

// FieldProps is what every field has. ID defaults to "f-" and the name.
type FieldProps struct {
	Name, ID, Label, Hint, Error, Value string
	Required, Disabled, ReadOnly        bool
	Narrow                              bool // as wide as a date or a number, not as the form
	Attrs                               templ.Attributes
}

// Of fills the value and the error of the field from the state of the form.
func (f FieldProps) Of(s FormState) FieldProps {
	f.Value = s.Value(f.Name, f.Value)
	f.Error = s.Error(f.Name)
	return f
}

func (f FieldProps) id() string {
	if f.ID != "" {
		return f.ID
	}
	return "f-" + f.Name
}

// described names the elements that explain the field.
func (f FieldProps) described() string {
	switch {
	case f.Hint != "" && f.Error != "":
		return f.id() + "-error " + f.id() + "-hint"
	case f.Error != "":
		return f.id() + "-error"
	case f.Hint != "":
		return f.id() + "-hint"
	}
	return ""
}

// attrs are the attributes that all controls share, in one place, so that none forgets its error.
func (f FieldProps) attrs() templ.Attributes {
	a := templ.Attributes{"id": f.id(), "name": f.Name}
	if d := f.described(); d != "" {
		a["aria-describedby"] = d
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	if f.Required {
		a["required"] = true
	}
	if f.Disabled {
		a["disabled"] = true
	}
	if f.ReadOnly {
		a["readonly"] = true
	}
	for k, v := range f.Attrs {
		a[k] = v
	}
	return a
}

// Option is a choice of a select, a radio group or a checkbox group.
type Option struct {
	Value, Label, Hint string
	Selected, Disabled bool
}

// Choose marks the options that the state, or without a submission the given values, have chosen.
func Choose(s FormState, name string, options []Option, chosen ...string) []Option {
	out := make([]Option, len(options))
	for i, o := range options {
		was := false
		for _, c := range chosen {
			was = was || c == o.Value
		}
		o.Selected = s.Checked(name, o.Value, was)
		out[i] = o
	}
	return out
}

// InstalmentRow is a line of the plan of payments as typed: a day (2026-09-01) and an amount in yuan.
type InstalmentRow struct{ Due, Amount, DueError, AmountError string }

// ButtonKind is the weight of a button; a page has one ButtonAction.
type ButtonKind string

// The kinds of button.
const (
	ButtonAction ButtonKind = "act"    // the one action of the page
	ButtonPlain  ButtonKind = ""       // everything else
	ButtonQuiet  ButtonKind = "quiet"  // in a line of text or a table
	ButtonDanger ButtonKind = "danger" // ends or takes away something
)

// ButtonProps describes a button or a link that looks like one. Name and Value tell apart several buttons of one form.
type ButtonProps struct {
	Label, Icon string
	Kind        ButtonKind
	Href        string // LinkButton
	Name, Value string
	Disabled    bool
	Confirm     string // a question to ask first
	Attrs       templ.Attributes
}

func (f FormProps) method() string {
	if f.Method == "" {
		return "post"
	}
	return f.Method
}

func (f FormProps) confirmID() string {
	if f.ID == "" {
		return "confirm-title"
	}
	return f.ID + "-title"
}

func (f FieldProps) narrow() FieldProps {
	f.Narrow = true
	return f
}
