package accounts

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"shanpei/models"
)

const resetBucket = "accounts.reset" // hash of a secret → reset

// ResetFor is how long the link to a new password holds.
const ResetFor = 30 * time.Minute

// The counts of asked links: for one address from one network, from one network, for one address. Each is counted whether the address has an account or not.
var resetLimits = [3]limit{
	{free: 3, pause: time.Minute, longest: 15 * time.Minute},
	{free: 20, pause: time.Minute, longest: 15 * time.Minute},
	{free: 6, pause: time.Minute, longest: 15 * time.Minute},
}

// reset is the right to give an account a new password, once. Password is a hash of the stored one: whatever changed it ended every link that was out.
type reset struct {
	Account  string    `json:"account"`
	Password string    `json:"password"`
	Used     bool      `json:"used,omitempty"`
	Expires  time.Time `json:"expires"`
}

// ResetLink is a link that was asked for. Account is empty when the address has none: the link is as long and opens nothing.
type ResetLink struct {
	Account, Email, Secret string
	Until                  time.Time
}

// AskReset makes a link to a new password for an address. It does the same work for an address without an account, and refuses both alike: `required` and
// `email_format` at email, `rate_limited`.
func (a *Accounts) AskReset(ctx context.Context, email, address string) (ResetLink, error) {
	email, err := CleanEmail(email)
	if err != nil {
		return ResetLink{}, err
	}
	attempt := a.attempt(a.blindEmail(email), address)
	attempt.limits = resetLimits
	for i := range attempt.keys {
		attempt.keys[i] = "reset." + attempt.keys[i]
	}
	if err := attempt.check(ctx); err != nil {
		return ResetLink{}, err
	}
	if err := attempt.charge(ctx); err != nil {
		return ResetLink{}, err
	}
	r, err := a.byBlind(ctx, attempt.account)
	if err != nil {
		return ResetLink{}, err
	}
	secret, err := a.secret()
	if err != nil {
		return ResetLink{}, err
	}
	link := ResetLink{Account: r.ID, Email: email, Secret: secret, Until: a.now().Add(ResetFor)}
	return link, a.create(ctx, resetBucket, hashOf(secret), reset{Account: r.ID, Password: hashOf(r.Hash), Expires: link.Until})
}

// CheckReset refuses `link_expired` for a link that is unknown, over or used.
func (a *Accounts) CheckReset(ctx context.Context, secret string) error {
	_, _, _, err := a.openReset(ctx, secret)
	return err
}

func (a *Accounts) openReset(ctx context.Context, secret string) (l reset, raw []byte, r record, err error) {
	over := models.Refuse(models.NotFound, "link_expired")
	if secret == "" || len(secret) > 100 {
		return l, nil, r, over
	}
	if raw, err = a.get(ctx, resetBucket, hashOf(secret), &l); err != nil {
		return l, nil, r, orRefuse(err, a.o.None, over)
	}
	if l.Used || l.Account == "" || !a.now().Before(l.Expires) {
		return l, nil, r, over
	}
	if _, err = a.get(ctx, accountBucket, l.Account, &r); err != nil {
		return l, nil, r, orRefuse(err, a.o.None, over)
	}
	if l.Password != hashOf(r.Hash) {
		return l, nil, r, over
	}
	return l, raw, r, nil
}

// Reset gives the account of a link a new password, ends the link and every session of the account. It refuses `link_expired`, and `password_short
// password_common text_too_long` at password; then the link still holds.
func (a *Accounts) Reset(ctx context.Context, secret, password string) (Account, error) {
	l, raw, r, err := a.openReset(ctx, secret)
	if err != nil {
		return Account{}, err
	}
	acc, err := a.opened(ctx, r)
	if err != nil {
		return Account{}, err
	}
	if err := checkPassword("password", password, acc); err != nil {
		return Account{}, err
	}
	hash, err := a.hasher.make(ctx, password)
	if err != nil {
		return Account{}, err
	}
	l.Used = true
	used, err := json.Marshal(l)
	if err != nil {
		return Account{}, err
	}
	won, err := a.kv.Swap(ctx, resetBucket, hashOf(secret), raw, used)
	if err != nil {
		return Account{}, err
	}
	if !won {
		return Account{}, models.Refuse(models.NotFound, "link_expired")
	}
	return acc, errors.Join(a.setHash(ctx, r.ID, hash), a.EndSessionsOf(ctx, r.ID))
}

// setHash replaces a password. It refuses `stale` when somebody else changes the account all the while.
func (a *Accounts) setHash(ctx context.Context, id, hash string) error {
	for range 10 {
		var r record
		raw, err := a.get(ctx, accountBucket, id, &r)
		if err != nil {
			return a.notFound(err)
		}
		r.Hash = hash
		fresh, err := json.Marshal(r)
		if err != nil {
			return err
		}
		if won, err := a.kv.Swap(ctx, accountBucket, id, raw, fresh); err != nil || won {
			return err
		}
	}
	return models.Refuse(models.Conflict, "stale")
}
