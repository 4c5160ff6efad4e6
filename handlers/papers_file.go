package handlers

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"shanpei/internal/journal"
	"shanpei/internal/papers"
	"shanpei/models"
)

// FileStore keeps files beside the journal; Get of an absent one gives journal.ErrNone, Create of one that is there journal.ErrExists.
type FileStore interface {
	Get(ctx context.Context, bucket, key string) ([]byte, error)
	Create(ctx context.Context, bucket, key string, value []byte) error
}

const receiptFiles = "receipt.files"

// fileKind tells by its first bytes what a file is: a PDF, or an OFD, which is a ZIP that begins with its own index. Anything else is refused, whatever its
// name says.
func fileKind(raw []byte) string {
	switch {
	case bytes.HasPrefix(raw, []byte("%PDF-")):
		return "pdf"
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")) && bytes.Contains(raw, []byte("OFD.xml")):
		return "ofd"
	}
	return ""
}

// staffReceiptFile takes the file of an electronic receipt as the fiscal system gave it.
func staffReceiptFile(r *Request) error {
	rc, err := r.receipt()
	if err != nil {
		return err
	}
	f := r.form()
	_, raw, err := r.uploaded("file")
	if err != nil && !refusedAs(err, models.Invalid) && !refusedAs(err, models.TooLarge) {
		return err
	}
	f.refuse(err)
	if len(raw) > models.MaxReceiptFile {
		f.refuse(models.Refuse(models.Invalid, "body_too_large").At("file").With("limit", "3 MB"))
	}
	kind := fileKind(raw)
	if len(f.Errors) == 0 && kind == "" {
		f.refuse(models.Refuse(models.Invalid, "receipt_file_kind").At("file"))
	}
	if len(f.Errors) > 0 {
		return r.showReceipt(rc.ID, "file", f)
	}
	sum := sha256.Sum256(raw)
	hash := hex.EncodeToString(sum[:])
	// The file first: what the journal names is there. One that no entry came to name is never shown.
	if err := r.Portal.Files.Create(r.UserContext(), receiptFiles, rc.ID+"/"+hash, raw); err != nil && !errors.Is(err, journal.ErrExists) {
		return err
	}
	_, again, err := f.ask(models.FileReceipt{ID: rc.ID, Hash: hash, Kind: kind, Bytes: len(raw), IfVersion: f.Version()})
	if again {
		return r.showReceipt(rc.ID, "file", f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/money/receipts/"+rc.ID, "papers.receipt.filed", "number", rc.Number)
}

// receiptFile sends the file of a receipt, to its donor and to staff.
func receiptFile(r *Request) error {
	rc, ok := r.State.Receipts.Get(r.Params("id"))
	if !ok || !r.Actor.OfEnterprise(rc.Enterprise) || rc.FileHash == "" {
		return models.Refuse(models.NotFound, "not_found")
	}
	raw, err := r.Portal.Files.Get(r.UserContext(), receiptFiles, rc.ID+"/"+rc.FileHash)
	if err != nil {
		return err
	}
	media := "application/pdf"
	if rc.FileKind == "ofd" {
		media = "application/ofd"
	}
	return r.file(media, papers.FileReceipt+"-"+rc.Code+"-"+rc.Fiscal+"."+rc.FileKind, raw)
}
