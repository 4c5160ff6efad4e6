package cnid

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

var today = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

func TestTheCheckCharacterOfACodeIsWrongForEveryOtherCharacter(t *testing.T) {
	const good = "91350100M000100Y43"
	for _, r := range usccCharset {
		_, err := ParseUSCC(good[:17] + string(r))
		if (err == nil) != (r == '3') {
			t.Errorf("%s with %c at the end: %v", good, r, err)
		}
	}
}

func TestASingleWrongCharacterInACodeIsAlwaysFound(t *testing.T) {
	const good = "51370982PDY000028L"
	for i := range 18 {
		for _, r := range usccCharset {
			bad := good[:i] + string(r) + good[i+1:]
			if _, err := ParseUSCC(bad); bad != good && err == nil {
				t.Errorf("%s was taken", bad)
			}
		}
	}
}

func TestAChildNeedsAGuardianThroughTheFourteenthBirthday(t *testing.T) {
	for _, c := range []struct {
		id    string
		day   string
		needs bool
		age   int
	}{
		{"370999201211240537", "2026-11-23", true, 13}, {"370999201211240537", "2026-11-24", true, 14}, {"370999201211240537", "2026-11-25", false, 14},
		{"370999201602290371", "2030-02-27", true, 13}, {"370999201602290371", "2030-02-28", true, 14}, {"370999201602290371", "2030-03-01", false, 14},
		{"37099920080229011X", "2020-02-28", true, 11}, {"37099920080229011X", "2020-02-29", true, 12},
	} {
		day, err := time.ParseInLocation(time.DateOnly, c.day, shanghai)
		if err != nil {
			t.Fatal(err)
		}
		id, err := ParseResidentID(c.id, today)
		if err != nil {
			t.Fatal(err)
		}
		if id.NeedsGuardian(day) != c.needs || id.Age(day) != c.age {
			t.Errorf("born %s, on %s: needs %v at %d, want %v at %d", id.Birth().Format(time.DateOnly), c.day, id.NeedsGuardian(day), id.Age(day), c.needs, c.age)
		}
	}
}

func TestADayOfBirthIsComparedInShanghai(t *testing.T) {
	const bornTomorrow = "370999202611250122" // 25 November 2026, and its check character is right
	if _, err := ParseResidentID(bornTomorrow, time.Date(2026, 11, 24, 15, 59, 59, 0, time.UTC)); err == nil || err.(*Error).Reason != "BIRTH_FUTURE" {
		t.Errorf("a second before midnight: %v", err)
	}
	if _, err := ParseResidentID(bornTomorrow, time.Date(2026, 11, 24, 16, 0, 0, 0, time.UTC)); err != nil {
		t.Errorf("at midnight in Shanghai: %v", err)
	}
}

func TestAnIdentityNumberNeverLeavesByEncoding(t *testing.T) {
	id, err := ParseResidentID("11010519491231002x", today)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(map[string]any{"id": id, "list": []ResidentID{id}})
	if err != nil || string(text) != `{"id":"•••","list":["•••"]}` {
		t.Errorf("%s %v", text, err)
	}
	if id.Masked() != "1101************2X" {
		t.Errorf("masked: %s", id.Masked())
	}
}

func TestARegionIsKnownExactlyInShandongAndByProvinceElsewhere(t *testing.T) {
	for code, want := range map[string]bool{
		"370911": true, "370900": true, "370983": true, "371203": true, "370999": false, "110105": true, "999999": false, "170999": false, "37091": false,
		"37091X": false, "": false, "0911 3": false,
	} {
		if got := KnownRegion(code); got != want {
			t.Errorf("%q: %v", code, got)
		}
	}
}

func TestLuhnFindsEverySingleWrongDigit(t *testing.T) {
	const run = "2026000018"
	check := Luhn(run)
	for i := range run {
		for d := byte('0'); d <= '9'; d++ {
			if other := run[:i] + string(d) + run[i+1:]; other != run && Luhn(other) == check {
				t.Errorf("%s and %s have one check digit", run, other)
			}
		}
	}
}

func TestATextOfAnyLengthIsRefusedAtOnce(t *testing.T) {
	far := strings.Repeat(" ", 1_000_000)
	for name, err := range map[string]error{
		"code":     second(ParseUSCC("91350100M000100Y43" + far + "x")),
		"mobile":   second(ParseMobile("13800138000" + far + "x")),
		"landline": second(ParseLandline("0538-6610567" + far + "x")),
		"card":     second(ParseBankCard("6200000000000005" + far + "x")),
	} {
		if err == nil {
			t.Errorf("the beginning of a long text was taken for a %s", name)
		}
	}
	if _, err := ParseResidentID("11010519491231002X"+far+"x", today); err == nil {
		t.Error("the beginning of a long text was taken for an identity number")
	}
}

func second[T any](_ T, err error) error { return err }
