package money

import (
	"errors"
	"math"
	"strings"
	"testing"
)

func TestAnAmountIsReadOrRefusedWithItsReason(t *testing.T) {
	for _, c := range []struct {
		text   string
		want   Fen
		reason string
	}{
		{"0", 0, ""}, {"0.00", 0, ""}, {"5", 500, ""}, {"0.5", 50, ""}, {"0.05", 5, ""}, {"36800.50", 3_680_050, ""}, {" 12 ", 1200, ""}, {"007", 700, ""},
		{"9999999999999.99", MaxFen, ""},
		{"10000000000000", 0, "amount_too_large"}, {"99999999999999999999999999", 0, "amount_too_large"}, {strings.Repeat("9", 10_000), 0, "amount_too_large"},
		{"9223372036854775808.00", 0, "amount_too_large"},
		{"0.001", 0, "amount_too_precise"}, {"1.000", 0, "amount_too_precise"}, {"10000000000000.001", 0, "amount_too_precise"},
		{"-5", 0, "amount_negative"}, {"-0.01", 0, "amount_negative"}, {"-0", 0, "amount_negative"},
		{"", 0, "amount_format"}, {" ", 0, "amount_format"}, {"+5", 0, "amount_format"}, {"--5", 0, "amount_format"}, {"-", 0, "amount_format"},
		{"1e3", 0, "amount_format"}, {"12abc", 0, "amount_format"}, {"NaN", 0, "amount_format"}, {"Inf", 0, "amount_format"}, {"１２", 0, "amount_format"},
		{"5.", 0, "amount_format"}, {".5", 0, "amount_format"}, {".", 0, "amount_format"}, {"1.2.3", 0, "amount_format"}, {"1,000.00", 0, "amount_format"},
		{"1 000", 0, "amount_format"}, {"0x10", 0, "amount_format"}, {"1_000", 0, "amount_format"}, {"5元", 0, "amount_format"}, {"¥5", 0, "amount_format"},
		{"5\n", 0, "amount_format"}, {"5\x00", 0, "amount_format"},
	} {
		got, err := ParseYuan(c.text)
		var e *Error
		switch {
		case c.reason == "" && (err != nil || got != c.want):
			t.Errorf("%q: %d %v, want %d", c.text, got, err, c.want)
		case c.reason != "" && (!errors.As(err, &e) || e.Reason != c.reason || e.Slug() != c.reason || e.Limit != MaxFen || got != 0):
			t.Errorf("%.30q: %d %v, want %s", c.text, got, err, c.reason)
		}
	}
}

func TestAnAmountIsWrittenWithSeparatorsAndTwoDecimals(t *testing.T) {
	for f, want := range map[Fen]string{
		0: "0.00", 1: "0.01", 10: "0.10", 100: "1.00", 99_999: "999.99", 100_000: "1,000.00", 140_950: "1,409.50", 139_840_000: "1,398,400.00",
		MaxFen: "9,999,999,999,999.99", -5: "-0.05", -140_950: "-1,409.50",
		math.MaxInt64: "92,233,720,368,547,758.07", math.MinInt64: "-92,233,720,368,547,758.08",
	} {
		if got := f.String(); got != want {
			t.Errorf("%d: %s, want %s", int64(f), got, want)
		}
	}
}

func TestAnAmountInWordsFollowsTheRulesForZero(t *testing.T) {
	for f, want := range map[Fen]string{
		1: "壹分", 50: "伍角整", 101: "壹元零壹分", 1050: "壹拾元零伍角整", 101_000: "壹仟零壹拾元整", 140_950: "壹仟肆佰零玖元伍角整", 168_032: "壹仟陆佰捌拾元零叁角贰分",
		245_000: "贰仟肆佰伍拾元整", 145_200: "壹仟肆佰伍拾贰元整", 10_001_000: "壹拾万零壹拾元整", 10_000_100_000: "壹亿零壹仟元整",
		100_000_000_000_001: "壹万亿元零壹分", 100_001_000_000_000: "壹万亿零壹仟万元整", 100_000_000_010_000: "壹万亿零壹佰元整", 200_050_000_000_000: "贰万零伍亿元整",
		110_000_000_000_000: "壹万壹仟亿元整",
		-1:                  "", MaxFen + 1: "", math.MaxInt64: "", math.MinInt64: "",
	} {
		if got := f.Upper(); got != want {
			t.Errorf("%d: %s, want %s", int64(f), got, want)
		}
	}
}

func TestASplitGivesEveryFenAway(t *testing.T) {
	for _, c := range []struct {
		total   Fen
		weights []int64
		want    []Fen
	}{
		{100, nil, nil}, {0, []int64{1}, []Fen{0}}, {100, []int64{0, 0, 0}, []Fen{34, 33, 33}}, {100, []int64{-5, 1}, []Fen{0, 100}},
		{-100, []int64{1, 1, 1}, []Fen{-34, -33, -33}}, {10, []int64{0, 1}, []Fen{0, 10}}, {1, []int64{1, 2}, []Fen{0, 1}},
		{MaxFen, []int64{math.MaxInt64, math.MaxInt64}, []Fen{500_000_000_000_000, 499_999_999_999_999}},
		{math.MinInt64, []int64{1}, []Fen{math.MinInt64}}, {math.MaxInt64, []int64{1, math.MaxInt64, 0}, []Fen{1, math.MaxInt64 - 1, 0}},
	} {
		got := Split(c.total, c.weights)
		if len(got) != len(c.want) {
			t.Errorf("%d by %v: %v", c.total, c.weights, got)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%d by %v: %v, want %v", c.total, c.weights, got, c.want)
				break
			}
		}
	}
}
