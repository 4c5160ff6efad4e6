package views

import (
	"strconv"
	"strings"
	"time"
)

// Fen is an amount in fen, 1/100 yuan.
type Fen int64

// shanghai has had no daylight saving since 1991; a fixed zone needs no zone file on the host.
var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Units an amount can be shown in: Page.Unit and the ?unit= of the switch.
const (
	UnitYuan = "yuan"
	UnitWan  = "wan"
)

// Count writes a whole number with separators: 1,234,567.
func Count(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "−", s[1:]
	}
	if len(s) <= 3 {
		return sign + s
	}
	var b strings.Builder
	b.WriteString(sign)
	head := len(s) % 3
	if head > 0 {
		b.WriteString(s[:head])
	}
	for i := head; i < len(s); i += 3 {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(s[i : i+3])
	}
	return b.String()
}

// Count writes a number with its unit: Count(20, "sessions") is 20 场次. Units are the keys common.unit.*; persons (人数) and
// person-times (人次) are two units, and there is no default, so that nobody mixes them by leaving it out.
func (l Lang) Count(n int64, unit string) string {
	return l.T("common.unit."+unit, "n", n)
}

func split(f Fen) (sign string, whole, cents int64) {
	if f < 0 {
		return "−", -(int64(f) / 100), -(int64(f) % 100)
	}
	return "", int64(f) / 100, int64(f) % 100
}

func two(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

// Plain writes an amount without its unit: 1,409.50.
func Plain(f Fen) string {
	sign, whole, cents := split(f)
	return sign + Count(whole) + "." + two(cents)
}

// PlainWan writes an amount in units of 10,000 yuan, rounded half up to two decimals: 139.84.
func PlainWan(f Fen) string {
	sign, n := "", int64(f)
	if n < 0 {
		sign, n = "−", -n
	}
	hundredths := (n + 5_000) / 10_000 // 1/100 of 万元 is 10,000 fen
	return sign + Count(hundredths/100) + "." + two(hundredths%100)
}

// Yuan writes an amount to the fen with its unit: 1,409.50 元, ¥1,409.50.
func (l Lang) Yuan(f Fen) string { return l.T("common.money.yuan", "n", Plain(f)) }

// Wan writes an amount in 万元, or for English in thousands: 139.84 万元, ¥1,398.40k.
func (l Lang) Wan(f Fen) string {
	if l.Chinese() {
		return l.T("common.money.wan", "n", PlainWan(f))
	}
	sign, n := "", int64(f)
	if n < 0 {
		sign, n = "−", -n
	}
	hundredths := (n + 500) / 1_000 // 1/100 of 1,000 yuan is 1,000 fen
	return l.T("common.money.wan", "n", sign+Count(hundredths/100)+"."+two(hundredths%100))
}

// Money writes an amount in the unit the visitor chose (UnitYuan, UnitWan).
func (l Lang) Money(f Fen, unit string) string {
	if unit == UnitWan {
		return l.Wan(f)
	}
	return l.Yuan(f)
}

// Day writes the day of an instant in Shanghai: 2026年9月1日, 1 September 2026.
func (l Lang) Day(t time.Time) string {
	t = t.In(shanghai)
	if l == En {
		return strconv.Itoa(t.Day()) + " " + l.T("common.month."+strconv.Itoa(int(t.Month()))) + " " + strconv.Itoa(t.Year())
	}
	return strconv.Itoa(t.Year()) + "年" + strconv.Itoa(int(t.Month())) + "月" + strconv.Itoa(t.Day()) + "日"
}

// Instant writes a moment to the minute, in Shanghai: 2026年9月1日 09:30.
func (l Lang) Instant(t time.Time) string { return l.Day(t) + " " + t.In(shanghai).Format("15:04") }

// ISODay is the day of an instant in Shanghai as 2026-09-01, for tables and form fields.
func ISODay(t time.Time) string { return t.In(shanghai).Format("2006-01-02") }

// Month writes 2026年9月, September 2026.
func (l Lang) Month(t time.Time) string {
	t = t.In(shanghai)
	if l == En {
		return l.T("common.month."+strconv.Itoa(int(t.Month()))) + " " + strconv.Itoa(t.Year())
	}
	return strconv.Itoa(t.Year()) + "年" + strconv.Itoa(int(t.Month())) + "月"
}

// Percent writes part of whole as a percentage with at most one decimal, rounded down: what is not complete is never 100 %.
func Percent(part, whole int64) string {
	p := permille(part, whole)
	if p%10 == 0 {
		return strconv.FormatInt(p/10, 10) + "%"
	}
	return strconv.FormatInt(p/10, 10) + "." + strconv.FormatInt(p%10, 10) + "%"
}

// permille bounds the share to 0..1000, so that a bar never leaves its frame.
func permille(part, whole int64) int64 {
	if whole <= 0 || part <= 0 {
		return 0
	}
	if part >= whole {
		return 1000
	}
	return int64(float64(part) / float64(whole) * 1000)
}
