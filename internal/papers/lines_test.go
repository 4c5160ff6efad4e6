package papers

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func contextThatIsOver(t *testing.T) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx, cancel
}

// Whatever the text, no line is wider than it may be, nothing is lost but spaces at the ends of lines, and no line begins with what may not begin one
// unless it could not be otherwise.
func TestNoLineIsTooWideAndNothingIsLost(t *testing.T) {
	letters := []rune("一二三四永龘，。、；：？！）》」（《「“”…—·abcdefgh ABC 0123456789,.;:!?()[]{}%-€〓𠮷\u200d😀\n")
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom(letters), 0, 200, -1).Draw(rt, "text")
		size := rapid.Float64Range(7, 20).Draw(rt, "size")
		wide := rapid.Float64Range(20, 170).Draw(rt, "wide")
		lines := wrap(text, size, wide)
		for _, l := range lines {
			if w := width(l, size); w > wide+0.001 && utf8.RuneCountInString(l) > 1 {
				rt.Fatalf("%q is %.2f mm of %.2f", l, w, wide)
			}
			if l != plain(l) {
				rt.Fatalf("%q is not plain", l)
			}
		}
		if got, want := squeezed(strings.Join(lines, "")), squeezed(plain(strings.ReplaceAll(text, "\n", " "))); got != want {
			rt.Fatalf("%q became %q", want, got)
		}
	})
}

func TestNoLineBeginsWithAClosingSign(t *testing.T) {
	text := strings.Repeat("甲方（捐赠人）自愿捐赠，“意达圆梦”项目；乙方（受赠人）接受。", 12)
	for size := 8.0; size < 14; size += 0.5 {
		for _, l := range wrap(text, size, 162) {
			first, _ := utf8.DecodeRuneInString(l)
			last, _ := utf8.DecodeLastRuneInString(l)
			if strings.ContainsRune(notFirst, first) || strings.ContainsRune(notLast, last) {
				t.Errorf("at %.1f points: %q", size, l)
			}
		}
	}
}

func TestTheFontHasWhatChineseDocumentsNeed(t *testing.T) {
	if n := len(fontFile); n > 10<<20 {
		t.Errorf("the font is %d bytes", n)
	}
	for r := rune(0x4E00); r < 0x9FA6; r++ {
		if !has(r) {
			t.Fatalf("%c (%U) is missing", r, r)
		}
	}
	for _, r := range "·〓〇—…“”‘’（）《》、。，；：？！％￥¥№①⑩℃²äéñабвΩ壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整零㛃䶮㙍" {
		if !has(r) {
			t.Errorf("%c (%U) is missing", r, r)
		}
	}
	if has('𠮷') || has('😀') || has(0) {
		t.Error("the font has what fpdf cannot set")
	}
}

func TestDaysInCharacters(t *testing.T) {
	for d, want := range map[Day]string{"2026-11-24": "二〇二六年十一月二十四日", "2030-10-10": "二〇三〇年十月十日", "2026-01-30": "二〇二六年一月三十日", "2027-12-05": "二〇二七年十二月五日"} {
		if got := characters(d); got != want {
			t.Errorf("%s: %s", d, got)
		}
	}
}

func FuzzPlain(f *testing.F) {
	for _, h := range hostile {
		f.Add(h.name)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range plain(text) {
			if !has(r) {
				t.Errorf("%q: %U is left", text, r)
			}
		}
	})
}
