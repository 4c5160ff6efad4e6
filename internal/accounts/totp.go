package accounts

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"shanpei/models"
)

// The buckets of the second proof.
const (
	totpBucket = "accounts.totp" // account → second
	halfBucket = "accounts.half" // hash of a secret → half
)

const (
	totpPeriod    = 30 // seconds
	recoveryCount = 10
	halfFor       = 5 * time.Minute
)

// second is what an account proves itself with besides its password. The secret of the codes is in the vault.
type second struct {
	Secret   string    `json:"secret"` // vault code
	On       bool      `json:"on"`     // a first code has been given
	Step     int64     `json:"step"`   // of the last code that was taken: no code is taken twice
	Recovery []string  `json:"recovery,omitempty"`
	Since    time.Time `json:"since"`
}

// half is a login whose password was right and whose code is still to come. It opens nothing but the question for the code.
type half struct {
	Account string    `json:"account"`
	Expires time.Time `json:"expires"`
}

// Second tells how an account proves itself besides its password.
type Second struct {
	On       bool
	Since    time.Time
	Recovery int // codes left
}

// SecondOf tells whether an account has a second proof.
func (a *Accounts) SecondOf(ctx context.Context, account string) (Second, error) {
	s, _, err := a.second(ctx, account)
	return Second{On: s.On, Since: s.Since, Recovery: len(s.Recovery)}, err
}

func (a *Accounts) second(ctx context.Context, account string) (s second, raw []byte, err error) {
	raw, err = a.get(ctx, totpBucket, account, &s)
	return s, raw, orNil(err, a.o.None)
}

// BeginTOTP makes a secret for an app that gives codes; what was begun before and not confirmed is forgotten. It refuses `totp_on`.
func (a *Accounts) BeginTOTP(ctx context.Context, account string) error {
	s, raw, err := a.second(ctx, account)
	if err != nil {
		return err
	}
	if s.On {
		return models.Refuse(models.Conflict, "totp_on")
	}
	text, err := a.secret()
	if err != nil {
		return err
	}
	code, err := a.vault.Seal(ctx, "totp", map[string]string{"secret": strings.ToUpper(text)})
	if err != nil {
		return err
	}
	fresh := second{Secret: code, Since: a.now()}
	if raw == nil {
		err = a.create(ctx, totpBucket, account, fresh)
	} else {
		err = a.swap(ctx, totpBucket, account, raw, fresh)
	}
	if err != nil {
		return errors.Join(orRefuse(err, a.o.Exists, models.Refuse(models.Conflict, "stale")), a.vault.Erase(ctx, code))
	}
	return a.vault.Erase(ctx, s.Secret)
}

// PendingTOTP gives the secret that was begun, for the app to take, until it is confirmed; `not_found` after that and before.
func (a *Accounts) PendingTOTP(ctx context.Context, account string) (string, error) {
	s, _, err := a.second(ctx, account)
	if err != nil {
		return "", err
	}
	if s.Secret == "" || s.On {
		return "", models.Refuse(models.NotFound, "not_found")
	}
	return a.totpSecret(ctx, s)
}

func (a *Accounts) totpSecret(ctx context.Context, s second) (string, error) {
	r, err := a.vault.Open(ctx, s.Secret)
	return r.Field("secret"), err
}

// ConfirmTOTP turns codes on after the app has given a first one, and gives the recovery codes, which are shown once. It refuses `code_failed`, `rate_limited`,
// `totp_on`, and `not_found` when nothing was begun.
func (a *Accounts) ConfirmTOTP(ctx context.Context, account, code, address string) ([]string, error) {
	s, raw, err := a.second(ctx, account)
	switch {
	case err != nil:
		return nil, err
	case s.On:
		return nil, models.Refuse(models.Conflict, "totp_on")
	case s.Secret == "":
		return nil, models.Refuse(models.NotFound, "not_found")
	}
	var codes []string
	err = a.guarded(ctx, account, address, func() (bool, error) {
		step, err := a.step(ctx, s, code)
		if err != nil || step == 0 {
			return false, err
		}
		s.On, s.Step, s.Since = true, step, a.now()
		if codes, s.Recovery, err = a.recoveryCodes(); err != nil {
			return false, err
		}
		return true, a.swap(ctx, totpBucket, account, raw, s)
	})
	return codes, err
}

// Prove takes a code of the app, or a recovery code, each once. It refuses `code_failed` for one that is wrong, over or used, and `rate_limited`: wrong codes
// are counted as wrong passwords are.
func (a *Accounts) Prove(ctx context.Context, account, code, address string) error {
	return a.guarded(ctx, account, address, func() (bool, error) {
		s, raw, err := a.second(ctx, account)
		if err != nil || !s.On {
			return false, err
		}
		if i := slices.Index(s.Recovery, hashOf(cleanRecovery(code))); i >= 0 {
			s.Recovery = slices.Delete(slices.Clone(s.Recovery), i, i+1)
		} else if s.Step, err = a.step(ctx, s, code); err != nil || s.Step == 0 {
			return false, err
		}
		fresh, err := json.Marshal(s)
		if err != nil {
			return false, err
		}
		return a.kv.Swap(ctx, totpBucket, account, raw, fresh) // of two that bring one code, one wins
	})
}

// RenewRecovery gives new recovery codes and ends the old ones. The caller has asked for a code.
func (a *Accounts) RenewRecovery(ctx context.Context, account string) ([]string, error) {
	s, raw, err := a.second(ctx, account)
	if err != nil {
		return nil, err
	}
	if !s.On {
		return nil, models.Refuse(models.NotFound, "not_found")
	}
	var codes []string
	if codes, s.Recovery, err = a.recoveryCodes(); err != nil {
		return nil, err
	}
	return codes, a.swap(ctx, totpBucket, account, raw, s)
}

// EndTOTP turns codes off for whoever knows the password and has a code. It refuses `login_failed` at password, and what Prove refuses.
func (a *Accounts) EndTOTP(ctx context.Context, account, password, code, address string) error {
	var r record
	if _, err := a.get(ctx, accountBucket, account, &r); err != nil {
		return a.notFound(err)
	}
	if err := a.knows(ctx, r, password); err != nil {
		if e := new(models.Error); errors.As(err, &e) && e.Field == "old" {
			return e.At("password")
		}
		return err
	}
	if err := a.Prove(ctx, account, code, address); err != nil {
		return err
	}
	return a.dropTOTP(ctx, account)
}

func (a *Accounts) dropTOTP(ctx context.Context, account string) error {
	s, _, err := a.second(ctx, account)
	if err != nil {
		return err
	}
	return errors.Join(a.drop(ctx, totpBucket, account), a.vault.Erase(ctx, s.Secret))
}

// guarded counts an attempt as a login does and takes it back when it succeeds.
func (a *Accounts) guarded(ctx context.Context, account, address string, try func() (bool, error)) error {
	attempt := a.attempt(a.vault.Blind("totp", account), address)
	if err := attempt.check(ctx); err != nil {
		return err
	}
	if err := attempt.charge(ctx); err != nil {
		return err
	}
	switch ok, err := try(); {
	case err != nil:
		return err
	case !ok:
		return models.Refuse(models.Unauthenticated, "code_failed").At("code")
	}
	return attempt.succeeded(ctx)
}

// step finds the half minute that a code belongs to: this one, the one before or after, and later than the last that was taken; 0 when it is none.
func (a *Accounts) step(ctx context.Context, s second, code string) (int64, error) {
	secret, err := a.totpSecret(ctx, s)
	if err != nil {
		return 0, err
	}
	code = strings.Join(strings.Fields(code), "")
	now, found := a.now().Unix()/totpPeriod, int64(0)
	for at := now - 1; at <= now+1; at++ {
		want, err := hotp.GenerateCodeCustom(secret, uint64(at), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return 0, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && at > s.Step && found == 0 {
			found = at
		}
	}
	return found, nil
}

// recoveryCodes makes codes of 80 random bits, in groups that can be copied from paper, and the hashes under which they are stored.
func (a *Accounts) recoveryCodes() (codes, hashes []string, err error) {
	for range recoveryCount {
		text, err := a.secret()
		if err != nil {
			return nil, nil, err
		}
		codes = append(codes, strings.Join([]string{text[:4], text[4:8], text[8:12], text[12:16]}, "-"))
		hashes = append(hashes, hashOf(text[:16]))
	}
	return codes, hashes, nil
}

func cleanRecovery(code string) string {
	return strings.ToLower(strings.Join(strings.FieldsFunc(code, func(c rune) bool { return c == '-' || c == ' ' }), ""))
}

// swap replaces a record, or refuses `stale`.
func (a *Accounts) swap(ctx context.Context, bucket, key string, old []byte, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	won, err := a.kv.Swap(ctx, bucket, key, old, raw)
	if err == nil && !won {
		return models.Refuse(models.Conflict, "stale")
	}
	return err
}

// BeginHalf begins the second step of a login whose password was right.
func (a *Accounts) BeginHalf(ctx context.Context, account string) (string, error) {
	secret, err := a.secret()
	if err != nil {
		return "", err
	}
	return secret, a.create(ctx, halfBucket, hashOf(secret), half{Account: account, Expires: a.now().Add(halfFor)})
}

// Half gives the account that waits for its code, or refuses `session_expired`.
func (a *Accounts) Half(ctx context.Context, secret string) (string, error) {
	over := models.Refuse(models.Unauthenticated, "session_expired")
	if secret == "" || len(secret) > 100 {
		return "", over
	}
	var h half
	if _, err := a.get(ctx, halfBucket, hashOf(secret), &h); err != nil {
		return "", orRefuse(err, a.o.None, over)
	}
	if !a.now().Before(h.Expires) {
		return "", over
	}
	return h.Account, nil
}

// EndHalf ends the second step, taken or left.
func (a *Accounts) EndHalf(ctx context.Context, secret string) error {
	return a.drop(ctx, halfBucket, hashOf(secret))
}
