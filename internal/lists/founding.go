package lists

import (
	"strings"

	"shanpei/models"
)

// foundingLists are what everything else names: the federation itself, its counties, its programmes, its donors, the amounts that the state and the
// federation have set.
var foundingLists = []List{
	{
		ID: "federation", Name: "单位", See: models.AdminFederation, Take: models.AdminFederation, rows: federationRows, command: federationRow,
		Columns: []Column{
			{Field: "name", Title: "名称", Must: true, Wide: 30}, {Field: "uscc", Title: "统一社会信用代码", Must: true, Wide: 22}, {Field: "office", Title: "办公地址", Wide: 36}, {Field: "phone", Title: "电话"},
			{Field: "licence", Title: "公开募捐资格证书", Wide: 24}, {Field: "bank_name", Title: "开户行", Wide: 30}, {Field: "bank_no", Title: "账号", Wide: 24}, {Field: "demo", Title: "演示数据", Kind: Yes},
			{Field: "publicity_days", Title: "公示天数", Kind: Count, Must: true}, {Field: "unsigned_hold_days", Title: "未签保留天数", Kind: Count, Must: true}, {Field: "overdue_hold_days", Title: "逾期保留天数", Kind: Count, Must: true},
			{Field: "offer_days", Title: "递补考虑天数", Kind: Count}, {Field: "max_pledge_fen", Title: "单笔认捐上限", Kind: Money, Must: true}, {Field: "max_instalments", Title: "最多期数", Kind: Count, Must: true},
			{Field: "fee_permille", Title: "管理费上限千分比", Kind: Count}, {Field: "bank_accounts", Title: "入账账户", Must: true}, {Field: "looks_per_hour", Title: "每小时查看预警", Kind: Count}, {Field: "require_training", Title: "查看须持证", Kind: Yes},
		},
	},
	{
		ID: "counties", Name: "区县", See: models.AdminFederation, Take: models.AdminFederation, rows: countyRows, command: countyRow,
		Columns: []Column{{Field: "code", Title: "区划代码", Must: true}, {Field: "name", Title: "名称", Must: true}, {Field: "sub_brand", Title: "子品牌", Wide: 24}, {Field: "townships", Title: "乡镇街道", Wide: 80}},
	},
	{
		ID: "programs", Name: "项目", See: models.ViewStaff, Take: models.ManagePrograms, rows: programRows, command: programRow, Columns: programColumns,
	},
	{
		ID: "enterprises", Name: "企业", See: models.ViewStaff, Take: models.VerifyEnterprises, rows: enterpriseRows, command: enterpriseRow, Columns: enterpriseColumns,
	},
	{
		ID: "standards", Name: "保障标准", See: models.ViewStaff, Take: models.SetStandards, rows: standardRows, command: standardRow, Columns: standardColumns,
	},
	{
		ID: "terms", Name: "学期标准", See: models.ViewStaff, Take: models.ManagePrograms, rows: termRows, command: termRow, Columns: termColumns,
	},
}

func federationRows(x *Exchange, put func(...any) error) error {
	f := &x.State.Federation
	if f.Name == "" {
		return nil
	}
	t := f.Settings
	return put(f.Name, f.USCC, f.Office, f.Phone, f.Licence, f.BankName, f.BankNo, f.DemoData, t.PublicityDays, t.UnsignedHoldDays, t.OverdueHoldDays, t.OfferDays, t.MaxPledgeFen,
		t.MaxInstalments, t.FeePermille, strings.Join(t.BankAccounts, "、"), t.LooksPerHour, t.RequireTraining)
}

func federationRow(r *Row) models.Command {
	return models.SetUpFederation{Federation: models.Federation{
		Name: r.Text("name"), USCC: r.Text("uscc"), Office: r.Text("office"), Phone: r.Text("phone"), Licence: r.Text("licence"), BankName: r.Text("bank_name"), BankNo: r.Text("bank_no"), DemoData: r.Yes("demo"),
		Settings: models.Settings{
			PublicityDays: r.Int("publicity_days"), UnsignedHoldDays: r.Int("unsigned_hold_days"), OverdueHoldDays: r.Int("overdue_hold_days"), OfferDays: r.Int("offer_days"), MaxPledgeFen: r.Fen("max_pledge_fen"),
			MaxInstalments: r.Int("max_instalments"), FeePermille: r.Int("fee_permille"), BankAccounts: r.All("bank_accounts"), LooksPerHour: r.Int("looks_per_hour"), RequireTraining: r.Yes("require_training"),
		},
	}}
}

func countyRows(x *Exchange, put func(...any) error) error {
	for _, c := range x.State.Counties.All() {
		if err := put(c.Code, c.Name, c.SubBrand, strings.Join(c.Townships, "、")); err != nil {
			return err
		}
	}
	return nil
}

func countyRow(r *Row) models.Command {
	return models.PutCounty{County: models.County{Code: r.Text("code"), Name: r.Text("name"), SubBrand: r.Text("sub_brand"), Townships: r.All("townships")}}
}

var programColumns = []Column{
	{Field: "name", Title: "名称", Must: true, Wide: 28}, {Field: "slug", Title: "网址名", Must: true, Wide: 22}, {Field: "brand", Title: "品牌", Wide: 24}, {Field: "starts", Title: "起", Kind: Day, Must: true}, {Field: "ends", Title: "止", Kind: Day, Must: true},
	{Field: "budget_fen", Title: "预算", Kind: Money, Must: true}, {Field: "fundraising", Title: "募捐方式", Kind: Choice, Must: true, Words: "fundraising", Of: names([]models.Fundraising{models.Announce, models.Targeted, models.PublicRaising})},
	{Field: "types", Title: "需求类型", Kind: Several, Words: "need_type", Of: names(models.NeedTypeOrder), Wide: 24}, {Field: "purpose", Title: "宗旨", Wide: 60}, {Field: "rules", Title: "资助办法", Wide: 60}, {Field: "filing", Title: "备案编号", Wide: 24}, {Field: "platform", Title: "募捐平台", Wide: 30},
	{Field: "fee_permille", Title: "管理费千分比", Kind: Count}, {Field: "leftover_fen", Title: "上期结余", Kind: Money},
}

func programRows(x *Exchange, put func(...any) error) error {
	for _, p := range inOrder(x.State.Programs, func(p *models.Program) string { return p.Slug }) {
		if err := put(p.Name, p.Slug, p.Brand, p.Starts, p.Ends, p.BudgetFen, x.word("fundraising", string(p.Fundraising)), joined(x, "need_type", p.Types), p.Purpose, p.Rules, p.Filing, p.Platform,
			p.FeePermille, p.LeftoverFen); err != nil {
			return err
		}
	}
	return nil
}

func programRow(r *Row) models.Command {
	p := models.Program{
		Name: r.Text("name"), Slug: r.Text("slug"), Brand: r.Text("brand"), Starts: r.Day("starts"), Ends: r.Day("ends"), BudgetFen: r.Fen("budget_fen"), Fundraising: models.Fundraising(r.slug(programColumns, "fundraising")),
		Purpose: r.Text("purpose"), Rules: r.Text("rules"), Filing: r.Text("filing"), Platform: r.Text("platform"), FeePermille: r.Int("fee_permille"), LeftoverFen: r.Fen("leftover_fen"),
	}
	for _, t := range r.slugs(programColumns, "types") {
		p.Types = append(p.Types, models.NeedType(t))
	}
	return models.CreateProgram{Program: p}
}

var enterpriseColumns = []Column{
	{Field: "name", Title: "名称", Must: true, Wide: 34}, {Field: "uscc", Title: "统一社会信用代码", Must: true, Wide: 22}, {Field: "status", Title: "核验", Kind: Choice, Must: true, Words: "enterprise", Of: names([]models.EnterpriseStatus{models.EnterpriseSubmitted, models.EnterpriseVerified, models.EnterpriseRejected})},
	{Field: "member", Title: "会员单位", Kind: Yes}, {Field: "state_owned", Title: "国有企业", Kind: Yes}, {Field: "approval", Title: "批准文件", Wide: 24}, {Field: "reason", Title: "未通过原因", Wide: 30},
}

func enterpriseRows(x *Exchange, put func(...any) error) error {
	for _, e := range inOrder(x.State.Enterprises, func(e *models.Enterprise) string { return e.USCC }) {
		if err := put(e.Name, e.USCC, x.word("enterprise", string(e.Status)), e.Member, e.StateOwned, e.Approval, e.Reason); err != nil {
			return err
		}
	}
	return nil
}

func enterpriseRow(r *Row) models.Command {
	return models.EnrolEnterprise{Enterprise: models.Enterprise{
		Name: r.Text("name"), USCC: r.Text("uscc"), Status: models.EnterpriseStatus(r.slug(enterpriseColumns, "status")), Member: r.Yes("member"), StateOwned: r.Yes("state_owned"), Approval: r.Text("approval"), Reason: r.Text("reason"),
	}}
}

var standardColumns = []Column{
	{Field: "class", Title: "儿童类别", Kind: Choice, Must: true, Words: "class", Of: names(models.StandardClasses), Wide: 30}, {Field: "from", Title: "起", Kind: Day, Must: true}, {Field: "fen", Title: "每人每月", Kind: Money, Must: true}, {Field: "doc_no", Title: "文号", Must: true, Wide: 30},
}

func standardRows(x *Exchange, put func(...any) error) error {
	for _, n := range x.State.Standards.All() {
		if n.Withdrawn != "" {
			continue // entered in error
		}
		if err := put(x.word("class", string(n.Class)), n.From, n.Fen, n.DocNo); err != nil {
			return err
		}
	}
	return nil
}

func standardRow(r *Row) models.Command {
	return models.SetStandard{Class: models.StandardClass(r.slug(standardColumns, "class")), From: r.Day("from"), Fen: r.Fen("fen"), DocNo: r.Text("doc_no")}
}

// termColumns have one for the rate of each stage.
var termColumns = func() []Column {
	out := []Column{{Field: "program", Title: "项目", Kind: Program, Must: true, Wide: 26}, {Field: "period", Title: "期间", Must: true, Wide: 24}}
	for _, s := range models.Stages {
		out = append(out, Column{Field: string(s), Title: stageTitles[s], Kind: Money})
	}
	return append(out, Column{Field: "doc_no", Title: "文号", Must: true, Wide: 30}, Column{Field: "proof", Title: "须在读证明", Kind: Yes}, Column{Field: "proof_by", Title: "证明期限", Kind: Day})
}()

var stageTitles = map[models.Stage]string{models.Preschool: "学前", models.Primary: "小学", models.Junior: "初中", models.Senior: "高中", models.Vocational: "中职", models.College: "大学"}

func termRows(x *Exchange, put func(...any) error) error {
	for _, t := range inOrder(x.State.Terms, func(t *models.StudyTerm) string { return x.program(t.Program) + t.Period }) {
		cells := []any{x.program(t.Program), t.Period}
		for _, s := range models.Stages {
			fen, _ := t.Rate(s)
			cells = append(cells, fen)
		}
		if err := put(append(cells, t.DocNo, t.Proof, t.ProofBy)...); err != nil {
			return err
		}
	}
	return nil
}

func termRow(r *Row) models.Command {
	t := models.StudyTerm{Program: r.program("program"), Period: r.Text("period"), DocNo: r.Text("doc_no"), Proof: r.Yes("proof"), ProofBy: r.Day("proof_by")}
	for _, s := range models.Stages {
		if fen := r.Fen(string(s)); fen != 0 {
			t.Rates = append(t.Rates, models.StageRate{Stage: s, Fen: fen})
		}
	}
	return models.SetTerm{Term: t}
}
