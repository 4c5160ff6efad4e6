package handlers

import (
	"errors"
	"strconv"

	"shanpei/internal/journal"
	"shanpei/models"
	"shanpei/models/money"
)

// maxBankLines bounds one delivery of bank lines.
const maxBankLines = 1000

type bankLineIn struct {
	Account   string `json:"account"`
	LineID    string `json:"line_id"`
	Date      dayIn  `json:"date"`
	AmountFen fenIn  `json:"amount_fen"`
	Payer     string `json:"payer"`
	Memo      string `json:"memo"`
}

func (in bankLineIn) check() error {
	for _, t := range []struct{ field, text string }{{"payer", in.Payer}, {"memo", in.Memo}} {
		if len([]rune(t.text)) > 500 {
			return models.Refuse(models.Invalid, "text_too_long").At(t.field).With("limit", 500)
		}
	}
	return nil
}

// bankLineView is what became of a line: matched, partial, suspense (with why), duplicate, or refused (with reason and field).
type bankLineView struct {
	LineID      string    `json:"line_id"`
	Status      string    `json:"status"`
	ID          string    `json:"id,omitempty"`
	Pledge      string    `json:"pledge,omitempty"`
	CreditedFen money.Fen `json:"credited_fen"` // given to the pledge
	HeldFen     money.Fen `json:"held_fen"`     // in suspense
	Why         string    `json:"why,omitempty"`
	ThirdParty  bool      `json:"third_party"`
	Entry       int64     `json:"entry,omitempty"`
	Reason      string    `json:"reason,omitempty"`
	Field       string    `json:"field,omitempty"`
	Title       string    `json:"title,omitempty"`
}

// apiBankLines books credits of a bank statement, one or a list of them. Each line of a list has its own outcome: one that is refused leaves the others
// as they are. A line is known by account and line_id for ever. POST /bank-lines
func apiBankLines(r *Request) error {
	if !isList(r.BodyRaw()) {
		in, err := input[bankLineIn](r)
		if err != nil {
			return err
		}
		v, err := r.bankLine(0, in)
		if err != nil {
			return err
		}
		return r.reply(200, v)
	}
	lines, err := input[[]bankLineIn](r)
	if err != nil {
		return err
	}
	if len(lines) > maxBankLines {
		return models.Refuse(models.TooLarge, "too_many_lines").With("limit", maxBankLines)
	}
	out := listView[bankLineView]{Items: []bankLineView{}}
	for i, in := range lines {
		v, err := r.bankLine(i, in)
		var refused *models.Error
		switch {
		case err == nil:
		case errors.As(err, &refused) && (refused.Code == models.Invalid || refused.Code == models.TooLarge):
			v = bankLineView{LineID: in.LineID, Status: "refused", Reason: refused.Reason, Field: refused.Field, Title: r.sentence(refused)}
		default: // the whole delivery is to be sent again: what was booked is known by its id
			return err
		}
		out.Items = append(out.Items, v)
	}
	return r.reply(200, out)
}

// bankLine books one line, the n-th of the request. Its key is the request's with n, so that a repetition finds each line's first outcome.
func (r *Request) bankLine(n int, in bankLineIn) (bankLineView, error) {
	if err := in.check(); err != nil {
		return bankLineView{}, err
	}
	cmd := models.RecordBankLine{Account: in.Account, LineID: in.LineID, Day: in.Date.day, AmountFen: in.AmountFen.fen, Payer: in.Payer, Memo: in.Memo}
	opts := []journal.DoOption{journal.Key("bank:"+in.Account+"/"+in.LineID, [32]byte{})}
	key, err := r.idempotencyKey()
	if err != nil {
		return bankLineView{}, err
	}
	if key != "" {
		opts = []journal.DoOption{journal.Key(key+"#"+strconv.Itoa(n), r.fingerprint())}
	}
	// Payer and memo are sealed only for a line that will be booked, as far as can be seen from here.
	if r.wouldDo(cmd) == nil && in.Payer+in.Memo != "" {
		if cmd.Sealed, err = r.Portal.Vault.Seal(r.UserContext(), "bank_line", map[string]string{"payer": in.Payer, "memo": in.Memo}); err != nil {
			return bankLineView{}, err
		}
	}
	out, err := r.Do(cmd, opts...)
	if cmd.Sealed != "" && (out.Repeated || certain(err)) {
		err = errors.Join(err, r.Portal.Vault.Erase(r.UserContext(), cmd.Sealed))
	}
	var refused *models.Error
	if errors.As(err, &refused) && refused.Reason == "duplicate_line" || err == nil && out.Repeated && key == "" {
		return bankLineView{LineID: in.LineID, Status: "duplicate"}, nil
	}
	if err != nil {
		return bankLineView{}, err
	}
	l := event[models.BankLineRecorded](out).Line
	return bankLineView{
		LineID: l.LineID, Status: l.Outcome, ID: l.ID, Pledge: l.Pledge, CreditedFen: l.AmountFen - l.HeldFen, HeldFen: l.HeldFen, Why: l.Why,
		ThirdParty: l.ThirdParty, Entry: out.Entry.Seq,
	}, nil
}

// certain tells whether an error says for sure that nothing was booked; after a failure the entry may still be on its way.
func certain(err error) bool {
	var refused *models.Error
	return errors.As(err, &refused) && refused.Code != models.Unavailable && refused.Code != models.Internal
}

// wouldDo tells what the rules say to a command on the state of the moment, without doing it.
func (r *Request) wouldDo(cmd models.Command) error {
	if err := r.Actor.Allow(cmd.Permission()); err != nil {
		return err
	}
	n := 0
	_, err := cmd.Decide(r.State, models.Input{Actor: r.Actor, At: r.Portal.Clock().UTC(), NewID: func() string { n++; return "?" + strconv.Itoa(n) }})
	return err
}
