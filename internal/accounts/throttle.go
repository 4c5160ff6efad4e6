package accounts

import (
	"context"
	"encoding/json"
	"errors"
	"net/netip"
	"time"

	"shanpei/models"
)

// limit says how many failures are free within the window, and how long the next attempt then has to wait: pause, doubled with each further failure, at
// most the longest.
type limit struct {
	free           int
	pause, longest time.Duration
}

// The three counts of failed logins. None shuts anybody out for ever, and none asks whether the address has an account.
//
//   - one address at one account: a person who mistypes, or somebody who guesses;
//   - one address at any accounts: stuffing with stolen lists;
//   - one account from any addresses: guessing from many machines. It does not bind a network address from which its owner has logged in before, and its
//     pause is short, so the owner can get in from elsewhere too.
var (
	pairLimit    = limit{free: 5, pause: 30 * time.Second, longest: 15 * time.Minute}
	addressLimit = limit{free: 30, pause: 30 * time.Second, longest: 15 * time.Minute}
	accountLimit = limit{free: 30, pause: 5 * time.Second, longest: time.Minute}
)

// How long failures are remembered after the last one, and how long an address from which a login succeeded.
const (
	throttleWindow = 15 * time.Minute
	knownFor       = 90 * 24 * time.Hour
)

// count is a count of failures as it is stored. The store has no network address, only its keyed hash.
type count struct {
	Fails   int       `json:"fails"`
	Until   time.Time `json:"until,omitzero"` // no attempt before
	Expires time.Time `json:"expires"`
	Known   bool      `json:"known,omitempty"` // not a count: the mark that the owner has logged in from an address
}

// attempt is one try to log in.
type attempt struct {
	a       *Accounts
	account string // keyed hash of the e-mail address
	known   string // key of the mark that the owner has logged in from here
	keys    [3]string
	limits  [3]limit
	charged int // how many of the counts this attempt has raised
}

func (a *Accounts) attempt(account, address string) *attempt {
	from := a.vault.Blind("address", network(address))
	return &attempt{
		a: a, account: account, known: "known/" + account + "/" + from,
		keys:   [3]string{"pair/" + account + "/" + from, "address/" + from, "account/" + account},
		limits: [3]limit{pairLimit, addressLimit, accountLimit},
	}
}

// network is what counts as one address: with IPv6 a customer's whole /64.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap()
	if ip.Is4() {
		return ip.String()
	}
	p, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return p.String()
}

func (t *attempt) read(ctx context.Context, key string) (count, []byte, error) {
	var c count
	raw, err := t.a.get(ctx, throttleBucket, key, &c)
	if errors.Is(err, t.a.o.None) {
		return count{}, nil, nil
	}
	if err == nil && !t.a.now().Before(c.Expires) {
		c = count{}
	}
	return c, raw, err
}

// check refuses an attempt that comes too early, before any work is done for it.
func (t *attempt) check(ctx context.Context) error {
	if known, _, err := t.read(ctx, t.known); err != nil {
		return err
	} else if known.Known {
		t.limits[2].pause = 0
	}
	for i, key := range t.keys {
		c, _, err := t.read(ctx, key)
		if err != nil {
			return err
		}
		if err := t.early(i, c); err != nil {
			return err
		}
	}
	return nil
}

func (t *attempt) early(i int, c count) error {
	wait := c.Until.Sub(t.a.now())
	if wait <= 0 || t.limits[i].pause == 0 {
		return nil
	}
	return models.Refuse(models.TooMany, "rate_limited").With("seconds", int((wait+time.Second-1)/time.Second))
}

// charge counts the attempt as failed before the password is looked at, so that a thousand at once are not all the first one. What succeeds is taken back.
func (t *attempt) charge(ctx context.Context) error {
	for i, key := range t.keys {
		err := t.change(ctx, key, func(c *count) error {
			if err := t.early(i, *c); err != nil {
				return err
			}
			c.Fails++
			now, l := t.a.now(), t.limits[i]
			c.Expires = now.Add(throttleWindow)
			if over := c.Fails - l.free; over >= 0 && l.pause > 0 {
				c.Until = now.Add(min(l.longest, l.pause<<min(over, 16)))
				c.Expires = c.Until.Add(throttleWindow)
			}
			return nil
		})
		if err != nil {
			return errors.Join(err, t.refund(ctx))
		}
		t.charged++
	}
	return nil
}

// refund takes back what charge counted.
func (t *attempt) refund(ctx context.Context) error {
	for ; t.charged > 0; t.charged-- {
		i := t.charged - 1
		err := t.change(ctx, t.keys[i], func(c *count) error {
			c.Fails = max(0, c.Fails-1)
			c.Until = time.Time{}
			c.Expires = t.a.now().Add(throttleWindow)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// succeeded takes the count back, forgets the mistyping from here, and remembers the address as the owner's.
func (t *attempt) succeeded(ctx context.Context) error {
	if err := t.refund(ctx); err != nil {
		return err
	}
	if err := t.a.drop(ctx, throttleBucket, t.keys[0]); err != nil {
		return err
	}
	return t.change(ctx, t.known, func(c *count) error {
		c.Known, c.Expires = true, t.a.now().Add(knownFor)
		return nil
	})
}

// change rewrites a count. Another process that was first makes it begin anew.
func (t *attempt) change(ctx context.Context, key string, f func(*count) error) error {
	for range 100 {
		c, old, err := t.read(ctx, key)
		if err != nil {
			return err
		}
		if err := f(&c); err != nil {
			return err
		}
		raw, err := json.Marshal(c)
		if err != nil {
			return err
		}
		if old == nil {
			err = t.a.kv.Create(ctx, throttleBucket, key, raw)
			if errors.Is(err, t.a.o.Exists) {
				continue
			}
			return err
		}
		if won, err := t.a.kv.Swap(ctx, throttleBucket, key, old, raw); err != nil || won {
			return err
		}
	}
	return models.Refuse(models.TooMany, "rate_limited").With("seconds", 1)
}
