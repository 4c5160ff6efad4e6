// Package accounts keeps who can log in: names and addresses sealed in the vault, passwords as argon2id, sessions and API tokens as hashes, and the count
// of failed attempts. What a user may do is not its business: the journal knows role and scope under the same id.
//
// Everything is in the records beside the journal, so that several processes share it. What is asked on every request (session, token, name) is kept for
// a second in memory: an end of a session is seen at once in its own process and within two seconds in the others.
package accounts

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"shanpei/internal/vault"
	"shanpei/models"
)

// Store is what accounts need of the records beside the journal. Get of an absent key gives Options.None, Create of a present one Options.Exists.
// Swap replaces a value only while it is still old.
type Store interface {
	Get(ctx context.Context, bucket, key string) ([]byte, error)
	Create(ctx context.Context, bucket, key string, value []byte) error
	Swap(ctx context.Context, bucket, key string, old, new []byte) (bool, error)
	Delete(ctx context.Context, bucket, key string) error
	Each(ctx context.Context, bucket, prefix string, f func(key string, value []byte) error) error
}

// The buckets of this package.
const (
	accountBucket   = "accounts"
	emailBucket     = "accounts.email"      // keyed hash of an address → account
	sessionBucket   = "accounts.session"    // hash of a secret → session
	sessionOfBucket = "accounts.session.of" // account/hash
	tokenBucket     = "accounts.token"      // hash of a secret → token
	tokenOfBucket   = "accounts.token.of"   // account/hash
	throttleBucket  = "accounts.throttle"
)

// Options are the surroundings of accounts. Zero durations mean the defaults.
type Options struct {
	None, Exists error            // the store's errors for an absent and for a present key
	Clock        func() time.Time // nil: time.Now
	Rand         io.Reader        // of secrets; nil: crypto/rand
	Idle         time.Duration    // a session ends after so long without a request: 2 hours
	Absolute     time.Duration    // and at the latest so long after the login: 12 hours
	HashWait     time.Duration    // how long a login may wait for its turn to be checked: 10 seconds
}

// Accounts is the store of accounts. Its methods may be called at once from everywhere.
type Accounts struct {
	kv     Store
	vault  *vault.Vault
	o      Options
	hasher *hasher

	sessions cache[Session]
	tokens   cache[Token]
	people   cache[Account]
}

// New opens the accounts over a store.
func New(kv Store, v *vault.Vault, o Options) *Accounts {
	o.Idle = cmp.Or(o.Idle, 2*time.Hour)
	o.Absolute = cmp.Or(o.Absolute, 12*time.Hour)
	o.HashWait = cmp.Or(o.HashWait, 10*time.Second)
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	return &Accounts{kv: kv, vault: v, o: o, hasher: newHasher(o.HashWait)}
}

// Account is somebody who can log in. Its fields are read one by one; however else it is printed, it prints •••.
type Account struct {
	ID    string // the same as models.User.ID
	Name  string
	Email string
	Phone string
}

// String implements fmt.Stringer.
func (Account) String() string { return vault.Hidden }

// GoString implements fmt.GoStringer.
func (Account) GoString() string { return vault.Hidden }

// Format implements fmt.Formatter, for every verb.
func (Account) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, vault.Hidden) }

// MarshalJSON implements json.Marshaler.
func (Account) MarshalJSON() ([]byte, error) { return []byte(`"` + vault.Hidden + `"`), nil }

// LogValue implements slog.LogValuer.
func (Account) LogValue() slog.Value { return slog.StringValue(vault.Hidden) }

// record is an account as it is stored.
type record struct {
	ID      string    `json:"id"`
	Person  string    `json:"person"` // vault code
	Email   string    `json:"email"`  // keyed hash of the address
	Hash    string    `json:"hash"`
	Created time.Time `json:"created"`
}

// emailIndex leads from an address to its account. The account is written after it, so an index of an account that never came is taken over.
type emailIndex struct {
	ID string    `json:"id"`
	At time.Time `json:"at"`
}

// takeover is how old an index without its account must be, so that it is not one that is just being made.
const takeover = time.Minute

// NewAccount is what an account is made from. ID is the user's in the journal; empty asks for a new one.
type NewAccount struct {
	ID, Name, Email, Phone, Password string
}

// Create makes an account. It refuses at the field: `required text_too_long text_control` (name), `required email_format email_taken`,
// `phone_format`, `password_short password_common text_too_long`; and `user_exists` for an id that has an account.
func (a *Accounts) Create(ctx context.Context, n NewAccount) (Account, error) {
	acc, err := a.checked(n)
	if err != nil {
		return Account{}, err
	}
	hash, err := a.hasher.make(ctx, n.Password)
	if err != nil {
		return Account{}, err
	}
	blind := a.blindEmail(acc.Email)
	if err := a.reserve(ctx, blind, acc.ID); err != nil {
		return Account{}, err
	}
	person, err := a.vault.Seal(ctx, "account", map[string]string{"name": acc.Name, "email": acc.Email, "phone": acc.Phone})
	if err != nil {
		return Account{}, errors.Join(err, a.drop(ctx, emailBucket, blind))
	}
	err = a.create(ctx, accountBucket, acc.ID, record{ID: acc.ID, Person: person, Email: blind, Hash: hash, Created: a.now()})
	if err != nil {
		undo := errors.Join(a.vault.Erase(ctx, person), a.drop(ctx, emailBucket, blind))
		if errors.Is(err, a.o.Exists) {
			err = models.Refuse(models.Conflict, "user_exists")
		}
		if undo != nil {
			err = errors.Join(err, undo)
		}
		return Account{}, err
	}
	return acc, nil
}

// checked puts what was typed into its one form, and refuses what cannot be an account.
func (a *Accounts) checked(n NewAccount) (Account, error) {
	acc := Account{ID: n.ID}
	var err error
	if acc.Name, err = cleanName(n.Name); err != nil {
		return acc, err
	}
	if acc.Email, err = CleanEmail(n.Email); err != nil {
		return acc, err
	}
	if acc.Phone, err = cleanPhone(n.Phone); err != nil {
		return acc, err
	}
	if err := checkPassword("password", n.Password, acc); err != nil {
		return acc, err
	}
	if acc.ID == "" {
		acc.ID, err = a.secret()
	}
	return acc, err
}

// Faults lists everything that Create would refuse in what was typed, so that a form can show it all at once; whether the address is taken is told
// only by Create.
func (a *Accounts) Faults(n NewAccount) []error {
	of := Account{Email: n.Email}
	_, name := cleanName(n.Name)
	_, email := CleanEmail(n.Email)
	_, phone := cleanPhone(n.Phone)
	var out []error
	for _, err := range []error{name, email, phone} {
		if err != nil {
			out = append(out, err)
		}
	}
	if err := checkPassword("password", n.Password, of); err != nil {
		out = append(out, err)
	}
	return out
}

// reserve takes an address for an account, or refuses `email_taken`.
func (a *Accounts) reserve(ctx context.Context, blind, id string) error {
	mine := emailIndex{ID: id, At: a.now()}
	err := a.create(ctx, emailBucket, blind, mine)
	if !errors.Is(err, a.o.Exists) {
		return err
	}
	taken := models.Refuse(models.Conflict, "email_taken").At("email")
	var theirs emailIndex
	old, err := a.get(ctx, emailBucket, blind, &theirs)
	if err != nil {
		return orRefuse(err, a.o.None, taken)
	}
	var r record
	switch _, err = a.get(ctx, accountBucket, theirs.ID, &r); {
	case err == nil || errors.Is(err, a.o.None) && a.now().Sub(theirs.At) < takeover:
		return taken
	case !errors.Is(err, a.o.None):
		return err
	}
	raw, err := json.Marshal(mine)
	if err != nil {
		return err
	}
	won, err := a.kv.Swap(ctx, emailBucket, blind, old, raw)
	if err == nil && !won {
		return taken
	}
	return err
}

// orRefuse gives the refusal in place of the store's error for "there is none"; any other error, and none, it passes on.
func orRefuse(err, none error, refusal *models.Error) error {
	if errors.Is(err, none) {
		return refusal
	}
	return err
}

// Get gives the account of an id; `not_found` when there is none.
func (a *Accounts) Get(ctx context.Context, id string) (Account, error) {
	return a.people.get(id, a.now(), func() (Account, error) {
		var r record
		if _, err := a.get(ctx, accountBucket, id, &r); err != nil {
			return Account{}, a.notFound(err)
		}
		return a.opened(ctx, r)
	})
}

// ByEmail gives the account of an address; `not_found` when there is none.
func (a *Accounts) ByEmail(ctx context.Context, email string) (Account, error) {
	email, err := CleanEmail(email)
	if err != nil {
		return Account{}, models.Refuse(models.NotFound, "not_found")
	}
	var at emailIndex
	if _, err := a.get(ctx, emailBucket, a.blindEmail(email), &at); err != nil {
		return Account{}, a.notFound(err)
	}
	return a.Get(ctx, at.ID)
}

func (a *Accounts) opened(ctx context.Context, r record) (Account, error) {
	p, err := a.vault.Open(ctx, r.Person)
	if err != nil {
		return Account{}, err
	}
	return Account{ID: r.ID, Name: p.Field("name"), Email: p.Field("email"), Phone: p.Field("phone")}, nil
}

// Remove forgets an account for good: its person, password, codes, sessions and tokens. An id without an account is no error.
func (a *Accounts) Remove(ctx context.Context, id string) error {
	if err := errors.Join(a.EndSessionsOf(ctx, id), a.revokeTokensOf(ctx, id), a.dropTOTP(ctx, id)); err != nil {
		return err
	}
	var r record
	if _, err := a.get(ctx, accountBucket, id, &r); err != nil {
		return orNil(err, a.o.None)
	}
	err := errors.Join(a.vault.Erase(ctx, r.Person), a.drop(ctx, accountBucket, id), a.drop(ctx, emailBucket, r.Email))
	a.people.forget(id)
	return err
}

func orNil(err, harmless error) error {
	if errors.Is(err, harmless) {
		return nil
	}
	return err
}

func (a *Accounts) now() time.Time { return a.o.Clock().UTC().Truncate(time.Millisecond) }

func (a *Accounts) notFound(err error) error {
	return orRefuse(err, a.o.None, models.Refuse(models.NotFound, "not_found"))
}

func (a *Accounts) blindEmail(email string) string { return a.vault.Blind("email", email) }

// secret makes 160 random bits as 32 lower-case characters.
func (a *Accounts) secret() (string, error) {
	var b [20]byte
	if _, err := io.ReadFull(a.o.Rand, b[:]); err != nil {
		return "", err
	}
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:])), nil
}

// hashOf is under what a secret is stored. A plain hash is enough for 160 random bits.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:]))
}

// get reads a record into v and gives it as it is stored, for Swap.
func (a *Accounts) get(ctx context.Context, bucket, key string, v any) ([]byte, error) {
	raw, err := a.kv.Get(ctx, bucket, key)
	if err != nil {
		return nil, err
	}
	return raw, json.Unmarshal(raw, v)
}

func (a *Accounts) create(ctx context.Context, bucket, key string, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return a.kv.Create(ctx, bucket, key, raw)
}

func (a *Accounts) drop(ctx context.Context, bucket, key string) error {
	return orNil(a.kv.Delete(ctx, bucket, key), a.o.None)
}

// keys lists the keys of a bucket that begin with a prefix. They are gathered first: nothing may be written while a store is walked.
func (a *Accounts) keys(ctx context.Context, bucket, prefix string) ([]string, error) {
	var out []string
	err := a.kv.Each(ctx, bucket, prefix, func(key string, _ []byte) error {
		out = append(out, key)
		return nil
	})
	return out, err
}
