package money

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func FuzzParseYuan(f *testing.F) {
	for _, s := range []string{"", "0", "5", "0.5", "0.05", "36800.50", "9999999999999.99", "10000000000000", "-5", "1e3", "0.001", "１２", "1,000.00", "5.", ".5", "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseYuan(text)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || got != 0 || !strings.HasPrefix(e.Reason, "amount_") {
				t.Fatalf("%q: %d %v", text, got, err)
			}
			return
		}
		if got < 0 || got > MaxFen {
			t.Fatalf("%q: %d is out of bounds", text, got)
		}
		again, err := ParseYuan(strings.ReplaceAll(got.String(), ",", ""))
		if err != nil || again != got {
			t.Fatalf("%q: %s is read as %d %v", text, got, again, err)
		}
	})
}

func FuzzUpper(f *testing.F) {
	for _, n := range []int64{0, 1, 50, 140_950, 10_000_123_400, 100_000_000_000_000, int64(MaxFen), -1, 1 << 62} {
		f.Add(n)
	}
	f.Fuzz(func(t *testing.T, n int64) {
		amount := Fen(n)
		words := amount.Upper()
		if (n < 0 || amount > MaxFen) != (words == "") {
			t.Fatalf("%d: %q", n, words)
		}
		if words == "" {
			return
		}
		if strings.Contains(words, "零零") || strings.HasSuffix(words, "零") || !slices.Contains(amount.UpperForms(), words) {
			t.Fatalf("%d: %s is not a form of itself, %v", n, words, amount.UpperForms())
		}
		if back := readUpper(words); back != amount {
			t.Fatalf("%d: %s reads as %d", n, words, back)
		}
	})
}

// readUpper reads words back by adding up, independently of how they were written.
func readUpper(words string) Fen {
	var total, section, digit Fen
	for _, r := range words {
		switch r {
		case '零', '整':
		case '拾':
			section, digit = section+digit*10, 0
		case '佰':
			section, digit = section+digit*100, 0
		case '仟':
			section, digit = section+digit*1000, 0
		case '万':
			total, section, digit = total+(section+digit)*10_000, 0, 0
		case '亿':
			total, section, digit = (total+section+digit)*100_000_000, 0, 0
		case '元':
			total, section, digit = (total+section+digit)*100, 0, 0
		case '角':
			total, digit = total+digit*10, 0
		case '分':
			total, digit = total+digit, 0
		default:
			digit = Fen(slices.Index(numerals, string(r)))
		}
	}
	return total
}

func FuzzSplit(f *testing.F) {
	f.Add(int64(10_000), int64(1), int64(1), int64(1))
	f.Add(int64(100_000), int64(2450), int64(1960), int64(1452))
	f.Add(int64(-7), int64(0), int64(-3), int64(1<<62))
	f.Fuzz(func(t *testing.T, total, a, b, c int64) {
		weights := []int64{a, b, c}
		parts := Split(Fen(total), weights)
		var sum Fen
		for i, p := range parts {
			sum += p
			if total >= 0 && p < 0 || total <= 0 && p > 0 {
				t.Fatalf("%d by %v: %v", total, weights, parts)
			}
			if weights[i] <= 0 && p != 0 && (a > 0 || b > 0 || c > 0) {
				t.Fatalf("%d by %v: %v gives to a weight that is not above zero", total, weights, parts)
			}
		}
		if sum != Fen(total) {
			t.Fatalf("%d by %v: %v sum to %d", total, weights, parts, sum)
		}
	})
}
