package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"shanpei/internal/journal"
	"shanpei/internal/notify"
	"shanpei/internal/vault"
	"shanpei/models"
)

// config is all that can be set, by flags and by the environment (interface.md).
type config struct {
	addr      string
	data      string
	demo      bool
	mongoURI  string
	mongoDB   string
	publicURL string
	proxies   []string
	master    []byte
	next      []byte // the master key to change to

	stripeKey, stripeSecret, stripeBase string
	stripeWays                          []string

	mail notify.Sender // nil: letters wait
}

// badConfig carries every fault of the configuration, one line each; the program ends with 2.
type badConfig struct{ faults []string }

func (e badConfig) Error() string { return strings.Join(e.faults, "\nshanpei: ") }

// exitCode is 0 for no error, 2 for a fault in flags or configuration, 1 for everything else.
func exitCode(err error) int {
	var bad badConfig
	switch {
	case err == nil:
		return 0
	case errors.As(err, &bad) || errors.Is(err, vault.ErrMasterKey):
		return 2
	}
	return 1
}

// flags of every subcommand that opens the journal.
func (c *config) flags(name string) *flag.FlagSet {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.StringVar(&c.data, "data", "./data", "folder of the embedded journal, the master key and the demonstration accounts")
	return f
}

// parse reads flags and environment and checks everything at once.
func (c *config) parse(f *flag.FlagSet, args []string) error {
	if err := f.Parse(args); err != nil {
		return badConfig{[]string{err.Error()}}
	}
	var faults []string
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if f.NArg() > 0 {
		fault("unexpected argument %q", f.Arg(0))
	}
	c.mongoURI, c.mongoDB = os.Getenv("MONGODB_URI"), os.Getenv("MONGODB_DATABASE")
	if c.mongoURI != "" && !strings.HasPrefix(c.mongoURI, "mongodb://") && !strings.HasPrefix(c.mongoURI, "mongodb+srv://") {
		fault("MONGODB_URI must begin with mongodb:// or mongodb+srv://")
	}
	if c.mongoDB == "" {
		c.mongoDB = "shanpei"
	}
	if c.addr != "" {
		if _, _, err := net.SplitHostPort(c.addr); err != nil {
			fault("-addr %q: want host:port", c.addr)
		}
	}
	c.publicURL = os.Getenv("PUBLIC_URL")
	if c.publicURL == "" && c.addr != "" {
		c.publicURL = "http://" + c.addr
	}
	if u, err := url.Parse(c.publicURL); c.publicURL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		fault("PUBLIC_URL %q: want http:// or https:// and a host", c.publicURL)
	}
	if v := os.Getenv("SMTP_URL"); v != "" && c.publicURL != "" {
		sender, err := notify.NewSender(v, c.publicURL)
		if err != nil {
			fault("SMTP_URL: %v", err) // the address itself has a password
		}
		c.mail = sender
	}
	if v := os.Getenv("TRUSTED_PROXIES"); v != "" {
		for p := range strings.SplitSeq(v, ",") {
			p = strings.TrimSpace(p)
			if _, _, err := net.ParseCIDR(p); err != nil && net.ParseIP(p) == nil {
				fault("TRUSTED_PROXIES %q: want addresses or networks", p)
			}
			c.proxies = append(c.proxies, p)
		}
	}
	c.stripeKey, c.stripeSecret, c.stripeBase = os.Getenv("STRIPE_SECRET_KEY"), os.Getenv("STRIPE_WEBHOOK_SECRET"), os.Getenv("STRIPE_API_BASE")
	if u, err := url.Parse(c.stripeBase); c.stripeBase != "" && (err != nil || u.Host == "") {
		fault("STRIPE_API_BASE %q: want http:// or https:// and a host", c.stripeBase)
	}
	if v := os.Getenv("STRIPE_METHODS"); v != "" {
		c.stripeWays = strings.Split(v, ",")
		for _, way := range c.stripeWays {
			if !slices.Contains(models.CardWays, way) {
				fault("STRIPE_METHODS %q: want some of %s, with commas", v, strings.Join(models.CardWays, ","))
				break
			}
		}
	}
	if c.stripeKey != "" && c.stripeSecret == "" {
		fault("STRIPE_WEBHOOK_SECRET must be set when STRIPE_SECRET_KEY is: without it anybody could sign a payment")
	}
	for name, key := range map[string]*[]byte{"SHANPEI_MASTER_KEY": &c.master, "SHANPEI_NEW_MASTER_KEY": &c.next} {
		v := os.Getenv(name)
		if v == "" {
			continue
		}
		raw, err := base64.StdEncoding.DecodeString(v)
		if err != nil || len(raw) != vault.KeySize {
			fault("%s: want 32 bytes in base64", name)
		}
		*key = raw
	}
	if len(faults) > 0 {
		return badConfig{faults}
	}
	return nil
}

// The files of the master key in the data folder.
const (
	keyFile    = "master.key"
	nextFile   = "master.key.new" // while the master key is being changed
	formerFile = "master.key.old" // for backups that were made before
)

// masterKey is the key of the environment, or that of the key file, which is made when the store has nothing sealed yet.
func (c *config) masterKey(ctx context.Context, kv vault.Store) ([]byte, error) {
	if c.master != nil {
		return c.master, nil
	}
	path := filepath.Join(c.data, keyFile)
	key, err := readKey(path)
	if !errors.Is(err, os.ErrNotExist) {
		return key, err
	}
	sealed, err := vault.Sealed(ctx, kv, journal.ErrNone)
	if err != nil {
		return nil, err
	}
	if sealed {
		return nil, badConfig{[]string{"there is no master key: give the one that this data was sealed with as SHANPEI_MASTER_KEY or as " + path}}
	}
	return newKey(path)
}

// vault opens the vault of a store.
func (c *config) vault(ctx context.Context, kv vault.Store) (*vault.Vault, error) {
	key, err := c.masterKey(ctx, kv)
	if err != nil {
		return nil, err
	}
	return vault.New(ctx, kv, key, journal.ErrNone)
}

func readKey(path string) ([]byte, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(raw)))
	if err != nil || len(key) != vault.KeySize {
		return nil, badConfig{[]string{path + ": want 32 bytes in base64"}}
	}
	return key, nil
}

// newKey makes a key and its file.
func newKey(path string) ([]byte, error) {
	key := make([]byte, vault.KeySize)
	_, _ = rand.Read(key) // it never fails
	return key, writeNew(path, []byte(base64.StdEncoding.EncodeToString(key)+"\n"))
}

// writeNew writes a file that must not be there yet, readable by its owner alone, and makes it durable.
func writeNew(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}
