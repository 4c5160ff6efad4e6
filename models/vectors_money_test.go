package models_test

import (
	"errors"
	"slices"
	"testing"

	"shanpei/models"
	"shanpei/models/money"
)

func TestVectorsOfAmountsInWords(t *testing.T) {
	v := readVectors(t).RMB
	for _, c := range v.Official {
		f := money.Fen(c.Fen)
		if f.Upper() != c.Canonical || !slices.Contains(f.UpperForms(), c.PBOC) {
			t.Errorf("%s: %s, want %s or %s", f, f.Upper(), c.Canonical, c.PBOC)
		}
	}
	for _, c := range v.Vectors {
		f, err := money.ParseYuan(c.Yuan)
		if err != nil || int64(f) != c.Fen {
			t.Errorf("%s: %d %v, want %d", c.Yuan, f, err, c.Fen)
			continue
		}
		if f.Upper() != c.Upper || "人民币"+f.Upper() != c.WithPrefix {
			t.Errorf("%s: %s, want %s", c.Yuan, f.Upper(), c.Upper)
		}
		forms := slices.Clone(c.Accept)
		slices.Sort(forms)
		if got := f.UpperForms(); !slices.Equal(got, forms) {
			t.Errorf("%s: accepts %v, want %v", c.Yuan, got, forms)
		}
	}
	for _, c := range v.Invalid {
		var e *money.Error
		if f, err := money.ParseYuan(c.Input); !errors.As(err, &e) {
			t.Errorf("%q (%s) was read as %s", c.Input, c.Why, f)
		}
	}
	for _, c := range v.BillDates {
		if got := models.Day(c.Date).Upper(); got != c.Upper {
			t.Errorf("%s: %s, want %s", c.Date, got, c.Upper)
		}
	}
}

func TestVectorsOfSplitting(t *testing.T) {
	for _, c := range readVectors(t).Split {
		var got []int64
		for _, p := range money.Split(money.Fen(c.Total), c.Weights) {
			got = append(got, int64(p))
		}
		if !slices.Equal(got, c.Parts) {
			t.Errorf("%d by %v: %v, want %v", c.Total, c.Weights, got, c.Parts)
		}
	}
}

func TestVectorsOfTheTwelvePercentRule(t *testing.T) {
	for _, c := range readVectors(t).Tax {
		var years []models.TaxYear
		for _, y := range c.Years {
			years = append(years, models.TaxYear{Year: y.Year, ProfitFen: money.Fen(y.Profit), DonationFen: money.Fen(y.Donation)})
		}
		for i, got := range models.Deduct(years) {
			y := c.Years[i]
			var deducted, expired []models.YearFen
			for _, d := range y.Deducted {
				deducted = append(deducted, models.YearFen{Year: d.DonatedIn, Fen: money.Fen(d.Deducted)})
			}
			for _, d := range y.Expired {
				expired = append(expired, models.YearFen{Year: d.DonatedIn, Fen: money.Fen(d.Amount)})
			}
			if got.Year != y.Year || int64(got.CapFen) != y.Cap || !slices.Equal(got.Deducted, deducted) || !slices.Equal(got.Expired, expired) {
				t.Errorf("%s %d: %+v, want cap %d deducted %v expired %v", c.Name, y.Year, got, y.Cap, deducted, expired)
			}
			carried := map[int]int64{}
			for _, d := range got.Carried {
				carried[d.Year] = int64(d.Fen)
			}
			for year, fen := range y.CarryForward {
				if carried[year] != fen || len(carried) != len(y.CarryForward) {
					t.Errorf("%s %d: carries %v, want %v", c.Name, y.Year, carried, y.CarryForward)
				}
			}
		}
	}
}
