package handlers

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"shanpei/internal/statement"
	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

func staffStatements(r *Request) error { return r.showStatements(nil) }

func (r *Request) showStatements(f *form) error {
	d := r.staff("bank.statements.title", r.crumb("common.nav.money", "/staff/money"))
	var all []*models.Statement
	for _, st := range r.State.Statements.All() {
		all = append(all, st)
	}
	slices.Reverse(all)
	rows, pager := slicedPage(r, d, all, pageSize)
	status := 200
	if f != nil {
		f.onto(d, "statement")
		status = f.Status()
	}
	return r.HTML(status, views.StaffStatements(d, rows, pager))
}

// staffStatementUpload takes a bank's file, reads it, and leads to what it would do. Nothing is booked yet.
func staffStatementUpload(r *Request) error {
	f := r.form("account")
	f.Values["account"] = strings.TrimSpace(r.FormValue("account"))
	if !slices.Contains(r.State.Federation.Settings.BankAccounts, f.Text("account")) {
		f.refuse(models.Refuse(models.Invalid, "unknown_account").At("account"))
	}
	name, data, err := r.uploaded("file")
	if err != nil {
		f.refuse(err)
	} else if _, err := statement.Read(data); err != nil {
		f.refuse(err)
	}
	if len(f.Errors) > 0 {
		return r.showStatements(f)
	}
	code, err := r.keepUpload(r.UserContext(), f.Text("account"), name, data)
	if err != nil {
		return err
	}
	return r.forward("/staff/money/statements/import/" + code)
}

// uploaded reads one file of a form. It refuses `file_required` and `body_too_large`.
func (r *Request) uploaded(field string) (name string, data []byte, err error) {
	h, err := r.FormFile(field)
	if err != nil || h.Size == 0 {
		return "", nil, models.Refuse(models.Invalid, "file_required").At(field)
	}
	if h.Size > statement.MaxBytes {
		return "", nil, models.Refuse(models.TooLarge, "body_too_large").At(field).With("limit", "4 MB")
	}
	in, err := h.Open()
	if err != nil {
		return "", nil, err
	}
	defer in.Close()
	data, err = io.ReadAll(in)
	name = strings.Map(func(c rune) rune {
		if badText(string(c)) || c == '\n' || c == '\r' || c == '\t' {
			return -1
		}
		return c
	}, filepath.Base(strings.ReplaceAll(h.Filename, `\`, "/")))
	if n := []rune(name); len(n) > 80 {
		name = string(n[len(n)-80:])
	}
	return name, data, err
}

// columnFields are the choices of columns in the form.
var columnFields = []string{"day", "amount", "direction", "credit", "debit", "balance", "payer", "payer_account", "serial"}

// columns are those that the address chooses, else those that are remembered for the account, else those that the header's words say.
func (r *Request) columns(u *upload, get func(string) string, memo []string) models.Columns {
	if get("chosen") == "" {
		if m, ok := r.State.Mappings.Get(u.account); ok && u.file.Fits(m.Columns) {
			return m.Columns
		}
		return u.file.Detect()
	}
	known := func(name string) string {
		if h := get(name); slices.Contains(u.file.Headers, h) {
			return h
		}
		return ""
	}
	c := models.Columns{
		Day: known("day"), Amount: known("amount"), Direction: known("direction"), Credit: known("credit"), Debit: known("debit"), Balance: known("balance"),
		Payer: known("payer"), PayerAccount: known("payer_account"), Serial: known("serial"),
	}
	for _, h := range memo {
		if slices.Contains(u.file.Headers, h) {
			c.Memo = append(c.Memo, h)
		}
	}
	return c
}

func staffStatementTry(r *Request) error {
	u, err := r.upload()
	if err != nil {
		return err
	}
	var memo []string
	for k, v := range r.Context().QueryArgs().All() {
		if string(k) == "memo" {
			memo = append(memo, string(v))
		}
	}
	return r.showTry(u, r.columns(u, func(name string) string { return r.Query(name) }, memo), nil)
}

// showTry shows what an import would do, or every fault that keeps it from doing anything.
func (r *Request) showTry(u *upload, c models.Columns, f *form) error {
	d := r.staff("bank.try.title", r.crumb("common.nav.money", "/staff/money"), r.crumb("bank.statements.title", "/staff/money/statements"))
	v := views.StatementTry{Code: u.code, Account: u.account, Name: u.name, Format: u.file.Format, Headers: u.file.Headers, Columns: c}
	res := u.file.Lines(c)
	v.Lines, v.InFen, v.OutFen, v.From, v.To, v.Gap = len(res.Lines), views.Fen(res.InFen), views.Fen(res.OutFen), res.From, res.To, res.Gap
	v.Opening, v.Closing, v.Balances = views.Fen(res.Opening), views.Fen(res.Closing), res.Balances
	for _, fault := range res.Faults {
		params := map[string]any{"limit": 500} // characters, of a text
		if fault.Reason == "amount_too_large" {
			params["limit"] = views.Fen(money.MaxFen)
		}
		v.Faults = append(v.Faults, views.StatementFault{Row: fault.Row, Column: fault.Column, Reason: r.Lang.Reason("invalid", fault.Reason, "", params), Cell: fault.Cell})
	}
	if len(res.Faults) == 0 && len(res.Lines) > 0 {
		plan, err := r.planImport(u, res, c, nil)
		var e *models.Error
		switch {
		case errors.As(err, &e):
			v.Faults = append(v.Faults, r.faultOf(e, plan))
		case err != nil:
			return err
		}
		v.Known, v.Tally = plan.known, plan.tally
		for _, l := range plan.twins {
			v.Twins = append(v.Twins, views.StatementTwin{ID: l.ID, Row: l.Row, Day: l.Day, Fen: views.Fen(l.Fen)})
		}
	}
	if len(res.Faults) == 0 && len(res.Lines) == 0 {
		v.Faults = append(v.Faults, views.StatementFault{Reason: r.Lang.Reason("invalid", "statement_empty", "", nil)})
	}
	status := 200
	if f != nil {
		f.onto(d, "import")
		status = f.Status()
	}
	return r.HTML(status, views.StaffStatementTry(d, v))
}

// faultOf says at which row of the file the book would refuse.
func (r *Request) faultOf(e *models.Error, plan *importPlan) views.StatementFault {
	fault := views.StatementFault{Reason: r.sentence(e)}
	if rest, ok := strings.CutPrefix(e.Field, "lines."); ok {
		at, _, _ := strings.Cut(rest, ".")
		if i, err := strconv.Atoi(at); err == nil && i < len(plan.failed) {
			fault.Row, fault.Column = plan.failed[i].Row, plan.columns.Day
		}
	}
	return fault
}

// staffStatementImport books the file that waits: in parts, each once for ever, so that asking again after anything went wrong completes it.
func staffStatementImport(r *Request) error {
	u, err := r.upload()
	if err != nil {
		return err
	}
	f := r.form(append([]string{"chosen", "memo", "twin", "drop"}, columnFields...)...)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.UserContext()), 2*time.Minute)
	defer cancel()
	if f.Yes("drop") {
		if err := u.forget(ctx, r.Portal.Vault); err != nil {
			return err
		}
		return r.Done("/staff/money/statements", "bank.done.dropped")
	}
	c := r.columns(u, f.Text, f.All("memo"))
	if len(f.Errors) > 0 {
		return r.showTry(u, c, f)
	}
	res := u.file.Lines(c)
	if len(res.Faults) > 0 || len(res.Lines) == 0 {
		f.refuse(models.Refuse(models.Invalid, "statement_faults").With("n", max(1, len(res.Faults))))
		return r.showTry(u, c, f)
	}
	r.SetUserContext(ctx)
	done, err := r.doImport(ctx, u, res, c, f.All("twin"))
	if f.shows(err) {
		return r.showTry(u, c, f)
	}
	if err != nil {
		return err
	}
	if err := u.forget(ctx, r.Portal.Vault); err != nil {
		return err
	}
	t := done.tally
	if t.In+t.Out == 0 {
		return r.Done("/staff/money/statements", "bank.done.nothing_new", "known", done.known)
	}
	return r.Done("/staff/money/statements", "bank.done.imported", "n", t.In+t.Out, "known", done.known, "matched", t.Matched, "suspense", t.Suspense, "payouts", t.Payouts)
}
