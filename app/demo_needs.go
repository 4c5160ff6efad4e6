package main

import (
	"fmt"
	"slices"

	"shanpei/models"
	"shanpei/models/money"
)

const yuan money.Fen = 100

// startPrograms creates the seven programmes with the budgets of the table: 3,379,100 yuan together.
func (d *demo) startPrograms() {
	d.to(299)
	starts := d.daysAgo(300)[:8] + "01"
	ends := models.AddMonths(starts, 12).AddDays(-1)
	interim, _ := models.DisclosureSchedule(starts, ends)
	for _, p := range demoPrograms {
		p.Brand, p.Starts, p.Ends = "筑梦阳光 护未泰安", starts, ends
		out := d.do("manager", models.CreateProgram{Program: p})
		d.programs[p.Slug] = made[models.ProgramCreated](out).Program.ID
		for i, due := range interim {
			day := due.AddDays(-2)
			if p.Slug == "yida-yuanmeng" && i == 1 {
				day = due.AddDays(8) // the one that is late
			}
			d.publish = append(d.publish, dueDay{program: p.Slug, due: due, day: day})
		}
	}
	slices.SortStableFunc(d.publish, func(a, b dueDay) int { return cmpDays(a.day, b.day) })
}

func cmpDays(a, b models.Day) int { return int(a.Time().Sub(b.Time()).Hours()) }

var demoPrograms = []models.Program{
	{
		Slug: "yida-yuanmeng", Name: "意达圆梦 助学成长", Types: []models.NeedType{models.StudyAid}, BudgetFen: 1_398_400 * yuan, Fundraising: models.Announce,
		Purpose: "由泰安市民政局指导、泰安市慈善总会会同爱心企业实施，面向重点困境儿童的助学项目，补上助学空白，使孤儿、事实无人抚养儿童、重点困境儿童三类儿童助学全覆盖。按学期资助1004个名额，全年两个学期。",
		Rules: "对象：在校就读的重点困境儿童；孤儿由“福彩圆梦”、事实无人抚养儿童由财政公益金资助，不重复享受。标准：每人每学期小学500元、初中600元、高中（中职）1000元、大学2000元。" +
			"程序：乡镇（街道）核实、县级审核、市级审核、公示、拨付、回访；凭在读证明和银行回单核销。",
	},
	{
		Slug: "ciyou-tongnian", Name: "慈佑童年", Types: []models.NeedType{models.Screening, models.Surgery, models.Rehabilitation}, BudgetFen: 549_000 * yuan,
		Fundraising: models.Announce,
		Purpose:     "面向困难家庭脑瘫儿童的慈善救助项目：手术适应证筛查20场次、手术22例，并资助术后康复训练。筛查按场次计，手术按例计，不作比率。",
		Rules:       "标准：筛查每场6000元，手术每例资助15000元，术后康复每月1500元。对象：经专家筛查符合手术适应证并由监护人同意的困难家庭儿童；医保结算之后的自付部分予以资助，款项拨付至定点医院。",
	},
	{
		Slug: "huyou-jiankang", Name: "护佑健康", Types: []models.NeedType{models.Insurance}, BudgetFen: 309_700 * yuan, Fundraising: models.Announce,
		Purpose: "为全市3097名孤困儿童（含2023年以来入户走访、摸底排查新增的615名）投保大病保险和意外伤害险。其中1842名孤儿和事实无人抚养儿童已由医保部门参照特困人员全额救助，理赔时先行扣除，避免重复。",
		Rules:   "标准：每人每年100元。以参保截止日孤困儿童名册为准，统一投保；理赔由保险机构直接支付家庭。凭保单和参保清单核销，清单仅限工作人员查阅。",
	},
	{
		Slug: "lexiang-xinzhi", Name: "护佑成长 乐享心知", Types: []models.NeedType{models.Counselling}, BudgetFen: 330_000 * yuan, Fundraising: models.Announce,
		Purpose: "困境青少年心理关爱项目：由专业机构开展评估、个案辅导和团体辅导，全年1100人次。",
		Rules:   "标准：每人次300元。对象经评估确定；服务记录属于敏感信息，仅限工作人员查阅，对外只公布完成的人次。",
	},
	{
		Slug: "dongyuan-tongxing", Name: "护佑成长 东原同行", Types: []models.NeedType{models.Service}, BudgetFen: 192_000 * yuan, Fundraising: models.Announce,
		Purpose: "黄河滩区困境儿童关爱项目：为东平县沿黄乡镇160名困境儿童提供为期一年的陪伴、课业辅导和安全教育服务包。",
		Rules:   "标准：每人每年1200元。按乡镇打包实施，由承接机构提供服务，凭服务合同、签到和验收报告核销。",
	},
	{
		Slug: "shanxing-taian", Name: "善行泰安 购买服务", Types: []models.NeedType{models.Service}, BudgetFen: 300_000 * yuan, Fundraising: models.Targeted,
		Purpose: "总会以购买服务的方式，委托社会组织实施“善行泰安”系列儿童类项目：为农村困境儿童赋能，点亮寒门学子读书梦。面向会员单位、理事单位定向募集。",
		Rules:   "共3项，每项100000元，每项由一家爱心企业整体认捐。按合同约定的指标、付款节点、验收和评估执行。",
	},
	{
		Slug: "weiai-zhuxue", Name: "微爱助学", Types: []models.NeedType{models.StudyAid}, BudgetFen: 300_000 * yuan, Fundraising: models.PublicRaising,
		Filing: "演示备案-0001", Platform: "https://platform.example/weiai-zhuxue", LeftoverFen: 4320_17,
		Purpose: "面向小学一年级至高中三年级困境学生的助学活动，300个名额。各级民政部门和社会力量在“筑梦阳光 护未泰安”品牌下已开展关爱活动1200余场，本项目是其中之一。",
		Rules:   "标准：每人每年1000元。每年复核一次，不与其他助学项目重复。上期结余4320.17元继续用于本项目。",
	},
}

// lot is a need of the demonstration and how far it goes: stop is the last step, empty for all of them up to open.
type lot struct {
	key, program, county, township string
	typ                            models.NeedType
	stage                          models.Stage
	title, period                  string
	unit                           string
	price                          money.Fen
	places, urgency                int
	deadline                       int // days from the end of the story
	whole                          bool
	drafter                        string // empty: the county's officer
	stop                           models.NeedVerb
}

const draftOnly models.NeedVerb = "draft"

// chain is the way of a need, who takes each step, and how many days after the draft.
var chain = []struct {
	verb models.NeedVerb
	days int
}{{models.VerifyNeed, 2}, {models.ReviewNeed, 4}, {models.ApproveNeed, 7}, {models.PublishNeed, 9}, {models.OpenNeed, 17}}

// wave takes lots through the chain together, from a day on.
func (d *demo) wave(day int, lots []lot) {
	d.to(day)
	for _, l := range lots {
		d.draft(l)
	}
	for _, c := range chain {
		var on []lot
		for _, l := range lots {
			if l.stop != draftOnly {
				on = append(on, l)
			}
		}
		if len(on) == 0 {
			return
		}
		d.to(day - c.days)
		var steps []asked
		for i, l := range on {
			steps = append(steps, asked{stepper(c.verb, l.county), models.StepNeed{ID: d.needs[l.key], Verb: c.verb}})
			if l.stop == c.verb {
				on[i].stop = draftOnly
			}
		}
		d.together(steps...)
		lots = on
	}
}

// stepper is whose step it is.
func stepper(verb models.NeedVerb, county string) string {
	switch verb {
	case models.VerifyNeed, models.ReviewNeed:
		return "county-" + county
	case models.ApproveNeed:
		return "secretary"
	}
	return "manager"
}

func (d *demo) draft(l lot) {
	who := l.drafter
	if who == "" {
		who = "county-" + l.county
	}
	n := models.Need{
		Program: l.program, County: l.county, Township: l.township, Type: l.typ, Stage: l.stage, Title: l.title, Period: l.period, Unit: l.unit,
		UnitPriceFen: l.price, Places: l.places, Urgency: l.urgency, Indivisible: l.whole,
	}
	if l.deadline > 0 {
		n.Deadline = d.daysAgo(-l.deadline)
	}
	if l.whole {
		n.MaxDonors = 1
	}
	d.needs[l.key] = made[models.NeedDrafted](d.do(who, models.DraftNeed{Need: n})).Need.ID
}

// byCounty are the figures of the article's table, in the order of demoCounties.
var byCounty = struct {
	study                                                       [6][4]int // 小学 初中 高中 大学
	insured, screenings, surgeries, rehabilitation, counselling [6]int
}{
	study:          [6][4]int{{37, 31, 16, 4}, {69, 58, 31, 8}, {66, 55, 29, 7}, {73, 61, 33, 8}, {108, 90, 47, 12}, {67, 57, 30, 7}},
	insured:        [6]int{270, 512, 484, 541, 794, 496},
	screenings:     [6]int{3, 3, 3, 3, 5, 3},
	surgeries:      [6]int{2, 4, 3, 4, 6, 3},
	rehabilitation: [6]int{6, 12, 9, 12, 18, 9}, // three months for each operation
	counselling:    [6]int{120, 180, 170, 190, 270, 170},
}

// firstNeeds opens what is not about school: the year's screenings, operations, policies and services.
func (d *demo) firstNeeds() {
	var lots []lot
	annual := d.year() + "年度"
	for i, c := range demoCounties {
		add := func(kind, program string, t models.NeedType, title, unit string, price money.Fen, places, urgency int) {
			lots = append(lots, lot{key: kind + "-" + c.Code, program: program, county: c.Code, typ: t, title: c.Name + title, period: annual, unit: unit,
				price: price, places: places, urgency: urgency})
		}
		add("screening", "ciyou-tongnian", models.Screening, "脑瘫儿童手术适应证筛查", "场", 6000*yuan, byCounty.screenings[i], 3)
		add("surgery", "ciyou-tongnian", models.Surgery, "困难家庭脑瘫儿童手术资助", "例", 15000*yuan, byCounty.surgeries[i], 5)
		add("rehabilitation", "ciyou-tongnian", models.Rehabilitation, "脑瘫儿童术后康复训练", "月", 1500*yuan, byCounty.rehabilitation[i], 4)
		add("insurance", "huyou-jiankang", models.Insurance, "孤困儿童大病保险和意外伤害险", "人·年", 100*yuan, byCounty.insured[i], 3)
		add("counselling", "lexiang-xinzhi", models.Counselling, "困境青少年心理关爱", "人·次", 300*yuan, byCounty.counselling[i], 2)
	}
	for _, t := range []struct {
		name   string
		places int
	}{{"银山镇", 45}, {"斑鸠店镇", 35}, {"旧县乡", 30}, {"戴庙镇", 28}, {"商老庄乡", 22}} {
		lots = append(lots, lot{key: "dongyuan-" + t.name, program: "dongyuan-tongxing", county: "370923", township: t.name, typ: models.Service,
			title: t.name + "黄河滩区困境儿童关爱服务包", period: annual, unit: "人·年", price: 1200 * yuan, places: t.places, urgency: 3})
	}
	for i, s := range []struct{ county, title string }{
		{"370982", "农村困境儿童赋能服务"}, {"370921", "寒门学子读书梦陪伴计划"}, {"370923", "儿童主任能力提升服务"},
	} {
		lots = append(lots, lot{key: fmt.Sprint("service-", i+1), program: "shanxing-taian", county: s.county, typ: models.Service, title: s.title, period: annual,
			unit: "项", price: 100_000 * yuan, places: 1, urgency: 2, whole: true})
	}
	d.wave(288, lots)
}

// studyNeeds opens the 1,004 places of the term: six counties by four stages, three of them partly by a township. One comes later, in lastWeeks.
func (d *demo) studyNeeds() {
	d.to(114)
	d.do("manager", models.StepNeed{ID: d.needs["counselling-370902"], Verb: models.SuspendNeed, Reason: "承接机构正在评估，评估完成前暂停认捐。"})
	var lots []lot
	for _, l := range d.studyLots() {
		if l.key != lateStudyLot {
			lots = append(lots, l)
		}
	}
	lots = append(lots,
		d.weiaiLot("370902", "", models.Primary, 30, "", models.OpenNeed), d.weiaiLot("370923", "", models.Junior, 30, "", models.OpenNeed),
		d.weiaiLot("370983", "", models.Senior, 30, "", models.OpenNeed))
	d.wave(112, lots)
}

// lateStudyLot is in its publicity period when the story ends, with an objection.
const lateStudyLot = "study-370921-senior"

var studyStages = []struct {
	stage models.Stage
	name  string
	price money.Fen
}{{models.Primary, "小学", 500 * yuan}, {models.Junior, "初中", 600 * yuan}, {models.Senior, "高中（中职）", 1000 * yuan}, {models.College, "大学", 2000 * yuan}}

func (d *demo) studyLots() []lot {
	period := models.SchoolYear(d.now) + models.Term(d.now)
	own := map[string]struct { // places that a township drafts itself
		township, drafter string
		places            int
	}{
		"370982-primary": {"羊流镇", "yangliu", 24}, "370983-junior": {"石横镇", "shiheng", 18}, "370923-primary": {"银山镇", "yinshan", 21},
	}
	var lots []lot
	for i, c := range demoCounties {
		for j, s := range studyStages {
			l := lot{
				key: fmt.Sprintf("study-%s-%s", c.Code, s.stage), program: "yida-yuanmeng", county: c.Code, typ: models.StudyAid, stage: s.stage,
				title: c.Name + "重点困境儿童助学 · " + s.name, period: period, unit: "人·学期", price: s.price, places: byCounty.study[i][j],
				urgency: 3 + j/2, deadline: 45,
			}
			if t, ok := own[c.Code+"-"+string(s.stage)]; ok {
				part := l
				part.key, part.township, part.drafter, part.places = l.key+"-township", t.township, t.drafter, t.places
				part.title = c.Name + t.township + "重点困境儿童助学 · " + s.name
				l.places -= t.places
				lots = append(lots, part)
			}
			lots = append(lots, l)
		}
	}
	return lots
}

func (d *demo) weiaiLot(county, township string, stage models.Stage, places int, drafter string, stop models.NeedVerb) lot {
	i := slices.IndexFunc(demoCounties, func(c models.County) bool { return c.Code == county })
	names := map[models.Stage]string{models.Primary: "小学", models.Junior: "初中", models.Senior: "高中"}
	return lot{
		key: fmt.Sprintf("weiai-%s-%s", county, stage), program: "weiai-zhuxue", county: county, township: township, typ: models.StudyAid, stage: stage,
		title: demoCounties[i].Name + township + "微爱助学 · " + names[stage], period: models.SchoolYear(d.now), unit: "人·年", price: 1000 * yuan,
		places: places, urgency: 2, drafter: drafter, stop: stop,
	}
}
