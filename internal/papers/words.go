package papers

import "fmt"

// What stands on a paper is Chinese whatever the reader's language is: a paper is the federation's own. These are the titles, and the first words of a file's name.
const (
	TitleAgreement      = "捐赠协议"
	TitleReceiptRequest = "票据申请单"
	TitleCertificate    = "捐赠证书"
	TitlePayouts        = "拨付清单"
	TitleYear           = "年度捐赠明细"
	TitleBriefing       = "领导汇报"
	TitleTax            = "公益性捐赠税前扣除测算表"

	FileReceipt        = "捐赠票据"
	FileReceiptRequest = "票据申请"
	FileTax            = "税前扣除测算"
)

// What a paper says of its state.
const (
	MarkUnsigned  = "待签署文本"
	MarkVoid      = "已作废"
	AllBack       = "款项已全部退还"
	Unrestricted  = "非定向捐赠"
	WithAgreement = "随协议签署"
	Ended         = "该认捐已撤回或失效，本协议文本仅供留存。"
	Erased        = "（资料已删除）"
)

// AgreedBy says since when a purpose holds: the number of the letter and its day, written out.
func AgreedBy(number, day string) string { return "捐赠人同意变更 " + number + "，" + day }

// Replaced says of an agreement's version which one stands now.
func Replaced(version int) string {
	return fmt.Sprintf("捐赠人已同意变更用途，本版由第 %d 版代替，仅供留存。", version)
}

// Upper is an amount in words, with its currency.
func Upper(fen Fen) string { return "人民币" + fen.Upper() }
