package vault

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"shanpei/models"
)

// The index leads from the keyed hash of a value to the codes of the records that have it: `hash/code` in its bucket, so that two records never meet
// in one. It is written before its record and deleted before it, so that no record is ever without it; an entry whose record never came finds nothing.
const indexBucket = "vault.blind"

// normal gives the one form of a value under which it is found: without blanks, points and marks, in the narrow form, letters small; a phone without its
// country.
func normal(field, value string) string {
	value = strings.ToLower(width.Fold.String(value))
	value = strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c) {
			return c
		}
		return -1
	}, value)
	if field == "phone" {
		for _, country := range []string{"0086", "86"} {
			if rest := strings.TrimPrefix(value, country); len(rest) == 11 {
				return rest
			}
		}
	}
	return value
}

// hashes are those under which a record is found, sorted.
func (v *Vault) hashes(kind string, fields map[string]string) []string {
	var out []string
	for _, f := range models.PersonKinds[kind].Fields {
		if n := normal(f.Name, fields[f.Name]); f.Found && n != "" {
			out = append(out, v.Blind("find "+f.Name, n))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// addIndex writes entries of the index; one that is there already is none's fault.
func (v *Vault) addIndex(ctx context.Context, code string, hashes []string) error {
	for _, h := range hashes {
		if err := v.addEntry(ctx, h+"/"+code, code); err != nil {
			return fmt.Errorf("vault: cannot keep the index: %w", err)
		}
	}
	return nil
}

func (v *Vault) addEntry(ctx context.Context, key, code string) (err error) {
	for range changes { // it may be there, and gone a moment later
		if err = v.kv.Create(ctx, indexBucket, key, []byte(code)); err == nil {
			return nil
		}
		if _, there := v.kv.Get(ctx, indexBucket, key); !errors.Is(there, v.none) {
			return there
		}
	}
	return err
}

func (v *Vault) dropIndex(ctx context.Context, code string, hashes []string) error {
	for _, h := range hashes {
		if err := v.kv.Delete(ctx, indexBucket, h+"/"+code); err != nil && !errors.Is(err, v.none) {
			return fmt.Errorf("vault: cannot erase from the index: %w", err)
		}
	}
	return nil
}

// Find gives the codes of the records that have a value in a field that is looked up: id_number, name, phone. Nothing is opened for it.
func (v *Vault) Find(ctx context.Context, field, value string) ([]string, error) {
	n := normal(field, value)
	if n == "" {
		return nil, nil
	}
	var out []string
	err := v.kv.Each(ctx, indexBucket, v.Blind("find "+field, n)+"/", func(_ string, code []byte) error {
		out = append(out, string(code))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("vault: cannot search: %w", err)
	}
	kept := out[:0]
	for _, code := range out {
		switch raw, err := v.kv.Get(ctx, bucket, code); {
		case err == nil && slices.Contains(headOf(raw).Index, v.Blind("find "+field, n)):
			kept = append(kept, code)
		case err != nil && !errors.Is(err, v.none):
			return nil, fmt.Errorf("vault: cannot search: %w", err)
		}
	}
	return kept, nil
}

// head is what a stored record says without being opened.
type head struct {
	Kind  string   `json:"kind"`
	Index []string `json:"index"`
}

// headOf reads it; of what cannot be read, nothing.
func headOf(raw []byte) (h head) {
	_ = json.Unmarshal(raw, &h)
	return h
}

// changes bounds how often Update begins again because somebody else was first.
const changes = 20

// Update changes fields of a record; an empty value takes a field away. The record is sealed again, all of it, under a fresh key of its own, so what was
// there before cannot be opened with what is there now. It refuses `not_found`.
func (v *Vault) Update(ctx context.Context, code string, change map[string]string) error {
	var old []string // what may be in the index and no longer in the record
	for range changes {
		raw, err := v.kv.Get(ctx, bucket, code)
		if errors.Is(err, v.none) {
			return models.Refuse(models.NotFound, "not_found")
		}
		if err != nil {
			return fmt.Errorf("vault: cannot read record %s: %w", code, err)
		}
		rec, err := v.open(ctx, code, raw)
		if err != nil {
			return err
		}
		fields := map[string]string{}
		for _, name := range rec.Names() {
			fields[name] = rec.Field(name)
		}
		for name, value := range change {
			if fields[name] = value; value == "" {
				delete(fields, name)
			}
		}
		if err := fits(rec.Kind, fields); err != nil {
			return err
		}
		next, err := v.seal(ctx, code, rec.Kind, fields)
		if err != nil {
			return err
		}
		is := headOf(next).Index
		if err := v.addIndex(ctx, code, is); err != nil {
			return err
		}
		old = append(old, headOf(raw).Index...)
		swapped, err := v.kv.Swap(ctx, bucket, code, raw, next)
		if err != nil {
			return fmt.Errorf("vault: cannot keep record %s: %w", code, err)
		}
		if swapped {
			v.erased.Store(true) // what was there before
			// Once more: somebody who tidied up between our entry and our record took it for an old one.
			if err := v.addIndex(ctx, code, is); err != nil {
				return err
			}
			return v.tidy(ctx, code, old)
		}
		old = append(old, is...)
	}
	return models.Refuse(models.Conflict, "stale")
}

// tidy takes from the index what a record has no more. Somebody else may have given it back meanwhile: then it is put back.
func (v *Vault) tidy(ctx context.Context, code string, hashes []string) error {
	now := func() ([]string, error) {
		raw, err := v.kv.Get(ctx, bucket, code)
		if err != nil && !errors.Is(err, v.none) {
			return nil, fmt.Errorf("vault: cannot read record %s: %w", code, err)
		}
		return headOf(raw).Index, nil
	}
	have, err := now()
	if err != nil {
		return err
	}
	gone := slices.DeleteFunc(hashes, func(h string) bool { return slices.Contains(have, h) })
	if len(gone) == 0 {
		return nil
	}
	if err := v.dropIndex(ctx, code, gone); err != nil {
		return err
	}
	if have, err = now(); err != nil {
		return err
	}
	return v.addIndex(ctx, code, slices.DeleteFunc(have, func(h string) bool { return !slices.Contains(gone, h) }))
}

// Masked is a record of which each field shows only what may be shown without a look. It prints as •••, like the record.
type Masked struct{ rec Record }

// Code is the record's code, Kind its kind.
func (m Masked) Code() string { return m.rec.Code }

// Kind is the kind of the record.
func (m Masked) Kind() string { return m.rec.Kind }

// Names lists the fields that the record has.
func (m Masked) Names() []string { return m.rec.Names() }

// Field is one field, masked; empty when the record has it not.
func (m Masked) Field(name string) string { return m.rec.Field(name) }

// Format implements fmt.Formatter, for every verb.
func (m Masked) Format(f fmt.State, c rune) { m.rec.Format(f, c) }

// Mask opens a record and gives what may be shown of it without a look.
func (v *Vault) Mask(ctx context.Context, code string) (Masked, error) {
	rec, err := v.Open(ctx, code)
	if err != nil {
		return Masked{}, err
	}
	masked := map[string]string{}
	kind := models.PersonKinds[rec.Kind]
	for _, name := range rec.Names() {
		masked[name] = models.Hidden
		if f, ok := kind.Field(name); ok {
			masked[name] = f.Masked(rec.Field(name))
		}
	}
	return Masked{Record{Code: code, Kind: rec.Kind, fields: func() map[string]string { return masked }}}, nil
}

// newCode is random, 130 bits, without meaning.
func newCode() string { return strings.ToLower(rand.Text()) }

// Kind tells what kind of record a code stands for, without opening it. It refuses `not_found`.
func (v *Vault) Kind(ctx context.Context, code string) (string, error) {
	raw, err := v.kv.Get(ctx, bucket, code)
	if errors.Is(err, v.none) {
		return "", models.Refuse(models.NotFound, "not_found")
	}
	if err != nil {
		return "", fmt.Errorf("vault: cannot read record %s: %w", code, err)
	}
	return headOf(raw).Kind, nil
}
