package main

import (
	"testing"

	"shanpei/models"
)

func (f *filled) registers(t *testing.T) {
	s, today := f.book.State(), models.DayOf(f.now)
	type row struct{ all, statutory, survey int }
	rows, consents, soon, silent := map[string]row{}, 0, 0, 0
	status := map[models.BeneficiaryStatus]int{}
	for _, b := range s.Beneficiaries.All() {
		if r := rows[b.County]; b.Status == models.BeneficiaryAccepted {
			r.all++
			if b.Category != models.Hardship {
				r.statutory++
			}
			if b.Source == "survey" {
				r.survey++
			}
			rows[b.County] = r
		}
		status[b.Status]++
		if b.MedicalCover != (b.Category != models.Hardship) {
			t.Errorf("%s: %s, covered %v", b.Number, b.Category, b.MedicalCover)
		}
		child, err := f.vault.Open(t.Context(), b.ID)
		if err != nil {
			t.Fatal(err)
		}
		guardian, err := f.vault.Open(t.Context(), b.Guardian)
		if err != nil {
			t.Fatal(err)
		}
		if guardian.Field("phone") == "" {
			silent++
		}
		birthday := models.AddMonths(models.Day(child.Field("birth")), 14*12)
		for _, c := range s.ConsentsOf(b.ID) {
			if (c.By == "guardian") != (c.Given <= birthday) || c.By == "guardian" && today > birthday {
				t.Errorf("%s: the consent is by the %s", b.Number, c.By)
			}
			consents++
			if c.By == "guardian" && c.Expires <= today.AddDays(30) {
				soon++
			}
		}
		if b.Status == models.BeneficiaryAccepted && !s.ConsentInForce(b.ID, models.ConsentToAid, today) {
			t.Errorf("%s has no consent", b.Number)
		}
	}
	var sum row
	for county, want := range map[string]row{
		"370902": {270, 160, 54}, "370911": {512, 304, 102}, "370921": {484, 288, 96}, "370923": {541, 322, 107}, "370982": {794, 473, 158}, "370983": {496, 295, 98},
	} {
		if rows[county] != want {
			t.Errorf("%s: %v, the table says %v", county, rows[county], want)
		}
		sum = row{sum.all + rows[county].all, sum.statutory + rows[county].statutory, sum.survey + rows[county].survey}
	}
	if sum != (row{3097, 1842, 615}) || soon != 1 || silent != 1 || consents < 3092 {
		t.Errorf("%v children, %d consents, %d expire soon, %d guardians without a telephone", sum, consents, soon, silent)
	}
	if status[models.BeneficiaryAccepted] != 3097 || status[models.BeneficiaryReturned] != 1 || status[models.BeneficiaryReviewed] != 1 || status[models.BeneficiaryVerified] != 4 {
		t.Errorf("%v", status)
	}
}
