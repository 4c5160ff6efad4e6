package views

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"shanpei/models"
)

// score writes a value in a form that can be read: the engine counts in fen × points, the page in 万元 × points.
func score(v int64) string { return Count(v / 1_000_000) }

func (d *StaffPage) gap(s DeskSum) string {
	if s.Bound <= 0 {
		return d.T("common.none")
	}
	return d.T("desk.gap", "percent", tenths(s.Gap))
}

// tenths writes thousandths as a percentage.
func tenths(permille int64) string {
	return strconv.FormatInt(permille/10, 10) + "." + strconv.FormatInt(permille%10, 10) + "%"
}

// sumTable lays the figures of two runs side by side, or shows those of one.
func sumTable(d *StaffPage, v *DeskSides) TableProps {
	t := TableProps{Caption: d.T("desk.sum.title"), CaptionHidden: true, Columns: []Column{{Label: d.T("desk.sum.what")}}}
	two := v.NameA != ""
	if two {
		t.Columns = append(t.Columns, Column{Label: v.HeadA, Num: true})
	}
	t.Columns = append(t.Columns, Column{Label: v.HeadB, Num: true})
	if two {
		t.Columns = append(t.Columns, Column{Label: d.T("desk.sum.change"), Num: true})
	}
	row := func(label string, a, b, change templ.Component) {
		cells := []templ.Component{Text(label)}
		if two {
			cells = append(cells, a)
		}
		cells = append(cells, b)
		if two {
			cells = append(cells, change)
		}
		t.Rows = append(t.Rows, R(cells...))
	}
	count := func(key string, a, b int) {
		row(d.T("desk.sum."+key), Number(int64(a)), Number(int64(b)), Text(signed(int64(b-a))))
	}
	money := func(key string, a, b Fen) {
		row(d.T("desk.sum."+key), Money(d.Page, a), Money(d.Page, b), Text(d.moneyChange(b-a)))
	}
	count("places", v.SumA.Places, v.SumB.Places)
	money("money", v.SumA.Fen, v.SumB.Fen)
	count("needs", v.SumA.Needs, v.SumB.Needs)
	count("pledges", v.SumA.Pledges, v.SumB.Pledges)
	row(d.T("desk.sum.value"), Text(score(v.SumA.Value)), Text(score(v.SumB.Value)), Text(signed((v.SumB.Value-v.SumA.Value)/1_000_000)))
	row(d.T("desk.sum.bound"), Text(score(v.SumA.Bound)), Text(score(v.SumB.Bound)), Text(signed((v.SumB.Bound-v.SumA.Bound)/1_000_000)))
	row(d.T("desk.sum.gap"), Text(d.gap(v.SumA)), Text(d.gap(v.SumB)), Text(""))
	return t
}

func signed(n int64) string {
	switch {
	case n > 0:
		return "+" + Count(n)
	case n < 0:
		return "−" + Count(-n)
	}
	return "0"
}

func (d *StaffPage) moneyChange(f Fen) string {
	switch {
	case f > 0:
		return "+" + d.Lang.Yuan(f)
	case f < 0:
		return "−" + d.Lang.Yuan(-f)
	}
	return "0"
}

// countyTable lays what counties get side by side, with each county's share of the run's money.
func countyTable(d *StaffPage, v *DeskSides) TableProps {
	t := TableProps{Caption: d.T("desk.counties"), CaptionHidden: true, Columns: []Column{{Label: d.F("county")}}}
	two := v.NameA != ""
	if two {
		t.Columns = append(t.Columns, Column{Label: v.HeadA, Num: true})
	}
	t.Columns = append(t.Columns, Column{Label: v.HeadB, Num: true}, Column{Label: d.F("places"), Num: true}, Column{Label: d.T("desk.share"), Num: true})
	if two {
		t.Columns = append(t.Columns, Column{Label: d.T("desk.sum.change"), Num: true})
	}
	for _, c := range v.Counties {
		cells := []templ.Component{Text(d.Place(c.County, ""))}
		if two {
			cells = append(cells, Money(d.Page, c.FenA))
		}
		cells = append(cells, Money(d.Page, c.FenB), Number(int64(c.PlacesB)), Text(Percent(int64(c.FenB), int64(v.SumB.Fen))))
		if two {
			cells = append(cells, Text(d.moneyChange(c.FenB-c.FenA)))
		}
		t.Rows = append(t.Rows, R(cells...))
	}
	return t
}

// pairsShown bounds the list of pairs that differ; the rest is counted.
const pairsShown = 100

// pairTable lists the pairs that two runs give to differently.
func pairTable(d *StaffPage, v *DeskSides) TableProps {
	t := TableProps{Caption: d.T("desk.pairs.title"), CaptionHidden: true, Columns: []Column{
		{Label: d.F("pledge")}, {Label: d.F("need")}, {Label: v.HeadA, Num: true}, {Label: v.HeadB, Num: true}, {Label: d.T("desk.pairs.how")},
	}}
	for _, p := range v.Pairs[:min(len(v.Pairs), pairsShown)] {
		how := "more"
		switch {
		case p.PlacesA == 0:
			how = "only_b"
		case p.PlacesB == 0:
			how = "only_a"
		case p.PlacesB < p.PlacesA:
			how = "less"
		}
		t.Rows = append(t.Rows, R(staffPledgeCell(d, p.Pledge), staffNeedCell(d, p.Need), pairCell(d, p.PlacesA, p.FenA), pairCell(d, p.PlacesB, p.FenB), Text(d.T("desk.pairs."+how, "a", v.NameA, "b", v.NameB))))
	}
	return t
}

// settingTable lists the settings that differ.
func settingTable(d *StaffPage, v *DeskSides) TableProps {
	t := TableProps{Caption: d.T("desk.settings.title"), CaptionHidden: true, Columns: []Column{{Label: d.T("desk.settings.what")}, {Label: v.HeadA, Num: true}, {Label: v.HeadB, Num: true}}}
	for _, s := range v.Settings {
		label := d.settingLabel(s.Name)
		if s.Scope != "" {
			label = d.ProgramName(s.Scope) + " · " + label
		}
		t.Rows = append(t.Rows, R(Text(label), Text(d.settingValue(s.Name, s.A)), Text(d.settingValue(s.Name, s.B))))
	}
	return t
}

func (d *StaffPage) settingLabel(name string) string {
	switch name {
	case "programs", "today", "effort", "seed", "pinned", "excluded":
		return d.T("desk.settings." + name)
	}
	return d.WeightLabel(name)
}

// settingValue writes a setting: numbers with separators, days, and pairs by what they are called.
func (d *StaffPage) settingValue(name, value string) string {
	if value == "" && name == "programs" {
		return d.T("staff.matching.all_programs")
	}
	if value == "" {
		return d.T("common.none")
	}
	switch name {
	case "today":
		return d.DayOf(models.Day(value))
	case "programs":
		return programsText(d, strings.Fields(value))
	case "pinned", "excluded":
		var words []string
		for _, id := range strings.Fields(value) {
			if _, ok := d.S.Needs.Get(id); ok {
				words = append(words, d.NeedNumber(id))
			} else if _, ok := d.S.Pledges.Get(id); ok {
				words = append(words, d.PledgeNumber(id))
			} else if id != "0" {
				words = append(words, id)
			}
		}
		return strings.Join(words, " · ")
	}
	if n, err := strconv.ParseInt(value, 10, 64); err == nil {
		return Count(n)
	}
	return value
}
