package handlers

import (
	"context"
	"encoding/hex"
	"slices"
	"strconv"

	"shanpei/internal/journal"
	"shanpei/models"
	"shanpei/views"
)

// What one page of the journal shows, and how far back one request looks for it.
const (
	auditShown  = 40
	auditLooked = 5000
	auditChunk  = 500
)

// staffAudit lists entries of the journal, newest first, by who, what and when. A search that finds little says how far it looked and goes on.
func staffAudit(r *Request) error {
	d := r.staff("staff.audit.title")
	kind, actor, day := r.Query("kind"), r.Query("actor"), models.Day(r.Query("day"))
	from := r.State.Seq
	if before, err := strconv.ParseInt(r.Query("before"), 10, 64); err == nil {
		from = min(from, before-1)
	}
	v := views.StaffAuditProps{Filters: r.auditFilters(d)}
	for next := from; next > 0 && v.Looked < auditLooked && len(v.Entries) < auditShown; {
		low := max(1, next-auditChunk+1)
		list, err := r.Portal.Book.Entries(r.UserContext(), low, int(next-low+1))
		if err != nil {
			return err
		}
		slices.Reverse(list)
		for _, e := range list {
			if len(v.Entries) == auditShown {
				break
			}
			v.Looked++
			next = e.Seq - 1
			if fits(actor, e.Actor) && (kind == "" || slices.Contains(e.Kinds(), kind)) && fits(string(day), models.DayOf(e.At)) {
				v.Entries = append(v.Entries, staffEntryView(d, e))
			}
			if day != "" && models.DayOf(e.At) < day {
				next = 0
				break
			}
		}
		if len(list) == 0 {
			break
		}
		if next > 0 {
			v.Older = d.With("before", strconv.FormatInt(next+1, 10))
		} else {
			v.Older = ""
		}
	}
	return r.HTML(200, views.StaffAudit(d, v))
}

func (r *Request) auditFilters(d *views.StaffPage) []views.StaffFilter {
	var kinds, people []views.Option
	for k := range models.EventKinds() {
		kinds = append(kinds, views.Option{Value: k, Label: d.EventTitle(k)})
	}
	slices.SortFunc(kinds, func(a, b views.Option) int { return compareText(a.Value, b.Value) })
	for id := range r.State.Users.All() {
		people = append(people, views.Option{Value: id, Label: r.nameOf(id)})
	}
	people = append(people, views.Option{Value: models.System.ID, Label: d.Person(models.System.ID)})
	return []views.StaffFilter{{Name: "kind", Label: d.F("what"), Options: kinds}, {Name: "actor", Label: d.F("by"), Options: people}}
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func staffEntryView(d *views.StaffPage, e *journal.Entry) views.StaffEntry {
	v := views.StaffEntry{
		Seq: e.Seq, At: e.At, Actor: e.Actor, Role: e.Role, Command: e.Command, Prev: hex.EncodeToString(e.Prev[:]), Body: hex.EncodeToString(e.Body[:]), Hash: hex.EncodeToString(e.Hash[:]),
	}
	for _, ev := range e.Events {
		v.Events = append(v.Events, views.NewStaffEvent(d, ev))
	}
	return v
}

// staffAuditEntry shows one entry with what each field was before.
func staffAuditEntry(r *Request) error {
	seq, err := strconv.ParseInt(r.Params("seq"), 10, 64)
	if err != nil || seq < 1 || seq > r.State.Seq {
		return models.Refuse(models.NotFound, "not_found")
	}
	list, err := r.Portal.Book.Entries(r.UserContext(), seq, 1)
	if err != nil {
		return err
	}
	if len(list) == 0 || list[0].Seq != seq {
		return models.Refuse(models.NotFound, "not_found")
	}
	d := r.staff(r.Lang.T("common.entry", "n", strconv.FormatInt(seq, 10)), r.crumb("staff.audit.title", "/staff/audit"))
	v := staffEntryView(d, list[0])
	for i := range v.Events {
		if err := r.before(r.UserContext(), d, seq, &v.Events[i]); err != nil {
			return err
		}
	}
	newer := int64(0)
	if seq < r.State.Seq {
		newer = seq + 1
	}
	return r.HTML(200, views.StaffAuditEntry(d, v, newer, seq-1))
}

// beforeLooked is how many earlier entries are looked through for what a thing was before.
const beforeLooked = 1000

// before finds what the fields of an event were: in the earlier entries of the thing's own chain, or, where it has none, in those just before.
func (r *Request) before(ctx context.Context, d *views.StaffPage, seq int64, ev *views.StaffEvent) error {
	if ev.Subject == "" {
		return nil
	}
	var earlier []int64
	for _, f := range r.State.Chain(ev.Subject) {
		if f.Seq < seq && !slices.Contains(earlier, f.Seq) {
			earlier = append(earlier, f.Seq)
		}
	}
	slices.Reverse(earlier)
	for _, s := range earlier[:min(len(earlier), 12)] {
		list, err := r.Portal.Book.Entries(ctx, s, 1)
		if err != nil {
			return err
		}
		for _, e := range list {
			fillBefore(d, ev, e)
		}
	}
	if len(earlier) > 0 {
		return nil
	}
	low := max(1, seq-beforeLooked)
	list, err := r.Portal.Book.Entries(ctx, low, int(seq-low))
	if err != nil {
		return err
	}
	slices.Reverse(list)
	for _, e := range list {
		if fillBefore(d, ev, e) {
			break
		}
	}
	return nil
}

// fillBefore takes what an earlier entry says of the same thing for the fields that are still without a before.
func fillBefore(d *views.StaffPage, ev *views.StaffEvent, e *journal.Entry) (found bool) {
	for i := len(e.Events) - 1; i >= 0; i-- {
		old := views.NewStaffEvent(d, e.Events[i])
		if old.Subject != ev.Subject {
			continue
		}
		found = true
		ev.Before(old)
	}
	return found
}
