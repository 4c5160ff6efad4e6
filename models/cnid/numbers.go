package cnid

import (
	"regexp"
	"strings"
)

var (
	mobileForm   = regexp.MustCompile(`^1[3-9]\d{9}$`)
	landlineForm = regexp.MustCompile(`^(010|02\d|0[3-9]\d\d)-?([2-9]\d{6,7})(?:-(\d{1,6}))?$`)
)

// ParseMobile reads a mobile number and gives its 11 digits; the country's prefix is taken off. It refuses `FORMAT`. No list of number segments is
// kept: new ones are assigned every year.
func ParseMobile(text string) (string, error) {
	s := strings.NewReplacer(" ", "", "-", "").Replace(fold(text))
	for _, prefix := range []string{"+86", "0086", "86"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			s = rest
			break
		}
	}
	if !mobileForm.MatchString(s) {
		return "", refuse("FORMAT")
	}
	return s, nil
}

// ParseLandline reads a fixed-line number with its area code and gives it as 0538-6610567, with an extension as 0538-6610567-801. It refuses `FORMAT`.
func ParseLandline(text string) (string, error) {
	s := strings.Trim(fold(text), " ")
	if rest, ok := strings.CutPrefix(s, "("); ok {
		s = strings.Replace(rest, ")", "-", 1)
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, " ", ""), "--", "-")
	m := landlineForm.FindStringSubmatch(s)
	if m == nil {
		return "", refuse("FORMAT")
	}
	number := m[1] + "-" + m[2]
	if m[3] != "" {
		number += "-" + m[3]
	}
	return number, nil
}

// ParseBankCard reads the number of a 银联 card: 16 to 19 digits that begin with 62, with their check digit. It refuses, in this order, `CHARSET`, `LEN`
// and `CHECK`. Luhn does not see 09 and 90 exchanged, so the holder's name must be compared too; accounts of organisations have no check digit.
func ParseBankCard(text string) (string, error) {
	s := strings.Trim(text, " ")
	switch {
	case !digits(s) || !strings.HasPrefix(s, "62"):
		return "", refuse("CHARSET")
	case len(s) < 16 || len(s) > 19:
		return "", refuse("LEN")
	case Luhn(s[:len(s)-1]) != s[len(s)-1]:
		return "", refuse("CHECK")
	}
	return s, nil
}
