package models_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"shanpei/models"
)

func TestVectorsOfTheCalendar(t *testing.T) {
	v := readVectors(t).Calendar
	for _, c := range v.Instants {
		at, err := time.Parse(time.RFC3339, c.UTC)
		if err != nil {
			t.Fatal(err)
		}
		got := []string{string(models.DayOf(at)), models.SchoolYear(at), models.Term(at), models.Month(at), models.Quarter(at)}
		if want := []string{c.LocalDate, c.SchoolYear, c.Term, c.Month, c.Quarter}; !slices.Equal(got, want) || models.FiscalYear(at) != c.FiscalYear {
			t.Errorf("%s: %v %d, want %v %d", c.UTC, got, models.FiscalYear(at), want, c.FiscalYear)
		}
		if local, err := time.Parse(time.RFC3339, c.Local); err != nil || !local.Equal(at) || models.DayOf(local) != models.DayOf(at) {
			t.Errorf("%s and %s are one instant", c.UTC, c.Local)
		}
	}
	for _, c := range v.MonthAdd {
		if got := models.AddMonths(models.Day(c.Start), c.Months); string(got) != c.Due || c.Trap && string(got) == c.Go {
			t.Errorf("%s + %d months: %s, want %s", c.Start, c.Months, got, c.Due)
		}
	}
	for _, c := range v.Schedules {
		interim, final := models.DisclosureSchedule(models.Day(c.Start), models.Day(c.End))
		var got []string
		for _, d := range interim {
			got = append(got, string(d))
		}
		if !slices.Equal(got, c.Interim) || string(final) != c.Final || (len(got) > 0) != c.Longer {
			t.Errorf("%s–%s: %v %s, want %v %s", c.Start, c.End, got, final, c.Interim, c.Final)
		}
	}
	for _, c := range v.DayAdd {
		if got := models.Day(c.Start).AddDays(c.Days); string(got) != c.Due {
			t.Errorf("%s + %d days (%s): %s, want %s", c.Start, c.Days, c.Rule, got, c.Due)
		}
	}
	for _, c := range v.MonthEnds {
		last := models.MonthEnd(models.Day(c.Month + "-01"))
		if end := last.AddDays(1).Time().UTC().Format(time.RFC3339); string(last) != c.LastDay || end != c.End {
			t.Errorf("%s: ends %s %s, want %s %s", c.Month, last, end, c.LastDay, c.End)
		}
	}
}

func TestVectorsOfDocumentNumbers(t *testing.T) {
	v := readVectors(t).DocNo
	if len(v.Prefixes) < 12 {
		t.Errorf("%d prefixes in the vectors", len(v.Prefixes))
	}
	for p, word := range v.Prefixes {
		if models.NumberPrefixes[p] != word {
			t.Errorf("%s: %q, want %q", p, models.NumberPrefixes[p], word)
		}
	}
	for _, no := range v.Valid {
		prefix, year, n, err := models.ParseNumber(no)
		if err != nil || models.Number(prefix, year, n) != no {
			t.Errorf("%s: %s %d %d %v", no, prefix, year, n, err)
		}
	}
	for _, c := range v.Invalid {
		_, _, _, err := models.ParseNumber(c.No)
		var e *models.NumberError
		if !errors.As(err, &e) || e.Reason != c.Reason || e.Slug() != strings.ToLower(c.Reason) {
			t.Errorf("%q (%s): %v, want %s", c.No, c.Why, err, c.Reason)
		}
	}
}

func TestVectorsOfFiscalReceipts(t *testing.T) {
	v := readVectors(t).Fiscal
	code, number, check := regexp.MustCompile(v.CodeRegex), regexp.MustCompile(v.NumberRegex), regexp.MustCompile(v.VerifyRegex)
	for _, c := range v.Valid {
		got, err := models.ParseFiscalReceipt(c.Code, c.Number, c.Verify)
		if err != nil || !code.MatchString(got.Code) || !number.MatchString(got.Number) || !check.MatchString(got.Check) {
			t.Errorf("%+v: %+v %v", c, got, err)
		}
	}
	for _, c := range v.Invalid {
		_, err := models.ParseFiscalReceipt(c.Code, c.Number, c.Verify)
		var e *models.FiscalError
		if !errors.As(err, &e) {
			t.Errorf("%+v was taken", c)
			continue
		}
		want := "check"
		switch {
		case !code.MatchString(c.Code):
			want = "code"
		case !number.MatchString(c.Number):
			want = "number"
		}
		if e.Slug() != want {
			t.Errorf("%s: %s, want %s", c.Why, e.Slug(), want)
		}
	}
}
