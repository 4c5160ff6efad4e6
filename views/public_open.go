package views

import (
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"shanpei/models"
)

// CountiesProps is the page of all counties.
type CountiesProps struct{ Counties []CountyLine }

// CountyProps is the page of a county.
type CountyProps struct {
	CountyLine
	Programs []ProgramLine // tallies of the county's needs alone
	Needs    []NeedLine    // that take pledges now
}

func (h CountyProps) table(p *Page) TableProps {
	t := TableProps{Caption: p.T("public.county.programs"), CaptionHidden: true, Columns: []Column{
		{Label: p.T("public.needs.col.program")}, {Label: p.T("public.needs.type")}, {Label: p.T("public.need.places"), Num: true},
		{Label: p.T("common.fact.pledged"), Num: true},
		{Label: p.T("common.fact.received"), Num: true}, {Label: p.T("common.fact.paid_out"), Num: true},
	}, Empty: EmptyProps{Title: p.T("public.tally.none")}}
	for _, g := range h.Programs {
		s := g.Tally
		t.Rows = append(t.Rows, R(Link(g.href(), g.Program.Name), Text(p.Lang.Term("need_type", string(s.Types[0]))), Text(s.count(p, s.Places)), Text(s.amount(p, s.TakenFen, s.Taken)),
			Text(s.amount(p, s.FundedFen, s.Funded)), Text(s.amount(p, s.PaidFen, s.Paid))))
	}
	return t
}

// DisclosuresProps is the page of all disclosures: what was published, and what must be.
type DisclosuresProps struct {
	Published []DisclosureLine
	Clock     []ProgramClock
	Duties    []models.Duty
	Today     models.Day
	Pager     PagerProps
}

// ProgramClock is the clock of one programme.
type ProgramClock struct {
	Program *models.Program
	Lines   []DueLine
}

// clockCount counts the lines of every clock by their status.
func (h DisclosuresProps) clockCount(status string) int {
	n := 0
	for _, c := range h.Clock {
		for _, d := range c.Lines {
			if d.Status() == status {
				n++
			}
		}
	}
	return n
}

// finding says how the federation keeps its days, late ones counted as late.
func (h DisclosuresProps) finding(p *Page) string {
	late, overdue := h.clockCount("late"), h.clockCount("overdue")
	if late+overdue == 0 {
		return p.T("public.disclosures.finding_ok", "n", h.clockCount("published"))
	}
	return p.T("public.disclosures.finding", "n", h.clockCount("published"), "late", late, "overdue", overdue)
}

func (h DisclosuresProps) clockTable(p *Page) TableProps {
	t := TableProps{Caption: p.T("public.program.clock"), CaptionHidden: true, Columns: []Column{
		{Label: p.T("public.needs.col.program")}, {Label: p.T("public.disclosures.col.kind")}, {Label: p.T("public.disclosures.col.due")},
		{Label: p.T("public.disclosures.col.published")}, {Label: p.T("public.needs.col.status")},
	}, Empty: EmptyProps{Title: p.T("public.programs.none")}}
	for _, c := range h.Clock {
		for _, d := range c.Lines {
			published := Text(p.T("common.none"))
			if d.Published != nil {
				published = Link("/disclosures/"+d.Published.Number, string(models.DayOf(d.Published.At)))
			}
			t.Rows = append(t.Rows, R(Link("/programs/"+c.Program.Slug, c.Program.Name), Text(p.Lang.Term("disclosure_kind", d.Kind)), Text(string(d.Due)),
				published, Chip(p, "disclosure", d.Status())))
		}
	}
	return t
}

// DisclosureProps is the page of a disclosure.
type DisclosureProps struct {
	DisclosureLine
	Federation models.Federation
	Hash       string // of the entry of the journal that published it
}

func (h DisclosureProps) facts(p *Page) []KV {
	d := h.Disclosure
	return []KV{
		{Key: p.T("public.needs.col.program"), Value: h.Program.Name, Href: "/programs/" + h.Program.Slug},
		{Key: p.T("public.disclosures.col.kind"), Value: p.Lang.Term("disclosure_kind", d.Kind)},
		{Key: p.T("public.disclosures.up_to"), Value: p.Lang.day(d.UpTo)},
		{Key: p.T("public.disclosures.col.due"), Value: p.Lang.day(d.Due)},
		{Key: p.T("public.disclosures.col.published"), Value: p.Lang.Instant(d.At)},
		Amount(p.T("public.program.budget"), Fen(h.Program.BudgetFen)),
		{Key: p.T("public.disclosures.taken"), Value: p.Lang.PublicCount(d.Places, true, "places")},
		{Key: p.T("common.fact.proven"), Value: p.Lang.PublicCount(d.Proven, true, "places")},
		{Key: p.T("public.disclosures.entry"), Value: p.T("common.entry", "n", strconv.FormatInt(d.Seq, 10)), Href: recordHref(d.Seq)},
		{Key: p.T("chain.entry_hash"), Value: h.Hash},
	}
}

func (h DisclosureProps) figures(p *Page) []Figure {
	d := h.Disclosure.Now()
	money := func(key string, v Fen) Figure { return Figure{Label: p.T(key), Money: &v} }
	return []Figure{
		money("common.fact.pledged", Fen(d.PledgedFen)), money("common.fact.received", Fen(d.ReceivedFen)), money("common.fact.paid_out", Fen(d.PaidFen)),
	}
}

// correctionTable lists what was published and what corrected it, the oldest first.
func correctionTable(p *Page, d *models.Disclosure) TableProps {
	t := TableProps{Caption: p.T("public.disclosure.corrections"), CaptionHidden: true, Columns: []Column{
		{Label: p.T("public.disclosures.col.number")}, {Label: p.T("public.disclosures.col.published")}, {Label: p.T("common.fact.received"), Num: true}, {Label: p.T("common.fact.paid_out"), Num: true}, {Label: p.T("public.disclosure.why")}}}
	first := models.Correction{Number: d.Number, ReceivedFen: d.ReceivedFen, PaidFen: d.PaidFen, At: d.At}
	for _, c := range append([]models.Correction{first}, d.Corrections...) {
		t.Rows = append(t.Rows, R(Text(c.Number), Text(string(models.DayOf(c.At))), Money(p, Fen(c.ReceivedFen)), Money(p, Fen(c.PaidFen)), Text(c.Why)))
	}
	return t
}

func disclosureRows(p *Page, caption string, list []DisclosureLine) TableProps {
	t := TableProps{Caption: caption, CaptionHidden: true, Columns: []Column{
		{Label: p.T("public.disclosures.col.number")}, {Label: p.T("public.needs.col.program")}, {Label: p.T("common.fact.received"), Num: true},
		{Label: p.T("common.fact.paid_out"), Num: true}, {Label: p.T("public.disclosures.col.published")}, {Label: p.T("public.needs.col.status")},
	}, Empty: EmptyProps{Title: p.T("public.disclosures.none"), Text: p.T("public.disclosures.none_text")}}
	for _, d := range list {
		t.Rows = append(t.Rows, R(disclosureName(p, d), Link("/programs/"+d.Program.Slug, d.Program.Name), Money(p, Fen(d.Disclosure.Now().ReceivedFen)),
			Money(p, Fen(d.Disclosure.Now().PaidFen)), Text(string(models.DayOf(d.Disclosure.At))), Chip(p, "disclosure", d.status())))
	}
	return t
}

// DonorLine is an enterprise on the wall, with what was received from its pledges that bear its name.
type DonorLine struct {
	Name     string
	Received Fen
	Goods    Fen // goods at fair value: not money
	Pledges  int
	Naming   []string
}

// DonorsProps is the wall. Anonymous gifts are one line without a name.
type DonorsProps struct {
	Donors    []DonorLine
	Anonymous DonorLine // Pledges counts the gifts, Received is their sum
	Total     Fen
	Pager     PagerProps
	Named     int // how many there are on all pages
}

func (h DonorsProps) table(p *Page) TableProps {
	t := TableProps{Caption: p.T("public.donors.title"), CaptionHidden: true, Columns: []Column{
		{Label: p.T("public.donors.col.name")}, {Label: p.T("public.donors.col.gifts"), Num: true}, {Label: p.T("common.fact.received"), Num: true},
		{Label: p.T("public.donors.col.goods"), Num: true},
	}, Empty: EmptyProps{Title: p.T("public.donors.none"), Text: p.T("public.donors.none_text")}}
	row := func(name templ.Component, d DonorLine) Row {
		gifts, received, goods := Text(p.T("common.none")), Text(p.T("common.none")), Text(p.T("common.none"))
		if d.Pledges > 0 {
			gifts, received = Text(p.Lang.Count(int64(d.Pledges), "gifts")), Money(p, d.Received)
		}
		if d.Goods > 0 {
			goods = Money(p, d.Goods)
		}
		return R(name, gifts, received, goods)
	}
	for _, d := range h.Donors {
		t.Rows = append(t.Rows, row(donorName(p, d), d))
	}
	if h.Anonymous.Pledges > 0 || h.Anonymous.Goods > 0 {
		t.Rows = append(t.Rows, row(Text(p.T("public.donors.anonymous")), h.Anonymous))
	}
	return t
}

// Head is an entry of the journal as a stranger may see it: what the chain is made of, and nothing of what it says.
type Head struct {
	Seq              int64
	At               time.Time
	Kinds            []string
	Body, Prev, Hash string // hex
}

// TransparencyProps is the public record.
type TransparencyProps struct {
	Heads  []Head // newest first
	Seq    int64  // of the last entry
	Hash   string // of the last entry
	Base   string // scheme and host of the portal
	Newer  string
	Older  string
	Marked int64 // the entry that the address asked for
}

func (h TransparencyProps) table(p *Page) TableProps {
	t := TableProps{Caption: p.T("public.record.table"), CaptionHidden: true, Wide: true, Columns: []Column{
		{Label: p.T("public.record.seq"), Num: true}, {Label: p.T("public.record.at")}, {Label: p.T("public.record.kinds")}, {Label: p.T("public.record.body")},
		{Label: p.T("public.record.prev")}, {Label: p.T("public.record.hash")},
	}, Empty: EmptyProps{Title: p.T("public.record.none")}}
	for _, e := range h.Heads {
		t.Rows = append(t.Rows, Row{ID: "e" + strconv.FormatInt(e.Seq, 10), Cells: []templ.Component{
			Text(strconv.FormatInt(e.Seq, 10)), headInstant(e.At), kindsCell(p, e.Kinds), hashCell(e.Body), hashCell(e.Prev), hashCell(e.Hash),
		}})
	}
	return t
}

// EventWord is what a kind of event is called on the page: pledge.made is 认捐.
func EventWord(l Lang, kind string) string {
	key := "public.event." + kind
	if l.Has(key) {
		return l.T(key)
	}
	return kind
}

// kindsText lists the kinds of an entry's events in words, equal ones counted.
func kindsText(p *Page, kinds []string) string {
	var order, words []string
	counts := map[string]int{}
	for _, k := range kinds {
		if counts[k]++; counts[k] == 1 {
			order = append(order, k)
		}
	}
	for _, k := range order {
		word := EventWord(p.Lang, k)
		if counts[k] > 1 {
			word += " × " + strconv.Itoa(counts[k])
		}
		words = append(words, word)
	}
	return strings.Join(words, p.T("public.record.and"))
}

// CertificateProps is the check of a document number.
type CertificateProps struct {
	Number string // as asked; empty when nothing was
	Fault  string // a sentence: why it cannot be one of ours
	Prefix string
	Found  bool
	At     time.Time
	Seq    int64
	Href   string // where the document itself is public

	Tone        Tone // of a certificate that is void, or of which money went back; empty: it stands
	Title, Note string
	More        []KV // what everybody may know of it
}

func (h CertificateProps) facts(p *Page) []KV {
	out := []KV{
		{Key: p.T("public.check.number"), Value: h.Number},
		{Key: p.T("public.check.kind"), Value: p.T("public.document." + h.Prefix)},
		{Key: p.T("public.check.day"), Value: p.Lang.Day(h.At)},
		{Key: p.T("public.check.entry"), Value: p.T("common.entry", "n", strconv.FormatInt(h.Seq, 10)), Href: recordHref(h.Seq)},
	}
	out = append(out, h.More...)
	if h.Href != "" {
		out = append(out, KV{Key: p.T("public.check.see"), Value: h.Href, Href: h.Href})
	}
	return out
}

// documentKinds are the prefixes of the federation's own numbers, in the order of a gift's way.
var documentKinds = []string{"XQ", "YX", "XY", "DZ", "PJ", "PD", "BF", "GS", "BD", "JJ", "MC", "BG", "ZS", "TK", "HD", "HT", "SZ", "SC", "GA", "BX", "RH", "ZX", "PX", "SB"}

func kindsTable(p *Page) TableProps {
	t := TableProps{Caption: p.T("public.check.kinds"), CaptionHidden: true, Columns: []Column{{Label: p.T("public.check.prefix")}, {Label: p.T("public.check.kind")}}}
	for _, k := range documentKinds {
		t.Rows = append(t.Rows, R(Text(k+"-2026-……"), Text(p.T("public.document."+k))))
	}
	return t
}

func shortHash(hex string) string {
	if len(hex) <= 12 {
		return hex
	}
	return hex[:12] + "…"
}

// privacyParts are the chapters of the page on privacy.
var privacyParts = []string{"children", "donors", "cells", "objections", "accounts", "basis", "keep", "cookies", "rights"}

// keptYears are the years of each rule of retention, for the texts that name them.
func keptYears(years map[string]int) (args []any) {
	for _, rule := range models.RetentionRules {
		args = append(args, rule.ID, years[rule.ID])
	}
	return args
}
