package workbook

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"shanpei/models"
	"shanpei/models/money"
)

// Report is one that the federation makes for a quarter or a year (domain.md, section 4), as tables over the same ledgers that it keeps.
type Report struct {
	ID     string
	Yearly bool
	tables func(s Source, f Filter) ([]Table, error)
}

// Reports in the order in which they fall due: to the public every quarter, to the civil affairs bureau every quarter, by 31 May every year.
var Reports = []Report{
	{"quarter", false, func(s Source, f Filter) ([]Table, error) { return all(s, f, s.byProgram, s.spentOn) }},
	{"civil", false, func(s Source, f Filter) ([]Table, error) { return all(s, f, s.register, s.work) }},
	{"annual", true, func(s Source, f Filter) ([]Table, error) {
		return all(s, f, s.received, s.byWay, s.byProgram, s.spentOn, s.largest, s.work)
	}},
}

// ReportByID finds a report.
func ReportByID(id string) (Report, bool) {
	i := slices.IndexFunc(Reports, func(r Report) bool { return r.ID == id })
	if i < 0 {
		return Report{}, false
	}
	return Reports[i], true
}

// Tables are those of a report for a time.
func (r Report) Tables(s Source, f Filter) ([]Table, error) { return r.tables(s, f) }

func all(s Source, f Filter, parts ...func(Filter) (Table, error)) ([]Table, error) {
	out := make([]Table, 0, len(parts))
	for _, part := range parts {
		t, err := part(f)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// fixed is a table whose rows are known.
func fixed(name string, columns []Column, rows [][]any) Table {
	return Table{Name: name, Columns: columns, Rows: func(put func(...any) error) error {
		for _, row := range rows {
			if err := put(row...); err != nil {
				return err
			}
		}
		return nil
	}}
}

// lines gives the rows of a ledger in a time, earlier ledgers included, each by its columns' titles.
func (s Source) lines(ledger string, f Filter) ([]map[string]any, error) {
	l, _ := LedgerByID(ledger)
	var out []map[string]any
	err := l.Table(s, f).Rows(func(cells ...any) error {
		row := map[string]any{}
		for i, c := range l.columns {
			row[c.Title] = cells[i]
		}
		out = append(out, row)
		return nil
	})
	return out, err
}

func fen(row map[string]any) money.Fen { v, _ := row["金额"].(money.Fen); return v }

func of(row map[string]any, title string) string { v, _ := row[title].(string); return v }

// sums adds up the amounts of rows by what a function says of each, in the order in which that first comes.
func sums(rows []map[string]any, by func(map[string]any) string) (keys []string, total map[string]money.Fen, count map[string]int) {
	total, count = map[string]money.Fen{}, map[string]int{}
	for _, row := range rows {
		k := by(row)
		if count[k] == 0 {
			keys = append(keys, k)
		}
		total[k] += fen(row)
		count[k]++
	}
	return keys, total, count
}

// byProgram: what each programme received for itself and spent in the time, and what its ledger says in all.
func (s Source) byProgram(f Filter) (Table, error) {
	gifts, err := s.lines("gifts", f)
	if err != nil {
		return Table{}, err
	}
	spent, err := s.lines("spending", f)
	if err != nil {
		return Table{}, err
	}
	program := func(row map[string]any) string { return of(row, "项目") }
	_, in, _ := sums(gifts, program)
	_, out, _ := sums(spent, program)
	helped, err := s.helped(f)
	if err != nil {
		return Table{}, err
	}
	var rows [][]any
	for _, p := range s.State.Programs.All() {
		received, paid := s.State.ProgramLedger(p.ID)
		rows = append(rows, []any{p.Name, in[p.Name], out[p.Name], helped[p.ID], p.BudgetFen, received, paid, received - paid})
		delete(in, p.Name)
		delete(out, p.Name)
	}
	slices.SortFunc(rows, func(a, b []any) int { return strings.Compare(a[0].(string), b[0].(string)) })
	var rest, gone money.Fen // undirected, for several programmes at once, or for programmes of earlier books
	for _, v := range in {
		rest += v
	}
	for _, v := range out {
		gone += v
	}
	if rest != 0 || gone != 0 {
		rows = append(rows, []any{"非定向、多项目及其他", rest, gone, 0, money.Fen(0), money.Fen(0), money.Fen(0), money.Fen(0)})
	}
	return fixed("项目收支", []Column{roomy("项目", 28), amount("本期接收捐赠"), amount("本期支出"), {Title: "本期受益人次", Kind: Count}, amount("预算"), amount("累计到账"), amount("累计支出"), amount("结余")}, rows), nil
}

// helped counts, by programme, the places of persons that were paid in the time (人次).
func (s Source) helped(f Filter) (map[string]int, error) {
	out := map[string]int{}
	for _, d := range s.State.Disbursements.All() {
		days, err := s.paidDays(d)
		if err != nil {
			return nil, err
		}
		for _, l := range d.Lines {
			sp, ok := s.State.Sponsorships.Get(l.Sponsorship)
			if !ok || l.Status != "paid" && l.Status != "proven" || !f.day(days[l.No]) {
				continue
			}
			if n, _ := s.State.Needs.Get(sp.Need); models.NeedTypes[n.Type].Persons {
				out[d.Program] += l.Places
			}
		}
	}
	return out, nil
}

// spentOn: whom the money went to.
func (s Source) spentOn(f Filter) (Table, error) {
	spent, err := s.lines("spending", f)
	if err != nil {
		return Table{}, err
	}
	keys, total, count := sums(spent, func(row map[string]any) string {
		text := of(row, "受助编号/单位")
		for _, name := range Payees {
			if strings.Contains(text, "，"+name+"）") {
				return name
			}
		}
		return "其他"
	})
	slices.Sort(keys)
	var rows [][]any
	for _, k := range keys {
		rows = append(rows, []any{k, count[k], total[k]})
	}
	return fixed("支出对象", []Column{text("付款对象"), {Title: "笔数", Kind: Count}, amount("金额")}, rows), nil
}

// received: money and goods, directed and undirected; what went back is taken off.
func (s Source) received(f Filter) (Table, error) {
	gifts, err := s.lines("gifts", f)
	if err != nil {
		return Table{}, err
	}
	var rows [][]any
	for _, kind := range []string{"定向", "非定向"} {
		var cash, goods money.Fen
		for _, row := range gifts {
			switch {
			case of(row, "定向/非定向") != kind:
			case of(row, "方式") == "实物":
				goods += fen(row)
			default:
				cash += fen(row)
			}
		}
		rows = append(rows, []any{kind, cash, goods, cash + goods})
	}
	return fixed("接受捐赠", []Column{text("类别"), amount("货币"), amount("实物（公允价值）"), amount("合计")}, rows), nil
}

func (s Source) byWay(f Filter) (Table, error) {
	gifts, err := s.lines("gifts", f)
	if err != nil {
		return Table{}, err
	}
	keys, total, count := sums(gifts, func(row map[string]any) string { return of(row, "方式") })
	slices.Sort(keys)
	var rows [][]any
	for _, k := range keys {
		rows = append(rows, []any{k, count[k], total[k]})
	}
	return fixed("捐赠方式", []Column{text("方式"), {Title: "笔数", Kind: Count}, amount("金额")}, rows), nil
}

// mostDonors bounds the table of the largest gifts.
const mostDonors = 50

// largest lists who gave most. Whoever asked not to be named is added up without a name.
func (s Source) largest(f Filter) (Table, error) {
	gifts, err := s.lines("gifts", f)
	if err != nil {
		return Table{}, err
	}
	hidden := map[string]bool{}
	for _, p := range s.State.Pledges.All() {
		if p.Anonymous {
			hidden[p.Agreement] = true
		}
	}
	delete(hidden, "")
	keys, total, count := sums(gifts, func(row map[string]any) string {
		if hidden[of(row, "协议号")] {
			return "匿名捐赠方"
		}
		return of(row, "捐赠方")
	})
	slices.SortStableFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(total[b], total[a]), strings.Compare(a, b)) })
	var rows [][]any
	for _, k := range keys[:min(len(keys), mostDonors)] {
		rows = append(rows, []any{k, count[k], total[k]})
	}
	return fixed("主要捐赠方", []Column{roomy("捐赠方", 34), {Title: "笔数", Kind: Count}, amount("金额")}, rows), nil
}

// register: the children of each county as the register has them now, and what it grew by in the time.
func (s Source) register(f Filter) (Table, error) {
	type row struct{ now, orphan, unattended, hardship, added, left int }
	at := map[string]*row{}
	for code := range s.State.Counties.All() {
		at[code] = &row{}
	}
	for _, b := range s.State.Beneficiaries.All() {
		x := at[b.County]
		if b.Status != models.BeneficiaryAccepted || x == nil {
			continue
		}
		x.now++
		switch b.Category {
		case models.Orphan:
			x.orphan++
		case models.Unattended:
			x.unattended++
		case models.Hardship:
			x.hardship++
		}
	}
	for _, n := range s.State.NetAdditions() {
		if x := at[n.County]; x != nil && f.quarter(n.Quarter) {
			x.added += n.Added
			x.left += n.Left
		}
	}
	var rows [][]any
	for code, c := range s.State.Counties.All() {
		x := at[code]
		rows = append(rows, []any{c.Name, x.now, x.orphan, x.unattended, x.hardship, x.added, x.left})
	}
	count := func(title string) Column { return Column{Title: title, Kind: Count} }
	return fixed("困境儿童在册", []Column{text("区县"), count("在册人数"), count("孤儿"), count("事实无人抚养"), count("重点困境"), count("本期新增"), count("本期退出")}, rows), nil
}

// quarter tells whether a quarter (2026Q3) lies in the time.
func (f Filter) quarter(q string) bool {
	year, n, ok := strings.Cut(q, "Q")
	k, err := strconv.Atoi(n)
	return ok && err == nil && f.day(models.Day(year+"-"+[]string{"01", "04", "07", "10"}[(k-1)&3]+"-01"))
}

// work: what was done for children in each county in the time. Persons, person-times, sessions and operations stand in columns of their own: they are never
// added to each other.
func (s Source) work(f Filter) (Table, error) {
	type row struct{ visits, screenings, looked, operated, sessions, children, parents int }
	at := map[string]*row{}
	for code := range s.State.Counties.All() {
		at[code] = &row{}
	}
	of := func(county string) *row {
		if at[county] == nil {
			at[county] = &row{}
		}
		return at[county]
	}
	for _, v := range s.State.Visits.All() {
		if f.day(v.Day) {
			of(v.County).visits++
		}
	}
	for _, n := range s.State.Screenings.All() {
		if n.Status == models.ScreeningHeld && f.day(n.Day) {
			of(n.County).screenings++
			of(n.County).looked += n.Attended
		}
	}
	for _, c := range s.State.Cases.All() {
		if c.OperatedOn != "" && f.day(c.OperatedOn) {
			of(c.County).operated++
		}
	}
	for _, a := range s.State.Activities.All() {
		for _, x := range a.Sessions {
			if a.Seen() && x.Void == "" && f.day(x.Day) {
				r := of(a.County)
				r.sessions += x.Count
				r.children += x.Children
				r.parents += x.Parents
			}
		}
	}
	var rows [][]any
	for code, c := range s.State.Counties.All() {
		x := at[code]
		rows = append(rows, []any{c.Name, x.visits, x.screenings, x.looked, x.operated, x.sessions, x.children, x.parents})
	}
	count := func(title string) Column { return Column{Title: title, Kind: Count} }
	return fixed("关爱服务", []Column{text("区县"), count("走访（次）"), count("筛查（场）"), count("筛查（人次）"), count("手术（例）"), count("活动（场）"), count("儿童（人次）"), count("家长（人次）")}, rows), nil
}
