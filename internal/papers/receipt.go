package papers

import "strings"

// ReceiptRequest is 票据申请: the payment that the fiscal receipt (公益事业捐赠票据) is asked for, and the numbers it got. It is no receipt itself.
type ReceiptRequest struct {
	Head
	Payer, PayerUSCC     string
	Pledge, Agreement    string
	Payment              string // 到账登记
	Arrived              Day
	Way                  string // 银行转账
	Project              string
	Fen                  Fen
	Status               string // 待开、已开、已作废, in words
	Code, Fiscal, Check  string
	Reason               string // of the void
	Replaces, ReplacedBy string // numbers of other requests
	ThirdParty, Declared bool
	Clerk                string // 经办人
	Anonymous            bool
}

func (r *ReceiptRequest) head() *Head { return &r.Head }

func (r *ReceiptRequest) draw(s *sheet) {
	s.title()
	s.pairs([]pair{
		{"票据名称", "公益事业捐赠统一票据"},
		{"交款人", r.Payer}, {"统一社会信用代码", r.PayerUSCC},
		{"到账登记", r.Payment + "　" + dayText(r.Arrived)}, {"交款方式", r.way()},
		{"捐赠协议", joined(r.Agreement, r.Pledge)},
		{"当前状态", r.Status},
	})
	s.section("开票内容")
	s.table([]tableColumn{{title: "项目名称", share: 62}, {title: "单位", share: 14}, {title: "数量", share: 14, right: true}, {title: "标准", share: 30, right: true}, {title: "金额（元）", share: 32, right: true}},
		[][]string{{r.Project, "元", "1", r.Fen.String(), r.Fen.String()}, {"合计", "", "", "", r.Fen.String()}})
	s.y += 2
	s.pairs([]pair{{"合计（大写）", "人民币" + r.Fen.Upper()}, {"备注", r.remarks()}})
	s.section("票据登记")
	s.pairs([]pair{
		{"票据代码", orDash(r.Code)}, {"票据号码", orDash(r.Fiscal)}, {"校验码", orDash(r.Check)},
		{"开票人（签字）", ""}, {"复核人（签字）", ""}, {"经办人", r.Clerk},
	})
	s.verify()
	s.notes("本单是票据申请，不是捐赠票据，不能作为公益性捐赠税前扣除的凭证。",
		"票据代码、号码和校验码由财政电子票据系统产生，本平台只登记，不编造。",
		"开票金额以实际到账为准；款项到账前不开具票据。作废的申请和票据号码予以保留。")
}

func (r *ReceiptRequest) way() string {
	switch {
	case r.ThirdParty && r.Declared:
		return r.Way + "（第三方代付，已提交代付声明）"
	case r.ThirdParty:
		return r.Way + "（第三方代付，代付声明未提交）"
	}
	return r.Way
}

func (r *ReceiptRequest) remarks() string {
	var list []string
	if r.Replaces != "" {
		list = append(list, "代替已作废的申请 "+r.Replaces)
	}
	if r.ReplacedBy != "" {
		list = append(list, "已由申请 "+r.ReplacedBy+" 代替")
	}
	if r.Reason != "" {
		list = append(list, "作废原因："+r.Reason)
	}
	if r.Anonymous {
		list = append(list, "捐赠人要求匿名，不对外公开名称")
	}
	if len(list) == 0 {
		return "——"
	}
	return strings.Join(list, "；")
}
