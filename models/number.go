package models

import (
	"strconv"
	"strings"

	"shanpei/models/cnid"
)

// NumberPrefixes are the kinds of document that bear a number of ours.
var NumberPrefixes = map[string]string{
	"XQ": "需求", "YX": "捐赠意向", "XY": "捐赠协议", "DZ": "到账登记", "PJ": "票据申请", "PD": "匹配单", "BF": "拨付单", "TK": "退款/冲销", "BG": "反馈报告",
	"ZS": "捐赠证书", "GS": "公示", "BD": "用途变更", "JJ": "冠名基金", "HD": "活动", "HT": "服务合同", "SZ": "受助对象", "MC": "免除报告", "SC": "筛查", "GA": "救助个案", "BX": "保险", "RH": "入户走访", "ZX": "专项行动", "PX": "培训", "SB": "设备",
}

// NumberError says why a text is not a document number: `FORMAT`, `PREFIX` or `CHECK`.
type NumberError struct{ Reason string }

func (e *NumberError) Error() string { return "document number: " + e.Reason }

// Slug is the reason as the message catalogue writes it, in lower case.
func (e *NumberError) Slug() string { return strings.ToLower(e.Reason) }

// Number is the nth document number of its kind in a year: XQ-2026-000001-1. The last digit checks year and count (Luhn). From the millionth on the
// count has more than six digits.
func Number(prefix string, year, n int) string {
	y, c := pad(year, 4), pad(n, 6)
	return prefix + "-" + y + "-" + c + "-" + string(cnid.Luhn(y+c))
}

func pad(n, width int) string {
	s := strconv.Itoa(n)
	if len(s) >= width {
		return s
	}
	return "000000000000"[:width-len(s)] + s
}

// ParseNumber takes a document number apart. It refuses, in this order, `FORMAT`, `PREFIX` and `CHECK`.
func ParseNumber(number string) (prefix string, year, n int, err error) {
	bad := func(reason string) (string, int, int, error) { return "", 0, 0, &NumberError{Reason: reason} }
	if len(number) < 16 || len(number) > 19 || number[2] != '-' || number[7] != '-' || number[len(number)-2] != '-' {
		return bad("FORMAT")
	}
	prefix = number[:2]
	y, c, check := number[3:7], number[8:len(number)-2], number[len(number)-1]
	if !allDigits(y) || !allDigits(c) || len(c) > 6 && c[0] == '0' || prefix[0] < 'A' || prefix[0] > 'Z' || prefix[1] < 'A' || prefix[1] > 'Z' {
		return bad("FORMAT")
	}
	if _, ok := NumberPrefixes[prefix]; !ok {
		return bad("PREFIX")
	}
	if cnid.Luhn(y+c) != check {
		return bad("CHECK")
	}
	year, _ = strconv.Atoi(y)
	n, _ = strconv.Atoi(c)
	return prefix, year, n, nil
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
