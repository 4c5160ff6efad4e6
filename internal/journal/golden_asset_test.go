package journal

import "shanpei/models"

// tellAssets: equipment is ordered, delivered, refused, delivered again, accepted, used and retired; another order is called off.
func (g *story) tellAssets() {
	s, err := SetUpSample(g.t.Context(), g.b.AsDo, 1, 1)
	if err != nil {
		g.t.Fatal(err)
	}
	order := models.OrderAsset{Asset: models.Asset{
		Program: s.Program, Institution: "演示福利院", Kind: "telemedicine", Title: "远程诊疗系统", Supplier: "演示设备", Fen: 80_000_00, Document: "文〔2026〕9号",
	}}
	id := found[models.AssetOrderedDown](g, g.must(models.System, order)).Asset.ID
	deliver := models.StepAsset{ID: id, Verb: "deliver", Day: models.DayOf(g.now)}
	g.must(models.System, deliver)
	g.must(general, models.StepAsset{ID: id, Verb: "refuse", Reason: "缺配件"})
	g.must(models.System, deliver)
	g.must(general, models.StepAsset{ID: id, Verb: "accept", Protocol: "验收1", Tag: "FLY-1"})
	g.must(models.System, models.StepAsset{ID: id, Verb: "use", Month: models.Month(g.now), Times: 40})
	g.must(models.System, models.StepAsset{ID: id, Verb: "retire", Reason: "报废"})
	g.must(models.System, models.StepAsset{ID: found[models.AssetOrderedDown](g, g.must(models.System, order)).Asset.ID, Verb: "cancel", Reason: "重复"})
}
