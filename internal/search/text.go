package search

import (
	"errors"
	"strings"
	"sync"
	"unicode"

	"github.com/longbridgeapp/opencc"
	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"

	"shanpei/models/money"
)

// stop stands between the parts of a text: no word holds it.
const stop = "\x1f"

// simple gives for traditional characters the simplified ones (OpenCC's table), of the characters that names are written with.
var simple = sync.OnceValue(func() map[rune]rune {
	out := map[rune]rune{}
	c, err := opencc.New("t2s")
	if err != nil {
		return out // then traditional characters are found as they are written
	}
	for r := rune(0x4e00); r <= 0x9fff; r++ {
		if s, err := c.Convert(string(r)); err == nil {
			if to := []rune(s); len(to) == 1 && to[0] != r {
				out[r] = to[0]
			}
		}
	}
	return out
})

var pinyinOf = sync.OnceValue(func() map[rune]string {
	out := map[rune]string{}
	args := pinyin.NewArgs()
	for r := rune(0x4e00); r <= 0x9fff; r++ {
		if p := pinyin.SinglePinyin(r, args); len(p) > 0 {
			out[r] = p[0]
		}
	}
	return out
})

// plain is a text as it is compared: width, case and script do not matter, nor do spaces and signs.
func plain(s string) string {
	table := simple()
	return strings.Map(func(r rune) rune {
		if to, ok := table[r]; ok {
			return to
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(s))
}

// text is what is searched of a thing: its number, its name, the initials of the name's pinyin and the whole of it.
func text(number, title string) string {
	name := plain(title)
	var initials, whole strings.Builder
	table := pinyinOf()
	for _, r := range name {
		p, ok := table[r]
		if !ok {
			initials.WriteRune(r)
			whole.WriteRune(r)
			continue
		}
		initials.WriteByte(p[0])
		whole.WriteString(p)
	}
	return plain(number) + stop + name + stop + initials.String() + stop + whole.String() + stop
}

// word is a word of a query, as text and, where it is one, as an amount.
type word struct {
	text string
	fen  money.Fen
}

// mostWords bounds a query.
const mostWords = 8

func wordsOf(query string) (out []word) {
	for _, part := range strings.Fields(norm.NFKC.String(query)) {
		w := word{text: plain(part)}
		fen, err := money.ParseYuan(strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(part, "¥"), "元"), ",", ""))
		var bad *money.Error
		if !errors.As(err, &bad) {
			w.fen = fen
		}
		if w.text != "" && len(out) < mostWords {
			out = append(out, w)
		}
	}
	return out
}
