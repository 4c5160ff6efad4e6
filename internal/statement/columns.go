package statement

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"shanpei/models"
)

// words are what Chinese banks call the columns of a statement, the surest first. They are compared without spaces, brackets and what stands in these.
var words = map[string][]string{
	"day":           {"交易日期", "记账日期", "入账日期", "交易日", "记账日", "日期", "交易时间", "记账时间", "入账时间", "时间", "起息日", "bookingdate", "date"},
	"amount":        {"交易金额", "发生额", "发生金额", "金额", "交易额", "amount"},
	"credit":        {"贷方发生额", "贷方金额", "贷方", "收入金额", "收入", "存入金额", "存入", "转入金额", "收款金额", "来账金额", "贷记金额", "credit"},
	"debit":         {"借方发生额", "借方金额", "借方", "支出金额", "支出", "支取金额", "支取", "转出金额", "付款金额", "往账金额", "借记金额", "debit"},
	"direction":     {"借贷标志", "借贷方向", "借贷标识", "收支方向", "收支类型", "收/支", "借/贷", "借贷", "收支", "交易方向", "资金方向", "dc"},
	"balance":       {"账户余额", "交易后余额", "本次余额", "当前余额", "余额", "balance"},
	"payer":         {"对方户名", "对方账户名称", "对方账户名", "对方名称", "对方单位名称", "对方单位", "对手户名", "对手名称", "交易对手名称", "交易对手", "付款人名称", "付款人户名", "付款人", "付款方名称", "户名", "counterparty", "payer"},
	"payer_account": {"对方账号", "对方账户", "对手账号", "对方卡号", "交易对手账号", "付款人账号", "付款账号", "payeraccount"},
	"memo":          {"摘要", "交易摘要", "附言", "交易附言", "客户附言", "用途", "交易用途", "备注", "个性化信息", "memo", "remark"},
	"serial":        {"交易流水号", "核心流水号", "流水号", "银行流水号", "交易序号", "交易参考号", "业务编号", "回单编号", "凭证号", "serial", "reference"},
}

// PlainHeader is a header without what differs between prints of the same: width, case, spaces, brackets with their content.
func PlainHeader(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case r == '(' || r == '[' || r == '【':
			depth++
		case r == ')' || r == ']' || r == '】':
			depth = max(0, depth-1)
		case depth == 0 && r != ' ' && r != ':' && r != '*' && r != '_' && r != '\n':
			b.WriteRune(r)
		}
	}
	return b.String()
}

// findHeader finds the row that names the columns among the first of a file: the one with most words that we know, a day and money among them.
func (f *File) findHeader(rows []row) error {
	best, score := -1, 0
	for i, r := range rows[:min(len(rows), 60)] {
		c := detect(r.cells)
		if c.Day == "" || c.Amount == "" && c.Credit == "" && c.Debit == "" {
			continue
		}
		n := 0
		for _, cell := range r.cells {
			if fieldOf(cell) != "" {
				n++
			}
		}
		if n > score {
			best, score = i, n
		}
	}
	if best < 0 {
		return refuse("statement_no_header")
	}
	f.Headers = uniqueHeaders(rows[best].cells)
	f.rows = rows[best+1:]
	if len(f.rows) > MaxLines {
		return refuse("statement_too_long").With("limit", MaxLines)
	}
	return nil
}

// uniqueHeaders names every column: one without a name by its number, one that has another's name with its number.
func uniqueHeaders(cells []string) []string {
	out := make([]string, 0, len(cells))
	for i, c := range cells {
		if r := []rune(c); len(r) > 40 {
			c = string(r[:40])
		}
		if c == "" || slices.Contains(out, c) {
			c = strings.TrimSpace(c + " #" + itoa(i+1))
		}
		out = append(out, c)
	}
	return out
}

// fieldOf is the field that a header names, or nothing.
func fieldOf(header string) string {
	h := PlainHeader(header)
	for field, list := range words {
		if slices.Contains(list, h) {
			return field
		}
	}
	return ""
}

// Detect guesses the columns by the words of the header. What a clerk chose before for the account goes before it.
func (f *File) Detect() models.Columns { return detect(f.Headers) }

func detect(headers []string) models.Columns {
	find := func(field string) string {
		for _, w := range words[field] {
			for _, h := range headers {
				if PlainHeader(h) == w {
					return h
				}
			}
		}
		return ""
	}
	c := models.Columns{
		Day: find("day"), Amount: find("amount"), Direction: find("direction"), Credit: find("credit"), Debit: find("debit"), Balance: find("balance"), Payer: find("payer"),
		PayerAccount: find("payer_account"), Serial: find("serial"),
	}
	if c.Credit != "" && c.Debit != "" {
		c.Amount, c.Direction = "", ""
	} else if c.Amount != "" {
		c.Credit, c.Debit = "", ""
	}
	for _, h := range headers {
		if slices.Contains(words["memo"], PlainHeader(h)) {
			c.Memo = append(c.Memo, h)
		}
	}
	return c
}

// Fits tells whether the file has all columns that a mapping names.
func (f *File) Fits(c models.Columns) bool {
	if f.Format == CAMT {
		return false
	}
	for _, h := range append([]string{c.Day, c.Amount, c.Direction, c.Credit, c.Debit, c.Balance, c.Payer, c.PayerAccount, c.Serial}, c.Memo...) {
		if h != "" && !slices.Contains(f.Headers, h) {
			return false
		}
	}
	return c.Day != ""
}
