package main

import (
	"shanpei/models"
	"shanpei/models/money"
)

// demoSeries are the names of the article that activities bear, with how much of a county's sessions each has.
var demoSeries = []struct {
	name, title, plan string
	weight            int64
}{
	{"奋进新征程 同心护未来", "亲子课堂进村居", "志愿者和社工在镇文化站为儿童和家长开设亲子课堂，不拍摄儿童面部。（演示数据）", 45},
	{"微爱助学", "助学陪伴日", "结对志愿者集中陪伴阅读和作业辅导，资助发放另行办理。（演示数据）", 30},
	{"同心同行 爱不孤单", "假期关爱行动", "暑期和寒假的安全教育、心理团辅和亲情连线。（演示数据）", 25},
}

// demoSessions are the sessions of each county since 2023; with the evening of the tour 1,216 together.
var demoSessions = map[string]money.Fen{"370902": 196, "370911": 208, "370921": 184, "370923": 190, "370982": 252, "370983": 185}

// activities tells what was held since 2023: counties plan, the city approves, the account of the first series is accepted. The counts are lower bounds: the
// article says 余.
func (d *demo) activities() {
	var plans, approvals, told, accounts, accepted []asked
	weights := make([]int64, len(demoSeries))
	for i, s := range demoSeries {
		weights[i] = s.weight
	}
	for _, c := range demoCounties {
		for _, s := range demoSeries {
			plans = append(plans, asked{"county-" + c.Code, models.PlanActivity{Activity: models.ActivityPlan{
				Title: c.SubBrand + " " + s.title, Series: s.name, County: c.Code, Plan: s.plan, From: "2023-01-01", To: models.Day(d.year() + "-12-31"), Planned: 120, BudgetFen: 60_000_00,
			}}})
		}
	}
	plans = append(plans, asked{"county-370983", models.PlanActivity{Activity: models.ActivityPlan{
		Title: "善行泰安 大爱民政 慈善公益巡演", Series: "善行泰安 大爱民政", County: "370983", Plan: "巡演宣传救助政策，现场捐赠归意达圆梦 助学成长。（演示数据）",
		From: d.daysAgo(20), To: d.daysAgo(-20), Planned: 2, BudgetFen: 12_000_00, Agreement: "演示协议〔2026〕7号",
	}}})
	d.together(plans...)
	for _, a := range d.state().Activities.All() {
		approvals = append(approvals, asked{"manager", models.StepActivity{ID: a.ID, Verb: "approve"}})
		series := -1
		for i, s := range demoSeries {
			if s.name == a.Series {
				series = i
			}
		}
		if series < 0 {
			continue
		}
		n := int(money.Split(demoSessions[a.County], weights)[series])
		officer, paper := "county-"+a.County, "演示"+a.Number
		told = append(told, asked{officer, models.RecordSession{ID: a.ID, Session: models.Session{
			Day: "2023-01-15", Count: n, Children: 15 * n, Parents: 10 * n, AtLeast: true, Volunteers: 3 * n, Hours: 9 * n, Place: "各镇（街道）文化站", SignIn: paper,
		}}}, asked{officer, models.RecordCost{ID: a.ID, Cost: models.ActivityCost{Day: "2023-01-15", What: "场地、教具和交通", Fen: money.Fen(n) * 350_00, Voucher: paper}}})
		if series == 0 {
			accounts = append(accounts, asked{"county-" + a.County, models.StepActivity{ID: a.ID, Verb: "account"}})
			accepted = append(accepted, asked{"secretary", models.StepActivity{ID: a.ID, Verb: "accept"}})
		}
	}
	d.together(approvals...)
	d.together(told...)
	d.together(accounts...)
	d.together(accepted...)
}

// proceeds are what the tour brought in on its first evening.
func (d *demo) proceeds() {
	for id, a := range d.state().Activities.All() {
		if a.Agreement != "" && d.err == nil {
			d.do("county-"+a.County, models.RecordSession{ID: id, Session: models.Session{Day: a.From, Count: 1, Children: 120, Parents: 260, Volunteers: 18, Hours: 72, Place: "桃都文化广场（演示）", SignIn: "演示" + a.Number}})
			d.do("county-"+a.County, models.RecordProceeds{ID: id, Proceeds: models.ActivityProceeds{Day: a.From, Fen: 8_640 * yuan, Purpose: "意达圆梦 助学成长", Paper: "演示票据〔" + d.year() + "〕31号"}})
		}
	}
}
