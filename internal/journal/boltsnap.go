package journal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Snapshots are files beside the journal's: they may be deleted at any time, and writing one never holds the journal's own writer up.

func (b *Bolt) snapshotPath(seq int64) string { return fmt.Sprintf("%s.snapshot-%012d", b.path, seq) }

func (b *Bolt) snapshotFiles() []string {
	files, _ := filepath.Glob(b.path + ".snapshot-????????????") // the pattern is well formed
	slices.Sort(files)
	slices.Reverse(files)
	return files
}

// SaveSnapshot implements Store.
func (b *Bolt) SaveSnapshot(_ context.Context, seq int64, write func(io.Writer) error) (err error) {
	path := b.snapshotPath(seq)
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(path+".new"))
		}
	}()
	w := bufio.NewWriterSize(f, 1<<18)
	if err := write(w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	for i, old := range b.snapshotFiles() {
		if i >= 2 {
			_ = os.Remove(old) // a snapshot too many does no harm
		}
	}
	return f.Close()
}

// Snapshots implements Store.
func (b *Bolt) Snapshots(_ context.Context, f func(int64, io.Reader) bool) error {
	for _, path := range b.snapshotFiles() {
		var seq int64
		if _, err := fmt.Sscanf(strings.TrimPrefix(path, b.path), ".snapshot-%d", &seq); err != nil {
			continue
		}
		file, err := os.Open(path)
		if err != nil {
			continue // gone or not ours to read: the one before will do
		}
		done := f(seq, bufio.NewReaderSize(file, 1<<18))
		_ = file.Close() // only read
		if done {
			return nil
		}
	}
	return nil
}
