package views

import (
	"strings"
	"time"

	"shanpei/models"
)

// What the public pages are made of. Handlers fill these from the state; nothing here can hold a contact, a member of staff, a pledge or a person.

// NeedLine is a need as lists show it.
type NeedLine struct {
	Need    *models.Need
	Program *models.Program
	County  string // the county's name as given
}

// Name is what the need is called; without a title of its own, by its kind and period: 小学助学 · 2026 秋季学期.
func (n NeedLine) Name(l Lang) string {
	if n.Need.Title != "" {
		return n.Need.Title
	}
	parts := []string{kindOf(l, n.Need.Type, n.Need.Stage)}
	if n.Need.Period != "" {
		parts = append(parts, n.Need.Period)
	}
	return strings.Join(parts, " · ")
}

// Full is the need's place and name; a name that says its place already is not told it twice.
func (n NeedLine) Full(l Lang) string {
	place, name := n.place(l), n.Name(l)
	if strings.Contains(name, CountyName(l, n.Need.County, n.County)) && strings.Contains(name, n.Need.Township) {
		return name
	}
	return place + " · " + name
}

func (n NeedLine) href() string { return "/needs/" + n.Need.Number }

// place is the county, and the township where the need names one.
func (n NeedLine) place(l Lang) string {
	name := CountyName(l, n.Need.County, n.County)
	if n.Need.Township != "" {
		return name + " " + n.Need.Township
	}
	return name
}

// kindOf is a type with its stage.
func kindOf(l Lang, t models.NeedType, s models.Stage) string {
	if s == "" {
		return l.Term("need_type", string(t))
	}
	return l.T("public.type_of_stage", "type", l.Term("need_type", string(t)), "stage", l.Term("stage", string(s)))
}

// CountyName is a county's name in the language of the page: the catalogue knows the six, others are shown as given.
func CountyName(l Lang, code, given string) string {
	if l.Has("common.county." + code) {
		return l.Term("county", code)
	}
	return given
}

// unitOf is what one place of the need is: the type's own unit in the language of the page, another as it was typed.
func unitOf(l Lang, n *models.Need) string {
	if n.Unit == models.NeedTypes[n.Type].Unit {
		return l.T("public.place." + string(n.Type))
	}
	return n.Unit
}

// ProgramLine is a programme with what its needs have come to.
type ProgramLine struct {
	Program *models.Program
	Tally   Tally
	Open    []NeedLine // some of its needs that take pledges now, the most urgent first
}

func (g ProgramLine) href() string { return "/programs/" + g.Program.Slug }

// CountyLine is a county with what its needs have come to.
type CountyLine struct {
	County *models.County
	Tally  Tally
}

// DueLine is a line of the disclosure clock: what must be published of a programme, and whether it was, in time or late.
type DueLine struct {
	models.DueDisclosure
	Today models.Day
}

// Status is due, published, late (published after its day) or overdue (its day has gone by and nothing was published).
func (d DueLine) Status() string {
	switch {
	case d.Published != nil && d.Published.Late():
		return "late"
	case d.Published != nil:
		return "published"
	case d.Due < d.Today:
		return "overdue"
	}
	return "due"
}

// DisclosureLine is a published disclosure with its programme.
type DisclosureLine struct {
	Disclosure *models.Disclosure
	Program    *models.Program
}

func (d DisclosureLine) href() string { return "/disclosures/" + d.Disclosure.Number }

func (d DisclosureLine) status() string {
	if d.Disclosure.Late() {
		return "late"
	}
	return "published"
}

// dayOf is noon of a day in Shanghai, for the functions that write instants.
func dayOf(d models.Day) time.Time {
	t, err := time.ParseInLocation("2006-01-02", string(d), shanghai)
	if err != nil {
		return time.Time{}
	}
	return t.Add(12 * time.Hour)
}

func (l Lang) day(d models.Day) string {
	if d == "" {
		return l.T("common.none")
	}
	return l.Day(dayOf(d))
}

// paragraphs cuts a text that staff typed at its line breaks.
func paragraphs(text string) []string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// firstSentence is the beginning of a text, for lists.
func firstSentence(text string) string {
	for i, c := range text {
		if c == '。' || c == '\n' {
			return strings.TrimSpace(text[:i+len(string(c))])
		}
	}
	return text
}

// objectionLimit is how many objections on one need may wait for an answer (models.RaiseObjection).
const objectionLimit = 20
