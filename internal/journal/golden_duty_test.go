package journal

import "shanpei/models"

// tellDuties: an event of weight is recorded, published, and corrected.
func (g *story) tellDuties() {
	if _, err := SetUpSample(g.t.Context(), g.b.AsDo, 1, 1); err != nil {
		g.t.Fatal(err)
	}
	event := found[models.MajorEventRecorded](g, g.must(models.System, models.RecordMajorEvent{Kind: "asset", Title: "购置设备", Day: models.DayOf(g.now)})).Event.ID
	for _, why := range []string{"", "金额有误"} {
		g.must(models.System, models.PrepareFiling{Duty: "event-" + event, Text: "购置设备一套", Document: "档案1", Why: why})
		g.must(general, models.PublishFiling{Duty: "event-" + event})
	}
}
