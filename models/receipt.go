package models

import "shanpei/models/money"

// ReceiptStatus is where a fiscal receipt (公益事业捐赠票据) stands.
type ReceiptStatus string

// The statuses of a receipt.
const (
	ReceiptPending  ReceiptStatus = "pending" // 待开
	ReceiptRecorded ReceiptStatus = "recorded"
	ReceiptVoided   ReceiptStatus = "voided"
)

// Receipt asks for, then records, the fiscal receipt of one payment. The fiscal numbers are the tax office's: recorded, never made up.
type Receipt struct {
	ID         string        `json:"id"`     // of the payment, for the first request; with -2, -3 … for those that followed a void
	Number     string        `json:"number"` // PJ, our own
	Pledge     string        `json:"pledge"`
	Enterprise string        `json:"enterprise"`
	Fen        money.Fen     `json:"fen"`
	Status     ReceiptStatus `json:"status"`
	Code       string        `json:"code,omitempty"`
	Fiscal     string        `json:"fiscal,omitempty"`
	Check      string        `json:"check,omitempty"`
	Reason     string        `json:"reason,omitempty"`
	Payment    string        `json:"payment,omitempty"`     // empty: the id is the payment's
	Replaces   string        `json:"replaces,omitempty"`    // id of the voided receipt that this one is issued for
	ReplacedBy string        `json:"replaced_by,omitempty"` // id of the one that was asked for instead
	FileHash   string        `json:"file_hash,omitempty"`   // SHA-256 of the file that the fiscal system gave out
	FileKind   string        `json:"file_kind,omitempty"`   // pdf ofd
	FileBytes  int           `json:"file_bytes,omitempty"`
	Version    int64         `json:"version"`

	RefundedFen money.Fen `json:"refunded_fen,omitempty"` // of its payment
}

// PaymentID is the payment that the receipt is for.
func (r *Receipt) PaymentID() string {
	if r.Payment != "" {
		return r.Payment
	}
	return r.ID
}

// RecordReceipt writes down the numbers of a receipt that was issued.
type RecordReceipt struct {
	ID, Code, Fiscal, Check string
	IfVersion               int64
}

// Permission implements Command.
func (RecordReceipt) Permission() Permission { return RecordReceipts }

// Decide refuses `not_found stale wrong_status` and, at the field, `fiscal_code fiscal_number fiscal_check fiscal_taken`.
func (c RecordReceipt) Decide(s *State, in Input) ([]Event, error) {
	r, ok := s.Receipts.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(r.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if r.Status != ReceiptPending {
		return nil, Refuse(Conflict, "wrong_status").With("status", string(r.Status)).With("verb", "record")
	}
	if _, err := ParseFiscalReceipt(c.Code, c.Fiscal, c.Check); err != nil {
		field := map[string]string{"number": "fiscal", "check": "check"}[slugOf(err)]
		if field == "" {
			field = "code"
		}
		return nil, invalid(field, "fiscal_"+slugOf(err))
	}
	if id, taken := s.fiscalNumbers.Get(key(c.Code, c.Fiscal)); taken && id != r.ID {
		return nil, Refuse(Conflict, "fiscal_taken").At("fiscal")
	}
	return []Event{ReceiptSet{ID: r.ID, Status: ReceiptRecorded, Code: c.Code, Fiscal: c.Fiscal, Check: c.Check, By: in.Actor.ID}}, nil
}

// VoidReceipt takes a recorded receipt back with a reason; its number stays used.
type VoidReceipt struct {
	ID, Reason string
	IfVersion  int64
}

// Permission implements Command.
func (VoidReceipt) Permission() Permission { return RecordReceipts }

// Decide refuses `not_found stale wrong_status reason_required text_too_long`.
func (c VoidReceipt) Decide(s *State, in Input) ([]Event, error) {
	r, ok := s.Receipts.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(r.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if r.Status != ReceiptRecorded {
		return nil, Refuse(Conflict, "wrong_status").With("status", string(r.Status)).With("verb", "void")
	}
	if err := reason("reason", c.Reason, true); err != nil {
		return nil, err
	}
	return []Event{ReceiptSet{ID: r.ID, Status: ReceiptVoided, Code: r.Code, Fiscal: r.Fiscal, Check: r.Check, Reason: c.Reason, By: in.Actor.ID}}, nil
}

// ReissueReceipt asks for a receipt again, under a new number, after the one that was issued was voided: its number stays used.
type ReissueReceipt struct {
	ID        string // of the voided one
	IfVersion int64
}

// Permission implements Command.
func (ReissueReceipt) Permission() Permission { return RecordReceipts }

// Decide refuses `not_found stale`, `wrong_status` when it is not voided and `receipt_replaced` when it was asked for again already and
// `nothing_to_receipt` when all the money has gone back, or was taken back as given to the wrong pledge. What is asked for is what is left.
func (c ReissueReceipt) Decide(s *State, in Input) ([]Event, error) {
	r, ok := s.Receipts.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(r.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if r.Status != ReceiptVoided {
		return nil, Refuse(Conflict, "wrong_status").With("status", string(r.Status)).With("verb", "reissue")
	}
	if r.ReplacedBy != "" {
		next, _ := s.Receipts.Get(r.ReplacedBy)
		return nil, Refuse(Conflict, "receipt_replaced").With("number", next.Number)
	}
	pay := r.PaymentID()
	p, _ := s.Payments.Get(pay)
	left := p.Fen - p.RefundedFen
	if left == 0 || p.Undone {
		return nil, Refuse(Conflict, "nothing_to_receipt")
	}
	return []Event{ReceiptAsked{Receipt: Receipt{
		ID: pay + "-" + itoa(len(s.ReceiptsOf(pay))+1), Number: s.nextNumber("PJ", in.At, 0), Pledge: r.Pledge, Enterprise: r.Enterprise, Fen: left,
		Status: ReceiptPending, Payment: pay, Replaces: r.ID,
	}, By: in.Actor.ID}}, nil
}

// ReceiptAsked carries the request for a receipt that follows a voided one.
type ReceiptAsked struct {
	Receipt Receipt `json:"receipt"`
	By      string  `json:"by"`
}

// Apply implements Event.
func (e ReceiptAsked) Apply(s *State) {
	r := e.Receipt
	r.Version++
	s.Receipts.Set(r.ID, &r)
	s.countNumber(r.Number)
	old, _ := s.Receipts.Get(r.Replaces)
	before := *old
	before.ReplacedBy = r.ID
	before.Version++
	s.Receipts.Set(before.ID, &before)
	s.remember(r.Pledge, Fact{Kind: "receipt_asked", Fen: r.Fen, Ref: r.Number, By: e.By})
	s.tell(Notice{Kind: "receipt_asked", Ref: r.Pledge, Number: r.Number, Fen: r.Fen}, ToEnterprise(r.Enterprise))
}

// ReceiptsOf lists the receipts of a payment, the first request first. The last is the one that counts.
func (s *State) ReceiptsOf(payment string) []*Receipt {
	var out []*Receipt
	for id := payment; id != ""; {
		r, ok := s.Receipts.Get(id)
		if !ok {
			break
		}
		out = append(out, r)
		id = r.ReplacedBy
	}
	return out
}

// ReceiptOf is the receipt of a payment that counts: the last that was asked for.
func (s *State) ReceiptOf(payment string) (*Receipt, bool) {
	all := s.ReceiptsOf(payment)
	if len(all) == 0 {
		return nil, false
	}
	return all[len(all)-1], true
}

// ReceiptSet says what became of a receipt.
type ReceiptSet struct {
	ID     string        `json:"id"`
	Status ReceiptStatus `json:"status"`
	Code   string        `json:"code"`
	Fiscal string        `json:"fiscal"`
	Check  string        `json:"check"`
	Reason string        `json:"reason,omitempty"`
	By     string        `json:"by"`
}

// Apply implements Event.
func (e ReceiptSet) Apply(s *State) {
	old, _ := s.Receipts.Get(e.ID)
	r := *old
	r.Status, r.Code, r.Fiscal, r.Check, r.Reason = e.Status, e.Code, e.Fiscal, e.Check, e.Reason
	if e.Status == ReceiptRecorded { // it is issued for what is left of the money
		r.Fen, r.RefundedFen = r.Fen-r.RefundedFen, 0
	}
	r.Version++
	s.Receipts.Set(r.ID, &r)
	s.fiscalNumbers.Set(key(r.Code, r.Fiscal), r.ID)
	s.remember(r.Pledge, Fact{Kind: "receipt_" + string(e.Status), Fen: r.Fen, Ref: r.Number, Note: e.Reason, By: e.By})
	s.tell(Notice{Kind: "receipt_" + string(e.Status), Ref: r.Pledge, Number: r.Number, Fen: r.Fen}, ToEnterprise(r.Enterprise))
}
