package models_test

import (
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"shanpei/models/cnid"
)

func reasonOf(err error) string {
	var e *cnid.Error
	if !errors.As(err, &e) {
		return fmt.Sprintf("not a cnid error: %v", err)
	}
	if e.Slug() != strings.ToLower(e.Reason) {
		return "a slug that is not its reason: " + e.Slug()
	}
	return e.Reason
}

func TestVectorsOfTheUnifiedSocialCreditCode(t *testing.T) {
	v := readVectors(t).USCC
	if v.Charset != "0123456789ABCDEFGHJKLMNPQRTUWXY" || v.Departments != "123456789ANY" || len(v.Weights) != 17 || len(v.OrgCode.Weights) != 8 {
		t.Error("the rules of the vectors have changed")
	}
	for _, c := range v.Valid {
		code, err := cnid.ParseUSCC(c.Code)
		if err != nil {
			t.Errorf("%s (%s): %v", c.Code, c.Note, err)
			continue
		}
		got := []string{code.String(), code.Department(), code.Category(), code.Region(), code.OrgCode(), code.String()[17:]}
		if want := []string{c.Code, c.Dept, c.Category, c.Region, c.OrgCode, c.Check}; !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", c.Code, got, want)
		}
		if warned := slices.Contains(code.Warnings(), "org_check"); warned == c.OrgCheckOK {
			t.Errorf("%s: org_check warned: %v", c.Code, warned)
		}
		if w := code.Warnings(); c.OrgCheckOK && len(w) > 0 {
			t.Errorf("%s (%s) warns of %v", c.Code, c.Note, w)
		}
	}
	order := strings.Split(v.Order, ",")
	if !slices.Equal(order, v.HardErrors) {
		t.Errorf("order %v, hard errors %v", order, v.HardErrors)
	}
	seen := map[string]bool{}
	for _, c := range v.Invalid {
		_, err := cnid.ParseUSCC(c.Code)
		if got := reasonOf(err); got != c.Reason {
			t.Errorf("%q (%s): %s, want %s", c.Code, c.Why, got, c.Reason)
		}
		seen[c.Reason] = true
	}
	for _, r := range v.HardErrors {
		if !seen[r] {
			t.Errorf("no vector is refused as %s", r)
		}
	}
	for _, c := range v.Warn {
		code, err := cnid.ParseUSCC(c.Code)
		if err != nil {
			t.Errorf("%s is to warn, not to be refused: %v", c.Code, err)
			continue
		}
		if got := code.Warnings(); !slices.Equal(got, []string{strings.ToLower(c.Warn)}) || !slices.Contains(v.SoftWarn, c.Warn) {
			t.Errorf("%s (%s): warns of %v, want %s", c.Code, c.Why, got, c.Warn)
		}
	}
	for _, c := range v.Normalize {
		if code, err := cnid.ParseUSCC(c.Input); err != nil || code.String() != c.Normalized {
			t.Errorf("%q: %q %v, want %q", c.Input, code, err, c.Normalized)
		}
	}
}

func TestVectorsOfTheResidentIdentityNumber(t *testing.T) {
	all := readVectors(t)
	v := all.ResidentID
	today, err := time.Parse(time.DateOnly, all.Meta.AsOf)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range v.Valid {
		id, err := cnid.ParseResidentID(c.ID, today)
		if err != nil {
			t.Errorf("%s (%s): %v", c.ID, c.Note, err)
			continue
		}
		got := []string{id.Number(), id.Birth().Format(time.DateOnly), id.Sex(), id.Region(), id.Number()[17:]}
		if want := []string{c.ID, c.Birth, c.Sex, c.Region, c.Check}; !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", c.ID, got, want)
		}
		if id.Age(today) != c.Age || id.NeedsGuardian(today) != c.Guardian {
			t.Errorf("%s: age %d guardian %v, want %d %v", c.ID, id.Age(today), id.NeedsGuardian(today), c.Age, c.Guardian)
		}
		for _, printed := range []string{fmt.Sprint(id), fmt.Sprintf("%v %+v %#v %s %q", id, id, id, id, id), slog.AnyValue(id).Resolve().String()} {
			if strings.Contains(printed, c.ID[6:14]) {
				t.Errorf("printing gives the number away: %s", printed)
			}
		}
	}
	order := strings.Split(v.Order, ",")
	for _, c := range v.Invalid {
		_, err := cnid.ParseResidentID(c.ID, today)
		if got := reasonOf(err); got != c.Reason || !slices.Contains(order, got) {
			t.Errorf("%q (%s): %s, want %s", c.ID, c.Why, got, c.Reason)
		}
	}
	for id, want := range map[string]string{"370902810111207": "LEGACY15", "370999179901010111": "BIRTH_RANGE", "370999201509010001": "SEQ"} {
		if _, err := cnid.ParseResidentID(id, today); reasonOf(err) != want {
			t.Errorf("%q: %v, want %s", id, err, want)
		}
	}
}

func TestVectorsOfTheBankCard(t *testing.T) {
	v := readVectors(t).Card
	for _, c := range v.Valid {
		if got, err := cnid.ParseBankCard(c.Card); err != nil || got != c.Card || len(got) != c.Len {
			t.Errorf("%s: %q %v", c.Card, got, err)
		}
	}
	for _, c := range v.Invalid {
		if _, err := cnid.ParseBankCard(c.Card); reasonOf(err) != c.Reason {
			t.Errorf("%q (%s): %v, want %s", c.Card, c.Why, err, c.Reason)
		}
	}
	for _, c := range []string{v.BlindSpot.A, v.BlindSpot.B} {
		if _, err := cnid.ParseBankCard(c); err != nil {
			t.Errorf("%s is in the blind spot of Luhn and must pass: %v", c, err)
		}
	}
}

func TestVectorsOfTelephoneNumbers(t *testing.T) {
	v := readVectors(t).Phone
	form := regexp.MustCompile(v.MobileRegex)
	for _, c := range v.MobileValid {
		if got, err := cnid.ParseMobile(c.Input); err != nil || got != c.Normalized || !form.MatchString(got) {
			t.Errorf("%q: %q %v, want %q", c.Input, got, err, c.Normalized)
		}
	}
	for _, c := range v.MobileInvalid {
		if got, err := cnid.ParseMobile(c); err == nil || reasonOf(err) != "FORMAT" {
			t.Errorf("%q: %q %v", c, got, err)
		}
	}
	for _, c := range v.LandlineValid {
		if got, err := cnid.ParseLandline(c.Input); err != nil || got != c.Normalized {
			t.Errorf("%q: %q %v, want %q", c.Input, got, err, c.Normalized)
		}
	}
	for _, c := range []string{"", "6610567", "0538-661056", "0538-0610567", "0538-66105671234", "(0538", "13800138000", "0538-6610567-", "0538-6610567-abc"} {
		if got, err := cnid.ParseLandline(c); err == nil || reasonOf(err) != "FORMAT" {
			t.Errorf("%q: %q %v", c, got, err)
		}
	}
}

func TestVectorsOfMasking(t *testing.T) {
	mask := map[string]func(string) string{"name": cnid.MaskName, "mobile": cnid.MaskMobile, "card": cnid.MaskCard}
	for _, c := range readVectors(t).Masking {
		f, ok := mask[c.Kind]
		if !ok {
			t.Errorf("nothing masks a %s", c.Kind)
			continue
		}
		if got := f(c.Input); got != c.Output {
			t.Errorf("%s %s: %s, want %s", c.Kind, c.Input, got, c.Output)
		}
	}
	for _, short := range []string{"", "1", "13800", "王"} {
		if got := cnid.MaskMobile(short) + cnid.MaskCard(short) + cnid.MaskName(short); strings.Trim(got, "*") != "" && len([]rune(short)) < 2 {
			t.Errorf("%q is too short to show anything of: %s", short, got)
		}
	}
}
