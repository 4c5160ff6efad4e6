package handlers

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"shanpei/internal/statement"
	"shanpei/models"
	"shanpei/views"
)

// importPart is how many lines go into one entry of the journal at first; a part that an entry cannot hold is halved.
const importPart = 200

// importPlan is what an import does, or would do.
type importPlan struct {
	columns models.Columns
	known   int // lines that are booked already
	tally   views.StatementTally
	twins   []statement.Line // lines that look like one that was typed in by hand
	failed  []statement.Line // the part in which a line was refused
}

// sortLines keeps what is to be booked: lines that are new and are no twin of a typed one, unless the clerk says that they are another.
func (r *Request) sortLines(u *upload, lines []statement.Line, allowed []string) (*importPlan, []statement.Line) {
	p := &importPlan{}
	typed := map[string]int{}
	for _, l := range r.State.BankLines.All() {
		if l.Statement == "" && l.Account == u.account {
			typed[string(l.Day)+strconv.FormatInt(int64(l.AmountFen), 10)]++
		}
	}
	var out []statement.Line
	for _, l := range lines {
		k := string(l.Day) + strconv.FormatInt(int64(l.Fen), 10)
		switch {
		case r.State.KnownLine(u.account, l.ID):
			p.known++
			if l.Fen > 0 && typed[k] > 0 {
				typed[k]--
			}
		case l.Fen > 0 && typed[k] > 0 && !slices.Contains(allowed, l.ID):
			typed[k]--
			p.twins = append(p.twins, l)
		default:
			out = append(out, l)
		}
	}
	return p, out
}

// command is the part of an import with these lines.
func (r *Request) command(u *upload, id string, lines []statement.Line) models.ImportStatement {
	cmd := models.ImportStatement{Account: u.account, ID: id}
	for _, l := range lines {
		in := models.StatementLine{LineID: l.ID, Day: l.Day, Fen: l.Fen, Payer: l.Payer, Memo: l.Memo}
		if l.PayerAccount != "" && l.Fen > 0 {
			in.PayerKey = r.Portal.Vault.Blind("payer_account", l.PayerAccount)
		}
		cmd.Lines = append(cmd.Lines, in)
	}
	return cmd
}

// completed is the last part: the statement itself, and its columns to be remembered.
func completed(u *upload, id string, res statement.Result, c models.Columns) models.ImportStatement {
	cmd := models.ImportStatement{Account: u.account, ID: id, Done: &models.Statement{
		Format: u.file.Format, Digest: u.file.Digest, From: res.From, To: res.To, Lines: len(res.Lines), InFen: res.InFen, OutFen: res.OutFen,
		OpeningFen: res.Opening, ClosingFen: res.Closing, Balances: res.Balances, Ends: res.Ends,
	}}
	if u.file.Format != statement.CAMT {
		cmd.Columns = &c
	}
	return cmd
}

// planImport tells what an import would do, by the rules themselves on a state that grows from part to part and is thrown away.
func (r *Request) planImport(u *upload, res statement.Result, c models.Columns, allowed []string) (*importPlan, error) {
	plan, lines := r.sortLines(u, res.Lines, allowed)
	plan.columns = c
	state, n := r.State, 0
	for part := range slices.Chunk(lines, importPart) {
		in := models.Input{Actor: r.Actor, At: r.Portal.Clock().UTC(), NewID: func() string { n++; return "?" + strconv.Itoa(n) }}
		next := state
		in.Applied = func(s *models.State, _ []models.Event) { next = s }
		events, err := r.command(u, "?", part).Decide(state, in)
		if err != nil {
			plan.failed = part
			return plan, err
		}
		plan.count(events)
		state = next
	}
	return plan, nil
}

// count adds up what became of lines.
func (p *importPlan) count(events []models.Event) {
	for _, ev := range events {
		switch e := ev.(type) {
		case models.BankLineRecorded:
			p.tally.In++
			switch {
			case e.Line.Outcome == "returned":
				p.tally.Returns++
			case e.Line.HeldFen > 0:
				p.tally.Suspense++
			default:
				p.tally.Matched++
			}
		case models.BankDebitRecorded:
			p.tally.Out++
			if e.Debit.Outcome != "open" {
				p.tally.Payouts++
			}
		case models.PaymentReceived:
			p.tally.Given += views.Fen(e.Payment.Fen)
		}
	}
}

// doImport books the lines part by part. A part that was booked before is passed over, so the whole can be asked for again after a failure.
func (r *Request) doImport(ctx context.Context, u *upload, res statement.Result, c models.Columns, allowed []string) (*importPlan, error) {
	plan, lines := r.sortLines(u, res.Lines, allowed)
	plan.columns = c
	if _, err := r.planImport(u, res, c, allowed); err != nil {
		return plan, err // all or nothing: what would be refused in a later part keeps the first from being booked
	}
	id := "st-" + u.file.Digest[:16] + "-" + u.account
	for part := range slices.Chunk(lines, importPart) {
		if err := r.importPart(ctx, u, id, part, plan); err != nil {
			return plan, err
		}
	}
	_, err := r.Portal.Book.Do(ctx, r.Actor, completed(u, id, res, c))
	if refusedAs(err, models.Conflict) { // nothing new: the same file again
		err = nil
	}
	r.State = r.Portal.Book.State()
	return plan, err
}

func (r *Request) importPart(ctx context.Context, u *upload, id string, part []statement.Line, plan *importPlan) error {
	cmd := r.command(u, id, part)
	sealed, err := r.sealLines(ctx, part, &cmd)
	if err != nil {
		return err
	}
	out, err := r.Portal.Book.Do(ctx, r.Actor, cmd)
	var e *models.Error
	if err != nil && certain(err) {
		for _, code := range sealed {
			err = errors.Join(err, r.Portal.Vault.Erase(ctx, code))
		}
	}
	switch {
	case errors.As(err, &e) && e.Reason == "too_large" && len(part) > 1:
		half := len(part) / 2
		if err := r.importPart(ctx, u, id, part[:half], plan); err != nil {
			return err
		}
		return r.importPart(ctx, u, id, part[half:], plan)
	case errors.As(err, &e) && e.Reason == "nothing_new": // somebody else imported the same at the same time
		return nil
	case err != nil:
		return err
	}
	plan.count(out.Entry.Events)
	r.State = out.State
	return nil
}

// sealLines puts what names persons into the vault.
func (r *Request) sealLines(ctx context.Context, part []statement.Line, cmd *models.ImportStatement) ([]string, error) {
	var fields []map[string]string
	var at []int
	for i, l := range part {
		if l.Payer+l.Memo+l.PayerAccount != "" {
			fields = append(fields, map[string]string{"payer": l.Payer, "memo": l.Memo, "account": l.PayerAccount})
			at = append(at, i)
		}
	}
	codes, err := r.Portal.Vault.SealAll(ctx, "bank_line", fields)
	for i, code := range codes {
		cmd.Lines[at[i]].Sealed = code
	}
	return codes, err
}
