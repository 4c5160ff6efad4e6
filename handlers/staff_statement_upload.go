package handlers

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"time"

	"shanpei/internal/statement"
	"shanpei/internal/vault"
	"shanpei/models"
)

// upload is a file of a bank between its reading and its import. It waits in the vault, because it names persons, and goes from there when it was imported,
// thrown away, or forgotten for a day.
type upload struct {
	code    string
	account string
	name    string
	parts   []string
	file    *statement.File
}

const (
	uploadKind = "statement_upload"
	uploadPart = "statement_part"
	partBytes  = 45_000
	uploadTTL  = 24 * time.Hour
)

// keepUpload seals a file in parts.
func (r *Request) keepUpload(ctx context.Context, account, name string, data []byte) (string, error) {
	if err := r.forgetOldUploads(ctx); err != nil {
		return "", err
	}
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	if _, err := z.Write(data); err != nil {
		return "", err
	}
	if err := z.Close(); err != nil {
		return "", err
	}
	var parts []map[string]string
	for raw := zipped.Bytes(); len(raw) > 0; {
		n := min(len(raw), partBytes)
		parts = append(parts, map[string]string{"data": base64.StdEncoding.EncodeToString(raw[:n])})
		raw = raw[n:]
	}
	codes, err := r.Portal.Vault.SealAll(ctx, uploadPart, parts)
	if err != nil {
		return "", err
	}
	return r.Portal.Vault.Seal(ctx, uploadKind, map[string]string{
		"account": account, "name": name, "parts": strings.Join(codes, " "), "at": r.Portal.Clock().UTC().Format(time.RFC3339), "by": r.Actor.ID,
	})
}

// upload opens the statement that waits under the code of the address.
func (r *Request) upload() (*upload, error) {
	u, data, err := r.waiting()
	if err != nil {
		return nil, err
	}
	u.file, err = statement.Read(data)
	return u, err
}

// waiting opens the file that waits under the code of the address; only who brought it may go on with it.
func (r *Request) waiting() (*upload, []byte, error) {
	ctx := r.UserContext()
	code := r.Params("code")
	gone := models.Refuse(models.NotFound, "statement_gone")
	head, err := r.Portal.Vault.Open(ctx, code)
	if refusedAs(err, models.NotFound) || err == nil && (head.Kind != uploadKind || head.Field("by") != r.Actor.ID) {
		return nil, nil, gone
	}
	if err != nil {
		return nil, nil, err
	}
	u := &upload{code: code, account: head.Field("account"), name: head.Field("name"), parts: strings.Fields(head.Field("parts"))}
	var zipped bytes.Buffer
	for _, part := range u.parts {
		rec, err := r.Portal.Vault.Open(ctx, part)
		if refusedAs(err, models.NotFound) {
			return nil, nil, gone
		}
		if err != nil {
			return nil, nil, err
		}
		raw, err := base64.StdEncoding.DecodeString(rec.Field("data"))
		if err != nil {
			return nil, nil, err
		}
		zipped.Write(raw)
	}
	z, err := gzip.NewReader(&zipped)
	if err != nil {
		return nil, nil, err
	}
	data, err := io.ReadAll(io.LimitReader(z, statement.MaxBytes+1))
	if err != nil {
		return nil, nil, err
	}
	return u, data, nil
}

// forget erases a file that waits.
func (u *upload) forget(ctx context.Context, v *vault.Vault) error {
	var errs []error
	for _, code := range append(u.parts, u.code) {
		errs = append(errs, v.Erase(ctx, code))
	}
	return errors.Join(errs...)
}

// forgetOldUploads erases files that nobody came back for.
func (r *Request) forgetOldUploads(ctx context.Context) error {
	var old []upload
	err := r.Portal.Vault.Each(ctx, uploadKind, func(rec vault.Record) error {
		at, err := time.Parse(time.RFC3339, rec.Field("at"))
		if err != nil || r.Portal.Clock().Sub(at) > uploadTTL {
			old = append(old, upload{code: rec.Code, parts: strings.Fields(rec.Field("parts"))})
		}
		return nil
	})
	for _, u := range old {
		err = errors.Join(err, u.forget(ctx, r.Portal.Vault))
	}
	return err
}
