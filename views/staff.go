package views

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"shanpei/models"
)

// StaffPage is what every staff page shows things with: the frame, the state, who asks, today, and what people are called.
type StaffPage struct {
	*Page
	S     *models.State
	Actor models.Actor
	Today models.Day
	Who   func(user string) string   // a user's name; the journal knows only codes
	Key   func() string              // a fresh idempotency key for a form
	Try   func(models.Command) error // what would be refused now, and why; it changes nothing

	Refused []FieldError // what the moment refused, for the top of the page
	Form    string       // the form that was refused; empty on a fresh page
	State   FormState    // what was typed into it and what was wrong
	Stale   []StaleValue // where it differs from what somebody else saved meanwhile
}

// StaleValue is a field of a form that somebody else changed meanwhile: what it is now, and what was typed.
type StaleValue struct{ Label, Current, Yours string }

// F is the label of a field or a column.
func (d *StaffPage) F(name string) string { return d.T("staff.f." + name) }

// StateOf is the state of one of the page's forms: that of the refused one, or a fresh one.
func (d *StaffPage) StateOf(form string) FormState {
	if d.Form == form {
		return d.State
	}
	return FormState{}
}

// May tells whether the actor holds the permission.
func (d *StaffPage) May(p models.Permission) bool { return d.Actor.Can(p) }

// Ready tells whether the actor could take the step now. When only the moment is wrong, not the role or the status, it says why.
func (d *StaffPage) Ready(cmd models.Command) (ready bool, why string) {
	err := d.Try(cmd)
	var e *models.Error
	switch {
	case err == nil:
		return true, ""
	case !errors.As(err, &e) || e.Reason == "forbidden" || e.Reason == "wrong_status" || e.Reason == "not_found" || e.Code == models.Unauthenticated:
		return false, ""
	}
	return false, d.Lang.Reason(string(e.Code), e.Reason, "", e.Params)
}

// ProgramName is a programme's name as it was given.
func (d *StaffPage) ProgramName(id string) string {
	if p, ok := d.S.Programs.Get(id); ok {
		return p.Name
	}
	return id
}

// EnterpriseName is an enterprise's name as it was given.
func (d *StaffPage) EnterpriseName(id string) string {
	if e, ok := d.S.Enterprises.Get(id); ok {
		return e.Name
	}
	return id
}

// Place is a county, and the township in it when there is one.
func (d *StaffPage) Place(county, township string) string {
	name := county
	if d.Lang.Has("common.county." + county) {
		name = d.Lang.Term("county", county)
	} else if c, ok := d.S.Counties.Get(county); ok {
		name = c.Name
	}
	if township == "" {
		return name
	}
	return name + " " + township
}

// NeedName says what a need is in few words: its title, or its type and stage.
func (d *StaffPage) NeedName(n *models.Need) string {
	if n.Title != "" {
		return n.Title
	}
	parts := []string{d.Lang.Term("need_type", string(n.Type))}
	if n.Stage != "" {
		parts = append(parts, d.Lang.Term("stage", string(n.Stage)))
	}
	if n.Period != "" {
		parts = append(parts, n.Period)
	}
	return strings.Join(parts, " · ")
}

// NeedNumber is the number of a need by its id.
func (d *StaffPage) NeedNumber(id string) string {
	if n, ok := d.S.Needs.Get(id); ok {
		return n.Number
	}
	return id
}

// PledgeNumber is the number of a pledge by its id.
func (d *StaffPage) PledgeNumber(id string) string {
	if p, ok := d.S.Pledges.Get(id); ok {
		return p.Number
	}
	return id
}

// Person is who did something: a name, or what the portal itself is called.
func (d *StaffPage) Person(user string) string {
	switch {
	case user == "":
		return d.T("common.none")
	case user == models.System.ID:
		return d.Lang.Term("role", string(models.RoleSystem))
	case d.Who != nil:
		return d.Who(user)
	}
	return user
}

// DayOf writes a day the way the language writes it; nothing for an empty one.
func (d *StaffPage) DayOf(day models.Day) string {
	t, err := time.ParseInLocation("2006-01-02", string(day), shanghai)
	if err != nil {
		return ""
	}
	return d.Lang.Day(t)
}

// DaysUntil counts the days from today to the day; negative when it is past.
func (d *StaffPage) DaysUntil(day models.Day) int {
	a, err := time.Parse("2006-01-02", string(d.Today))
	b, err2 := time.Parse("2006-01-02", string(day))
	if err != nil || err2 != nil {
		return 0
	}
	return int(b.Sub(a).Hours() / 24)
}

// Age writes how long ago something happened, in days.
func (d *StaffPage) Age(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	n := -d.DaysUntil(models.Day(ISODay(t)))
	if n <= 0 {
		return d.T("staff.age.today")
	}
	return d.T("staff.age.days", "n", n)
}

// Due writes how far a day is: in so many days, today, so many days late.
func (d *StaffPage) Due(day models.Day) string {
	switch n := d.DaysUntil(day); {
	case day == "":
		return ""
	case n < 0:
		return d.T("staff.due.late", "n", -n)
	case n == 0:
		return d.T("staff.due.today")
	default:
		return d.T("staff.due.in", "n", n)
	}
}

// DueTone colours a deadline: late is red, within two weeks gold.
func (d *StaffPage) DueTone(day models.Day) Tone {
	switch n := d.DaysUntil(day); {
	case n < 0:
		return Bad
	case n <= 14:
		return Warning
	}
	return Wait
}

// PurposeText says what a pledge may be used for, in words.
func (d *StaffPage) PurposeText(p models.Purpose) string {
	var parts []string
	list := func(words []string) {
		if len(words) > 0 {
			parts = append(parts, strings.Join(words, d.T("staff.or")))
		}
	}
	list(eachText(p.Programs, d.ProgramName))
	list(eachText(p.Counties, func(c string) string { return d.Place(c, "") }))
	list(eachText(p.Types, func(t models.NeedType) string { return d.Lang.Term("need_type", string(t)) }))
	list(eachText(p.Stages, func(s models.Stage) string { return d.Lang.Term("stage", string(s)) }))
	list(eachText(p.Needs, d.NeedNumber))
	if len(parts) == 0 {
		return d.T("staff.purpose.any")
	}
	return strings.Join(parts, " · ")
}

func eachText[T any](list []T, f func(T) string) []string {
	out := make([]string, 0, len(list))
	for _, v := range list {
		out = append(out, f(v))
	}
	return out
}

// Chain lists the facts of a thing for a timeline, newest first, each with the entry that proves it.
func (d *StaffPage) Chain(id string) []StaffFact {
	facts := d.S.Chain(id)
	out := make([]StaffFact, 0, len(facts))
	for i := len(facts) - 1; i >= 0; i-- {
		f := facts[i]
		out = append(out, StaffFact{Fact: f, Ref: d.refText(f), RefHref: d.refHref(f)})
	}
	return out
}

// StaffFact is a fact of a chain with what it refers to in words.
type StaffFact struct {
	*models.Fact
	Ref, RefHref string
}

func (d *StaffPage) refText(f *models.Fact) string {
	if n, ok := d.S.Needs.Get(f.Ref); ok {
		return n.Number
	}
	if p, ok := d.S.Programs.Get(f.Ref); ok {
		return p.Name
	}
	return f.Ref
}

func (d *StaffPage) refHref(f *models.Fact) string {
	if _, ok := d.S.Needs.Get(f.Ref); ok {
		return "/staff/needs/" + f.Ref
	}
	if _, ok := d.S.Programs.Get(f.Ref); ok {
		return "/staff/programs/" + f.Ref
	}
	return ""
}

// FactNote is a fact's reason: a person's words, or the sentence for the portal's own.
func (d *StaffPage) FactNote(note string) string {
	if key := "staff.release." + note; d.Lang.Has(key) {
		return d.T(key)
	}
	return note
}

// StaffFilter is a choice of a filter bar: its parameter, its label, what can be chosen.
type StaffFilter struct {
	Name, Label string
	Options     []Option
}

// StaffListProps describes a list page: what it is called, how it is searched and filtered, its table, its pages.
type StaffListProps struct {
	Title, Lead string
	Actions     []ButtonProps
	Tabs        []TabItem
	Search      string
	Filters     []StaffFilter
	Table       TableProps
	Pager       PagerProps
	Total       *Fen // the sum of what is listed, over all its pages
}

// path is the address of the page without its query.
func (d *StaffPage) path() string {
	path, _, _ := strings.Cut(d.Path, "?")
	return path
}

// tags are the filters that are on, each with the address of the list without it.
func (d *StaffPage) tags(search string, filters []StaffFilter) []FilterTag {
	var out []FilterTag
	if q := d.Query("q"); q != "" {
		out = append(out, FilterTag{Label: search + " “" + q + "”", Href: d.With("q", "", "page", "")})
	}
	for _, f := range filters {
		v := d.Query(f.Name)
		for _, o := range f.Options {
			if v != "" && o.Value == v {
				out = append(out, FilterTag{Label: f.Label + " · " + o.Label, Href: d.With(f.Name, "", "page", "")})
			}
		}
	}
	return out
}

// options makes choices of an enumeration with the words of the catalogue.
func options[T ~string](d *StaffPage, kind string, values []T) []Option {
	out := make([]Option, 0, len(values))
	for _, v := range values {
		out = append(out, Option{Value: string(v), Label: d.Lang.Term(kind, string(v))})
	}
	return out
}

// ProgramOptions, CountyOptions and EnterpriseOptions are the choices of a select.
func (d *StaffPage) ProgramOptions(activeOnly bool) []Option {
	var out []Option
	for id, p := range d.S.Programs.All() {
		if !activeOnly || p.Status != models.ProgramClosed {
			out = append(out, Option{Value: id, Label: p.Name})
		}
	}
	return out
}

// CountyOptions lists the counties that the actor may touch.
func (d *StaffPage) CountyOptions() []Option {
	var out []Option
	for code := range d.S.Counties.All() {
		if d.Actor.County == "" || d.Actor.County == code {
			out = append(out, Option{Value: code, Label: d.Place(code, "")})
		}
	}
	return out
}

// EnterpriseOptions lists the enterprises that may give.
func (d *StaffPage) EnterpriseOptions() []Option {
	var out []Option
	for id, e := range d.S.Enterprises.All() {
		if e.Status == models.EnterpriseVerified {
			out = append(out, Option{Value: id, Label: e.Name})
		}
	}
	return out
}

// staffMenu is the staff's navigation; each role sees what it works with.
var staffMenu = []NavItem{
	{Href: "/staff", Key: "common.nav.today"},

	{Href: "/staff/needs", Key: "common.nav.needs", Group: "common.group.programs"},
	{Href: "/staff/programs", Key: "common.nav.programs", Group: "common.group.programs"},
	{Href: "/staff/activities", Key: "activity.nav", Group: "common.group.programs"},
	{Href: "/staff/campaigns", Key: "finding.campaigns", Group: "common.group.programs"},
	{Href: "/staff/contracts", Key: "contract.nav", Permission: string(models.ViewMoney), Group: "common.group.programs"},
	{Href: "/staff/insurance", Key: "insurance.nav", Permission: string(models.ViewMoney), Group: "common.group.programs"},
	{Href: "/staff/equipment", Key: "asset.nav", Permission: string(models.ViewMoney), Group: "common.group.programs"},
	{Href: "/staff/standards", Key: "standard.nav", Group: "common.group.programs"},

	{Href: "/staff/persons", Key: "person.nav", Permission: string(models.ViewPersons), Group: "common.group.children"},
	{Href: "/staff/visits", Key: "finding.nav", Permission: string(models.ViewPersons), Group: "common.group.children"},
	{Href: "/staff/terms", Key: "study.nav", Permission: string(models.ViewPersons), Group: "common.group.children"},
	{Href: "/staff/screenings", Key: "medical.nav", Permission: string(models.ViewPersons), Group: "common.group.children", Also: "/staff/cases"},
	{Href: "/staff/requests", Key: "datarequest.title", Permission: string(models.HandleRequests), Group: "common.group.children"},

	{Href: "/staff/enterprises", Key: "common.nav.enterprises", Permission: string(models.ViewMoney), Group: "common.group.giving"},
	{Href: "/staff/pledges", Key: "common.nav.pledges", Permission: string(models.ViewMoney), Group: "common.group.giving"},
	{Href: "/staff/gifts", Key: "staff.gifts.nav", Permission: string(models.ViewMoney), Group: "common.group.giving"},
	{Href: "/staff/funds", Key: "fund.staff.title", Permission: string(models.ViewMoney), Group: "common.group.giving"},

	{Href: "/staff/matching", Key: "common.nav.matching", Permission: string(models.ViewMoney), Group: "common.group.matching"},
	{Href: "/staff/sponsorships", Key: "common.nav.sponsorships", Group: "common.group.matching"},

	{Href: "/staff/money", Key: "common.nav.money", Permission: string(models.ViewMoney), Group: "common.group.money"},
	{Href: "/staff/disbursements", Key: "common.nav.disbursements", Permission: string(models.ViewMoney), Group: "common.group.money"},

	{Href: "/staff/disclosures", Key: "common.nav.disclosures", Also: "/staff/duties"},

	{Href: "/staff/briefing", Key: "briefing.title", Permission: string(models.ViewMoney), Group: "common.group.office"},
	{Href: "/staff/reports", Key: "report.title", Permission: string(models.ViewMoney), Group: "common.group.office"},
	{Href: "/staff/lists", Key: "list.nav", Group: "common.group.office"},
	{Href: "/staff/audit", Key: "audit.nav", Permission: string(models.ViewAudit), Group: "common.group.office"},
	{Href: "/staff/looks", Key: "look.nav", Permission: string(models.ViewLooks), Group: "common.group.office"},
	{Href: "/staff/training", Key: "finding.training", Permission: string(models.ManageTraining), Group: "common.group.office"},
	{Href: "/staff/users", Key: "staff.users.nav", Permission: string(models.AdminUsers), Group: "common.group.office"},
	{Href: "/staff/access", Key: "access.nav", Permission: string(models.ConfirmRoles), Group: "common.group.office"},
	{Href: "/staff/mail", Key: "mail.staff.title", Permission: string(models.AdminUsers), Group: "common.group.office"},
	{Href: "/staff/settings", Key: "staff.settings.nav", Permission: string(models.AdminFederation), Group: "common.group.office"},
}

func auditHref(seq int64) string { return "/staff/audit/" + strconv.FormatInt(seq, 10) }

// lines puts several cells under each other in one.
func lines(cells ...templ.Component) templ.Component { return staffLines(cells) }
