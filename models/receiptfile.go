package models

import "slices"

// ReceiptFileKinds are the forms in which the fiscal system gives an electronic receipt out.
var ReceiptFileKinds = []string{"pdf", "ofd"}

// MaxReceiptFile is the most bytes that the file of a receipt may have.
const MaxReceiptFile = 3 << 20

// FileReceipt puts the file of an issued receipt to it, so that the donor can fetch it. The file itself is kept beside the journal, under its hash.
type FileReceipt struct {
	ID        string
	Hash      string // SHA-256, in hexadecimal
	Kind      string // pdf ofd
	Bytes     int
	IfVersion int64
}

// Permission implements Command.
func (FileReceipt) Permission() Permission { return RecordReceipts }

// Decide refuses `not_found stale`, `wrong_status` (of a receipt that was not issued, or is void) and, at the file, `required unknown_choice out_of_range`.
func (c FileReceipt) Decide(s *State, in Input) ([]Event, error) {
	r, ok := s.Receipts.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(r.Version, c.IfVersion); err != nil {
		return nil, err
	}
	switch {
	case r.Status != ReceiptRecorded:
		return nil, Refuse(Conflict, "wrong_status").With("status", string(r.Status)).With("verb", "file")
	case len(c.Hash) != 64:
		return nil, invalid("file", "required")
	case !slices.Contains(ReceiptFileKinds, c.Kind):
		return nil, invalid("file", "unknown_choice")
	case c.Bytes < 1 || c.Bytes > MaxReceiptFile:
		return nil, invalid("file", "out_of_range").With("low", 1).With("high", MaxReceiptFile)
	}
	return []Event{ReceiptFiled{ID: r.ID, Hash: c.Hash, Kind: c.Kind, Bytes: c.Bytes, By: in.Actor.ID}}, nil
}

// ReceiptFiled says which file is the receipt's. A later one takes its place; the journal has both.
type ReceiptFiled struct {
	ID    string `json:"id"`
	Hash  string `json:"hash"`
	Kind  string `json:"kind"`
	Bytes int    `json:"bytes"`
	By    string `json:"by"`
}

// Apply implements Event.
func (e ReceiptFiled) Apply(s *State) {
	old, _ := s.Receipts.Get(e.ID)
	r := *old
	r.FileHash, r.FileKind, r.FileBytes = e.Hash, e.Kind, e.Bytes
	r.Version++
	s.Receipts.Set(r.ID, &r)
	s.remember(r.Pledge, Fact{Kind: "receipt_filed", Fen: r.Fen, Ref: r.Number, By: e.By})
	s.tell(Notice{Kind: "receipt_filed", Ref: r.Pledge, Number: r.Number, Fen: r.Fen}, ToEnterprise(r.Enterprise))
}
