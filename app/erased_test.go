package main

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"shanpei/internal/journal"
	"shanpei/internal/journal/journaltest"
	"shanpei/internal/vault"
	"shanpei/models"
)

// trace is what must be read nowhere after an erasure: what was typed, and what the vault made of it.
type trace struct {
	codes []string
	texts map[string]string // what it is → the text
}

// copied makes a backup beside the running portal and restores it into a folder of its own, whatever the portal's store is.
func (x *story) copied(read func(dir string, s journal.Store, v *vault.Vault)) {
	x.t.Helper()
	dir := filepath.Join(x.t.TempDir(), "copy")
	file := filepath.Join(x.t.TempDir(), "portal.backup")
	if out, code := commandWith(x.t, x.env, "backup", "-data", x.data, "-out", file); code != 0 {
		x.t.Fatalf("backup ends with %d: %s", code, out)
	}
	if out, code := command(x.t, "restore", "-data", dir, "-in", file); code != 0 {
		x.t.Fatalf("restore ends with %d: %s", code, out)
	}
	s, err := journal.OpenBolt(filepath.Join(dir, journalFile))
	if err != nil {
		x.t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			x.t.Error(err)
		}
	}()
	v, err := (&config{data: x.data}).vault(x.t.Context(), s.KV())
	if err != nil {
		x.t.Fatal(err)
	}
	read(dir, s, v)
}

// sealed is the trace of the child while it is in the vault: the records open, and hold what was typed.
func (x *story) sealed() (found trace) {
	x.t.Helper()
	found.texts = map[string]string{}
	for name, text := range x.typed {
		found.texts[name] = text
	}
	found.files(x, x.data)
	if x.env != nil {
		found.server(x)
	}
	x.copied(func(dir string, s journal.Store, v *vault.Vault) {
		found.files(x, dir) // while it lives, nothing of it stands anywhere in plain
		book, err := journal.Open(x.t.Context(), s, journal.Options{SnapshotEvery: -1})
		if err != nil {
			x.t.Fatal(err)
		}
		defer func() {
			if err := book.Close(x.t.Context()); err != nil {
				x.t.Error(err)
			}
		}()
		b, ok := book.State().BeneficiaryByNumber(x.number)
		if !ok {
			x.t.Fatalf("no child %s", x.number)
		}
		found.codes = []string{b.ID, b.Guardian, b.Account}
		held := map[string]bool{}
		for _, code := range found.codes {
			rec, err := v.Open(x.t.Context(), code)
			if err != nil {
				x.t.Fatal(err)
			}
			for _, name := range rec.Names() {
				held[rec.Field(name)] = true
			}
			raw, err := s.KV().Get(x.t.Context(), "vault", code)
			if err != nil {
				x.t.Fatal(err)
			}
			var stored struct {
				Key, Data []byte
				Keys      map[string]map[string][]byte
				Index     []string
			}
			if err := json.Unmarshal(raw, &stored); err != nil {
				x.t.Fatal(err)
			}
			for k, at := range stored.Index {
				found.texts[fmt.Sprint(rec.Kind, " index ", k)] = at
			}
			for id, b := range map[string][]byte{"key": stored.Key, "data": stored.Data} {
				if len(b) > 0 {
					found.texts[rec.Kind+" "+id] = base64.StdEncoding.EncodeToString(b)[:40]
				}
			}
			for id, slots := range stored.Keys {
				for slot, b := range slots {
					found.texts[rec.Kind+" "+id+" "+slot] = base64.StdEncoding.EncodeToString(b)[:40]
				}
			}
		}
		for name, text := range x.typed {
			if !held[text] {
				x.t.Errorf("the vault does not hold the %s: this proves nothing", name)
			}
		}
	})
	if len(found.texts) <= len(x.typed)+3 {
		x.t.Errorf("the records have left hardly a trace: %d", len(found.texts))
	}
	return found
}

// in looks for the trace in the bytes of a place.
func (tr trace) in(x *story, where string, raw []byte) {
	x.t.Helper()
	for what, text := range tr.texts {
		if bytes.Contains(raw, []byte(text)) {
			x.t.Errorf("%s has the %s of the child", where, what)
		}
	}
}

// files looks for the trace in every file of a folder, and in what is packed in workbooks.
func (tr trace) files(x *story, dir string) {
	x.t.Helper()
	n := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		n++
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		tr.in(x, path, raw)
		if !strings.HasSuffix(path, ".xlsx") {
			return nil
		}
		packed, err := zip.OpenReader(path)
		if err != nil {
			return err
		}
		defer func() { _ = packed.Close() }()
		for _, f := range packed.File {
			r, err := f.Open()
			if err != nil {
				return err
			}
			raw, err := io.ReadAll(r)
			if err != nil {
				return err
			}
			tr.in(x, path+" "+f.Name, raw)
		}
		return nil
	})
	if err != nil || n == 0 {
		x.t.Fatalf("%d files of %s: %v", n, dir, err)
	}
}

// nothingLeft looks for the erased child in the store, the log, a backup made now, and what is exported now.
func (x *story) nothingLeft(of trace) {
	x.t.Helper()
	if out, code := commandWith(x.t, x.env, "verify", "-data", x.data); code != 0 {
		x.t.Errorf("verify ends with %d: %s", code, out)
	}
	out := filepath.Join(x.t.TempDir(), "exported")
	if said, code := commandWith(x.t, x.env, "export", "-data", x.data, "-out", out); code != 0 {
		x.t.Fatalf("export ends with %d: %s", code, said)
	}
	of.files(x, out)
	x.copied(func(dir string, _ journal.Store, v *vault.Vault) {
		for _, code := range of.codes {
			var e *models.Error
			if _, err := v.Open(x.t.Context(), code); !errors.As(err, &e) || e.Code != models.NotFound {
				x.t.Errorf("a record opens in the backup: %v", err)
			}
		}
		for kind := range models.PersonKinds {
			err := v.Each(x.t.Context(), kind, func(r vault.Record) error {
				for _, name := range r.Names() {
					of.in(x, "another record", []byte(r.Field(name)))
				}
				return nil
			})
			if err != nil {
				x.t.Fatal(err)
			}
		}
		of.files(x, dir)
	})
	if code := x.portal.stop(); code != 0 {
		x.t.Errorf("the portal ended with %d", code)
	}
	of.in(x, "the log", x.portal.log.Bytes())
	of.files(x, x.data)
	if x.env != nil {
		of.server(x)
	}
}

// server looks for the trace in every document of the server.
func (tr trace) server(x *story) {
	x.t.Helper()
	docs := journaltest.Documents(x.t, x.env)
	if len(docs) < 1000 {
		x.t.Errorf("the server holds only %d documents", len(docs))
	}
	for _, raw := range docs {
		tr.in(x, "the server", raw)
	}
}
