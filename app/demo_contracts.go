package main

import (
	"shanpei/models"
	"shanpei/models/money"
)

// demoContract is a purchase of services of the article: 善行泰安, 东原同行, 乐享心知.
type demoContract struct {
	program, title, provider, area string
	indicators                     []models.Indicator
	fen                            []money.Fen // by milestone
	reached                        [][]int     // delivered, by milestone; a last one of which is refused
	refused                        string      // why the last delivery was
}

var demoContracts = []demoContract{
	{"shanxing-taian", "善行泰安 赋能农村困境儿童", "汶水社会工作服务中心（演示）", "", []models.Indicator{{Name: "能力课程", Unit: "场", Target: 48}, {Name: "参与儿童", Unit: "人次", Target: 1440}},
		[]money.Fen{40_000_00, 30_000_00, 30_000_00}, [][]int{{18, 530}}, ""},
	{"shanxing-taian", "善行泰安 寒门学子读书梦", "岱麓青少年事务所（演示）", "", []models.Indicator{{Name: "阅读陪伴", Unit: "人次", Target: 960}},
		[]money.Fen{50_000_00, 50_000_00}, [][]int{{402}, {700}}, "缺第三季度服务记录"},
	{"shanxing-taian", "善行泰安 山村微课堂", "泰麓志愿服务协会（演示）", "", []models.Indicator{{Name: "微课堂", Unit: "场", Target: 60}}, []money.Fen{50_000_00, 50_000_00}, nil, ""},
	{"dongyuan-tongxing", "护佑成长 东原同行 滩区陪伴", "东原社会工作服务中心（演示）", "黄河滩区", []models.Indicator{{Name: "服务包", Unit: "人年", Target: 160}, {Name: "入户陪伴", Unit: "人次", Target: 1920}},
		[]money.Fen{96_000_00, 96_000_00}, [][]int{{160, 905}}, ""},
	{"lexiang-xinzhi", "护佑成长 乐享心知 心理关爱", "心泉心理服务中心（演示）", "", []models.Indicator{{Name: "个案", Unit: "个案", Target: 60}, {Name: "团辅", Unit: "场", Target: 36}},
		[]money.Fen{165_000_00, 165_000_00}, [][]int{{22, 15}}, ""},
}

// contracts are signed by the manager; the secretary-general accepts what was delivered, or sends it back.
func (d *demo) contracts() {
	to := d.daysAgo(-250)
	for i, c := range demoContracts {
		draft := models.Contract{Title: c.title, Program: d.programs[c.program], Provider: c.provider, Area: c.area, From: d.daysAgo(120), To: to, Indicators: c.indicators}
		for k, fen := range c.fen {
			name := []string{"首期", "期中", "结项"}[k]
			if k == len(c.fen)-1 {
				name = "结项"
			}
			draft.Milestones = append(draft.Milestones, models.Milestone{Name: name, Due: d.daysAgo(60 - 150*k), Fen: fen})
		}
		id := made[models.ContractDraftedDown](d.do("manager", models.DraftContract{Contract: draft})).Contract.ID
		d.do("manager", models.StepContract{ID: id, Verb: "sign", Paper: "演示合同〔" + d.year() + "〕" + string(rune('1'+i)) + "号"})
		for k, reached := range c.reached {
			d.do("manager", models.StepMilestone{ID: id, No: k + 1, Verb: "deliver", Reached: reached, Evidence: "演示验收材料"})
			answer := models.StepMilestone{ID: id, No: k + 1, Verb: "accept"}
			if k == len(c.reached)-1 && c.refused != "" {
				answer.Verb, answer.Reason = "refuse", c.refused
			}
			d.do("secretary", answer)
		}
	}
}

// correct publishes a correction of the first disclosure: a payment had been counted with another programme.
func (d *demo) correct() {
	if d.err != nil {
		return
	}
	p, _ := d.state().ProgramBySlug("ciyou-tongnian")
	for _, due := range d.state().DisclosureClock(p) {
		if due.Published != nil {
			d.do("manager", models.CorrectDisclosure{Program: p.Slug, Due: due.Due, Why: "原公开内容漏计一笔已到账捐款，现按台账更正。（演示数据）"})
			return
		}
	}
}
