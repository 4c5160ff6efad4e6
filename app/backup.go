package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"

	"shanpei/internal/journal"
)

// backup writes every entry and every record beside the journal into one file; the portal may run meanwhile. The master key is not in it.
func backup(ctx context.Context, args []string) error {
	c := &config{}
	f := c.flags("backup")
	out := f.String("out", "", "file to write")
	if err := c.parse(f, args); err != nil {
		return err
	}
	if *out == "" {
		return badConfig{[]string{"-out: name the file to write"}}
	}
	size, err := writeWhole(*out, func(w io.Writer) error { return copyJournal(ctx, c, w) })
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d bytes. Keep the master key apart from it: without the key the persons in it cannot be read.\n", *out, size)
	return nil
}

// copyJournal writes a backup of the journal, or passes on the one that the running portal makes.
func copyJournal(ctx context.Context, c *config, w io.Writer) error {
	if _, err := os.Stat(filepath.Join(c.data, journalFile)); c.mongoURI == "" && err != nil {
		return fmt.Errorf("no journal in %s", c.data)
	}
	s, err := openStore(ctx, c)
	if err == nil {
		return errors.Join(journal.Backup(ctx, s, w), s.Close())
	}
	if !errors.Is(err, journal.ErrInUse) {
		return err
	}
	var d net.Dialer
	conn, dialErr := d.DialContext(ctx, "unix", socketOf(c.data))
	if dialErr != nil {
		return err
	}
	// What comes is read as a restore would read it, so that half a backup is never taken for a whole one.
	read, write := io.Pipe()
	proven := make(chan error, 1)
	go func() {
		err := journal.Restore(ctx, journal.NewMemory(), read)
		_, rest := io.Copy(io.Discard, read)
		proven <- errors.Join(err, rest)
	}()
	_, err = io.Copy(io.MultiWriter(w, write), conn)
	err = errors.Join(err, write.CloseWithError(io.EOF), <-proven)
	return errors.Join(err, conn.Close())
}

// writeWhole writes a file that is there whole or not at all, readable by its owner alone.
func writeWhole(path string, write func(io.Writer) error) (size int64, err error) {
	part, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".part-*") // made with mode 0600
	if err != nil {
		return 0, err
	}
	err = write(part)
	if err == nil {
		err = part.Sync()
	}
	if info, serr := part.Stat(); serr == nil {
		size = info.Size()
	}
	if err = errors.Join(err, part.Close()); err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		return 0, errors.Join(err, os.Remove(part.Name()))
	}
	return size, nil
}

// restore reads a backup into an empty journal, of either kind.
func restore(ctx context.Context, args []string) error {
	c := &config{}
	f := c.flags("restore")
	in := f.String("in", "", "file to read")
	if err := c.parse(f, args); err != nil {
		return err
	}
	if *in == "" {
		return badConfig{[]string{"-in: name the file to read"}}
	}
	file, err := os.Open(*in)
	if err != nil {
		return err
	}
	defer file.Close()
	s, err := openStore(ctx, c)
	if err != nil {
		return err
	}
	if err := journal.Restore(ctx, s, file); err != nil {
		return errors.Join(err, s.Close())
	}
	r, err := journal.Verify(ctx, s)
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	return report(os.Stdout, r)
}
