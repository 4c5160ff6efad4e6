package trail

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"shanpei/models"
)

// mention is what an event names.
type mention struct {
	names    []string          // ids, numbers, codes
	counties []string          // codes of counties
	numbers  map[string]string // document numbers with the id of what bears them
}

// Mentions lists what the events of an entry name: ids, document numbers, codes, each once.
func Mentions(events []models.Event) []string {
	var out []string
	for _, e := range events {
		for _, name := range mentions(e).names {
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// mentions walks the fields of an event.
func mentions(e models.Event) mention {
	var m mention
	m.walk(reflect.ValueOf(e), "")
	return m
}

func (m *mention) walk(v reflect.Value, field string) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			m.walk(v.Elem(), field)
		}
	case reflect.Slice, reflect.Array:
		if k := v.Type().Elem().Kind(); k == reflect.String || k == reflect.Struct || k == reflect.Pointer || k == reflect.Interface {
			for i := range v.Len() {
				m.walk(v.Index(i), field)
			}
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		m.thing(v)
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				m.walk(v.Field(i), f.Name)
			}
		}
	case reflect.String:
		m.text(v.String(), field)
	}
}

// thing notes the number of a thing that has one, and a county.
func (m *mention) thing(v reflect.Value) {
	if c, ok := v.Interface().(models.County); ok {
		m.counties = append(m.counties, c.Code)
	}
	id, no := v.FieldByName("ID"), v.FieldByName("Number")
	if id.IsValid() && no.IsValid() && id.Kind() == reflect.String && no.Kind() == reflect.String && no.Len() > 0 {
		if m.numbers == nil {
			m.numbers = map[string]string{}
		}
		m.numbers[no.String()] = id.String()
	}
}

// text notes a text that can be the name of a thing: no sentence, no day, no slug.
func (m *mention) text(s, field string) {
	if field == "County" && s != "" {
		m.counties = append(m.counties, s)
		return
	}
	if len(s) < 3 || len(s) > 64 || field == "By" {
		return
	}
	digit := false
	for _, c := range []byte(s) {
		switch {
		case c >= '0' && c <= '9':
			digit = true
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '-', c == '.', c == '_', c == '/', c == ':':
		default:
			return
		}
	}
	named := field == "ID" || field == "User" || field == "Owner" || strings.HasSuffix(field, "Code")
	if named || digit && len(s) >= 6 && models.Day(s).Time().IsZero() {
		m.names = append(m.names, s)
	}
}
