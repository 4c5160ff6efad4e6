// Package money is amounts of RMB: whole fen, read from text and written as text, never a float in between.
package money

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// Fen is an amount in fen, 1/100 元.
type Fen int64

// MaxFen is the largest amount that the portal takes and that can be written in 大写: 9,999,999,999,999.99 元 (domain.md, section 3.4).
const MaxFen Fen = 999_999_999_999_999

// Error says why a text is not an amount. Reason is a slug of the message catalogue: `amount_format`, `amount_negative`, `amount_too_precise`,
// `amount_too_large`; Limit is the largest amount that would have been taken.
type Error struct {
	Reason string
	Limit  Fen
}

func (e *Error) Error() string { return "money: " + e.Reason }

// Slug is the reason.
func (e *Error) Slug() string { return e.Reason }

func refuse(reason string) (Fen, error) { return 0, &Error{Reason: reason, Limit: MaxFen} }

// ParseYuan reads an amount in 元 as a person types it: ASCII digits, with at most two decimals after a point. It refuses `amount_format` (a sign,
// an exponent, a thousands separator, full-width digits, a point without digits on both sides), `amount_negative`, `amount_too_precise` and
// `amount_too_large`. Zero is an amount; whether it makes sense is for the caller to say.
func ParseYuan(text string) (Fen, error) {
	s := strings.Trim(text, " ")
	negative := strings.HasPrefix(s, "-")
	whole, cents, point := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	switch {
	case !digits(whole) || point && !digits(cents):
		return refuse("amount_format")
	case negative:
		return refuse("amount_negative")
	case len(cents) > 2:
		return refuse("amount_too_precise")
	}
	whole = strings.TrimLeft(whole, "0")
	if len(whole) > 13 {
		return refuse("amount_too_large")
	}
	n, _ := strconv.ParseInt("0"+whole+(cents + "00")[:2], 10, 64)
	return Fen(n), nil
}

// ParseSigned is ParseYuan for an amount that may be below zero, with - or − before it.
func ParseSigned(text string) (Fen, error) {
	rest, below := strings.CutPrefix(strings.ReplaceAll(strings.Trim(text, " "), "−", "-"), "-")
	f, err := ParseYuan(rest)
	if below {
		f = -f
	}
	return f, err
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// String writes the amount in 元: 1,409.50.
func (f Fen) String() string {
	sign, n := "", uint64(f)
	if f < 0 {
		sign, n = "-", -n
	}
	whole := strconv.FormatUint(n/100, 10)
	b := make([]byte, 0, len(whole)*4/3+4)
	b = append(b, sign...)
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b = append(b, ',')
		}
		b = append(b, whole[i])
	}
	return string(append(b, '.', byte('0'+n%100/10), byte('0'+n%10)))
}

// Split divides an amount by weights without losing a fen: each part is rounded down, and what is left goes one fen each to the parts with the
// largest remainder, the earlier first. A weight below zero counts as zero; when no weight is above zero, the parts are equal. Without weights
// there are no parts.
func Split(total Fen, weights []int64) []Fen {
	parts := make([]Fen, len(weights))
	if len(weights) == 0 {
		return parts
	}
	sum, share := new(big.Int), make([]*big.Int, len(weights))
	for i, w := range weights {
		share[i] = big.NewInt(max(w, 0))
		sum.Add(sum, share[i])
	}
	if sum.Sign() == 0 {
		for i := range share {
			share[i].SetInt64(1)
		}
		sum.SetInt64(int64(len(weights)))
	}
	left := new(big.Int).Abs(big.NewInt(int64(total)))
	amount, order := new(big.Int).Set(left), make([]int, len(weights))
	sign := Fen(1)
	if total < 0 {
		sign = -1
	}
	for i := range share {
		part := new(big.Int)
		part.QuoRem(share[i].Mul(share[i], amount), sum, share[i]) // share[i] is the remainder from here on
		left.Sub(left, part)
		parts[i], order[i] = sign*Fen(part.Int64()), i
	}
	slices.SortStableFunc(order, func(a, b int) int { return share[b].Cmp(share[a]) })
	for _, i := range order[:left.Int64()] {
		parts[i] += sign
	}
	return parts
}
