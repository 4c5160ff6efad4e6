package handlers

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"shanpei/internal/vault"
	"shanpei/models"
)

// residentID is a number of the unassigned region 370999 that checks.
func residentID(birth string, seq int) string {
	body := fmt.Sprintf("370999%s%03d", birth, seq)
	sum := 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(body[i]-'0') * w
	}
	return body + string("10X98765432"[sum%11])
}

func childForm() url.Values {
	return url.Values{"name": {"演示童甲"}, "id_number": {residentID("20150301", 21)}, "place": {daiyue + "/满庄镇"}, "category": {"hardship"}, "risk": {"low"}, "source": {"visit"}, "stage": {"primary"},
		"school": {"演示小学"}, "guardian_name": {"演示监护人甲"}, "guardian_phone": {"13800138000"}, "relation": {"祖父"}, "bank": {"演示银行"}, "holder": {"演示监护人甲"}, "account": {"6200000000000005"}}
}

func TestAChildGoesFromIntakeThroughTheChainAndConsents(t *testing.T) {
	p := newTestPortal(t)
	worker, officer, manager := p.as("township_worker"), p.as("county_officer"), p.as("program_manager")
	bad := childForm()
	bad.Set("id_number", "370999201503010213")
	bad.Del("guardian_name")
	bad.Set("guardian_phone", "12")
	worker.post("/staff/persons/new", bad).is(422).has("校验位", "有效的手机", "演示小学")
	young := childForm()
	young.Del("guardian_name")
	worker.post("/staff/persons/new", young).is(422).has("未满 14 周岁须填写监护人")
	elsewhere := childForm()
	elsewhere.Set("place", xintai+"/羊流镇")
	worker.post("/staff/persons/new", elsewhere).is(403)
	page := worker.post("/staff/persons/new", childForm()).to()
	worker.post("/staff/persons/new", childForm()).is(409).has("SZ-2026-000001")
	body := worker.get(page).is(200).has("演***", "待核实").hasNot("演示童甲", residentID("20150301", 21), "13800138000", "6200000000000005", "演示小学").body
	if strings.Contains(body, "20150301") {
		t.Error("the day of birth is on the page")
	}
	id := page[strings.LastIndexByte(page, '/')+1:]
	worker.submit(page, "verify", nil).is(303)
	worker.get(page).is(200).hasNot(`value="review"`)
	officer.submit(page, "review", nil).is(303)
	manager.post(page+"/step", url.Values{"verb": {"accept"}}).is(409).has("还没有有效的同意")
	consent := url.Values{"purpose": {"aid"}, "by": {"child"}, "evidence": {"档案2026-1"}, "given": {"2026-09-01"}}
	worker.submit(page, "consent", consent).is(422).has("须由监护人同意")
	consent.Set("by", "guardian")
	worker.submit(page, "consent", consent).is(303)
	manager.submit(page, "accept", nil).is(303)
	officer.submit(page, "recheck", url.Values{"stage": {"junior"}, "risk": {"medium"}}).is(303)
	officer.submit(page, "amend", url.Values{"category": {"orphan"}, "stage": {"junior"}, "risk": {"medium"}, "medical_cover": {"true"}}).is(303)
	worker.submit(page, "withdraw-aid", nil).is(303)
	if p.Book.State().ConsentInForce(id, models.ConsentToAid, models.DayOf(p.Clock())) {
		t.Error("a withdrawn consent holds")
	}
	worker.submit(page, "depart", url.Values{"reason": {""}}).is(422)
	worker.submit(page, "depart", url.Values{"reason": {"moved"}}).is(303)
	worker.get(page).is(200).has("已退出", "迁出")
}

func TestAPlaceSeesItsOwnChildrenOnly(t *testing.T) {
	p := newTestPortal(t)
	page := p.as("township_worker").post("/staff/persons/new", childForm()).to()
	for _, stranger := range []string{"county_officer.2"} {
		c := p.as(stranger)
		c.get(page).is(404)
		c.get("/staff/persons").is(200).hasNot("SZ-2026")
		c.get("/staff/persons?q=" + url.QueryEscape("演示童甲")).is(200).hasNot("SZ-2026")
		c.post(page+"/step", url.Values{"verb": {"verify"}}).is(404)
		c.post(page+"/consents", url.Values{"purpose": {"aid"}}).is(404)
	}
	for _, nobody := range []string{"finance_maker", "finance_checker", "auditor", "admin", "donor_owner", "donor_finance", "donor_viewer"} {
		p.as(nobody).get(page).is(403)
		p.as(nobody).get("/staff/persons").is(403)
	}
	officer := p.as("county_officer")
	for _, q := range []string{"演示童甲", residentID("20150301", 21), "SZ-2026-000001-"} {
		found := officer.get("/staff/persons?q=" + url.QueryEscape(q)).is(200)
		if strings.HasPrefix(q, "SZ") {
			found.hasNot("演***")
		} else {
			found.has("演***").hasNot("演示童甲</")
		}
	}
	officer.get("/staff/persons?q=" + url.QueryEscape("演示")).is(200).has("没有符合条件")
}

// roster writes a list of n children; every row in faulty has one fault.
func rosterFile(n int, faulty ...int) string {
	var b strings.Builder
	b.WriteString("姓名,身份证号,县（市、区）,乡镇（街道）,类别,学段,风险等级,来源,医疗保障,监护人姓名,监护人电话\n")
	for i := range n {
		id, category := residentID(fmt.Sprintf("20%02d%02d%02d", 10+i%8, 1+i%12, 1+i%28), 1+i/2%998), []string{"孤儿", "事实无人抚养", "重点困境"}[i%3]
		if k := slices.Index(faulty, i); k >= 0 {
			switch k % 4 {
			case 0:
				id = id[:17] + map[bool]string{true: "0", false: "1"}[id[17] != '0']
			case 1:
				category = "富裕"
			case 2:
				id = residentID("20100101", 1) // the first row's
			case 3:
				category = ""
			}
		}
		fmt.Fprintf(&b, "演示童%d,%s,岱岳区,满庄镇,%s,小学,低,摸底排查,是,演示监护人%d,13800138000\n", i, id, category, i)
	}
	return b.String()
}

func TestAListOf3097IsEnteredWholeOrNotAtAll(t *testing.T) {
	p := newTestPortal(t)
	c := p.as("county_officer")
	var faulty []int
	for k := range 40 {
		faulty = append(faulty, 5+k*77)
	}
	at := c.sendFile("/staff/persons/import", "名单.csv", rosterFile(3097, faulty...)).to()
	doc := c.get(at).is(200).has("有 40 处问题").doc()
	if n := doc.Find("tbody tr").Length(); n != 40 {
		t.Errorf("%d faults are listed, want 40", n)
	}
	c.post(at, nil).is(422)
	if n := p.Book.State().Beneficiaries.Len(); n != 0 {
		t.Fatalf("%d were entered", n)
	}
	p.as("county_officer.2").get(at).is(404)
	at = c.sendFile("/staff/persons/import", "名单.csv", rosterFile(3097)).to()
	c.get(at).is(200).has("可建档 3,097 名")
	c.post(at, nil).is(303)
	if n := p.Book.State().Beneficiaries.Len(); n != 3097 {
		t.Fatalf("%d were entered", n)
	}
	c.get(at).is(404)
	seq := p.Book.State().Seq
	at = c.sendFile("/staff/persons/import", "名单.csv", rosterFile(3097)).to()
	c.get(at).is(200).has("3,097 名")
	c.post(at, nil).is(303)
	if s := p.Book.State(); s.Beneficiaries.Len() != 3097 || s.Seq != seq {
		t.Errorf("the same list changed something: %d children, entry %d instead of %d", s.Beneficiaries.Len(), s.Seq, seq)
	}
	c.get("/staff/persons/template.xlsx").is(200)
	c.sendFile("/staff/persons/import", "x.csv", "a,b\n1,2\n").is(422)
}

func TestAProgramEntersAChildAndIsAnsweredMasked(t *testing.T) {
	p := newTestPortal(t)
	worker := p.caller("township_worker")
	child := map[string]any{"name": "演示童乙", "id_number": residentID("20150301", 23), "county": daiyue, "township": "满庄镇", "category": "orphan", "stage": "primary",
		"risk": "low", "source": "survey", "medical_cover": true, "guardian_name": "演示监护人乙", "guardian_phone": "13800138000"}
	records := func() (n int) {
		if err := p.Vault.Each(t.Context(), "beneficiary", func(vault.Record) error { n++; return nil }); err != nil {
			t.Error(err)
		}
		return n
	}
	before, key := records(), []string{"Idempotency-Key", "child-1"}
	first := worker.post("/beneficiaries", child, key...).is(201).hasNot("演示童乙", residentID("20150301", 23))
	if again := worker.post("/beneficiaries", child, key...).is(201); again.body != first.body {
		t.Errorf("the same request is answered %s", again.body)
	}
	worker.post("/beneficiaries", child).is(409).has("SZ-2026-000001").hasNot("演示童乙")
	p.caller("county_officer.2").post("/beneficiaries", child).is(403)
	worker.get("/beneficiaries?category=orphan").is(200).has("演***", "SZ-2026-000001").hasNot("演示童乙", "20150301", "13800138000")
	worker.get("/beneficiaries?category=hardship").is(200).hasNot("SZ-2026")
	worker.get("/beneficiaries?name=x").is(422)
	p.caller("county_officer.2").get("/beneficiaries").is(200).hasNot("SZ-2026")
	for _, stranger := range []string{"finance_maker", "auditor", "admin", "donor_owner"} {
		p.caller(stranger).get("/beneficiaries").is(403)
	}
	child["id_number"] = "370999201503010213"
	worker.post("/beneficiaries", child).is(422)
	if n := records(); n != before+1 || p.Book.State().Beneficiaries.Len() != 1 {
		t.Errorf("%d records more for %d children", n-before, p.Book.State().Beneficiaries.Len())
	}
}
