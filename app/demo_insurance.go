package main

import (
	"shanpei/models"
	"shanpei/models/money"
)

// insure drafts the year's policy for everybody on the register, and has its roster sealed by a second person.
func (d *demo) insure() {
	d.to(194)
	draft := models.Policy{
		Program: d.programs["huyou-jiankang"], Title: "护佑健康 " + d.year() + "年度孤困儿童保险", Insurer: "演示保险公司泰安分公司", From: d.daysAgo(193), To: d.daysAgo(193 - 364), CutOff: d.daysAgo(194),
		HeadFen: 100 * yuan, Covers: []string{"critical_illness", "accident", "accident_medical"}, Limit: "重大疾病一次性给付8万元，意外伤害5万元。（演示数据）",
	}
	d.policy = made[models.PolicyDraftedDown](d.do("manager", models.DraftPolicy{Policy: draft})).Policy.ID
	d.do("manager", models.StepPolicy{ID: d.policy, Verb: "fix"})
	d.do("secretary", models.StepPolicy{ID: d.policy, Verb: "seal", Paper: "演示保单〔" + d.year() + "〕001号"})
}

// claims records the premium: what donors gave for three counties, the rest from the state; and the claims of the months since.
func (d *demo) claims() {
	if d.err != nil {
		return
	}
	gifts := money.Fen(0)
	for _, x := range d.state().Disbursements.All() {
		if x.Program != d.programs["huyou-jiankang"] || x.Status != models.DisbursementPaid && x.Status != models.DisbursementProven {
			continue
		}
		gifts += x.TotalFen
		d.do("manager", models.StepPolicy{ID: d.policy, Verb: "pay", Payout: x.Number})
	}
	p, _ := d.state().InsurancePolicies.Get(d.policy)
	d.do("manager", models.StepPolicy{ID: d.policy, Verb: "pay", Document: "演示财政〔" + d.year() + "〕12号", Fen: p.Sums().PremiumFen - gifts})
	for i, n := range []int{1, 2, 0, 3} {
		month := string(d.daysAgo(180 - 30*i))[:7]
		if p, _ := d.state().InsurancePolicies.Get(d.policy); len(p.Claims) > 0 && p.Claims[len(p.Claims)-1].Month >= month {
			continue
		}
		d.do("manager", models.StepPolicy{ID: d.policy, Verb: "claim", Month: month, Count: n, Fen: money.Fen(n) * 3_860 * yuan})
	}
}
