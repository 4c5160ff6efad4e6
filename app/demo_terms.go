package main

import "shanpei/models"

// terms sets what each stage gets: 意达圆梦 by the term, 微爱助学 by the year. Nothing is paid for a child who is not shown to be at school.
func (d *demo) terms() {
	d.to(115)
	for _, t := range []struct {
		program, period string
		rates           []models.StageRate
	}{
		{"yida-yuanmeng", models.SchoolYear(d.now) + models.Term(d.now), []models.StageRate{
			{Stage: models.Primary, Fen: 500 * yuan}, {Stage: models.Junior, Fen: 600 * yuan}, {Stage: models.Senior, Fen: 1000 * yuan}, {Stage: models.Vocational, Fen: 1000 * yuan}, {Stage: models.College, Fen: 2000 * yuan}}},
		{"weiai-zhuxue", models.SchoolYear(d.now), []models.StageRate{{Stage: models.Primary, Fen: 1000 * yuan}, {Stage: models.Junior, Fen: 1000 * yuan}, {Stage: models.Senior, Fen: 1000 * yuan}}},
	} {
		when, _ := models.ParsePeriod(t.period)
		d.do("manager", models.SetTerm{Term: models.StudyTerm{Program: t.program, Period: t.period, Rates: t.rates, DocNo: "演示会字〔" + d.year() + "〕8号", Proof: true, ProofBy: when.From.AddDays(75)}})
	}
}

// enrolments are sent in by the counties, but for one whose list is still to come.
func (d *demo) enrolments() {
	s := d.state()
	for _, t := range s.Terms.All() {
		for _, c := range demoCounties[:len(demoCounties)-1] {
			var ids []string
			for _, b := range s.Unenrolled(t, d.people["county-"+c.Code]) {
				ids = append(ids, b.ID)
			}
			if len(ids) > 0 {
				d.do("county-"+c.Code, models.ProveEnrolment{Bindings: ids, Document: "演示在读名单〔" + d.year() + "〕" + c.Code})
			}
		}
	}
}
