package handlers

import (
	"shanpei/models"
	"shanpei/models/money"
)

type lineIn struct {
	Sponsorship string `json:"sponsorship"`
	Places      int    `json:"places"`
	PayeeKind   string `json:"payee_kind"`
	AmountFen   fenIn  `json:"amount_fen"`
}

type disbursementIn struct {
	Program string   `json:"program"`
	Lines   []lineIn `json:"lines"`
}

func (in disbursementIn) command() models.MakeDisbursement {
	c := models.MakeDisbursement{Program: in.Program}
	for _, l := range in.Lines {
		c.Lines = append(c.Lines, models.DisbursementLine{Sponsorship: l.Sponsorship, Places: l.Places, PayeeKind: l.PayeeKind, AmountFen: l.AmountFen.fen})
	}
	return c
}

type lineView struct {
	No          int       `json:"no"`
	Sponsorship string    `json:"sponsorship"`
	Places      int       `json:"places"`
	PayeeKind   string    `json:"payee_kind"`
	AmountFen   money.Fen `json:"amount_fen"`
	Status      string    `json:"status"`
	Reason      string    `json:"reason,omitempty"`
	Returns     int       `json:"returns"`
}

// disbursementView is a payout as the staff see it.
type disbursementView struct {
	ID       string     `json:"id"`
	Number   string     `json:"number"`
	Program  string     `json:"program"`
	Status   string     `json:"status"`
	TotalFen money.Fen  `json:"total_fen"`
	Lines    []lineView `json:"lines"`
	Maker    string     `json:"maker"`
	Checker  string     `json:"checker,omitempty"`
	Approver string     `json:"approver,omitempty"`
	Reason   string     `json:"reason,omitempty"`
	Evidence string     `json:"evidence,omitempty"`
	Version  int64      `json:"version"`
}

func viewDisbursement(d *models.Disbursement) disbursementView {
	v := disbursementView{
		ID: d.ID, Number: d.Number, Program: d.Program, Status: string(d.Status), TotalFen: d.TotalFen, Lines: []lineView{}, Maker: d.Maker,
		Checker: d.Checker, Approver: d.Approver, Reason: d.Reason, Evidence: d.Evidence, Version: max(d.Version, 1),
	}
	for _, l := range d.Lines {
		v.Lines = append(v.Lines, lineView{
			No: l.No, Sponsorship: l.Sponsorship, Places: l.Places, PayeeKind: l.PayeeKind, AmountFen: l.AmountFen, Status: l.Status, Reason: l.Reason,
			Returns: l.Returns,
		})
	}
	return v
}

// apiMakeDisbursement writes a payout and reserves its money. POST /disbursements
func apiMakeDisbursement(r *Request) error {
	in, err := input[disbursementIn](r)
	if err != nil {
		return err
	}
	out, err := r.Do(in.command())
	if err != nil {
		return err
	}
	d := event[models.PayoutMade](out).Disbursement
	return r.reply(201, viewDisbursement(&d))
}

// apiDisbursements lists payouts. GET /disbursements
func apiDisbursements(r *Request) error {
	limit, after, err := r.query("status")
	if err != nil {
		return err
	}
	status := r.Query("status")
	return r.reply(200, paged(after, limit, r.State.Disbursements.From, func(d *models.Disbursement) (disbursementView, bool) {
		return viewDisbursement(d), status == "" || string(d.Status) == status
	}))
}

// apiDisbursement shows one. GET /disbursements/{id}
func apiDisbursement(r *Request) error {
	d, ok := r.State.Disbursements.Get(r.Params("id"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	return r.versioned(d.Version, viewDisbursement(d))
}

type payoutStepIn struct {
	Reason   string `json:"reason"`
	Evidence string `json:"evidence"`
	onVersion
}

// apiStepDisbursement makes the handler of one step of a payout. POST /disbursements/{id}/check, approve, reject, prove
func apiStepDisbursement(verb string) func(r *Request) error {
	return func(r *Request) error {
		in, err := input[payoutStepIn](r)
		if err != nil {
			return err
		}
		version, err := r.ifVersion(in.onVersion)
		if err != nil {
			return err
		}
		out, err := r.Do(models.StepDisbursement{ID: r.Params("id"), Verb: verb, Reason: in.Reason, Evidence: in.Evidence, IfVersion: version})
		if err != nil {
			return err
		}
		return r.reply(200, statusView{string(event[models.PayoutStepped](out).Status)})
	}
}

type paidView struct {
	Status    string    `json:"status"`
	Lines     []int     `json:"lines"`
	AmountFen money.Fen `json:"amount_fen"`
}

// moved adds up the money that the legs of paid or returned lines moved.
func moved(legs []models.Leg) (fen money.Fen) {
	for _, l := range legs {
		fen += max(l.Fen, 0)
	}
	return fen
}

// apiPayDisbursement says that the bank was told to pay: every line, or again those that came back. POST /disbursements/{id}/pay
func apiPayDisbursement(r *Request) error {
	in, err := input[onVersion](r)
	if err != nil {
		return err
	}
	version, err := r.ifVersion(in)
	if err != nil {
		return err
	}
	out, err := r.Do(models.PayDisbursement{ID: r.Params("id"), IfVersion: version})
	if err != nil {
		return err
	}
	paid := event[models.LinesPaid](out)
	return r.reply(200, paidView{Status: string(paid.Status), Lines: paid.Lines, AmountFen: moved(paid.Legs)})
}

type returnIn struct {
	Lines  []int  `json:"lines"`
	Reason string `json:"reason"`
	onVersion
}

// apiReturnLines says that the bank sent lines back; no numbers mean every paid one. POST /disbursements/{id}/return
func apiReturnLines(r *Request) error {
	in, err := input[returnIn](r)
	if err != nil {
		return err
	}
	version, err := r.ifVersion(in.onVersion)
	if err != nil {
		return err
	}
	out, err := r.Do(models.ReturnLines{ID: r.Params("id"), Lines: in.Lines, Reason: in.Reason, IfVersion: version})
	if err != nil {
		return err
	}
	back := event[models.LinesReturned](out)
	return r.reply(200, paidView{Status: string(back.Status), Lines: back.Lines, AmountFen: moved(back.Legs)})
}
