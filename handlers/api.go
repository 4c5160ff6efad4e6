package handlers

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"iter"
	"reflect"
	"strconv"
	"strings"
	"time"

	"shanpei/models"
	"shanpei/models/money"
)

// What the JSON API takes and gives is named here and in the other api files, struct by struct: nothing of the domain is sent as it is.

// Most lists give 50 items when no limit is asked for, and never more than 200.
const (
	defaultLimit = 50
	maxLimit     = 200
)

// fenIn is an amount as a program sends it: a whole number of fen. A value that is none is remembered, and refused at its place in the body.
type fenIn struct {
	fen   money.Fen
	fault *models.Error
}

// UnmarshalJSON takes digits with a sign and nothing else: no text, no exponent, no decimals.
func (f *fenIn) UnmarshalJSON(b []byte) error {
	text := string(b)
	digits := strings.TrimPrefix(text, "-")
	switch {
	case text == "null":
	case digits == "" || strings.Trim(digits, "0123456789.") != "":
		f.fault = models.Refuse(models.Invalid, "amount_format")
	case strings.Contains(digits, "."):
		f.fault = models.Refuse(models.Invalid, "whole_fen")
	default:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n > int64(money.MaxFen) {
			f.fault = models.Refuse(models.Invalid, "amount_too_large").With("limit", money.MaxFen)
		}
		f.fen = money.Fen(n)
	}
	return nil
}

// dayIn is a day as a program sends it: 2026-09-01, in Asia/Shanghai.
type dayIn struct {
	day   models.Day
	fault *models.Error
}

// UnmarshalJSON takes a text that names a day of the calendar.
func (d *dayIn) UnmarshalJSON(b []byte) error {
	var text *string
	if err := json.Unmarshal(b, &text); err != nil {
		d.fault = models.Refuse(models.Invalid, "wrong_type")
		return nil
	}
	if text == nil || *text == "" {
		return nil
	}
	day, err := models.ParseDay(*text)
	if err != nil {
		d.fault = models.Refuse(models.Invalid, "day_form")
		return nil
	}
	d.day = day
	return nil
}

func (f fenIn) refused() *models.Error { return f.fault }
func (d dayIn) refused() *models.Error { return d.fault }

// input binds a JSON body to an allow-list struct and refuses, at its place, what is not an amount or a day.
func input[T any](r *Request) (T, error) {
	in, err := bind[T](r)
	if err != nil {
		return in, err
	}
	if fault := faultIn(reflect.ValueOf(&in).Elem(), ""); fault != nil {
		return in, fault
	}
	return in, nil
}

// faultIn finds the first value that was refused while it was decoded, and names its place.
func faultIn(v reflect.Value, path string) *models.Error {
	switch v.Kind() {
	case reflect.Struct:
		if v.CanInterface() { // an embedded part is looked into, not asked
			if leaf, ok := v.Interface().(interface{ refused() *models.Error }); ok {
				if fault := leaf.refused(); fault != nil {
					return fault.At(path)
				}
				return nil
			}
		}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			at := join(path, name)
			if f.Anonymous {
				at = path
			}
			if fault := faultIn(v.Field(i), at); fault != nil {
				return fault
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			return faultIn(v.Elem(), path)
		}
	case reflect.Slice:
		for i := range v.Len() {
			if fault := faultIn(v.Index(i), join(path, strconv.Itoa(i))); fault != nil {
				return fault
			}
		}
	}
	return nil
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// onVersion is the part of a body that names the version it was decided on; the header If-Match says the same.
type onVersion struct {
	Version int64 `json:"version"`
}

// ifVersion is the version the caller has seen: of the body, or else of If-Match. Zero asks for no check.
func (r *Request) ifVersion(in onVersion) (int64, error) {
	tag := strings.Trim(strings.TrimPrefix(r.Get("If-Match"), "W/"), `"`)
	if in.Version != 0 || tag == "" || tag == "*" {
		return in.Version, nil
	}
	n, err := strconv.ParseInt(tag, 10, 64)
	if err != nil || n < 1 {
		return 0, models.Refuse(models.Invalid, "malformed").At("If-Match")
	}
	return n, nil
}

// reply sends an answer.
func (r *Request) reply(status int, v any) error { return r.Status(status).JSON(v) }

// versioned sends a thing of which there are versions.
func (r *Request) versioned(version int64, v any) error {
	r.Set("ETag", `"`+strconv.FormatInt(version, 10)+`"`)
	return r.reply(200, v)
}

// listView is one page of a list: next is opaque, and absent on the last page.
type listView[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// limited reads the limit of a list. Any parameter but the named filters, limit and cursor is refused, as a field of a body would be.
func (r *Request) limited(filters ...string) (limit int, err error) {
	known := map[string]bool{"limit": true, "cursor": true, "lang": true}
	for _, f := range filters {
		known[f] = true
	}
	for k, v := range r.Context().QueryArgs().All() {
		if name := string(k); err == nil && !known[name] {
			err = models.Refuse(models.Invalid, "unknown_field").At(name)
		} else if err == nil && badText(string(v)) {
			err = models.Refuse(models.Invalid, "text_control").At(name)
		}
	}
	if err != nil {
		return 0, err
	}
	return r.limit()
}

// query reads limit and cursor of a list that takes the named filters.
func (r *Request) query(filters ...string) (limit int, after string, err error) {
	if limit, err = r.limited(filters...); err != nil {
		return 0, "", err
	}
	key, err := base64.RawURLEncoding.DecodeString(r.Query("cursor"))
	if err != nil || badText(string(key)) {
		return 0, "", models.Refuse(models.Invalid, "malformed").At("cursor")
	}
	return limit, string(key), nil
}

func (r *Request) limit() (int, error) {
	text := r.Query("limit")
	if text == "" {
		return defaultLimit, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, models.Refuse(models.Invalid, "number_format").At("limit")
	}
	if n < 1 || n > maxLimit {
		return 0, models.Refuse(models.Invalid, "out_of_range").At("limit").With("low", 1).With("high", maxLimit)
	}
	return n, nil
}

// paged walks a table from the cursor on and shows what show accepts, until the page is full.
func paged[V, T any](after string, limit int, from func(key string) iter.Seq2[string, V], show func(V) (T, bool)) listView[T] {
	out := listView[T]{Items: []T{}}
	last := ""
	for key, v := range from(after) {
		if after != "" && key <= after {
			continue
		}
		item, ok := show(v)
		if !ok {
			continue
		}
		if len(out.Items) == limit {
			out.Next = base64.RawURLEncoding.EncodeToString([]byte(last))
			break
		}
		out.Items = append(out.Items, item)
		last = key
	}
	return out
}

// listed walks a slice that is in the order of its ids, as paged does.
func listed[V any](items []V, id func(V) string) func(string) iter.Seq2[string, V] {
	return func(string) iter.Seq2[string, V] {
		return func(yield func(string, V) bool) {
			for _, v := range items {
				if !yield(id(v), v) {
					return
				}
			}
		}
	}
}

// instant writes a moment as RFC 3339 in UTC; the zero moment is left out.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// statusView is the answer to a step.
type statusView struct {
	Status string `json:"status"`
}

// isList tells whether a body is a JSON list.
func isList(body []byte) bool {
	body = bytes.TrimLeft(body, " \t\r\n")
	return len(body) > 0 && body[0] == '['
}
