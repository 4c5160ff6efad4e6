package papers

import (
	_ "embed" // the font
	"encoding/binary"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The font is Noto Sans SC, cut by scripts/font; its licence stands beside it.
//
//go:embed font/NotoSansSC-Papers.ttf
var fontFile []byte

const family = "sans"

// lacking is printed for what the font has not (下落不明的字), so that nobody overlooks that something stands there.
const lacking = '〓'

// fontBytes gives the font to one document. fpdf only reads it; a test prints many at once under the race detector.
func fontBytes() []byte { return fontFile }

// metrics is what the font tells about its characters: the width of each in thousandths of its size, 0 for one that it has not.
var metrics = sync.OnceValue(func() *[1 << 16]uint16 {
	t := tables(fontFile)
	hmtx, n := t["hmtx"], int(binary.BigEndian.Uint16(t["hhea"][34:]))
	var m [1 << 16]uint16
	for char, glyph := range glyphs(t["cmap"]) {
		m[char] = binary.BigEndian.Uint16(hmtx[4*min(glyph, n-1):])
	}
	return &m
})

// tables finds the tables of a TrueType file.
func tables(f []byte) map[string][]byte {
	out := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(f[4:])) {
		rec := f[12+16*i:]
		at, size := binary.BigEndian.Uint32(rec[8:]), binary.BigEndian.Uint32(rec[12:])
		out[string(rec[:4])] = f[at : at+size]
	}
	return out
}

// glyphs reads the table of characters in format 4, which is also the only one that fpdf reads.
func glyphs(cmap []byte) map[int]int {
	out := map[int]int{}
	u16 := func(b []byte, at int) int { return int(binary.BigEndian.Uint16(b[at:])) }
	for i := range u16(cmap, 2) {
		t := cmap[binary.BigEndian.Uint32(cmap[8+8*i:]):]
		if u16(t, 0) != 4 {
			continue
		}
		n := u16(t, 6) // twice the number of segments
		ends, starts, deltas, offsets := 14, 16+n, 16+2*n, 16+3*n
		for s := 0; s < n; s += 2 {
			for c := u16(t, starts+s); c <= u16(t, ends+s) && c != 0xFFFF; c++ {
				glyph := c
				if off := u16(t, offsets+s); off != 0 {
					if glyph = u16(t, offsets+s+off+2*(c-u16(t, starts+s))); glyph == 0 {
						continue
					}
				}
				if glyph = (glyph + u16(t, deltas+s)) & 0xFFFF; glyph != 0 {
					out[c] = glyph
				}
			}
		}
		break
	}
	return out
}

func has(r rune) bool { return r > 0 && r < 1<<16 && metrics()[r] > 0 }

// plain gives the text as the font can print it: composed, on one line, with 〓 for every character that the font has not. What only joins or selects
// shapes leaves no mark of its own.
func plain(text string) string {
	clean := true
	for _, r := range text {
		if r < ' ' || !has(r) {
			clean = false
			break
		}
	}
	if clean {
		return text
	}
	var b strings.Builder
	joined := false // the character before asked to be joined to this one: both are one sign
	for _, r := range norm.NFC.String(text) {
		switch {
		case r == '\u200D':
			joined = true
			continue
		case r == '\u200B' || r == '\u200C' || r == '\u2060' || r == '\uFEFF' || r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0000 && r <= 0xE01EF || r >= 0x1F3FB && r <= 0x1F3FF:
			continue // joiners, variation selectors, tags, shades of an emoji
		case unicode.IsSpace(r):
			b.WriteRune(' ')
		case has(r) && r != '\u2028' && !bidi(r):
			b.WriteRune(r)
		case !joined:
			b.WriteRune(lacking)
		}
		joined = false
	}
	return b.String()
}

// bidi tells whether a character turns the direction of what follows: a name that holds one is not printed as if it did not.
func bidi(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F
}

// width is how wide a text is at a size in points, in millimetres.
func width(text string, size float64) float64 {
	m, w := metrics(), 0
	for _, r := range text {
		if r < 1<<16 {
			w += int(m[r])
		}
	}
	return float64(w) / 1000 * size * mmPerPoint
}

const mmPerPoint = 25.4 / 72
