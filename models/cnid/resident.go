package cnid

import (
	"log/slog"
	"strings"
	"time"
)

// shanghai has had one offset since 1991; what is asked of instants here lies after that.
var shanghai = time.FixedZone("CST", 8*60*60)

// ResidentID is a 居民身份证号码 (GB 11643-1999) that was read and checked. It is a person's: every way of printing it gives •••, and only Number
// gives it away.
type ResidentID struct{ number string }

const hidden = "•••"

var residentWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// ParseResidentID reads a number; today bounds the day of birth. It refuses, in this order, `LEGACY15` (the old numbers of 15 digits), `LEN`,
// `CHARSET`, `REGION`, `BIRTH` (no such day), `BIRTH_FUTURE`, `BIRTH_RANGE` (before 1800), `SEQ` (000) and `CHECK`.
func ParseResidentID(text string, today time.Time) (ResidentID, error) {
	s := strip(text, 18)
	switch {
	case len(s) == 15 && digits(s):
		return ResidentID{}, refuse("LEGACY15")
	case len([]rune(s)) != 18:
		return ResidentID{}, refuse("LEN")
	case len(s) != 18 || !digits(s[:17]) || s[17] != 'X' && !digits(s[17:]):
		return ResidentID{}, refuse("CHARSET")
	case s[0] == '0':
		return ResidentID{}, refuse("REGION")
	}
	birth, err := time.ParseInLocation("20060102", s[6:14], shanghai)
	switch {
	case err != nil:
		return ResidentID{}, refuse("BIRTH")
	case birth.Format(time.DateOnly) > today.In(shanghai).Format(time.DateOnly):
		return ResidentID{}, refuse("BIRTH_FUTURE")
	case birth.Year() < 1800:
		return ResidentID{}, refuse("BIRTH_RANGE")
	case s[14:17] == "000":
		return ResidentID{}, refuse("SEQ")
	}
	sum := 0
	for i, w := range residentWeights {
		sum += int(s[i]-'0') * w
	}
	if s[17] != "10X98765432"[sum%11] {
		return ResidentID{}, refuse("CHECK")
	}
	return ResidentID{number: s}, nil
}

// Number is the number itself, in 18 characters.
func (id ResidentID) Number() string { return id.number }

// Birth is the day of birth, at midnight in Shanghai.
func (id ResidentID) Birth() time.Time {
	t, _ := time.ParseInLocation("20060102", id.number[6:14], shanghai)
	return t
}

// Sex is 男 or 女.
func (id ResidentID) Sex() string {
	if (id.number[16]-'0')%2 == 1 {
		return "男"
	}
	return "女"
}

// Region is the code of the place of first registration (GB/T 2260).
func (id ResidentID) Region() string { return id.number[:6] }

// Age is the age in whole years on a day. Somebody born on 29 February grows older on the 28th in common years.
func (id ResidentID) Age(today time.Time) int {
	birth, now := id.Birth(), today.In(shanghai)
	age := now.Year() - birth.Year()
	if now.Format(time.DateOnly) < birthday(birth, now.Year()) {
		age--
	}
	return age
}

// NeedsGuardian tells whether a guardian must consent to the use of the child's data: through the 14th birthday, that day included
// (个人信息保护法 art. 31, read cautiously).
func (id ResidentID) NeedsGuardian(today time.Time) bool {
	birth := id.Birth()
	return today.In(shanghai).Format(time.DateOnly) <= birthday(birth, birth.Year()+14)
}

func birthday(birth time.Time, year int) string {
	day := time.Date(year, birth.Month(), birth.Day(), 0, 0, 0, 0, shanghai)
	if day.Month() != birth.Month() {
		day = day.AddDate(0, 0, -1)
	}
	return day.Format(time.DateOnly)
}

// String hides the number; so do GoString, MarshalText (JSON too) and LogValue.
func (id ResidentID) String() string { return hidden }

// GoString implements fmt.GoStringer.
func (id ResidentID) GoString() string { return hidden }

// MarshalText implements encoding.TextMarshaler.
func (id ResidentID) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// LogValue implements slog.LogValuer.
func (id ResidentID) LogValue() slog.Value { return slog.StringValue(hidden) }

// Masked keeps the region's first four and the last two characters, for staff who compare it with a paper.
func (id ResidentID) Masked() string {
	return id.number[:4] + strings.Repeat("*", 12) + id.number[16:]
}
