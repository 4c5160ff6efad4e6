package papers

import (
	"fmt"
	"time"
)

// hostile are names that have broken a printer of documents before.
var hostile = []struct{ name, printed string }{
	{"岱青云桥精密制造（演示）", ""},
	{"𠮷野家𠮷（演示）", "〓野家〓（演示）"},
	{"笑脸😀公司👨‍👩‍👧👍🏽", "笑脸〓公司〓〓"},
	{"买买提·艾力（新疆）贸易", ""},
	{"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十", ""},
	{`<script>alert("x")</script> {{.}} "onerror=`, ""},
	{"(括号\\反斜杠) %PDF ) Tj", ""},
	{"Société Générale – Ünïcode № 5 ℃ Ω", ""},
	{"喆堃犇祎㛃䶮㙍玥", ""},
	{"反转\u202e文字", "反转〓文字"},
	{longName, ""},
	{"", ""},
}

var longName = func() string {
	s := ""
	for i := range 100 {
		s += string(rune(0x4E00 + i*137%5000))
	}
	return s
}()

func sampleHead(title, number string) Head {
	return Head{
		Federation: "泰安市慈善总会（演示）", FederationUSCC: "51370900PDY00001XU", Office: "泰安市泰山区望岳东路 3 号（演示）", Phone: "0538-0000000", Title: title,
		Number: number, Made: time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC), Verify: "https://portal.example/verify/" + number + "/abcdefghijklmnopqrstuvwxyz",
		Check: "portal.example/certificates", Demo: true,
	}
}

// samples is one paper of each kind for a donor of the name and an amount.
func samples(name string, fen Fen) map[string]Paper {
	party := Party{Name: name, USCC: "91370900PDY00028XA"}
	agreement := &Agreement{
		Head: sampleHead("捐赠协议", "XY-2026-000001-0"), Pledge: "YX-2026-000001-1", Text: "v1", Version: 2, Donor: party,
		Donee:    Party{Name: "泰安市慈善总会（演示）", USCC: "51370900PDY00001XU", Office: "泰安市泰山区望岳东路 3 号（演示）", Phone: "0538-0000000"},
		Preamble: "为发展慈善事业，甲方自愿向乙方捐赠。双方依据《中华人民共和国民法典》《中华人民共和国慈善法》《中华人民共和国公益事业捐赠法》订立本协议。",
		Plan:     []Instalment{{1, "2026-12-31", fen / 2}, {2, "2027-06-30", fen - fen/2}}, Fen: fen, Signed: time.Date(2026, 9, 1, 2, 3, 0, 0, time.UTC), Entry: 42,
		Bank: "某银行泰安分行（演示）", BankNo: "3709000000000000001", Reference: "YX-2026-000001-1",
		Needs:    []NamedNeed{{"XQ-2026-000001-1", "意达圆梦 助学成长", "岱岳区", "助学 · 小学", 500_00, 12, 6_000_00}},
		Purposes: []Purpose{{1, "意达圆梦 助学成长", "签署 2026年9月1日", false}, {2, "慈佑童年 · 岱岳区", "用途变更 BD-2026-000001-4", true}},
	}
	for i := range 14 {
		agreement.Articles = append(agreement.Articles, Article{Title: "捐赠财产", Text: []string{fmt.Sprintf("甲方%s捐赠货币资金，币种人民币，金额 %s 元（大写：人民币%s）。甲方保证该财产系其合法所有、有权处分，来源合法（第%d款）。", name, fen, fen.Upper(), i+1)}})
	}
	statement := &Statement{
		Head: sampleHead("年度捐赠明细", ""), Year: 2026, Donor: name, USCC: party.USCC, AsOf: "2026-11-24", Entry: 900, MoneyFen: 3 * fen, GoodsFen: 52_000_00, ReceiptFen: fen,
		Goods: []Goods{{"2026-10-10", "冷冻水产品 100 箱", "善行泰安", 52_000_00}},
		Uses:  []Use{{"意达圆梦 助学成长", 300, 200, 100, 2 * fen, fen}},
	}
	for i := range 3 {
		statement.Arrived = append(statement.Arrived, Arrived{Day: Day(fmt.Sprintf("2026-%02d-15", 9+i)), Payment: fmt.Sprintf("DZ-2026-00000%d-1", i+1), Pledge: "YX-2026-000001-1", Purpose: "意达圆梦 助学成长", Fen: fen, Receipt: "37010126 0000000123"})
	}
	payout := &PayoutList{
		Head: sampleHead("拨付清单", "BF-2026-000001-9"), Program: "意达圆梦 助学成长", Status: "待付款", Bank: "某银行泰安分行（演示）", BankNo: "3709000000000000001",
		Maker: "王制单", Checker: "李复核", Approver: "赵秘书长",
	}
	for i := range 40 {
		payout.Lines = append(payout.Lines, PayoutLine{No: i + 1, Holder: name, Account: "6217000000000000123", Bank: "农商银行岱岳支行", Kind: "银行卡", Fen: fen, Memo: "助学金 XQ-2026-000001-1", Status: "待付款"})
		payout.Fen += fen
	}
	return map[string]Paper{
		"agreement": agreement,
		"receipt": &ReceiptRequest{
			Head: sampleHead("票据申请单", "PJ-2026-000002-0"), Payer: name, PayerUSCC: party.USCC, Pledge: "YX-2026-000001-1", Agreement: "XY-2026-000001-0",
			Payment: "DZ-2026-000001-1", Arrived: "2026-09-01", Way: "银行转账", Project: "意达圆梦 助学成长", Fen: fen, Status: "已开", Code: "37010126",
			Fiscal: "0000000123", Check: "a1B2c3", Replaces: "PJ-2026-000001-1", Clerk: "王会计",
		},
		"certificate": &Certificate{
			Head: sampleHead("捐赠证书", "ZS-2026-000001-1"), Donor: name, Day: "2026-09-01", Issued: "2026-11-24", Fen: fen, Projects: []string{"意达圆梦 助学成长", "慈佑童年"},
			Payments: []string{"DZ-2026-000001-1", "DZ-2026-000002-9"},
		},
		"statement": statement,
		"briefing": &Briefing{
			Head: sampleHead("领导汇报", ""), AsOf: "2026-11-24", Entry: 900, Received: 3 * fen, Paid: fen, Helped: 240,
			Groups:   []BriefGroup{{"为民民政", []string{"在册孤困儿童 3,097 人", "慈佑童年手术 22 例"}}, {"整体民政", []string{"到账 125.00 万元"}}},
			Counties: []BriefRow{{"岱岳区", 2 * fen, fen, 240}, {"未匹配到名额", fen, 0, 0}}, Programs: []BriefRow{{name, 3 * fen, fen, 240}},
		},
		"tax": &TaxSheet{
			Head: sampleHead("公益性捐赠税前扣除测算表", ""), Donor: name, USCC: party.USCC, AsOf: "2026-11-24",
			Years: []TaxYear{
				{2025, 100_000_00, 12_000_00, fen, fen, []YearFen{{2025, 12_000_00}}, []YearFen{{2025, fen - fen/3}}, nil},
				{2026, -5_000_00, 0, fen, 0, nil, []YearFen{{2025, fen - fen/3}, {2026, fen}}, nil},
			},
		},
		"payout": payout,
	}
}
