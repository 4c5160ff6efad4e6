package papers

import (
	"strings"
	"unicode"
)

// What may not begin a line, and what may not end one (避头尾).
const (
	notFirst = "，。、；：？！）》」』】〉〕］｝％‰…—～·”’°℃,.;:?!)]}%-"
	notLast  = "（《「『【〈〔［｛“‘([{￥¥$№"
)

// wrap breaks a text into lines of at most so many millimetres at a size in points. It breaks between Chinese characters and at spaces, never before a
// closing sign or behind an opening one, and within a word only where the word alone is wider than the line. A line break in the text stays one.
func wrap(text string, size, wide float64) []string {
	var out []string
	for _, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		out = append(out, wrapLine(plain(line), size, wide)...)
	}
	return out
}

func wrapLine(text string, size, wide float64) []string {
	if width(text, size) <= wide {
		return []string{text}
	}
	var out []string
	line := ""
	put := func() {
		if s := strings.TrimRight(line, " "); s != "" {
			out = append(out, s)
		}
		line = ""
	}
	for _, a := range atoms(text) {
		if line != "" && width(line+strings.TrimRight(a, " "), size) > wide {
			put()
		}
		if line == "" && len(out) > 0 {
			a = strings.TrimLeft(a, " ")
		}
		for width(strings.TrimRight(a, " "), size) > wide { // wider than a line by itself
			n := fitting(a, size, wide)
			out = append(out, a[:n])
			a = a[n:]
		}
		line += a
	}
	put()
	if len(out) == 0 {
		return []string{""}
	}
	return out
}

// fitting is how many bytes of a text fit into a line, at least one character.
func fitting(text string, size, wide float64) int {
	for i := range text {
		if i > 0 && width(text[:i], size) > wide {
			last := 0
			for j := range text[:i] {
				last = j
			}
			return max(last, firstRune(text))
		}
	}
	last := 0
	for i := range text {
		last = i
	}
	return max(last, firstRune(text))
}

func firstRune(text string) int {
	for i := range text {
		if i > 0 {
			return i
		}
	}
	return len(text)
}

// atoms cuts a text into what stays together on a line.
func atoms(text string) []string {
	var out []string
	var b strings.Builder
	var last rune
	for _, r := range text {
		if b.Len() > 0 && mayBreak(last, r) {
			out = append(out, b.String())
			b.Reset()
		}
		b.WriteRune(r)
		last = r
	}
	if b.Len() > 0 {
		out = append(out, b.String())
	}
	return out
}

func mayBreak(before, after rune) bool {
	switch {
	case after == ' ':
		return false // a space stays behind its word and is cut at the end of a line
	case strings.ContainsRune(notLast, before), strings.ContainsRune(notFirst, after) && before != ' ':
		return false
	case before == ' ':
		return true
	}
	return wide(before) || wide(after)
}

// wide tells whether a character is one of those between which a line may be broken anywhere.
func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF || r == '·' || r == '…' || r == '—'
}
