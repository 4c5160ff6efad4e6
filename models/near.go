package models

import "shanpei/models/cnid"

// nearNumbers are the pledges whose number is one slip of the hand away from a number: another digit in year or count, or two neighbours changed about, each
// with the check digit that belongs to it.
func (s *State) nearNumbers(number string) []*Pledge {
	prefix, _, _, err := ParseNumber(number)
	if err != nil {
		return nil
	}
	digits := number[3:7] + number[8:len(number)-2]
	var out []*Pledge
	add := func(b []byte) {
		if p, ok := s.PledgeByNumber(numberOf(prefix, string(b))); ok && p.Number != number {
			out = append(out, p)
		}
	}
	for i := range len(digits) {
		b := []byte(digits)
		for r := byte('0'); r <= '9'; r++ {
			if r != digits[i] {
				b[i] = r
				add(b)
			}
		}
		if i+1 < len(digits) && digits[i] != digits[i+1] {
			b := []byte(digits)
			b[i], b[i+1] = b[i+1], b[i]
			add(b)
		}
	}
	return out
}

// numberOf writes year and count, run together, as a document number with its check digit.
func numberOf(prefix, digits string) string {
	return prefix + "-" + digits[:4] + "-" + digits[4:] + "-" + string(cnid.Luhn(digits))
}

// lookClosely finds what makes the reference of a line doubtful although its check digit is right, when the payer is not the donor of the pledge that it
// names. `other_donor`: the payer is a donor too, and the reference is one slip away from one of its own pledges. `twin_reference`: two digits changed about,
// 09 and 90, are the one slip that the check digit does not show, and there is such a pledge.
func (s *State) lookClosely(p *Pledge, e *Enterprise, payer string, stranger bool) string {
	if !stranger && payer != "" {
		return ""
	}
	for _, near := range s.nearNumbers(p.Number) {
		if near.Enterprise == e.ID || !near.Binding() || near.ReceivedFen == near.AmountFen {
			continue
		}
		if other, _ := s.Enterprises.Get(near.Enterprise); payer != "" && sameName(payer, other.Name) {
			return "other_donor"
		}
		if near.Number[len(near.Number)-1] == p.Number[len(p.Number)-1] && transposed(near.Number, p.Number) {
			return "twin_reference"
		}
	}
	return ""
}

// transposed tells whether two texts of one length differ by two neighbours changed about.
func transposed(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) - 1 {
		if a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		}
	}
	return false
}
