package models

import "shanpei/models/money"

// TaxYear is what an enterprise earned and gave in a year.
type TaxYear struct {
	Year        int
	ProfitFen   money.Fen // 年度利润总额; below zero for a loss
	DonationFen money.Fen
}

// YearFen is an amount of the gifts of one year.
type YearFen struct {
	Year int
	Fen  money.Fen
}

// Deduction is what of an enterprise's gifts counts in a year.
type Deduction struct {
	Year     int
	CapFen   money.Fen // 12 % of a positive profit, rounded down
	Deducted []YearFen // by the year of the gift, oldest first
	Carried  []YearFen // still deductible in later years
	Expired  []YearFen // not deductible any more
}

// Deduct applies the 12 % rule (企业所得税法 art. 9; 财税〔2018〕15号) to years in ascending order: in each year at most 12 % of the profit is deducted, the oldest gifts
// first; what is over can be carried for three years after the year of the gift. It estimates: the tax office decides.
func Deduct(years []TaxYear) []Deduction {
	var open []YearFen
	out := make([]Deduction, 0, len(years))
	for _, y := range years {
		d := Deduction{Year: y.Year}
		if y.ProfitFen > 0 {
			d.CapFen = y.ProfitFen/100*12 + y.ProfitFen%100*12/100
		}
		if y.DonationFen > 0 {
			open = append(open, YearFen{Year: y.Year, Fen: y.DonationFen})
		}
		room := d.CapFen
		for _, g := range open {
			if use := min(room, g.Fen); use > 0 && g.Year+3 >= y.Year {
				d.Deducted = append(d.Deducted, YearFen{Year: g.Year, Fen: use})
				g.Fen -= use
				room -= use
			}
			switch {
			case g.Fen == 0:
			case g.Year+3 <= y.Year:
				d.Expired = append(d.Expired, g)
			default:
				d.Carried = append(d.Carried, g)
			}
		}
		open = append([]YearFen(nil), d.Carried...)
		out = append(out, d)
	}
	return out
}
