package cnid

import "strings"

// USCC is a 统一社会信用代码 (GB 32100-2015) that was read and checked. It names an organisation and is public.
type USCC string

const (
	usccCharset = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	orgCharset  = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	departments = "123456789ANY"
)

var (
	usccWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
	orgWeights  = [8]int{3, 7, 9, 10, 5, 8, 4, 2}
	// categories lists, by department, the kinds of organisation that GB 32100-2015 and its later additions assign.
	categories = map[byte]string{
		'1': "12349", '2': "19", '3': "123459", '4': "19", '5': "1239", '6': "129", '7': "129", '8': "19", '9': "1239", 'A': "19", 'N': "1239", 'Y': "1",
	}
)

// ParseUSCC reads a code as people write it: full-width, lower case, grouped by spaces or hyphens. It refuses, in this order, `LEN`, `CHARSET`, `DEPT`,
// `REGION_FORMAT` and `CHECK`. Codes that were given by the standard's own rules but look odd give warnings instead.
func ParseUSCC(text string) (USCC, error) {
	s := strip(text, 18)
	if len([]rune(s)) != 18 {
		return "", refuse("LEN")
	}
	sum := 0
	for i, r := range s {
		v := strings.IndexRune(usccCharset, r)
		if v < 0 {
			return "", refuse("CHARSET")
		}
		if i < 17 {
			sum += v * usccWeights[i]
		}
	}
	switch {
	case strings.IndexByte(departments, s[0]) < 0:
		return "", refuse("DEPT")
	case !digits(s[2:8]):
		return "", refuse("REGION_FORMAT")
	case s[17] != usccCharset[(31-sum%31)%31]:
		return "", refuse("CHECK")
	}
	return USCC(s), nil
}

func (c USCC) String() string { return string(c) }

// Department is the registering authority (登记管理部门), one character.
func (c USCC) Department() string { return string(c[:1]) }

// Category is the kind of organisation (机构类别), one character, within its department.
func (c USCC) Category() string { return string(c[1:2]) }

// Region is the code of the place of registration (GB/T 2260).
func (c USCC) Region() string { return string(c[2:8]) }

// OrgCode is the inner 组织机构代码 (GB 11714-1997) as it is written: PDY00002-8.
func (c USCC) OrgCode() string { return string(c[8:16]) + "-" + string(c[16:17]) }

// Warnings lists what is unusual about the code, in the slugs of the catalogue: `org_check`, `region_unknown`, `category_unknown`.
func (c USCC) Warnings() []string {
	var out []string
	if c[16] != orgCheck(string(c[8:16])) {
		out = append(out, "org_check")
	}
	if !KnownRegion(c.Region()) {
		out = append(out, "region_unknown")
	}
	if strings.IndexByte(categories[c[0]], c[1]) < 0 {
		out = append(out, "category_unknown")
	}
	return out
}

func orgCheck(body string) byte {
	sum := 0
	for i := range len(body) {
		sum += strings.IndexByte(orgCharset, body[i]) * orgWeights[i]
	}
	switch r := 11 - sum%11; r {
	case 10:
		return 'X'
	case 11:
		return '0'
	default:
		return byte('0' + r)
	}
}
