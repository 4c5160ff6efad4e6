// Package cnid reads the numbers by which Chinese organisations and persons are known: 统一社会信用代码, 居民身份证号码, telephone and bank card numbers.
// What a national standard says is checked exactly; what is only usual gives a warning.
package cnid

import "strings"

// Error says why a text is not such a number. Reason is the slug of shared/vectors/cn.json.
type Error struct{ Reason string }

func (e *Error) Error() string { return "cnid: " + e.Reason }

// Slug is the reason as the message catalogue writes it, in lower case.
func (e *Error) Slug() string { return strings.ToLower(e.Reason) }

func refuse(reason string) error { return &Error{Reason: reason} }

// longest is how many bytes a text may have to be looked at: no number is nearly as long, however it is spaced.
const longest = 200

// fold does what NFKC does to the characters that occur in such numbers: full-width forms become ASCII.
func fold(text string) string {
	if len(text) > longest {
		return "" // and refused as such
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			return r - 0xFEE0
		case r == 0x3000 || r == 0xA0 || r == '\t':
			return ' '
		case r == '‐' || r == '–' || r == '—' || r == '−':
			return '-'
		}
		return r
	}, text)
}

// strip folds, and takes out the spaces and hyphens that people group a number with; letters become capitals. A text that has the right length
// with a space in it has lost a character: that space stays, to be refused.
func strip(text string, length int) string {
	s := strings.ToUpper(strings.Trim(fold(text), " "))
	bare := strings.NewReplacer(" ", "", "-", "").Replace(s)
	if n := len([]rune(bare)); n != length && len([]rune(s)) == length {
		return s
	}
	return bare
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// Luhn is the check digit over a run of decimal digits (ISO/IEC 7812-1, annex B).
func Luhn(run string) byte {
	sum, double := 0, true
	for i := len(run) - 1; i >= 0; i-- {
		d := int(run[i] - '0')
		if double {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
		double = !double
	}
	return byte('0' + (10-sum%10)%10)
}

// MaskName keeps the first character of a name: 王*.
func MaskName(name string) string {
	r := []rune(name)
	if len(r) < 2 {
		return strings.Repeat("*", len(r))
	}
	return string(r[0]) + strings.Repeat("*", len(r)-1)
}

// MaskMobile keeps the first three and the last four digits: 138****8000.
func MaskMobile(number string) string { return mask(number, 3) }

// MaskCard keeps the first and the last four digits: 6200********0005.
func MaskCard(number string) string { return mask(number, 4) }

func mask(s string, head int) string {
	r := []rune(s)
	if len(r) < head+8 {
		return strings.Repeat("*", len(r))
	}
	return string(r[:head]) + strings.Repeat("*", len(r)-head-4) + string(r[len(r)-4:])
}
