package vault

import (
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"

	"shanpei/models"
)

// Hidden is what is printed instead of a person's data.
const Hidden = models.Hidden

// Record is an opened record. Its fields are read one by one, by name; however else it is printed, it prints •••.
type Record struct {
	Code string
	Kind string
	// In a closure: fmt prints the unexported fields of whatever holds a record without asking the record, and with some verbs follows pointers.
	fields func() map[string]string
}

// Field gives one field; empty when the record has it not.
func (r Record) Field(name string) string {
	if r.fields == nil {
		return ""
	}
	return r.fields()[name]
}

// Names lists the names of the fields, sorted.
func (r Record) Names() []string {
	if r.fields == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(r.fields()))
}

// String implements fmt.Stringer.
func (Record) String() string { return Hidden }

// GoString implements fmt.GoStringer.
func (Record) GoString() string { return Hidden }

// Format implements fmt.Formatter, for every verb.
func (Record) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, Hidden) }

// MarshalJSON implements json.Marshaler.
func (Record) MarshalJSON() ([]byte, error) { return []byte(`"` + Hidden + `"`), nil }

// MarshalText implements encoding.TextMarshaler.
func (Record) MarshalText() ([]byte, error) { return []byte(Hidden), nil }

// LogValue implements slog.LogValuer.
func (Record) LogValue() slog.Value { return slog.StringValue(Hidden) }
