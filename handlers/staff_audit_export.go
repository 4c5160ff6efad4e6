package handlers

import (
	"bytes"
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"shanpei/internal/journal"
	"shanpei/internal/trail"
	"shanpei/internal/workbook"
	"shanpei/models"
	"shanpei/views"
)

const (
	auditExported   = 5000             // entries of one export
	auditExportWait = 25 * time.Second // a replay of a long journal takes its time
)

// exportAudit writes the entries of a filter as a file with a watermark, records that they were taken out, and sends it. It refuses `day_form unknown_choice audit_building too_many_lines`.
func exportAudit(r *Request) error {
	f := r.form(append(slices.Clone(auditFields), "format")...)
	q, err := audited(f.Text)
	if err != nil {
		return err
	}
	if len(f.Errors) > 0 {
		return f.first()
	}
	format := f.Text("format")
	if format != "xlsx" && format != "csv" {
		return models.Refuse(models.Invalid, "unknown_choice").At("format")
	}
	head, _ := r.Portal.Book.Head()
	hit := r.found(q, head, 0, auditExported)
	switch {
	case hit.UpTo < head:
		return models.Refuse(models.Unavailable, "audit_building")
	case hit.Total > auditExported:
		return models.Refuse(models.Invalid, "too_many_lines").With("limit", auditExported)
	}
	rows, err := r.auditRows(hit.Seqs)
	if err != nil {
		return err
	}
	about := workbook.Trail{
		Federation: r.State.Federation.Name, By: r.nameOf(r.Actor.ID), At: views.ZhCN.Instant(r.Portal.Clock()), Request: r.ID, Filter: q.text(hit.Total > 0),
		Seq: head, Rows: len(rows), Demo: r.State.Federation.DemoData || r.Portal.Demo,
	}
	table := workbook.Table{Name: "审计日志", Columns: workbook.TrailColumns, Mark: about.Mark(), Rows: func(put func(...any) error) error {
		for _, row := range rows {
			if err := put(row...); err != nil {
				return err
			}
		}
		return nil
	}}
	var b bytes.Buffer
	if format == "csv" {
		_, err = workbook.WriteCSV(&b, table)
	} else {
		_, err = workbook.WriteXLSX(&b, about.About, table)
	}
	if err != nil {
		return err
	}
	if _, err := r.Do(models.RecordExport{What: models.AuditExport, From: q.from, To: q.to, Filter: about.Filter, Rows: len(rows)}); err != nil {
		return err
	}
	name := "审计日志-" + string(r.today()) + "." + format
	if format == "csv" {
		return r.file("text/csv; charset=utf-8", name, b.Bytes())
	}
	return r.file(xlsxType, name, b.Bytes())
}

// auditRows are the entries in words, newest first, each with what was before and after.
func (r *Request) auditRows(seqs []int64) ([][]any, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.UserContext()), auditExportWait)
	defer cancel()
	d := r.staff("audit.title")
	d.Page.Lang = views.ZhCN
	rows := make([][]any, 0, len(seqs))
	err := r.Portal.trail.Around(ctx, seqs, func(before *models.State, e *journal.Entry, after *models.State) error {
		line, entry := auditLine(d, e), staffEntryView(d, e)
		says := make([]string, 0, len(line.Says))
		for _, s := range line.Says {
			says = append(says, s.Plain())
		}
		rows = append(rows, []any{
			int(e.Seq), d.Lang.Instant(e.At), d.Person(e.Actor), d.Lang.Term("role", string(e.Role)), strings.Join(says, "；"),
			views.AuditChangesText(views.AuditThings(d, before, after, trail.Mentions(e.Events))), entry.Key, hex.EncodeToString(e.Hash[:]),
		})
		return nil
	})
	slices.Reverse(rows)
	return rows, err
}

// text is the filter in the names of its fields. What was typed freely stands in it only where it named something, so that no journal ever holds what
// somebody tried.
func (q auditAsked) text(found bool) string {
	var out []string
	for _, f := range [][2]string{{"actor", q.actor}, {"role", q.role}, {"kind", q.kind}, {"object", q.object}, {"county", q.county}, {"key", q.key}} {
		if f[1] == "" {
			continue
		}
		if !found {
			f[1] = "?"
		}
		out = append(out, f[0]+"="+f[1])
	}
	return strings.Join(out, " ")
}
