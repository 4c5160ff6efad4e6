package models

import (
	"fmt"
	"unicode/utf8"
)

// Code is the class of a refusal. The HTTP status of each is decided in one place, in handlers.
type Code string

// The classes of refusal (architecture.md, section 7).
const (
	Invalid         Code = "invalid"         // 422
	Unauthenticated Code = "unauthenticated" // 401
	Forbidden       Code = "forbidden"       // 403
	NotFound        Code = "not_found"       // 404
	Conflict        Code = "conflict"        // 409
	Exhausted       Code = "exhausted"       // 409
	TooLarge        Code = "too_large"       // 413
	TooMany         Code = "too_many"        // 429
	Unavailable     Code = "unavailable"     // 503
	Internal        Code = "internal"        // 500
)

// Error is the one typed refusal of the portal. Reason is a stable slug: tests assert on it and the message catalogue translates it.
type Error struct {
	Code   Code
	Reason string
	Field  string         // the input it belongs to, by its JSON name; empty when it belongs to the whole request
	Params map[string]any // figures the sentence needs
}

func (e *Error) Error() string {
	if e.Field != "" {
		return fmt.Sprintf("%s: %s (%s)", e.Code, e.Reason, e.Field)
	}
	return fmt.Sprintf("%s: %s", e.Code, e.Reason)
}

// Refuse makes a refusal.
func Refuse(code Code, reason string) *Error { return &Error{Code: code, Reason: reason} }

// At names the field that the refusal belongs to.
func (e *Error) At(field string) *Error { e.Field = field; return e }

// With adds a figure to the sentence.
func (e *Error) With(name string, value any) *Error {
	if e.Params == nil {
		e.Params = map[string]any{}
	}
	e.Params[name] = value
	return e
}

func invalid(field, reason string) *Error { return Refuse(Invalid, reason).At(field) }

func notFound() *Error { return Refuse(NotFound, "not_found") }

// text is something written by a person, with the most characters it may have.
type text struct {
	field, words string
	limit        int
}

// bounded refuses `text_too_long` at the first text that is.
func bounded(texts []text) error {
	for _, t := range texts {
		if len(t.words) > t.limit && utf8.RuneCountInString(t.words) > t.limit {
			return invalid(t.field, "text_too_long").With("limit", t.limit)
		}
	}
	return nil
}

// reason refuses `reason_required`, when one is, and `text_too_long`.
func reason(field, words string, required bool) error {
	if required && words == "" {
		return invalid(field, "reason_required")
	}
	return bounded([]text{{field, words, 500}})
}
