package models

import (
	"slices"
	"strings"
	"testing"
	"time"

	"shanpei/models/money"
)

func TestAReferenceIsFoundHoweverThePayerWroteIt(t *testing.T) {
	const number = "YX-2026-000018-5"
	other, million := Number("YX", 2026, 19), Number("YX", 2026, 1_000_018)
	for _, c := range []struct {
		name, memo string
		found      []string
		broken     int
	}{
		{"as it is printed", number, []string{number}, 0},
		{"in the middle of a sentence", "捐款" + number + "第一期", []string{number}, 0},
		{"lower case", "yx-2026-000018-5", []string{number}, 0},
		{"without hyphens", "YX20260000185", []string{number}, 0},
		{"without hyphens, then a space and an amount", "YX20260000185 300000", []string{number}, 0},
		{"without hyphens, then the unit", "认捐YX20260000185号", []string{number}, 0},
		{"full-width", "ＹＸ－２０２６－００００１８－５", []string{number}, 0},
		{"full-width, lower case", "ｙｘ２０２６００００１８５", []string{number}, 0},
		{"other dashes", "YX—2026–000018－5", []string{number}, 0},
		{"spaces for hyphens", "YX 2026 000018 5", []string{number}, 0},
		{"spaces around hyphens", "YX - 2026 - 000018 - 5", []string{number}, 0},
		{"ideographic spaces", "YX　2026　000018　5", []string{number}, 0},
		{"broken into lines", "YX-2026-\n000018-5", []string{number}, 0},
		{"with a zero width space inside", "YX-2026-0000\u200b18-5", []string{number}, 0},
		{"twice", number + " " + number, []string{number}, 0},
		{"two of them", number + "，" + other, []string{number, other}, 0},
		{"with seven digits", "付" + million, []string{million}, 0},
		{"with seven digits and no hyphens", "付" + strings.ReplaceAll(million, "-", "") + "完", []string{million}, 0},
		{"a wrong digit", "YX-2026-000019-5", nil, 1},
		{"a wrong check digit", "YX-2026-000018-6", nil, 1},
		{"a digit is missing", "YX-2026-00018-5", nil, 1},
		{"a digit too many", "YX202600001851", nil, 1},
		{"an amount runs into it", "YX2026000018520000000000", nil, 1},
		{"one is right and one is not", number + " YX-2026-000018-6", []string{number}, 1},
		{"another kind of document", "XY-2026-000024-6", nil, 0},
		{"nothing", "", nil, 0},
		{"words only", "爱心捐款", nil, 0},
		{"the prefix alone", "YX", nil, 0},
		{"the prefix and a year", "YX2026", nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := FindReferences(c.memo); !slices.Equal(got, c.found) {
				t.Errorf("found %v, want %v", got, c.found)
			}
			if got := FindBrokenReferences(c.memo); len(got) != c.broken {
				t.Errorf("broken %v, want %d", got, c.broken)
			}
		})
	}
}

func TestADocumentNumberHasRoomForMoreThanAMillion(t *testing.T) {
	for _, n := range []int{1, 999_999, 1_000_000, 999_999_999} {
		number := Number("YX", 2026, n)
		prefix, year, got, err := ParseNumber(number)
		if err != nil || prefix != "YX" || year != 2026 || got != n {
			t.Errorf("%s: %s %d %d %v", number, prefix, year, got, err)
		}
	}
	for _, bad := range []string{"", "YX", "YX-2026-0000018-5", "yx-2026-000018-5", "YX-2026-000018-55", "YX-2026-00001八-5", "YX-2026-000018_5", "YX-2026-9999999999-1"} {
		if _, _, _, err := ParseNumber(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestADayIsADayOfTheCalendar(t *testing.T) {
	for _, bad := range []string{"", "2026-02-29", "2026-13-01", "2026-1-1", "26-01-01", "2026/01/01", "1899-12-31", "9999-99-99", "2026-01-01T00:00:00Z", "二〇二六"} {
		if d, err := ParseDay(bad); err == nil || d != "" {
			t.Errorf("%q was read as %s", bad, d)
		}
	}
	if d, err := ParseDay("2028-02-29"); err != nil || d.AddDays(1) != "2028-03-01" || AddMonths(d, 12) != "2029-02-28" || AddMonths(d, -12) != "2027-02-28" {
		t.Errorf("%s %v", d, err)
	}
}

func TestWhatIsDueAtAWeekendIsInTimeOnTheMonday(t *testing.T) {
	for d, want := range map[Day]Day{"2026-11-27": "2026-11-27", "2026-11-28": "2026-11-30", "2026-11-29": "2026-11-30", "2026-11-30": "2026-11-30"} {
		if got := Grace(d); got != want {
			t.Errorf("%s: %s, want %s", d, got, want)
		}
	}
}

func TestAProgrammeOfJustSixMonthsIsNotLongerThanSix(t *testing.T) {
	if interim, final := DisclosureSchedule("2026-03-01", "2026-08-31"); len(interim) != 0 || final != "2026-11-30" {
		t.Errorf("%v %s", interim, final)
	}
	if interim, _ := DisclosureSchedule("2026-03-01", "2026-09-01"); !slices.Equal(interim, []Day{"2026-06-01"}) {
		t.Errorf("six months and a day: %v", interim)
	}
}

func FuzzReferences(f *testing.F) {
	for _, s := range []string{"", "YX-2026-000018-5", "yx2026 000018 5 20000", "ＹＸ－２０２６－００００１８－５", "YXYX-2026-000018-5", "YX-YX2026", "YX\xff2026", "YX" + strings.Repeat("-", 50)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, memo string) {
		for _, number := range FindReferences(memo) {
			prefix, _, _, err := ParseNumber(number)
			if err != nil || prefix != "YX" {
				t.Fatalf("%q: %q is no number of a pledge: %v", memo, number, err)
			}
			if again := FindReferences(Reference(number)); !slices.Equal(again, []string{number}) {
				t.Fatalf("%q: %q is not found in its own reference", memo, number)
			}
		}
		FindBrokenReferences(memo)
	})
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"", "XQ-2026-000001-1", "XQ-2026-000001-2", "ZZ-2026-000001-1", "XQ20260000011", "XQ-2026-1000000-1", "XQ-2026-\xff00001-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		prefix, year, n, err := ParseNumber(text)
		if err == nil && Number(prefix, year, n) != text {
			t.Fatalf("%q is read as %s %d %d", text, prefix, year, n)
		}
	})
}

func FuzzDays(f *testing.F) {
	f.Add("2026-11-30", 3)
	f.Add("2028-02-29", -12)
	f.Add("1900-01-01", 40_000)
	f.Add("x", 0)
	f.Fuzz(func(t *testing.T, text string, n int) {
		d, err := ParseDay(text)
		if err != nil {
			return
		}
		if DayOf(d.Time()) != d || d.AddDays(1).AddDays(-1) != d && d < "9999-12-31" || d.Upper() == "" || Grace(d) < d {
			t.Fatalf("%s does not hold together", d)
		}
		n %= 1200
		due := AddMonths(d, n)
		if len(due) != 10 {
			return // beyond the year 9999
		}
		first, want := d.Time(), due.Time()
		if months := (want.Year()-first.Year())*12 + int(want.Month()) - int(first.Month()); months != n || want.Day() > first.Day() {
			t.Fatalf("%s + %d months is %s", d, n, due)
		}
	})
}

func FuzzFiscalReceipt(f *testing.F) {
	f.Add("37010126", "0000000123", "a1B2c3")
	f.Add("3701012X", "000000012\xff", "ＡＢ")
	f.Fuzz(func(t *testing.T, code, number, check string) {
		if r, err := ParseFiscalReceipt(code, number, check); err == nil && (r != FiscalReceipt{code, number, check} || len(code+number+check) != 24) {
			t.Fatalf("%q %q %q: %+v", code, number, check, r)
		}
	})
}

func FuzzDeduct(f *testing.F) {
	f.Add(int64(100_000_000), int64(30_000_000), int64(-5), int64(2_000_000), int64(1))
	f.Add(int64(1<<62), int64(1<<62), int64(1<<62), int64(-1), int64(4))
	f.Fuzz(func(t *testing.T, profit1, gift1, profit2, gift2, gap int64) {
		years := []TaxYear{
			{Year: 2020, ProfitFen: money.Fen(profit1), DonationFen: money.Fen(gift1 / 4)},
			{Year: 2021 + int(gap&7), ProfitFen: money.Fen(profit2), DonationFen: money.Fen(gift2 / 4)},
			{Year: 2030, ProfitFen: money.Fen(profit1)},
		}
		var given, used money.Fen
		for _, y := range years {
			given += max(y.DonationFen, 0)
		}
		out := Deduct(years)
		for _, d := range out {
			var now money.Fen
			for _, x := range d.Deducted {
				now += x.Fen
			}
			for _, x := range d.Expired {
				used += x.Fen
			}
			if now > d.CapFen || d.CapFen < 0 {
				t.Fatalf("%+v: deducts %s of %s", years, now, d.CapFen)
			}
			used += now
		}
		for _, x := range out[len(out)-1].Carried {
			used += x.Fen
		}
		if used != given {
			t.Fatalf("%+v: %s given, %s accounted for", years, given, used)
		}
	})
}

func TestSchoolTermsTurnAtMidnightInShanghai(t *testing.T) {
	before, after := time.Date(2027, 1, 31, 15, 59, 59, 0, time.UTC), time.Date(2027, 1, 31, 16, 0, 0, 0, time.UTC)
	if Term(before) != "第一学期" || Term(after) != "第二学期" || SchoolYear(before) != SchoolYear(after) {
		t.Errorf("%s %s %s", Term(before), Term(after), SchoolYear(after))
	}
}
