package journal

import "shanpei/models"

// tellStandards: the statutory amounts of a year, one of them entered in error.
func (g *story) tellStandards() {
	set := models.SetStandard{Class: models.WithRelatives, From: "2024-01-01", Fen: 1906_00, DocNo: "演示〔2024〕1号"}
	g.must(models.System, set)
	g.must(models.System, models.WithdrawStandard{Class: set.Class, From: set.From, Reason: "录错"})
	set.Fen = 1960_00
	g.must(models.System, set)
	g.must(models.System, models.SetStandard{Class: models.GraveHardship, From: set.From, Fen: 1452_00, DocNo: set.DocNo})
}
