package main

import (
	"fmt"
	"time"

	"shanpei/models"
	"shanpei/models/cnid"
)

// demoChildren are the counties' registers: how many children, how many of them orphans or without anybody who brings them up, how many found since 2023. They
// are 3,097, 1,842 and 615 together.
var demoChildren = []struct {
	county                  string
	all, statutory, visited int
}{
	{"370902", 270, 160, 54}, {"370911", 512, 304, 102}, {"370921", 484, 288, 96}, {"370923", 541, 322, 107}, {"370982", 794, 473, 158}, {"370983", 496, 295, 98},
}

// demoChild is a child that nobody has: everything that is sealed of it says so.
type demoChild struct {
	models.Beneficiary
	fields, guardian, payee map[string]string
	young                   bool // under 14, from a year ago on until long after the end of the story
}

// child invents the n-th child, the i-th of its county. Who is 14 by now has been so since before the register was taken over, so that no consent is outgrown
// within the story.
func (d *demo) child(n, i int, c models.County, statutory, visited bool) demoChild {
	age := 3 + n%15
	days := n * 7 % 200
	if age >= 14 {
		days = 300 + n%60
	}
	birth := d.now.AddDate(-age, 0, -days)
	b := models.Beneficiary{County: c.Code, Township: c.Townships[i%len(c.Townships)], Category: models.Hardship, Risk: models.RiskLevels[n%7/3], Source: "visit"}
	if statutory {
		b.Category, b.MedicalCover = []models.Category{models.Orphan, models.Unattended, models.Unattended}[n%3], true
	}
	if visited {
		b.Source = "survey"
	}
	switch {
	case age >= 15:
		b.Stage = models.Senior
	case age >= 12:
		b.Stage = models.Junior
	case age >= 6:
		b.Stage = models.Primary
	}
	number := demoResidentID(birth, n)
	x := demoChild{Beneficiary: b, young: age < 14, fields: map[string]string{
		"name": fmt.Sprintf("演示童%04d", n), "id_number": number, "birth": birth.Format(time.DateOnly), "sex": []string{"女", "男"}[int(number[16]-'0')%2],
		"village": fmt.Sprintf("金丝雀村%d组", 1+n%9), "address": fmt.Sprintf("金丝雀村%d号", n),
	}}
	if b.Stage != "" {
		x.fields["school"], x.fields["class"] = fmt.Sprintf("金丝雀学校%d（演示）", 1+n%40), fmt.Sprintf("金丝雀%d班", 1+n%6)
	}
	if n%50 == 0 {
		x.fields["diagnosis"] = fmt.Sprintf("金丝雀诊断%d（演示）", n)
	}
	x.guardian = map[string]string{"name": fmt.Sprintf("演示监护人%04d", n), "relation": "金丝雀亲属"}
	if n != 1 { // one has no telephone that takes messages
		x.guardian["phone"] = fmt.Sprintf("1380000%04d", 2000+n)
	}
	if n%8 == 0 {
		card := fmt.Sprintf("62000000000%05d", n)
		x.payee = map[string]string{"name": x.guardian["name"], "holder": x.guardian["name"], "bank": "金丝雀银行（演示）", "account": card + string(cnid.Luhn(card))}
	}
	return x
}

// demoResidentID is a number of the region 370999, which is nobody's, with its check character.
func demoResidentID(birth time.Time, n int) string {
	body := fmt.Sprintf("370999%s%03d", birth.Format("20060102"), 1+n%998)
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(body[i]-'0') * weight
	}
	return body + string("10X98765432"[sum%11])
}

// sealChildren seals children with their guardians and accounts.
func (d *demo) sealChildren(list []demoChild) {
	for _, x := range []struct {
		kind string
		of   func(*demoChild) (map[string]string, *string)
	}{
		{"beneficiary", func(c *demoChild) (map[string]string, *string) { return c.fields, &c.ID }},
		{"guardian", func(c *demoChild) (map[string]string, *string) { return c.guardian, &c.Guardian }},
		{"payee", func(c *demoChild) (map[string]string, *string) { return c.payee, &c.Account }},
	} {
		var fields []map[string]string
		var to []*string
		for i := range list {
			if f, at := x.of(&list[i]); f != nil {
				fields, to = append(fields, f), append(to, at)
			}
		}
		if d.err != nil {
			return
		}
		var codes []string
		codes, d.err = d.vault.SealAll(d.ctx, x.kind, fields)
		for i, code := range codes {
			*to[i] = code
		}
	}
}

// consent is what was signed for a child on a day.
func (c demoChild) consent(given models.Day) models.Consent {
	n := models.Consent{Beneficiary: c.ID, Purpose: models.ConsentToAid, By: "child", GuardianTold: true, Evidence: "演示同意书", Given: given}
	if c.young {
		n.By = "guardian"
	}
	return n
}

// register takes over the counties' registers with the consents of a year, but for the children whom the story itself enters.
func (d *demo) register() {
	d.to(288)
	n := 0
	for k, c := range demoCounties {
		var list []demoChild
		row := demoChildren[k]
		for i := range row.all + demoIntakes {
			n++
			list = append(list, d.child(n, i, c, i < row.statutory, i*row.visited/row.all < (i+1)*row.visited/row.all))
		}
		late := len(list) - demoIntakes
		d.intakes = append(d.intakes, list[late:]...)
		list = list[:late]
		d.sealChildren(list)
		cmd := models.EnterBeneficiaries{}
		for i, x := range list {
			consent := x.consent(d.daysAgo(288))
			if k == 0 && i == 7 { // the guardian of one is to be asked again soon
				consent.Expires = d.daysAgo(-9)
			}
			cmd.List, cmd.Consents = append(cmd.List, x.Beneficiary), append(cmd.Consents, consent)
		}
		d.do("system", cmd)
	}
}

// demoIntakes is how many children of each county are still on their way at the end of the story.
const demoIntakes = 1

// intake tells of the last weeks: counties enter children, one is returned, one waits for the city, one is accepted and looked at again.
func (d *demo) intake() {
	d.sealChildren(d.intakes)
	for _, x := range d.intakes {
		d.do("county-"+x.County, models.EnterBeneficiaries{List: []models.Beneficiary{x.Beneficiary}})
	}
	if d.err != nil {
		return
	}
	step := func(i int, who, verb, reason string) {
		d.do(who, models.StepBeneficiary{IDs: []string{d.intakes[i].ID}, Verb: verb, Reason: reason})
	}
	step(1, "manager", "return", "evidence_missing")
	step(2, "manager", "review", "")
	d.do("county-"+d.intakes[3].County, models.RecordConsent{Consent: d.intakes[3].consent(models.DayOf(d.at)), Under14: d.intakes[3].young})
}
