package views

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"shanpei/models"
)

// PersonPage is a child as staff see it: what the journal knows, the name masked.
type PersonPage struct {
	*models.Beneficiary
	Name                                 string
	Child, GuardianFields, AccountFields PersonProps
	Consents                             []*models.Consent
}

// RowFault is what is wrong in a row of a file.
type RowFault struct {
	Row    int
	Column string // a field of PersonColumns
	Text   string
}

// RosterProps is a list of children that was read and waits to be entered.
type RosterProps struct {
	Code, Name string
	New, Known int
	Faults     []RowFault // the first of them
	AllFaults  int
}

// PersonColumns are the columns of a list of children, in its order (domain.md, section 4: the form of application without what is not needed).
var PersonColumns = []struct{ Field, Title string }{
	{"name", "姓名"}, {"id_number", "身份证号"}, {"county", "县（市、区）"}, {"township", "乡镇（街道）"}, {"village", "村居"}, {"address", "住址"}, {"phone", "联系电话"},
	{"category", "类别"}, {"stage", "学段"}, {"school", "就读学校"}, {"class", "年级班级"}, {"risk", "风险等级"}, {"source", "来源"}, {"medical_cover", "医疗保障"},
	{"guardian_name", "监护人姓名"}, {"guardian_id", "监护人身份证号"}, {"guardian_phone", "监护人电话"}, {"relation", "与儿童关系"},
	{"bank", "开户行"}, {"holder", "户名"}, {"account", "账号"},
}

// otherTitles are words that offices use for the same columns.
var otherTitles = map[string]string{
	"公民身份号码": "id_number", "身份证号码": "id_number", "区县": "county", "县": "county", "所属区县": "county", "乡镇": "township", "街道": "township", "村": "village", "村/居": "village",
	"家庭住址": "address", "居住地址": "address", "电话": "phone", "手机号": "phone", "儿童类别": "category", "学校": "school", "年级": "class", "班级": "class", "监护人": "guardian_name",
	"监护人联系电话": "guardian_phone", "关系": "relation", "开户银行": "bank", "账户名": "holder", "银行账号": "account", "卡号": "account", "银行卡号": "account",
}

// plainTitle is a title as a file's header is compared: without what stands in brackets.
func plainTitle(s string) string {
	if i := strings.IndexAny(s, "（("); i >= 0 {
		s = s[:i]
	}
	return s
}

// PersonColumn is the field that a header means; "" for none.
func PersonColumn(header string) string {
	for _, c := range PersonColumns {
		if header == c.Title || header == plainTitle(c.Title) || header == c.Field {
			return c.Field
		}
	}
	return otherTitles[header]
}

// personWords are the words of the trade for the portal's own names, in lists that offices send.
var personWords = map[string]map[string]string{
	"category":      {"孤儿": "orphan", "社会散居孤儿": "orphan", "事实无人抚养": "unattended", "事实无人抚养儿童": "unattended", "重点困境": "hardship", "重点困境儿童": "hardship"},
	"stage":         {"学前": "preschool", "幼儿园": "preschool", "小学": "primary", "初中": "junior", "高中": "senior", "中职": "vocational", "大学": "college", "高校": "college", "未入学": "", "无": ""},
	"risk":          {"低": "low", "中": "medium", "高": "high", "低风险": "low", "中风险": "medium", "高风险": "high"},
	"source":        {"报名": "sign_up", "入户走访": "visit", "走访": "visit", "摸底排查": "survey", "排查": "survey"},
	"medical_cover": {"是": "true", "有": "true", "否": "", "无": ""},
}

// PersonWord is the portal's own name for a word of a list; a word that is not known stays as it is, to be refused with its column.
func PersonWord(field, word string) string {
	if own, ok := personWords[field][word]; ok {
		return own
	}
	return word
}

// PersonTitle is the word by which a list writes one of the portal's own names: PersonWord reads it.
func PersonTitle(field, own string) string {
	switch {
	case own == "":
		return ""
	case field == "stage":
		return ZhCN.Term("stage", own)
	}
	return ZhCN.T("person." + field + "." + own)
}

// PersonFilters are the choices above the list.
func PersonFilters(d *StaffPage) []StaffFilter {
	filters := []StaffFilter{
		{"status", d.T("person.f.status"), options(d, "beneficiary", models.BeneficiaryStatuses)}, {"category", d.T("person.f.category"), personOptions(d, "category", models.Categories)},
		{"stage", d.T("person.f.stage"), options(d, "stage", models.Stages)}, {"due", d.T("person.f.recheck"), []Option{{Value: "1", Label: d.T("person.due_soon")}}},
	}
	if d.Actor.County == "" {
		filters = append(filters, StaffFilter{"county", d.T("person.f.county"), d.CountyOptions()})
	}
	return filters
}

func personOptions[T ~string](d *StaffPage, kind string, values []T) []Option {
	out := make([]Option, 0, len(values))
	for _, v := range values {
		out = append(out, Option{Value: string(v), Label: d.T("person." + kind + "." + string(v))})
	}
	return out
}

// privately keeps a browser from offering what was typed of one child for another.
var privately = templ.Attributes{"autocomplete": "off"}

func flag(on bool) string {
	if on {
		return "true"
	}
	return ""
}

// PersonTable lists children by number and masked name.
func PersonTable(d *StaffPage, list []*models.Beneficiary, names map[string]string, filtered bool) TableProps {
	t := TableProps{Caption: d.T("person.title"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("person.none"), Text: d.T("person.none_text")}, Columns: []Column{
		{Label: d.T("person.f.number"), Sort: "number"}, {Label: d.T("person.f.name")}, {Label: d.T("person.f.place"), Sort: "place"}, {Label: d.T("person.f.category")}, {Label: d.T("person.f.stage")},
		{Label: d.T("person.f.risk")}, {Label: d.T("person.f.recheck"), Sort: "due"}, {Label: d.T("person.f.status"), Sort: "status"}}}
	if filtered {
		t.Empty = EmptyProps{Title: d.T("person.none_found"), Text: d.T("person.none_found_text")}
	}
	for _, b := range list {
		t.Rows = append(t.Rows, R(Link("/staff/persons/"+b.ID, b.Number), Text(names[b.ID]), Text(d.Place(b.County, b.Township)), Text(d.T("person.category."+string(b.Category))),
			Text(stageText(d, b.Stage)), Text(d.T("person.risk."+string(b.Risk))), staffDue(d, b.RecheckDue), Chip(d.Page, "beneficiary", string(b.Status))))
	}
	return t
}

func stageText(d *StaffPage, s models.Stage) string {
	if s == "" {
		return d.T("person.no_stage")
	}
	return d.Lang.Term("stage", string(s))
}

func personFacts(d *StaffPage, v PersonPage) []KV {
	b := v.Beneficiary
	yes := ""
	if b.MedicalCover {
		yes = d.T("person.covered")
	}
	items := []KV{
		{Key: d.T("person.f.number"), Value: b.Number}, {Key: d.T("person.f.place"), Value: d.Place(b.County, b.Township)}, {Key: d.T("person.f.category"), Value: d.T("person.category." + string(b.Category))},
		{Key: d.T("person.f.stage"), Value: stageText(d, b.Stage)}, {Key: d.T("person.f.risk"), Value: d.T("person.risk." + string(b.Risk))}, {Key: d.T("person.f.source"), Value: d.T("person.source." + string(b.Source))},
		{Key: d.T("person.f.medical_cover"), Value: yes}, {Key: d.T("person.f.recheck"), Value: d.DayOf(b.RecheckDue)},
	}
	for _, by := range []struct{ key, who string }{{"entered", b.EnteredBy}, {"verified", b.VerifiedBy}, {"reviewed", b.ReviewedBy}, {"accepted", b.AcceptedBy}} {
		if by.who != "" {
			items = append(items, KV{Key: d.T("person.by." + by.key), Value: d.Person(by.who)})
		}
	}
	if b.Reason != "" {
		items = append(items, KV{Key: d.T("person.f.reason"), Value: d.T("person.reason." + b.Reason)})
	}
	return items
}

func consentTable(d *StaffPage, v PersonPage) TableProps {
	t := TableProps{Caption: d.T("person.consents"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("person.no_consent"), Text: d.T("person.no_consent_text")}, Columns: []Column{
		{Label: d.T("person.f.purpose")}, {Label: d.T("person.f.by")}, {Label: d.T("person.f.given")}, {Label: d.T("person.f.expires")}, {Label: d.T("person.f.evidence")}, {Label: d.T("person.f.status")}}}
	for _, c := range v.Consents {
		state := Tag(Done, d.T("person.consent.holds"))
		switch {
		case c.Ended != "":
			state = lines(Tag(Wait, d.T("person.consent."+c.EndedWhy)), quiet(d.DayOf(c.Ended)))
		case !c.Holds(d.Today):
			state = Tag(Warning, d.T("person.consent.expired"))
		}
		t.Rows = append(t.Rows, R(Text(d.T("person.purpose."+c.Purpose)), Text(d.T("person.consent_by."+c.By)), Text(d.DayOf(c.Given)), Text(d.DayOf(c.Expires)), Text(c.Evidence), state))
	}
	return t
}

// placeOptions are the townships where the actor may enter a child.
func placeOptions(d *StaffPage) []Option {
	var out []Option
	for _, c := range d.S.Counties.All() {
		for _, t := range c.Townships {
			if d.Actor.InCounty(c.Code, t) {
				out = append(out, Option{Value: c.Code + "/" + t, Label: d.Place(c.Code, t)})
			}
		}
	}
	return out
}

// personSteps are the steps ahead that may be taken now; personBacks those that need a reason of a list.
func personSteps(d *StaffPage, v PersonPage) (ahead []string, why string) {
	for _, verb := range []string{"verify", "review", "accept", "reenter"} {
		ok, refused := d.Ready(models.StepBeneficiary{IDs: []string{v.ID}, Verb: verb})
		if ok {
			ahead = append(ahead, verb)
		} else if refused != "" {
			why = refused
		}
	}
	return ahead, why
}

func personBacks(d *StaffPage, v PersonPage) []string {
	var out []string
	for _, verb := range []struct{ name, reason string }{{"return", models.ReturnReasons[0]}, {"depart", models.DepartReasons[0]}} {
		if ok, _ := d.Ready(models.StepBeneficiary{IDs: []string{v.ID}, Verb: verb.name, Reason: verb.reason}); ok {
			out = append(out, verb.name)
		}
	}
	return out
}

func personReasons(d *StaffPage, verb string) []Option {
	if verb == "return" {
		return personOptions(d, "reason", models.ReturnReasons)
	}
	return personOptions(d, "reason", models.DepartReasons)
}

func rosterFaults(d *StaffPage, v RosterProps) TableProps {
	t := TableProps{Caption: d.T("person.faults"), CaptionHidden: true, Columns: []Column{{Label: d.T("person.f.row"), Num: true}, {Label: d.T("person.f.column")}, {Label: d.T("person.f.fault")}}}
	for _, f := range v.Faults {
		t.Rows = append(t.Rows, R(Text(strconv.Itoa(f.Row)), Text(columnTitle(f.Column)), Text(f.Text)))
	}
	return t
}

// columnTitle is the title of the column that a field stands in; a place stands in two.
func columnTitle(field string) string {
	if field == "place" {
		field = "township"
	}
	for _, c := range PersonColumns {
		if c.Field == field {
			return c.Title
		}
	}
	return field
}
