package lists

import (
	"fmt"
	"strconv"
	"strings"

	"shanpei/models"
	"shanpei/models/money"
)

// workLists are the federation's work: what is needed, what is planned, who was visited.
var workLists = []List{
	{ID: "needs", Name: "需求", See: models.ViewStaff, Take: models.DraftNeeds, rows: needRows, command: needRow, Columns: needColumns, Ignored: []string{"编号", "状态"}},
	{ID: "activities", Name: "活动", See: models.ViewStaff, Take: models.PlanActivities, rows: activityRows, command: activityRow, Columns: []Column{
		{Field: "title", Title: "名称", Must: true, Wide: 30}, {Field: "series", Title: "系列", Wide: 24}, {Field: "program", Title: "项目", Kind: Program, Wide: 26}, {Field: "county", Title: "区县", Kind: County, Must: true}, {Field: "from", Title: "起", Kind: Day, Must: true}, {Field: "to", Title: "止", Kind: Day, Must: true},
		{Field: "planned", Title: "计划场次", Kind: Count, Must: true}, {Field: "budget_fen", Title: "预算", Kind: Money}, {Field: "agreement", Title: "收入约定", Wide: 30}, {Field: "plan", Title: "方案", Must: true, Wide: 60},
	}},
	{ID: "screenings", Name: "筛查", See: models.ViewStaff, Take: models.EnterCases, rows: screeningRows, command: screeningRow, Columns: []Column{
		{Field: "program", Title: "项目", Kind: Program, Must: true, Wide: 26}, {Field: "county", Title: "区县", Kind: County, Must: true}, {Field: "day", Title: "日期", Kind: Day, Must: true}, {Field: "place", Title: "地点", Must: true, Wide: 30}, {Field: "hospital", Title: "医院", Must: true, Wide: 30}, {Field: "capacity", Title: "报名上限", Kind: Count, Must: true},
	}},
	{ID: "campaigns", Name: "专项行动", See: models.ViewStaff, Take: models.PlanActivities, rows: campaignRows, command: campaignRow, Columns: campaignColumns},
	{ID: "courses", Name: "培训", See: models.ViewStaff, Take: models.ManageTraining, rows: courseRows, command: courseRow, Columns: []Column{
		{Field: "title", Title: "名称", Must: true, Wide: 30}, {Field: "topics", Title: "内容", Must: true, Wide: 60}, {Field: "place", Title: "地点", Must: true, Wide: 30}, {Field: "day", Title: "日期", Kind: Day, Must: true}, {Field: "hours", Title: "学时", Kind: Count, Must: true}, {Field: "months", Title: "证书月数", Kind: Count, Must: true},
	}},
	{ID: "contracts", Name: "服务合同", See: models.ViewStaff, Take: models.ManageContracts, rows: contractRows, command: contractRow, Columns: []Column{
		{Field: "title", Title: "名称", Must: true, Wide: 30}, {Field: "program", Title: "项目", Kind: Program, Must: true, Wide: 26}, {Field: "provider", Title: "承接机构", Must: true, Wide: 30}, {Field: "area", Title: "区域"}, {Field: "from", Title: "起", Kind: Day, Must: true}, {Field: "to", Title: "止", Kind: Day, Must: true},
		{Field: "indicators", Title: "指标", Must: true, Wide: 40}, {Field: "milestones", Title: "付款节点", Must: true, Wide: 50},
	}},
	{ID: "visits", Name: "走访", See: models.ViewPersons, Take: models.RecordVisits, rows: visitRows, command: visitRow, Columns: visitColumns},
}

var needColumns = []Column{
	{Field: "program", Title: "项目", Kind: Program, Must: true, Wide: 26}, {Field: "county", Title: "区县", Kind: County, Must: true}, {Field: "township", Title: "乡镇"}, {Field: "type", Title: "类型", Kind: Choice, Must: true, Words: "need_type", Of: names(models.NeedTypeOrder)}, {Field: "stage", Title: "学段", Kind: Choice, Words: "stage", Of: names(models.Stages)},
	{Field: "title", Title: "名称", Wide: 30}, {Field: "period", Title: "期间", Wide: 22}, {Field: "unit", Title: "单位"}, {Field: "unit_price_fen", Title: "标准(元)", Kind: Money, Must: true}, {Field: "places", Title: "名额", Kind: Count, Must: true}, {Field: "urgency", Title: "紧急程度", Kind: Count}, {Field: "deadline", Title: "截止日期", Kind: Day},
	{Field: "divisible", Title: "整体认捐", Kind: Yes}, {Field: "max_donors", Title: "最多认捐企业数", Kind: Count},
}

func needRows(x *Exchange, put func(...any) error) error {
	for _, n := range inOrder(x.State.Needs, func(n *models.Need) string { return n.Number }) {
		if !x.Actor.InCounty(n.County, n.Township) {
			continue
		}
		if err := put(x.program(n.Program), x.county(n.County), n.Township, x.word("need_type", string(n.Type)), x.word("stage", string(n.Stage)), n.Title, n.Period, n.Unit, n.UnitPriceFen, n.Places,
			n.Urgency, n.Deadline, n.Indivisible, n.MaxDonors); err != nil {
			return err
		}
	}
	return nil
}

func needRow(r *Row) models.Command {
	n := models.Need{
		Program: r.program("program"), County: r.county("county"), Township: r.Text("township"), Type: models.NeedType(r.slug(needColumns, "type")), Stage: models.Stage(r.slug(needColumns, "stage")), Title: r.Text("title"), Period: r.Text("period"),
		Unit: r.Text("unit"), UnitPriceFen: r.Fen("unit_price_fen"), Places: r.Int("places"), Urgency: r.Int("urgency"), Deadline: r.Day("deadline"), Indivisible: r.Yes("divisible"), MaxDonors: r.Int("max_donors"),
	}
	if n.Urgency == 0 {
		n.Urgency = 3
	}
	return models.DraftNeed{Need: n}
}

func activityRows(x *Exchange, put func(...any) error) error {
	for _, a := range inOrder(x.State.Activities, func(a *models.ActivityPlan) string { return a.Number }) {
		if !x.Actor.InCounty(a.County, "") {
			continue
		}
		if err := put(a.Title, a.Series, x.program(a.Program), x.county(a.County), a.From, a.To, a.Planned, a.BudgetFen, a.Agreement, a.Plan); err != nil {
			return err
		}
	}
	return nil
}

func activityRow(r *Row) models.Command {
	return models.PlanActivity{Activity: models.ActivityPlan{
		Title: r.Text("title"), Series: r.Text("series"), Program: r.program("program"), County: r.county("county"), From: r.Day("from"), To: r.Day("to"), Planned: r.Int("planned"), BudgetFen: r.Fen("budget_fen"), Agreement: r.Text("agreement"), Plan: r.Text("plan"),
	}}
}

func screeningRows(x *Exchange, put func(...any) error) error {
	for _, n := range inOrder(x.State.Screenings, func(n *models.ScreeningDay) string { return n.Number }) {
		if !x.Actor.InCounty(n.County, x.Actor.Township) {
			continue
		}
		if err := put(x.program(n.Program), x.county(n.County), n.Day, n.Place, n.Hospital, n.Capacity); err != nil {
			return err
		}
	}
	return nil
}

func screeningRow(r *Row) models.Command {
	return models.PlanScreening{Screening: models.ScreeningDay{Program: r.program("program"), County: r.county("county"), Day: r.Day("day"), Place: r.Text("place"), Hospital: r.Text("hospital"), Capacity: r.Int("capacity")}}
}

var campaignColumns = []Column{
	{Field: "kind", Title: "类别", Kind: Choice, Must: true, Words: "campaign_kind", Of: models.CampaignKinds}, {Field: "title", Title: "名称", Must: true, Wide: 30}, {Field: "counties", Title: "区县", Must: true, Wide: 40}, {Field: "from", Title: "起", Kind: Day, Must: true}, {Field: "to", Title: "止", Kind: Day, Must: true}, {Field: "plan", Title: "方案", Wide: 60},
}

func campaignRows(x *Exchange, put func(...any) error) error {
	for _, c := range inOrder(x.State.Campaigns, func(c *models.Campaign) string { return c.Number }) {
		counties := make([]string, len(c.Counties))
		for i, code := range c.Counties {
			counties[i] = x.county(code)
		}
		if err := put(x.word("campaign_kind", c.Kind), c.Title, strings.Join(counties, "、"), c.From, c.To, c.Plan); err != nil {
			return err
		}
	}
	return nil
}

func campaignRow(r *Row) models.Command {
	c := models.Campaign{Kind: r.slug(campaignColumns, "kind"), Title: r.Text("title"), From: r.Day("from"), To: r.Day("to"), Plan: r.Text("plan")}
	for _, name := range r.All("counties") {
		code, ok := r.X.countyOf(name)
		if !ok {
			r.refuse("counties", "unknown_county")
		}
		c.Counties = append(c.Counties, code)
	}
	return models.PlanCampaign{Campaign: c}
}

func courseRows(x *Exchange, put func(...any) error) error {
	for _, c := range inOrder(x.State.Courses, func(c *models.Course) string { return c.Number }) {
		if err := put(c.Title, c.Topics, c.Place, c.Day, c.Hours, c.Months); err != nil {
			return err
		}
	}
	return nil
}

func courseRow(r *Row) models.Command {
	return models.PlanCourse{Course: models.Course{Title: r.Text("title"), Topics: r.Text("topics"), Place: r.Text("place"), Day: r.Day("day"), Hours: r.Int("hours"), Months: r.Int("months")}}
}

// contractRows write the indicators as 名称|单位|目标 and the milestones as 名称|日期|元, each set off by a semicolon.
func contractRows(x *Exchange, put func(...any) error) error {
	for _, c := range inOrder(x.State.Contracts, func(c *models.Contract) string { return c.Number }) {
		var indicators, milestones []string
		for _, i := range c.Indicators {
			indicators = append(indicators, fmt.Sprintf("%s|%s|%d", i.Name, i.Unit, i.Target))
		}
		for _, m := range c.Milestones {
			milestones = append(milestones, fmt.Sprintf("%s|%s|%s", m.Name, m.Due, strings.ReplaceAll(m.Fen.String(), ",", "")))
		}
		if err := put(c.Title, x.program(c.Program), c.Provider, c.Area, c.From, c.To, strings.Join(indicators, "；"), strings.Join(milestones, "；")); err != nil {
			return err
		}
	}
	return nil
}

func contractRow(r *Row) models.Command {
	c := models.Contract{Title: r.Text("title"), Program: r.program("program"), Provider: r.Text("provider"), Area: r.Text("area"), From: r.Day("from"), To: r.Day("to")}
	for _, part := range r.parts("indicators") {
		target, err := strconv.Atoi(part[2])
		if err != nil {
			r.refuse("indicators", "number_format")
		}
		c.Indicators = append(c.Indicators, models.Indicator{Name: part[0], Unit: part[1], Target: target})
	}
	for _, part := range r.parts("milestones") {
		fen, err := money.ParseYuan(part[2])
		if err != nil {
			r.refuse("milestones", "amount_format")
		}
		c.Milestones = append(c.Milestones, models.Milestone{Name: part[0], Due: models.Day(part[1]), Fen: fen})
	}
	return models.DraftContract{Contract: c}
}

// parts takes a cell of several things of three parts apart.
func (r *Row) parts(field string) (out [][3]string) {
	for _, item := range strings.FieldsFunc(r.Text(field), func(c rune) bool { return strings.ContainsRune("；;\n", c) }) {
		part := strings.FieldsFunc(item, func(c rune) bool { return c == '|' || c == '｜' })
		if len(part) != 3 {
			r.refuse(field, "three_parts")
			continue
		}
		out = append(out, [3]string{strings.TrimSpace(part[0]), strings.TrimSpace(part[1]), strings.TrimSpace(part[2])})
	}
	return out
}

var visitColumns = []Column{
	{Field: "beneficiary", Title: "儿童编号", Wide: 20}, {Field: "county", Title: "区县", Kind: County}, {Field: "township", Title: "乡镇"}, {Field: "day", Title: "日期", Kind: Day, Must: true}, {Field: "findings", Title: "发现", Kind: Several, Must: true, Words: "finding", Of: models.VisitFindings, Wide: 40},
	{Field: "next", Title: "下次走访", Kind: Day}, {Field: "campaign", Title: "专项行动", Wide: 30},
}

func visitRows(x *Exchange, put func(...any) error) error {
	for _, v := range inOrder(x.State.Visits, func(v *models.Visit) string { return v.Number }) {
		if !x.Actor.InCounty(v.County, v.Township) {
			continue
		}
		number, campaign := "", ""
		if b, ok := x.State.Beneficiaries.Get(v.Beneficiary); ok {
			number = b.Number
		}
		if c, ok := x.State.Campaigns.Get(v.Campaign); ok {
			campaign = c.Title
		}
		if err := put(number, x.county(v.County), v.Township, v.Day, joined(x, "finding", v.Findings), v.Next, campaign); err != nil {
			return err
		}
	}
	return nil
}

func visitRow(r *Row) models.Command {
	v := models.Visit{Beneficiary: r.Text("beneficiary"), County: r.county("county"), Township: r.Text("township"), Day: r.Day("day"), Findings: r.slugs(visitColumns, "findings"), Next: r.Day("next")}
	if title := r.Text("campaign"); title != "" {
		for id, c := range r.X.State.Campaigns.All() {
			if c.Title == title || c.Number == title {
				v.Campaign = id
			}
		}
		if v.Campaign == "" {
			r.refuse("campaign", "unknown_campaign")
		}
	}
	return models.RecordVisit{List: []models.Visit{v}}
}
