package papers

import (
	"fmt"
	"time"

	"shanpei/models"
)

// Day is a day of the calendar in Shanghai.
type Day = models.Day

// shanghai has had one offset since 1991.
var shanghai = time.FixedZone("CST", 8*60*60)

// dayText writes a day as documents do: 2026年11月24日. An empty day is a dash.
func dayText(d Day) string {
	t := d.Time()
	if d == "" || t.IsZero() {
		return "——"
	}
	return fmt.Sprintf("%d年%d月%d日", t.Year(), int(t.Month()), t.Day())
}

// instantText writes an instant with its time of day in Shanghai.
func instantText(t time.Time) string {
	if t.IsZero() {
		return "——"
	}
	return dayText(models.DayOf(t)) + t.In(shanghai).Format(" 15:04")
}

// characters writes a day in characters, as it stands on a certificate: 二〇二六年十一月二十四日.
func characters(d Day) string {
	t := d.Time()
	digits := []rune("〇一二三四五六七八九")
	year := ""
	for _, r := range fmt.Sprint(t.Year()) {
		year += string(digits[r-'0'])
	}
	return year + "年" + tens(int(t.Month()), digits) + "月" + tens(t.Day(), digits) + "日"
}

func tens(n int, digits []rune) string {
	out := ""
	if n >= 20 {
		out += string(digits[n/10])
	}
	if n >= 10 {
		out += "十"
	}
	if n%10 > 0 {
		out += string(digits[n%10])
	}
	return out
}
