package accounts

import (
	"context"
	"errors"

	"shanpei/models"
)

// nobody is the id of an account that is never there: it is looked up where an address has none, so that the same is read for both.
const nobody = "-"

// Authenticate checks an address and a password that came from a network address. It refuses `login_failed`, in the same words and after the same work
// for a wrong password and for an address without an account, and `rate_limited` with `seconds`.
func (a *Accounts) Authenticate(ctx context.Context, email, password, address string) (Account, error) {
	if clean, err := CleanEmail(email); err == nil {
		email = clean
	}
	attempt := a.attempt(a.blindEmail(email), address)
	if err := attempt.check(ctx); err != nil {
		return Account{}, err
	}
	leave, err := a.hasher.enter(ctx)
	if err != nil {
		return Account{}, err
	}
	defer leave()
	if err := attempt.charge(ctx); err != nil {
		return Account{}, err
	}
	r, err := a.byBlind(ctx, attempt.account)
	if err != nil {
		return Account{}, errors.Join(err, attempt.refund(ctx))
	}
	ok, err := a.hasher.check(password, r.Hash)
	if err != nil {
		return Account{}, err
	}
	if !ok {
		return Account{}, models.Refuse(models.Unauthenticated, "login_failed")
	}
	if err := attempt.succeeded(ctx); err != nil {
		return Account{}, err
	}
	return a.opened(ctx, r)
}

// byBlind reads the account of an address; an empty record, after the same two reads, when there is none.
func (a *Accounts) byBlind(ctx context.Context, blind string) (record, error) {
	at := emailIndex{ID: nobody}
	if _, err := a.get(ctx, emailBucket, blind, &at); err != nil && !errors.Is(err, a.o.None) {
		return record{}, err
	}
	var r record
	_, err := a.get(ctx, accountBucket, at.ID, &r)
	return r, orNil(err, a.o.None)
}

// ChangePassword gives an account a new password and ends all its sessions: whoever knew the old one is out. The caller begins a new session. It refuses
// `login_failed` at old, `rate_limited`, `password_short password_common text_too_long` at password, and `not_found`.
func (a *Accounts) ChangePassword(ctx context.Context, id, old, password string) error {
	acc, err := a.Get(ctx, id)
	if err != nil {
		return err
	}
	if err := checkPassword("password", password, acc); err != nil {
		return err
	}
	var r record
	raw, err := a.get(ctx, accountBucket, id, &r)
	if err != nil {
		return a.notFound(err)
	}
	if err := a.knows(ctx, r, old); err != nil {
		return err
	}
	if r.Hash, err = a.hasher.make(ctx, password); err != nil {
		return err
	}
	if err := a.swap(ctx, accountBucket, id, raw, r); err != nil {
		return err
	}
	return a.EndSessionsOf(ctx, id)
}

// knows checks the old password; guesses at it are counted like those of a login.
func (a *Accounts) knows(ctx context.Context, r record, old string) error {
	attempt := a.attempt(r.Email, "change of "+r.ID)
	if err := attempt.check(ctx); err != nil {
		return err
	}
	leave, err := a.hasher.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	if err := attempt.charge(ctx); err != nil {
		return err
	}
	switch ok, err := a.hasher.check(old, r.Hash); {
	case err != nil:
		return err
	case !ok:
		return models.Refuse(models.Unauthenticated, "login_failed").At("old")
	}
	return attempt.succeeded(ctx)
}
