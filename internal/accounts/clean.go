package accounts

import (
	_ "embed"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"shanpei/models"
	"shanpei/models/cnid"
)

// Lengths, in characters.
const (
	minPassword      = 10
	maxPassword      = 200
	maxPasswordBytes = 4 * maxPassword
	maxName          = 50
	maxEmail         = 254
)

func refuse(field, reason string) *models.Error {
	return models.Refuse(models.Invalid, reason).At(field)
}

// cleanText trims a text, and refuses an empty one, a long one, and one with control or direction characters.
func cleanText(field, s string, limit int) (string, error) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return "", refuse(field, "required")
	case utf8.RuneCountInString(s) > limit:
		return "", refuse(field, "text_too_long").With("limit", limit)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(c rune) bool { return unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c) || c == 0xFEFF }):
		return "", refuse(field, "text_control")
	}
	return s, nil
}

func cleanName(s string) (string, error) { return cleanText("name", s, maxName) }

// emailForm is what we take for an address: the common form only, no quotes, no comments, and a host with a dot.
var emailForm = regexp.MustCompile(`^[\p{L}\p{N}.!#$%&'*+/=?^_{|}~-]{1,64}@([\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}][\p{L}\p{N}-]{0,61}[\p{L}\p{N}]$`)

// CleanEmail gives the one form of an address by which it is found: NFKC, lower case. It refuses `required email_format`.
func CleanEmail(s string) (string, error) {
	s = strings.ToLower(norm.NFKC.String(strings.TrimSpace(s[:min(len(s), 4*maxEmail)])))
	switch {
	case s == "":
		return "", refuse("email", "required")
	case len(s) > maxEmail || !emailForm.MatchString(s):
		return "", refuse("email", "email_format")
	}
	return s, nil
}

// cleanPhone takes a mobile or a landline number, or none.
func cleanPhone(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	if m, err := cnid.ParseMobile(s); err == nil {
		return m, nil
	}
	if l, err := cnid.ParseLandline(s); err == nil {
		return l, nil
	}
	return "", refuse("phone", "phone_format")
}

// common holds passwords of ten and more characters from published lists of stolen ones, one a line, lower case; and words that are no
// password however many digits and signs stand around them.
//
//go:embed common.txt
var commonText string

var common = func() map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(commonText) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out[line] = true
		}
	}
	return out
}()

// checkPassword refuses `password_short`, `text_too_long` and, for what is guessed first, `password_common`.
func checkPassword(field, password string, of Account) error {
	if len(password) > maxPasswordBytes {
		return refuse(field, "text_too_long").With("limit", maxPassword)
	}
	p := string(normal(password))
	switch n := utf8.RuneCountInString(p); {
	case n < minPassword:
		return refuse(field, "password_short").With("min", minPassword)
	case n > maxPassword:
		return refuse(field, "text_too_long").With("limit", maxPassword)
	case guessable(strings.ToLower(p), of):
		return refuse(field, "password_common")
	}
	return nil
}

func guessable(p string, of Account) bool {
	sign := func(c rune) bool { return !unicode.IsLetter(c) }
	core := strings.TrimFunc(p, sign)
	local, _, _ := strings.Cut(of.Email, "@")
	switch {
	case common[p] || common[core] || core == "" && utf8.RuneCountInString(p) < 14:
		return true
	case of.Email != "" && (strings.Contains(p, of.Email) || core != "" && core == strings.TrimFunc(local, sign)):
		return true
	}
	return few(p) || run(p)
}

// few tells whether the password is made of fewer than five different characters.
func few(p string) bool {
	seen := map[rune]bool{}
	for _, c := range p {
		seen[c] = true
	}
	return len(seen) < 5
}

// run tells whether every character follows the one before in the alphabet, or precedes it.
func run(p string) bool {
	r := []rune(p)
	step := r[1] - r[0]
	if step != 1 && step != -1 {
		return false
	}
	for i := 1; i < len(r); i++ {
		if r[i]-r[i-1] != step {
			return false
		}
	}
	return true
}

// CleanContact puts a contact's name, address and telephone number into the form in which accounts keep them, and refuses what Create refuses.
func CleanContact(name, email, phone string) (Account, error) {
	var acc Account
	var err error
	if acc.Name, err = cleanName(name); err != nil {
		return acc, err
	}
	if acc.Email, err = CleanEmail(email); err != nil {
		return acc, err
	}
	acc.Phone, err = cleanPhone(phone)
	return acc, err
}
