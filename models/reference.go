package models

import (
	"slices"

	"shanpei/models/cnid"
)

// Reference is what a payer writes into the memo of a transfer: the pledge's number, which carries a check digit.
func Reference(number string) string { return number }

// FindReferences lists the pledge numbers that a bank memo names, in the order of the memo, each once. Payers and banks change width and case, leave the
// hyphens out, set other dashes, put spaces between the groups; none of that matters. A number that does not check is not listed.
func FindReferences(memo string) []string {
	good, _ := references(memo, "YX")
	return good
}

// findPayouts lists the numbers of payouts that a memo names, as FindReferences does those of pledges.
func findPayouts(memo string) []string {
	good, _ := references(memo, "BF")
	return good
}

// FindBrokenReferences lists what looks like a pledge number in a memo and is none: a digit is wrong, missing or too many.
func FindBrokenReferences(memo string) []string {
	_, broken := references(memo, "YX")
	return broken
}

func references(memo, prefix string) (good, broken []string) {
	s := plainMemo(memo)
	for i := 0; i+1 < len(s); i++ {
		if s[i] != rune(prefix[0]) || s[i+1] != rune(prefix[1]) {
			continue
		}
		number, seen := readReference(prefix, s[i+2:])
		switch {
		case number != "" && !slices.Contains(good, number):
			good = append(good, number)
		case number == "" && seen >= 6:
			broken = append(broken, string(s[i:min(len(s), i+24)]))
		}
		i++
	}
	return good, broken
}

// readReference reads the digits behind the prefix, over what separates groups. A number ends where no digit follows at once: a longer run of digits may
// be anybody's. One whose check digit stands apart, as it is printed, goes before one that a part of the digits happens to make. It also tells how many
// digits there were.
func readReference(prefix string, s []rune) (number string, seen int) {
	var digits []byte
	gap := 0
	for i, r := range s {
		if r == '-' || r == ' ' {
			if gap++; gap > 3 {
				break
			}
			continue
		}
		if r < '0' || r > '9' || len(digits) == 4+9+1 {
			break
		}
		apart := gap > 0
		digits, gap = append(digits, byte(r)), 0
		if i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9' {
			continue
		}
		k := len(digits) - 1
		if k < 10 || k > 10 && digits[4] == '0' || cnid.Luhn(string(digits[:k])) != digits[k] || number != "" && !apart {
			continue
		}
		number = prefix + "-" + string(digits[:4]) + "-" + string(digits[4:k]) + "-" + string(digits[k])
		if apart {
			break
		}
	}
	return number, len(digits)
}

// plainMemo gives the memo in plain ASCII where it can: half-width, capital letters, one kind of hyphen and of space.
func plainMemo(memo string) []rune {
	out := make([]rune, 0, len(memo))
	for _, r := range memo {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			r -= 0xFEE0
		case r == 0x3000 || r == 0xA0 || r == '\t' || r == '\n' || r == '\r':
			r = ' '
		case r == 0x200B || r == 0xFEFF:
			continue
		}
		switch {
		case r >= 'a' && r <= 'z':
			r -= 'a' - 'A'
		case r == '_' || r == '.' || r == '/' || r == '·' || r >= 0x2010 && r <= 0x2015 || r == 0x2212 || r == '一' || r == 'ー':
			r = '-'
		}
		out = append(out, r)
	}
	return out
}
