package handlers

import (
	"cmp"
	"slices"

	"shanpei/models"
	"shanpei/views"
)

// The public pages. Each is a sum over one state, and shows only needs that are Seen; what they may not show is decided in views (public_tally.go).

// openShown is how many open needs a list of programmes shows of each.
const openShown = 4

func homeProps(s *models.State) views.HomeProps {
	return views.HomeProps{
		Totals: s.Totals, Programs: programLines(s, models.ProgramActive), Counties: countyLines(s), Disclosures: firstOf(publishedDisclosures(s), 5), Way: wayOf(s),
	}
}

func firstOf[T any](list []T, n int) []T { return list[:min(n, len(list))] }

// countyNameOf is a county's name as given.
func countyNameOf(s *models.State, code string) string {
	if c, ok := s.Counties.Get(code); ok {
		return c.Name
	}
	return code
}

func needLine(s *models.State, n *models.Need) views.NeedLine {
	g, _ := s.Programs.Get(n.Program)
	return views.NeedLine{Need: n, Program: g, County: countyNameOf(s, n.County)}
}

// byUrgency puts needs that take pledges first, the most urgent and the one that ends soonest before others, then the oldest.
func byUrgency(a, b *models.Need) int {
	if a.Takes() != b.Takes() {
		if a.Takes() {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(b.Urgency, a.Urgency), cmp.Compare(latest(a.Deadline), latest(b.Deadline)), cmp.Compare(a.ID, b.ID))
}

// latest puts a need without a deadline after all that have one.
func latest(d models.Day) models.Day {
	if d == "" {
		return "9999-12-31"
	}
	return d
}

// programLine adds up what the public may see of a programme.
func programLine(s *models.State, g *models.Program) views.ProgramLine {
	line := views.ProgramLine{Program: g}
	var open []*models.Need
	for _, n := range s.NeedsOf(g.ID) {
		if !n.Seen() {
			continue
		}
		line.Tally.Add(n)
		if n.Takes() {
			open = append(open, n)
		}
	}
	slices.SortFunc(open, byUrgency)
	for _, n := range firstOf(open, openShown) {
		line.Open = append(line.Open, needLine(s, n))
	}
	return line
}

// programLines lists programmes, running ones first; with statuses, only those.
func programLines(s *models.State, only ...models.ProgramStatus) []views.ProgramLine {
	var out []views.ProgramLine
	for _, g := range s.Programs.All() {
		if len(only) == 0 || slices.Contains(only, g.Status) {
			out = append(out, programLine(s, g))
		}
	}
	rank := map[models.ProgramStatus]int{models.ProgramActive: 0, models.ProgramSuspended: 1, models.ProgramClosed: 2}
	slices.SortStableFunc(out, func(a, b views.ProgramLine) int {
		return cmp.Compare(rank[a.Program.Status], rank[b.Program.Status])
	})
	return out
}

// countyLines adds up the needs of every county.
func countyLines(s *models.State) []views.CountyLine {
	var out []views.CountyLine
	at := map[string]int{}
	for code, c := range s.Counties.All() {
		at[code] = len(out)
		out = append(out, views.CountyLine{County: c})
	}
	for _, n := range s.Needs.All() {
		if i, ok := at[n.County]; ok && n.Seen() {
			out[i].Tally.AddShown(n)
		}
	}
	return out
}

// wayOf is the way of the received money, by the sponsorships that carry it.
func wayOf(s *models.State) views.Way {
	w := views.Way{Received: views.Fen(s.Totals.ReceivedFen)}
	programs, counties := map[string]*views.WayStop{}, map[string]*views.WayStop{}
	type way struct{ program, county string }
	between := map[way]views.Fen{}
	stop := func(m map[string]*views.WayStop, id string) *views.WayStop {
		if m[id] == nil {
			m[id] = &views.WayStop{ID: id}
		}
		return m[id]
	}
	for _, sp := range s.Sponsorships.All() {
		if sp.FundedFen == 0 {
			continue
		}
		fen, paid := views.Fen(sp.FundedFen), views.Fen(sp.PaidFen)
		proven := views.Fen(0)
		if sp.PaidPlaces > 0 {
			proven = paid * views.Fen(sp.ProvenPlaces) / views.Fen(sp.PaidPlaces)
		}
		for _, m := range []*views.WayStop{stop(programs, sp.Program), stop(counties, sp.County)} {
			m.Fen, m.Paid, m.Proven = m.Fen+fen, m.Paid+paid, m.Proven+proven
		}
		between[way{sp.Program, sp.County}] += fen
		w.PaidFen, w.ProvenFen, w.OpenFen = w.PaidFen+paid, w.ProvenFen+proven, w.OpenFen+fen-paid
	}
	w.Waiting = w.Received - w.PaidFen - w.OpenFen
	for id, g := range s.Programs.All() {
		if m := programs[id]; m != nil {
			m.Name = g.Name
			w.Programs = append(w.Programs, *m)
		}
	}
	for code, c := range s.Counties.All() {
		if m := counties[code]; m != nil {
			m.Name = c.Name
			w.Counties = append(w.Counties, *m)
		}
	}
	slices.SortStableFunc(w.Programs, func(a, b views.WayStop) int { return cmp.Compare(b.Fen, a.Fen) })
	for _, g := range w.Programs {
		for _, c := range w.Counties {
			if fen := between[way{g.ID, c.ID}]; fen > 0 {
				w.Between = append(w.Between, views.WayShare{Program: g.ID, County: c.ID, Fen: fen})
			}
		}
	}
	return w
}

func programProps(s *models.State, g *models.Program, today models.Day) views.ProgramProps {
	h := views.ProgramProps{
		ProgramLine: programLine(s, g), PaidFen: views.Fen(s.ProgramTotals(g.ID).PaidFen), Licence: s.Federation.Licence, Clock: clockOf(s, g, today),
	}
	h.Matrix = matrixOf(s, g)
	steps := map[models.NeedType]*views.Tally{}
	for _, n := range s.NeedsOf(g.ID) {
		if n.Seen() {
			if steps[n.Type] == nil {
				steps[n.Type] = &views.Tally{}
			}
			steps[n.Type].Add(n)
		}
	}
	for _, t := range models.NeedTypeOrder {
		if steps[t] != nil {
			h.Steps = append(h.Steps, *steps[t])
		}
	}
	return h
}

// matrixOf sorts the needs of a programme by county and school stage; by type where some of them have no stage.
func matrixOf(s *models.State, g *models.Program) views.Matrix {
	m := views.Matrix{Kind: "stage"}
	var seen []*models.Need
	for _, n := range s.NeedsOf(g.ID) {
		if n.Seen() {
			seen = append(seen, n)
			if n.Stage == "" {
				m.Kind = "need_type"
			}
		}
	}
	column := func(n *models.Need) string {
		if m.Kind == "stage" {
			return string(n.Stage)
		}
		return string(n.Type)
	}
	used := map[string]bool{}
	for _, n := range seen {
		used[column(n)] = true
	}
	for _, st := range models.Stages {
		if m.Kind == "stage" && used[string(st)] {
			m.Columns = append(m.Columns, string(st))
		}
	}
	for _, t := range models.NeedTypeOrder {
		if m.Kind == "need_type" && used[string(t)] {
			m.Columns = append(m.Columns, string(t))
		}
	}
	rows := map[string]*views.MatrixRow{}
	for _, n := range seen {
		row := rows[n.County]
		if row == nil {
			row = &views.MatrixRow{Code: n.County, Name: countyNameOf(s, n.County), Cells: make([]views.Tally, len(m.Columns))}
			rows[n.County] = row
		}
		row.Cells[slices.Index(m.Columns, column(n))].Add(n)
	}
	for code := range s.Counties.All() {
		if rows[code] != nil {
			m.Rows = append(m.Rows, *rows[code])
		}
	}
	return m
}

func countyProps(s *models.State, c *models.County) views.CountyProps {
	h := views.CountyProps{CountyLine: views.CountyLine{County: c}}
	var open []*models.Need
	type lot struct {
		program string
		kind    models.NeedType
	}
	per := map[lot]*views.Tally{}
	for _, n := range s.Needs.All() {
		if n.County != c.Code || !n.Seen() {
			continue
		}
		h.Tally.AddShown(n)
		at := lot{n.Program, n.Type}
		if per[at] == nil {
			per[at] = &views.Tally{}
		}
		per[at].Add(n)
		if n.Takes() {
			open = append(open, n)
		}
	}
	for id, g := range s.Programs.All() {
		for _, kind := range models.NeedTypeOrder {
			if t := per[lot{id, kind}]; t != nil {
				h.Programs = append(h.Programs, views.ProgramLine{Program: g, Tally: *t})
			}
		}
	}
	slices.SortFunc(open, byUrgency)
	for _, n := range firstOf(open, 20) {
		h.Needs = append(h.Needs, needLine(s, n))
	}
	return h
}
