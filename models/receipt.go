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
	ID         string        `json:"id"`     // of the payment
	Number     string        `json:"number"` // PJ, our own
	Pledge     string        `json:"pledge"`
	Enterprise string        `json:"enterprise"`
	Fen        money.Fen     `json:"fen"`
	Status     ReceiptStatus `json:"status"`
	Code       string        `json:"code,omitempty"`
	Fiscal     string        `json:"fiscal,omitempty"`
	Check      string        `json:"check,omitempty"`
	Reason     string        `json:"reason,omitempty"`
	Version    int64         `json:"version"`
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
	r.Version++
	s.Receipts.Set(r.ID, &r)
	s.fiscalNumbers.Set(key(r.Code, r.Fiscal), r.ID)
	s.remember(r.Pledge, Fact{Kind: "receipt_" + string(e.Status), Fen: r.Fen, Ref: r.Number, Note: e.Reason, By: e.By})
	s.tell(Notice{Kind: "receipt_" + string(e.Status), Ref: r.Pledge, Number: r.Number, Fen: r.Fen}, ToEnterprise(r.Enterprise))
}
