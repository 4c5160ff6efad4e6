package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// maxDepth bounds how deep a JSON body may nest: ours need five.
const maxDepth = 16

// bind reads a JSON body into an allow-list struct. It refuses, never with a 500: `body_json` (not JSON, or nested too deep), `duplicate_field`,
// `unknown_field` and `wrong_type` at the field, `text_control` for control characters in a text.
func bind[T any](r *Request) (T, error) {
	var in T
	body := r.BodyRaw()
	if len(body) == 0 {
		body = []byte("{}")
	}
	if err := walk(body); err != nil {
		return in, err
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		return in, jsonRefusal(err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return in, models.Refuse(models.Invalid, "body_json")
	}
	return in, nil
}

func jsonRefusal(err error) error {
	var typeErr *json.UnmarshalTypeError
	if errors.As(err, &typeErr) {
		return models.Refuse(models.Invalid, "wrong_type").At(typeErr.Field)
	}
	if field, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		name, uerr := strconv.Unquote(field)
		if uerr == nil {
			return models.Refuse(models.Invalid, "unknown_field").At(name).With("name", name)
		}
	}
	var refused *models.Error
	if errors.As(err, &refused) {
		return refused
	}
	return models.Refuse(models.Invalid, "body_json")
}

// walk checks what encoding/json lets through: depth, duplicate keys, control and direction characters.
func walk(body []byte) error {
	if !utf8.Valid(body) {
		return models.Refuse(models.Invalid, "body_json")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	type level struct {
		object bool
		keys   map[string]bool
		isKey  bool
	}
	var stack []level
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return models.Refuse(models.Invalid, "body_json")
		}
		top := len(stack) - 1
		if d, ok := tok.(json.Delim); ok {
			switch d {
			case '{', '[':
				if len(stack) == maxDepth {
					return models.Refuse(models.Invalid, "body_json")
				}
				if top >= 0 && stack[top].object {
					stack[top].isKey = true
				}
				stack = append(stack, level{object: d == '{', keys: map[string]bool{}, isKey: true})
			default:
				stack = stack[:top]
			}
			continue
		}
		if text, ok := tok.(string); ok && badText(text) {
			return models.Refuse(models.Invalid, "text_control")
		}
		if top >= 0 && stack[top].object {
			if stack[top].isKey {
				name, _ := tok.(string)
				if stack[top].keys[name] {
					return models.Refuse(models.Invalid, "duplicate_field").At(name)
				}
				stack[top].keys[name] = true
			}
			stack[top].isKey = !stack[top].isKey
		}
	}
}

// badText finds control characters (but line breaks and tabs) and those that turn the direction of text.
func badText(s string) bool {
	for _, c := range s {
		if unicode.IsControl(c) && c != '\n' && c != '\r' && c != '\t' || c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069 || c == 0xFEFF {
			return true
		}
	}
	return false
}

// form reads the fields of a submitted form. What is refused is remembered by field, so that a page shows every fault at once.
type form struct {
	r      *Request
	Values map[string]string // as typed, for the page that shows it again
	Errors []*models.Error
}

// form begins to read a form; only the named fields may be there, besides `_csrf`, `_key` and `_version`.
func (r *Request) form(fields ...string) *form {
	f := &form{r: r, Values: map[string]string{}}
	known := map[string]bool{"_csrf": true, "_key": true, "_version": true}
	for _, name := range fields {
		known[name] = true
	}
	for k, v := range r.Context().PostArgs().All() {
		name, value := string(k), strings.TrimSpace(string(v))
		base, _, _ := strings.Cut(name, ".")
		switch {
		case !known[name] && !known[base]:
			f.refuse(models.Refuse(models.Invalid, "unknown_field").At(name).With("name", name))
		case !utf8.ValidString(value) || badText(value):
			f.refuse(models.Refuse(models.Invalid, "text_control").At(name))
		default:
			f.Values[name] = value
		}
	}
	return f
}

func (f *form) refuse(err error) {
	var e *models.Error
	if errors.As(err, &e) {
		f.Errors = append(f.Errors, e)
	}
}

// Text is a field as typed.
func (f *form) Text(name string) string { return f.Values[name] }

// Yes is a checkbox.
func (f *form) Yes(name string) bool { v := f.Values[name]; return v != "" && v != "0" && v != "false" }

// All lists the values of a field that may be given several times.
func (f *form) All(name string) []string {
	var out []string
	for _, v := range f.r.Context().PostArgs().PeekMulti(name) {
		if s := strings.TrimSpace(string(v)); s != "" && !badText(s) {
			out = append(out, s)
		}
	}
	return out
}

// Int is a whole number; zero when the field is empty.
func (f *form) Int(name string) int {
	if f.Values[name] == "" {
		return 0
	}
	n, err := strconv.Atoi(f.Values[name])
	if err != nil {
		f.refuse(models.Refuse(models.Invalid, "whole_number").At(name))
	}
	return n
}

// Version is the version of the thing that the form was opened on.
func (f *form) Version() int64 {
	n, _ := strconv.ParseInt(f.r.FormValue("_version"), 10, 64)
	return n
}

// Yuan is an amount in 元, as typed.
func (f *form) Yuan(name string) money.Fen {
	fen, err := money.ParseYuan(f.Values[name])
	if err != nil {
		f.refuse(moneyRefusal(name, err))
	}
	return fen
}

func moneyRefusal(field string, err error) error {
	var m *money.Error
	if errors.As(err, &m) {
		return models.Refuse(models.Invalid, m.Reason).At(field).With("limit", m.Limit)
	}
	return models.Refuse(models.Invalid, "amount_format").At(field)
}

// Day is a date; empty when the field is.
func (f *form) Day(name string) models.Day {
	if f.Values[name] == "" {
		return ""
	}
	d, err := models.ParseDay(f.Values[name])
	if err != nil {
		f.refuse(models.Refuse(models.Invalid, "day_form").At(name))
	}
	return d
}

// Failed adds what the book refused and tells whether anything was. An error that is no refusal is kept as the whole form's.
func (f *form) Failed(err error) bool {
	var e *models.Error
	switch {
	case err == nil:
	case errors.As(err, &e):
		f.Errors = append(f.Errors, e)
	default:
		_, e = f.r.refusal(err)
		f.Errors = append(f.Errors, e)
	}
	return len(f.Errors) > 0
}

// first is the refusal that decides the answer's status.
func (f *form) first() *models.Error { return f.Errors[0] }

// Status is the HTTP status of the refused form; one that came too early is told when to come again.
func (f *form) Status() int {
	status, e := f.r.refusal(f.first())
	if seconds, ok := e.Params["seconds"]; ok && status == fiber.StatusTooManyRequests {
		f.r.Set(fiber.HeaderRetryAfter, fmt.Sprint(seconds))
	}
	return status
}

// State is what was typed and what was wrong with it, for the page that shows the form again. Fields named in secret are not shown again.
// A refusal without a field, and one whose field the form has not, belongs to the form as a whole.
func (f *form) State(secret ...string) views.FormState {
	s := views.FormState{Values: url.Values{}}
	for k, v := range f.r.Context().PostArgs().All() {
		name := string(k)
		if !slices.Contains(secret, name) && utf8.Valid(v) {
			s.Values.Add(name, string(v))
		}
	}
	for _, e := range f.Errors {
		s.Errors = append(s.Errors, views.FieldError{Field: e.Field, Text: f.r.sentence(e)})
	}
	return s
}
