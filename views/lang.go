package views

import "strings"

// Lang is a language of the portal, by its BCP 47 tag as it stands in the lang attribute.
type Lang string

// The languages. ZhCN is the default and the source of ZhTW; every message exists in all three.
const (
	ZhCN Lang = "zh-CN"
	ZhTW Lang = "zh-TW"
	En   Lang = "en"
)

// Langs lists the languages in the order of the switch.
var Langs = []Lang{ZhCN, ZhTW, En}

// ParseLang reads a tag, a ?lang= value or an Accept-Language header; what it does not know is zh-CN.
func ParseLang(s string) Lang {
	for part := range strings.SplitSeq(s, ",") {
		tag, _, _ := strings.Cut(part, ";")
		tag = strings.ToLower(strings.TrimSpace(tag))
		switch {
		case tag == "en" || strings.HasPrefix(tag, "en-"):
			return En
		case tag == "zh-tw" || tag == "zh-hk" || tag == "zh-mo" || strings.HasPrefix(tag, "zh-hant"):
			return ZhTW
		case tag == "zh" || strings.HasPrefix(tag, "zh-"):
			return ZhCN
		}
	}
	return ZhCN
}

// Name is what the language calls itself.
func (l Lang) Name() string {
	switch l {
	case En:
		return "English"
	case ZhTW:
		return "繁體中文"
	}
	return "简体中文"
}

// Chinese tells whether the language is written in Chinese.
func (l Lang) Chinese() bool { return l != En }

// index is the position of the language in a message's variants.
func (l Lang) index() int {
	switch l {
	case En:
		return 2
	case ZhTW:
		return 1
	}
	return 0
}
