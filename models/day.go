package models

import (
	"strings"
	"time"
)

// Day is a day in Asia/Shanghai, written 2026-09-01; empty means none. Days compare as their texts do.
type Day string

// shanghai has had one offset since 1991 and so needs no zone file.
var shanghai = time.FixedZone("CST", 8*60*60)

// DayOf is the day of an instant in Shanghai.
func DayOf(t time.Time) Day { return Day(t.In(shanghai).Format(time.DateOnly)) }

// ParseDay reads a day as it is written; it refuses `day_form`.
func ParseDay(text string) (Day, error) {
	if d := Day(text); d.valid() {
		return d, nil
	}
	return "", Refuse(Invalid, "day_form")
}

// valid tells whether the text is a day of the calendar, from 1900 on.
func (d Day) valid() bool {
	t, err := time.Parse(time.DateOnly, string(d))
	return err == nil && t.Year() >= 1900
}

// Time is the first instant of the day.
func (d Day) Time() time.Time {
	t, _ := time.ParseInLocation(time.DateOnly, string(d), shanghai)
	return t
}

// AddDays counts days on, or back.
func (d Day) AddDays(n int) Day { return DayOf(d.Time().AddDate(0, 0, n)) }

// AddMonths counts months on from a day. Where the month has no such day, it ends with its last (民法典 art. 202), so due dates are counted from
// the start each time, never from one another.
func AddMonths(d Day, n int) Day {
	t := d.Time()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, shanghai)
	last := first.AddDate(0, 1, -1).Day()
	return DayOf(first.AddDate(0, 0, min(t.Day(), last)-1))
}

// Grace is the last day on which something due on d is still in time: the next working day when d is at a weekend (民法典 art. 203). Public holidays are
// announced year by year and not known here; who is reminded, is reminded of d itself.
func Grace(d Day) Day {
	switch d.Time().Weekday() {
	case time.Saturday:
		return d.AddDays(2)
	case time.Sunday:
		return d.AddDays(1)
	}
	return d
}

// Month is the month of an instant, 2026-09.
func Month(t time.Time) string { return t.In(shanghai).Format("2006-01") }

// MonthEnd is the last day of the month that the day is in. The month ends, as an instant, where the day after begins.
func MonthEnd(d Day) Day {
	t := d.Time()
	return DayOf(time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, shanghai))
}

// Quarter is the quarter of an instant, 2026Q3.
func Quarter(t time.Time) string {
	t = t.In(shanghai)
	return itoa(t.Year()) + "Q" + itoa((int(t.Month())+2)/3)
}

// FiscalYear is the accounting year of an instant: the calendar year.
func FiscalYear(t time.Time) int { return t.In(shanghai).Year() }

// SchoolYear is the school year of an instant, 2025-2026学年: from 1 September to 31 August.
func SchoolYear(t time.Time) string {
	t = t.In(shanghai)
	y := t.Year()
	if t.Month() < time.September {
		y--
	}
	return itoa(y) + "-" + itoa(y+1) + "学年"
}

// Term is the school term of an instant: 第一学期 from September to January, 第二学期 from February to August.
func Term(t time.Time) string {
	if m := t.In(shanghai).Month(); m >= time.September || m == time.January {
		return "第一学期"
	}
	return "第二学期"
}

var dateNumerals = []string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖", "壹拾"}

// Upper writes the day as it stands on a cheque: 贰零贰陆年零壹月壹拾伍日 (支付结算办法 annex 1).
func (d Day) Upper() string {
	t := d.Time()
	var b strings.Builder
	for _, r := range t.Format("2006") {
		b.WriteString(dateNumerals[r-'0'])
	}
	b.WriteString("年")
	month, day := int(t.Month()), t.Day()
	if month <= 2 || month == 10 {
		b.WriteString("零")
	}
	b.WriteString(dateTens(month) + "月")
	if day < 10 || day%10 == 0 {
		b.WriteString("零")
	}
	b.WriteString(dateTens(day) + "日")
	return b.String()
}

func dateTens(n int) string {
	switch {
	case n <= 10:
		return dateNumerals[n]
	case n%10 == 0:
		return dateNumerals[n/10] + "拾"
	}
	return dateNumerals[n/10] + "拾" + dateNumerals[n%10]
}

// DisclosureSchedule lists by when a programme must publish (慈善法 art. 79): every three months while it runs, if it runs for longer than six; and at the
// end, within three months.
func DisclosureSchedule(starts, ends Day) (interim []Day, final Day) {
	if ends >= AddMonths(starts, 6) {
		for n := 3; AddMonths(starts, n) < ends; n += 3 {
			interim = append(interim, AddMonths(starts, n))
		}
	}
	return interim, AddMonths(ends, 3)
}
