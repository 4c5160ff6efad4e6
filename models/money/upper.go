package money

import (
	"slices"
	"strings"
)

// word is a piece of an amount in 大写 with the lawful ways to write it, the canonical one first.
type word []string

var (
	numerals = []string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}
	places   = []string{"", "拾", "佰", "仟"}
	sections = []string{"", "万", "亿", "万"} // of four digits each, from the lowest; the highest counts 万亿
)

// Upper writes the amount in 人民币大写 without the prefix, 壹仟肆佰零玖元伍角整 (支付结算办法 annex 1; 会计基础工作规范 art. 52). An amount that cannot
// stand on a document, below zero or above MaxFen, gives the empty text.
func (f Fen) Upper() string {
	var b strings.Builder
	for _, w := range f.words() {
		b.WriteString(w[0])
	}
	return b.String()
}

// UpperForms lists every lawful way to write the amount in 大写, sorted, for checking what somebody else wrote.
func (f Fen) UpperForms() []string {
	forms := []string{""}
	for _, w := range f.words() {
		next := make([]string, 0, len(forms)*len(w))
		for _, head := range forms {
			for _, tail := range w {
				next = append(next, head+tail)
			}
		}
		forms = next
	}
	slices.Sort(forms)
	return forms
}

func (f Fen) words() []word {
	if f < 0 || f > MaxFen {
		return []word{{""}}
	}
	yuan, jiao, fen := int(f/100), int(f/10%10), int(f%10)
	var out []word
	if yuan > 0 || f == 0 {
		out = append(yuanWords(yuan), word{"元"})
	}
	switch {
	case jiao > 0 && yuan > 0 && yuan%10 == 0:
		out = append(out, word{"零", ""}) // 元位 is zero: the PBOC lets the 零 be left out
	case jiao == 0 && fen > 0 && yuan > 0:
		out = append(out, word{"零"})
	}
	if jiao > 0 {
		out = append(out, word{numerals[jiao] + "角"})
	}
	switch {
	case fen > 0:
		return append(out, word{numerals[fen] + "分"})
	case jiao > 0:
		return append(out, word{"整", "正", ""})
	}
	return append(out, word{"整", "正"})
}

func yuanWords(yuan int) []word {
	if yuan == 0 {
		return []word{{"零"}}
	}
	var out []word
	skipped, last := false, -1 // an empty section since the last one written; that one's lowest digit, -1 before the first
	for i, unit := 3, 1_000_000_000_000; i >= 0; i, unit = i-1, unit/10_000 {
		n := yuan / unit % 10_000
		if n == 0 {
			skipped = last >= 0
			if i == 2 && last >= 0 {
				out = append(out, word{"亿"}) // 壹万亿: the section itself is empty, its name is not
			}
			continue
		}
		switch {
		case last >= 0 && n < 1000:
			out = append(out, word{"零"})
		case skipped:
			out = append(out, word{"零", ""})
		case last == 0:
			out = append(out, word{"", "零"})
		}
		out = append(out, word{section(n) + sections[i]})
		skipped, last = false, n%10
	}
	return out
}

// section writes 1 to 9,999: one 零 for each run of zeros inside, none at its end.
func section(n int) string {
	var b strings.Builder
	begun, zero := false, false
	for i, unit := 3, 1000; i >= 0; i, unit = i-1, unit/10 {
		d := n / unit % 10
		if d == 0 {
			zero = begun
			continue
		}
		if zero {
			b.WriteString(numerals[0])
		}
		b.WriteString(numerals[d] + places[i])
		begun, zero = true, false
	}
	return b.String()
}
