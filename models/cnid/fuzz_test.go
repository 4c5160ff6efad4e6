package cnid

import (
	"strings"
	"testing"
	"time"
)

func reasoned(t *testing.T, text string, err error, reasons string) {
	t.Helper()
	e, ok := err.(*Error)
	if !ok || !strings.Contains(" "+reasons+" ", " "+e.Reason+" ") {
		t.Fatalf("%q: %v is none of %s", text, err, reasons)
	}
}

func FuzzParseUSCC(f *testing.F) {
	for _, s := range []string{"", "91350100M000100Y43", "93 370923 PDY000159P", "９１３７０９２１ＰＤＹ０００１７５Ｎ", "000000000000000000", "91370900PDY0000 0G", "91350100M000100Y4\xff", "9135010-M000100Y43"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code, err := ParseUSCC(text)
		if err != nil {
			reasoned(t, text, err, "LEN CHARSET DEPT REGION_FORMAT CHECK")
			return
		}
		_ = code.Warnings()
		if again, err := ParseUSCC(code.String()); err != nil || again != code || len(code.OrgCode()) != 10 {
			t.Fatalf("%q: %q is read as %q %v", text, code, again, err)
		}
	})
}

func FuzzParseResidentID(f *testing.F) {
	for _, s := range []string{"", "11010519491231002X", "37099920080229011x", "370902810111207", "370999202304310113", "170999201201100303", "37099920150901119\xff", "370999 01509011198"} {
		f.Add(s, int64(1_795_000_000))
	}
	f.Fuzz(func(t *testing.T, text string, now int64) {
		today := time.Unix(now%253_402_300_000, 0)
		id, err := ParseResidentID(text, today)
		if err != nil {
			reasoned(t, text, err, "LEGACY15 LEN CHARSET REGION BIRTH BIRTH_FUTURE BIRTH_RANGE SEQ CHECK")
			return
		}
		again, err := ParseResidentID(id.Number(), today)
		if err != nil || again != id || id.Age(today) < 0 || id.Sex() != "男" && id.Sex() != "女" {
			t.Fatalf("%q: %s is read again as %v", text, id.Number(), err)
		}
		if id.NeedsGuardian(today) && id.Age(today) > 14 {
			t.Fatalf("%s needs a guardian at %d", id.Number(), id.Age(today))
		}
	})
}

func FuzzPhonesAndCards(f *testing.F) {
	for _, s := range []string{"", "13800138000", "+8613800138000", "１３８００１３８０００", "0538-6610567-801", "(0538)6610567", "(010)66661234", "6200000000000005", "6228 4800", "0538--6610567"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for name, parse := range map[string]func(string) (string, error){"mobile": ParseMobile, "landline": ParseLandline, "card": ParseBankCard} {
			got, err := parse(text)
			if err != nil {
				reasoned(t, text, err, "FORMAT CHARSET LEN CHECK")
				continue
			}
			if again, err := parse(got); err != nil || again != got {
				t.Fatalf("%s %q: %q is read as %q %v", name, text, got, again, err)
			}
		}
		for _, m := range []string{MaskName(text), MaskMobile(text), MaskCard(text)} {
			if len([]rune(m)) != len([]rune(text)) {
				t.Fatalf("%q is masked as %q", text, m)
			}
		}
	})
}
