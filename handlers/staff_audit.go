package handlers

import (
	"context"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"shanpei/internal/journal"
	"shanpei/internal/trail"
	"shanpei/models"
	"shanpei/views"
)

const (
	auditShown = 40              // entries of a page
	auditWait  = 5 * time.Second // how long a page waits for an index that is being built
)

// auditAsked is what is looked for in the journal: the fields of the filter, as they were given.
type auditAsked struct {
	actor, role, kind, object, county, key string
	from, to                               models.Day
}

// auditFields are the fields of the filter, in the order of the page.
var auditFields = []string{"actor", "role", "kind", "object", "county", "from", "to", "key"}

// audited reads the filter from an address or a form. It refuses `day_form`.
func audited(get func(name string) string) (auditAsked, error) {
	text := func(name string) string { return strings.TrimSpace(get(name)) }
	q := auditAsked{actor: text("actor"), role: text("role"), kind: text("kind"), object: text("object"), county: text("county"), key: text("key")}
	for name, day := range map[string]*models.Day{"from": &q.from, "to": &q.to} {
		if text(name) == "" {
			continue
		}
		d, err := models.ParseDay(text(name))
		if err != nil {
			return q, models.Refuse(models.Invalid, "day_form").At(name)
		}
		*day = d
	}
	return q, nil
}

// found asks the index, waiting a while for one that is not ready.
func (r *Request) found(q auditAsked, last int64, skip, limit int) trail.Answer {
	ctx, cancel := context.WithTimeout(r.UserContext(), auditWait)
	defer cancel()
	return r.Portal.trail.Find(ctx, trail.Query{
		Actor: q.actor, Role: models.Role(q.role), Kind: q.kind, Object: q.object, County: q.county, Key: q.key, From: q.from, To: q.to, Last: last,
	}, skip, limit)
}

// staffAudit lists entries of the journal, newest first, in words.
func staffAudit(r *Request) error {
	q, err := audited(func(name string) string { return r.Query(name) })
	if err != nil {
		return err
	}
	d := r.staff("audit.title")
	head, _ := r.Portal.Book.Head()
	last := head
	if n, err := strconv.ParseInt(r.Query("last"), 10, 64); err == nil && n > 0 && n < head {
		last = n // the further pages of a list that grows meanwhile
	}
	page := max(1, r.QueryInt("page", 1))
	hit := r.found(q, last, (page-1)*auditShown, auditShown)
	v := views.AuditProps{Filters: r.auditFilters(d), Typed: auditTyped(d, q), Total: hit.Total, UpTo: hit.UpTo, Head: last, Max: auditExported, Narrow: q != auditAsked{}}
	v.Pager = views.Offset(d.Page, page, auditShown, hit.Total)
	if v.Pager.Next != "" && r.Query("last") == "" {
		v.Pager.Next += "&last=" + strconv.FormatInt(last, 10)
	}
	for _, name := range auditFields {
		if value := r.Query(name); value != "" {
			v.Fields = append(v.Fields, [2]string{name, value})
		}
	}
	err = r.eachEntry(hit.Seqs, func(e *journal.Entry) error {
		v.Lines = append(v.Lines, auditLine(d, e))
		return nil
	})
	if err != nil {
		return err
	}
	return r.HTML(200, views.Audit(d, v))
}

// eachEntry gives the entries of the numbers, in their order; neighbours are read together.
func (r *Request) eachEntry(seqs []int64, f func(*journal.Entry) error) error {
	for len(seqs) > 0 {
		n := 1
		for n < len(seqs) && n < 500 && seqs[n] == seqs[n-1]-1 {
			n++
		}
		list, err := r.Portal.Book.Entries(r.UserContext(), seqs[n-1], n)
		if err != nil {
			return err
		}
		for _, e := range slices.Backward(list) {
			if err := f(e); err != nil {
				return err
			}
		}
		seqs = seqs[n:]
	}
	return nil
}

func auditLine(d *views.StaffPage, e *journal.Entry) views.AuditLine {
	line := views.AuditLine{Seq: e.Seq, At: e.At, Actor: e.Actor, Role: e.Role, Command: e.Command}
	for _, ev := range e.Events {
		line.Says = append(line.Says, d.Say(ev))
	}
	return line
}

func (r *Request) auditFilters(d *views.StaffPage) []views.StaffFilter {
	var kinds, people, roles []views.Option
	for k := range models.EventKinds() {
		kinds = append(kinds, views.Option{Value: k, Label: d.EventTitle(k)})
	}
	slices.SortFunc(kinds, func(a, b views.Option) int { return strings.Compare(a.Value, b.Value) })
	for id := range r.State.Users.All() {
		people = append(people, views.Option{Value: id, Label: r.nameOf(id)})
	}
	people = append(people, views.Option{Value: models.System.ID, Label: d.Person(models.System.ID)})
	for _, role := range append(slices.Clone(models.Roles), models.RoleSystem) {
		roles = append(roles, views.Option{Value: string(role), Label: d.Lang.Term("role", string(role))})
	}
	return []views.StaffFilter{
		{Name: "actor", Label: d.T("audit.who"), Options: people}, {Name: "role", Label: d.T("audit.role"), Options: roles},
		{Name: "kind", Label: d.T("audit.kind"), Options: kinds}, {Name: "county", Label: d.T("audit.county"), Options: d.CountyOptions()},
	}
}

// auditTyped are the filters that are no choices, each with the way to take it back.
func auditTyped(d *views.StaffPage, q auditAsked) []views.FilterTag {
	var out []views.FilterTag
	for _, f := range [][2]string{{"object", q.object}, {"from", string(q.from)}, {"to", string(q.to)}, {"key", q.key}} {
		if f[1] != "" {
			out = append(out, views.FilterTag{Label: d.T("audit."+f[0]) + " · " + f[1], Href: d.With(f[0], "", "page", "", "last", "")})
		}
	}
	return out
}

// staffAuditEntry shows one entry, with what was before and after.
func staffAuditEntry(r *Request) error {
	seq, err := strconv.ParseInt(r.Params("seq"), 10, 64)
	head, _ := r.Portal.Book.Head()
	if err != nil || seq < 1 || seq > head {
		return models.Refuse(models.NotFound, "not_found")
	}
	d := r.staff(r.Lang.T("common.entry", "n", strconv.FormatInt(seq, 10)), r.crumb("audit.title", "/staff/audit"))
	var v views.AuditEntryProps
	err = r.Portal.trail.Around(r.UserContext(), []int64{seq}, func(before *models.State, e *journal.Entry, after *models.State) error {
		v.Entry = staffEntryView(d, e)
		v.Says = auditLine(d, e).Says
		v.Things = views.AuditThings(d, before, after, trail.Mentions(e.Events))
		return nil
	})
	if err != nil {
		return err
	}
	if v.Older = seq - 1; seq < head {
		v.Newer = seq + 1
	}
	return r.HTML(200, views.AuditEntry(d, v))
}

func staffEntryView(d *views.StaffPage, e *journal.Entry) views.StaffEntry {
	v := views.StaffEntry{
		Seq: e.Seq, At: e.At, Actor: e.Actor, Role: e.Role, Command: e.Command, Prev: hex.EncodeToString(e.Prev[:]), Body: hex.EncodeToString(e.Body[:]), Hash: hex.EncodeToString(e.Hash[:]),
	}
	if key, ok := strings.CutPrefix(e.Key, e.Actor+":"); ok {
		v.Key = key
	}
	for _, ev := range e.Events {
		v.Events = append(v.Events, views.NewStaffEvent(d, ev))
	}
	return v
}
