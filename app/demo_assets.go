package main

import "shanpei/models"

// equipment is that of the city's institution for children: both systems of the article, with a year of use; a third waits for its acceptance.
func (d *demo) equipment() {
	for i, x := range []struct {
		kind, title string
		times       []int
	}{
		{"telemedicine", "远程诊疗系统", []int{18, 22, 25, 21, 27, 24, 30, 26}}, {"rehabilitation", "康复训练系统", []int{96, 104, 118, 111, 125, 120, 132, 128}}, {"teaching", "特殊教育多感官教室", nil},
	} {
		order := models.Asset{
			Program: d.programs["ciyou-tongnian"], Institution: "泰安市儿童福利院（演示）", Kind: x.kind, Title: x.title, Supplier: "岱岳康复设备（演示）", Fen: 128_000 * yuan, Document: "演示民政〔" + d.year() + "〕7" + string(rune('0'+i)) + "号",
		}
		id := made[models.AssetOrderedDown](d.do("manager", models.OrderAsset{Asset: order})).Asset.ID
		d.do("manager", models.StepAsset{ID: id, Verb: "deliver", Day: d.daysAgo(260 - 250*(i/2))})
		if x.times == nil {
			continue
		}
		d.do("secretary", models.StepAsset{ID: id, Verb: "accept", Protocol: "演示验收0" + string(rune('1'+i)), Tag: "FLY-" + d.year() + "-00" + string(rune('1'+i))})
		for k, n := range x.times {
			d.do("manager", models.StepAsset{ID: id, Verb: "use", Month: string(models.AddMonths(d.daysAgo(255)[:8]+"01", k))[:7], Times: n})
		}
	}
}

// weighty is an event that has to be published within 30 days, and was.
func (d *demo) weighty() {
	id := made[models.MajorEventRecorded](d.do("manager", models.RecordMajorEvent{Kind: "asset", Title: "儿童福利院远程诊疗、康复训练系统验收入账", Day: d.daysAgo(12)})).Event.ID
	d.do("manager", models.PrepareFiling{Duty: "event-" + id, Text: "泰安市儿童福利院（演示）两套系统已验收入账，合计 256,000.00 元，资金来自民政部门批准文件，未使用捐赠资金。", Document: "演示公开" + d.year() + "第1号"})
	d.do("secretary", models.PublishFiling{Duty: "event-" + id})
}
