package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"shanpei/internal/journal"
	"shanpei/internal/vault"
)

// rekey changes the master key: to that of SHANPEI_NEW_MASTER_KEY, or to a fresh one in the data folder. It may be stopped at any moment and called
// again. While a portal runs on the embedded file, the portal does it.
func rekey(ctx context.Context, args []string) error {
	c := &config{}
	if err := c.parse(c.flags("rekey"), args); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(c.data, journalFile)); c.mongoURI == "" && err != nil {
		return fmt.Errorf("no journal in %s", c.data)
	}
	s, err := openStore(ctx, c)
	if errors.Is(err, journal.ErrInUse) {
		return rekeyServing(ctx, c, err)
	}
	if err != nil {
		return err
	}
	done, err := rekeyStore(ctx, c, s.KV())
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	rekeyed(c, done.Records)
	return nil
}

func rekeyStore(ctx context.Context, c *config, kv vault.Store) (done vault.Rekeyed, err error) {
	v, err := c.vault(ctx, kv)
	if err != nil {
		return done, err
	}
	return c.turn(ctx, v)
}

// turn changes the master key of an open vault.
func (c *config) turn(ctx context.Context, v *vault.Vault) (done vault.Rekeyed, err error) {
	if c.next != nil {
		return v.Rekey(ctx, c.next, nil)
	}
	if v.Turning() { // stopped after the new key was put in its place: only the end is left
		return v.Rekey(ctx, nil, nil)
	}
	path := filepath.Join(c.data, nextFile)
	next, err := readKey(path)
	if errors.Is(err, os.ErrNotExist) {
		next, err = newKey(path)
	}
	if err != nil {
		return done, err
	}
	return v.Rekey(ctx, next, c.placeKey)
}

// placeKey puts the new key file in the place of the old one, which stays beside it for older backups.
func (c *config) placeKey() error {
	at := func(name string) string { return filepath.Join(c.data, name) }
	// At no moment is there no key file: the old one gets a second name first.
	if err := os.Remove(at(formerFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Link(at(keyFile), at(formerFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Rename(at(nextFile), at(keyFile)); err != nil {
		return err
	}
	dir, err := os.Open(c.data)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func rekeyed(c *config, records int) {
	where := "the new key is in " + filepath.Join(c.data, keyFile) + ", the old one in " + formerFile + ": keep that with the backups made before, apart from them; unset SHANPEI_MASTER_KEY"
	if c.next != nil {
		where = "from now on SHANPEI_MASTER_KEY must be the new key, wherever the portal is started"
	}
	fmt.Printf("%d records have their keys under the new master key; %s\n", records, where)
}

// keySocketOf is where a portal on the embedded file is told to change its master key.
func keySocketOf(data string) string { return filepath.Join(data, "rekey.sock") }

// keyOrder is what it is told, keyAnswer what it says.
type keyOrder struct {
	Next []byte `json:"next,omitempty"` // empty: a fresh key file
}

type keyAnswer struct {
	Records int    `json:"records"`
	Error   string `json:"error,omitempty"`
}

// keyWait is how long a connection may take to say what it wants.
const keyWait = 10 * time.Second

// takeKeys changes the master key of a portal that serves when it is told to. stop ends it.
func takeKeys(ctx context.Context, c *config, v *vault.Vault, log *slog.Logger) (stop func()) {
	return answer(ctx, keySocketOf(c.data), log, func(conn net.Conn) error {
		if err := conn.SetReadDeadline(time.Now().Add(keyWait)); err != nil {
			return err
		}
		var order keyOrder
		if err := json.NewDecoder(bufio.NewReader(conn)).Decode(&order); err != nil {
			return err
		}
		told := *c
		told.next = order.Next
		done, err := told.turn(ctx, v)
		out := keyAnswer{Records: done.Records}
		if err != nil {
			out.Error = err.Error()
		}
		log.Info("rekey", "records", done.Records, "done", done.Done)
		return json.NewEncoder(conn).Encode(out)
	})
}

// rekeyServing lets the portal that holds the file do it.
func rekeyServing(ctx context.Context, c *config, inUse error) error {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", keySocketOf(c.data))
	if err != nil {
		return inUse
	}
	defer conn.Close()
	if err := json.NewEncoder(conn).Encode(keyOrder{c.next}); err != nil {
		return err
	}
	var out keyAnswer
	if err := json.NewDecoder(conn).Decode(&out); err != nil {
		return fmt.Errorf("the portal ended before the master key was changed; call rekey again: %w", err)
	}
	if out.Error != "" {
		return errors.New(out.Error)
	}
	rekeyed(c, out.Records)
	return nil
}
