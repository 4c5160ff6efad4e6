package lists

import (
	"fmt"

	"shanpei/models"
)

// givingLists are what was given in kind, and what children get from elsewhere.
var givingLists = []List{
	{ID: "in_kind", Name: "实物捐赠", See: models.ViewMoney, Take: models.ManagePrograms, rows: giftRows, command: giftRow, Columns: []Column{
		{Field: "enterprise", Title: "统一社会信用代码", Must: true, Wide: 22}, {Field: "program", Title: "项目", Kind: Program, Must: true, Wide: 26}, {Field: "goods", Title: "物品", Must: true, Wide: 30}, {Field: "quantity", Title: "数量", Kind: Count, Must: true}, {Field: "unit", Title: "单位"},
		{Field: "value_fen", Title: "公允价值", Kind: Money, Must: true}, {Field: "basis", Title: "价值依据", Must: true, Wide: 30}, {Field: "at", Title: "验收日期", Kind: Day, Must: true}, {Field: "name", Title: "捐赠方", Own: true, Wide: 34},
	}},
	{ID: "aid", Name: "其他救助", See: models.ViewPersons, Take: models.IntakePersons, rows: aidRows, command: aidRow, Columns: aidColumns},
}

func giftRows(x *Exchange, put func(...any) error) error {
	for _, g := range inOrder(x.State.Gifts, func(g *models.Gift) string { return string(g.At) + g.Goods + g.ID }) {
		e, _ := x.State.Enterprises.Get(g.Enterprise)
		if err := put(e.USCC, x.program(g.Program), g.Goods, g.Quantity, g.Unit, g.ValueFen, g.Basis, g.At, e.Name); err != nil {
			return err
		}
	}
	return nil
}

func giftRow(r *Row) models.Command {
	g := models.Gift{Program: r.program("program"), Goods: r.Text("goods"), Quantity: r.Int("quantity"), Unit: r.Text("unit"), ValueFen: r.Fen("value_fen"), Basis: r.Text("basis"), At: r.Day("at")}
	if e, ok := r.X.State.EnterpriseByUSCC(r.Text("enterprise")); ok {
		g.Enterprise = e.ID
	}
	return models.AcceptGift{Gift: g}
}

var aidColumns = []Column{
	{Field: "beneficiary", Title: "儿童编号", Must: true, Wide: 20}, {Field: "kind", Title: "救助类别", Kind: Choice, Must: true, Words: "aid_kind", Of: names(models.AidKinds)}, {Field: "source", Title: "来源", Kind: Choice, Must: true, Words: "aid_source", Of: names(models.AidSources)}, {Field: "from", Title: "起", Kind: Day, Must: true}, {Field: "to", Title: "止", Kind: Day, Must: true},
	{Field: "document", Title: "文号", Must: true, Wide: 24}, {Field: "known", Title: "重复已核", Kind: Yes},
}

func aidRows(x *Exchange, put func(...any) error) error {
	for _, a := range inOrder(x.State.Aids, func(a *models.Aid) string { return fmt.Sprintf("%012d %s", a.Seq, a.Document) }) {
		b, ok := x.State.Beneficiaries.Get(a.Beneficiary)
		if !ok || a.Void != "" || a.Need != "" || !x.Actor.InCounty(b.County, b.Township) {
			continue
		}
		if err := put(b.Number, x.word("aid_kind", string(a.Kind)), x.word("aid_source", string(a.Source)), a.From, a.To, a.Document, x.doubled(a)); err != nil {
			return err
		}
	}
	return nil
}

// doubled tells whether an aid doubles another: who brings it in must say that this was seen.
func (x *Exchange) doubled(a *models.Aid) bool {
	for _, o := range models.Overlap(x.State, a.Beneficiary, a.Kind, models.Period{From: a.From, To: a.To}) {
		if o.ID != a.ID && a.Source != models.StatutoryMedical {
			return true
		}
	}
	return false
}

func aidRow(r *Row) models.Command {
	a := models.RecordAid{Beneficiary: r.Text("beneficiary"), Kind: models.AidKind(r.slug(aidColumns, "kind")), Source: models.AidSource(r.slug(aidColumns, "source")), From: r.Day("from"), To: r.Day("to"), Document: r.Text("document"), Known: r.Yes("known")}
	if b, ok := r.X.State.BeneficiaryByNumber(a.Beneficiary); ok {
		a.Beneficiary = b.ID
	} else {
		r.refuse("beneficiary", "unknown_beneficiary")
	}
	return a
}
