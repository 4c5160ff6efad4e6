package journal

import "shanpei/models"

// tellLists: rows come in as a list, lines of earlier ledgers and the opening of a programme; children are taken out as a list.
func (g *story) tellLists() {
	s, err := SetUpSample(g.t.Context(), g.b.AsDo, 1, 1)
	if err != nil {
		g.t.Fatal(err)
	}
	line := models.CarryLine{Line: models.CarriedLine{Ledger: "spending", Day: models.DayOf(g.now), Program: "演示项目", Fen: 500_00, Cells: []string{"2026-01-05", "ZF-1", "演示项目", "学生1", "500.00", "", "", ""}}}
	g.must(models.System, models.ImportRows{List: "ledger_spending", Rows: []models.Command{line, line}, Hashes: []string{"a1", "a1"}})
	g.must(models.System, models.SetOpening{Program: s.Program, ReceivedFen: 900_000_000_00, PaidFen: 800_000_000_00})
	kid := models.Beneficiary{ID: "listed-child", Category: models.Hardship, County: "370911", Township: "山口镇", Stage: models.Primary, Risk: "low", Source: "visit", Guardian: "listed-guardian"}
	g.must(models.System, models.EnterBeneficiaries{List: []models.Beneficiary{kid}})
	g.must(models.System, models.RevealList{Children: []string{kid.ID}, Purpose: "visit"})
}
