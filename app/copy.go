package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"

	"shanpei/internal/journal"
)

// socketOf is where a portal on the embedded file hands out copies of its journal to other processes of the same owner.
func socketOf(data string) string { return filepath.Join(data, "portal.sock") }

// handOut gives whoever connects to the socket a backup of the journal, while the portal goes on writing. stop ends it. Without a socket the portal runs
// all the same: then a backup needs it to be stopped.
func handOut(ctx context.Context, s journal.Store, data string, log *slog.Logger) (stop func()) {
	return answer(ctx, socketOf(data), log, func(conn net.Conn) error { return journal.Backup(ctx, s, conn) })
}

// answer serves a socket that only the owner of the data folder can reach. stop ends it.
func answer(ctx context.Context, path string, log *slog.Logger, serve func(net.Conn) error) (stop func()) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) { // a dead process left it: the journal is ours alone
		log.Warn("no socket", "cause", err.Error())
		return func() {}
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "unix", path)
	if err == nil {
		err = os.Chmod(path, 0o600)
	}
	if err != nil {
		log.Warn("no socket", "cause", err.Error())
		return func() {}
	}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				if err := errors.Join(serve(conn), conn.Close()); err != nil {
					log.Warn("socket", "socket", filepath.Base(path), "cause", err.Error())
				}
			})
		}
	})
	return func() {
		_ = ln.Close() // it removes the socket; a second close is none
		running.Wait()
	}
}

// readable opens the journal for a subcommand that only reads it. While a portal runs on the embedded file, that is a copy which the portal hands over.
func readable(ctx context.Context, c *config) (s journal.Store, done func() error, err error) {
	if c.mongoURI == "" {
		if _, err := os.Stat(filepath.Join(c.data, journalFile)); err != nil {
			return nil, nil, fmt.Errorf("no journal in %s", c.data)
		}
	}
	s, err = openStore(ctx, c)
	if err == nil {
		return s, s.Close, nil
	}
	if !errors.Is(err, journal.ErrInUse) {
		return nil, nil, err
	}
	var d net.Dialer
	conn, dialErr := d.DialContext(ctx, "unix", socketOf(c.data))
	if dialErr != nil {
		return nil, nil, err
	}
	defer conn.Close()
	dir, err := os.MkdirTemp("", "shanpei-copy-")
	if err != nil {
		return nil, nil, err
	}
	s, err = restored(ctx, filepath.Join(dir, journalFile), conn)
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, func() error { return errors.Join(s.Close(), os.RemoveAll(dir)) }, nil
}

func restored(ctx context.Context, path string, from io.Reader) (journal.Store, error) {
	s, err := journal.OpenBolt(path)
	if err != nil {
		return nil, err
	}
	if err := journal.Restore(ctx, s, from); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}
