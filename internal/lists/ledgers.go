package lists

import (
	"fmt"
	"strings"

	"shanpei/internal/workbook"
	"shanpei/models"
	"shanpei/models/cnid"
	"shanpei/models/money"
)

// ledgerLists are the ledgers of domain.md, section 4. What comes in is what earlier books said (models.CarriedLine); what goes out has it too.
var ledgerLists = func() []List {
	var out []List
	for _, l := range workbook.Ledgers {
		list := List{ID: "ledger_" + l.ID, Name: l.Name, See: models.ViewMoney, Take: models.CarryBooks, Columns: ledgerColumns(l)}
		list.rows = func(x *Exchange, put func(...any) error) error { return l.Table(x.Ledger, workbook.Filter{}).Rows(put) }
		if list.command = carried(l.ID, list.Columns); l.ID == "programs" {
			list.command = opening
		}
		out = append(out, list)
	}
	return out
}()

// ledgerMust are the columns without which a line of a ledger says nothing.
var ledgerMust = []string{"日期", "捐赠方", "金额", "编号", "项目", "申请号", "到账", "支出", "状态"}

func ledgerColumns(l workbook.Ledger) []Column {
	var out []Column
	for _, c := range l.Columns() {
		x := Column{Field: c.Title, Title: c.Title, Wide: c.Wide}
		for _, must := range ledgerMust {
			x.Must = x.Must || must == c.Title
		}
		switch c.Kind {
		case workbook.Money:
			x.Kind = Signed
		case workbook.Count:
			x.Kind = Count
		}
		switch {
		case c.Title == workbook.Running:
			x.Own = true
		case c.Title == "日期":
			x.Kind = Day
		case l.ID == "gifts" && c.Title == "项目": // undirected money has none
			x.Must = false
		case l.ID == "programs" && c.Title != "项目" && c.Title != "到账" && c.Title != "支出": // said by the programme, or counted from the rest
			x.Own = true
		case l.ID == "programs" && c.Title == "项目":
			x.Kind = Program
		}
		out = append(out, x)
	}
	return out
}

// carried reads a line of an earlier ledger.
func carried(ledger string, columns []Column) func(r *Row) models.Command {
	return func(r *Row) models.Command {
		line := models.CarriedLine{Ledger: ledger, Day: r.Day("日期"), Program: r.Text("项目"), Fen: r.Fen("金额")}
		for _, c := range columns {
			if c.Own {
				continue
			}
			if strings.HasSuffix(c.Title, "信用代码") && r.Text(c.Field) != "" {
				if _, err := cnid.ParseUSCC(r.Text(c.Field)); err != nil {
					r.refuse(c.Field, "uscc_check")
				}
			}
			line.Cells = append(line.Cells, written(r.cells[c.Field]))
		}
		if upper := r.Text("金额大写"); upper != "" && upper != r.Fen("金额").Upper() {
			r.refuse("金额大写", "upper_differs")
		}
		return models.CarryLine{Line: line}
	}
}

// written is a cell as an earlier line keeps it.
func written(c any) string {
	switch v := c.(type) {
	case money.Fen:
		return strings.ReplaceAll(v.String(), ",", "")
	case nil:
		return ""
	}
	return fmt.Sprint(c)
}

func opening(r *Row) models.Command {
	return models.SetOpening{Program: r.program("项目"), ReceivedFen: r.Fen("到账"), PaidFen: r.Fen("支出")}
}
