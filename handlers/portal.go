// Package handlers is the HTTP edge of the portal: it binds what came in, asks the book, and answers. It holds no rule of the domain.
package handlers

import (
	"log/slog"
	"time"

	"shanpei/internal/accounts"
	"shanpei/internal/journal"
	"shanpei/internal/notify"
	"shanpei/internal/papers"
	"shanpei/internal/payments"
	"shanpei/internal/search"
	"shanpei/internal/trail"
	"shanpei/internal/vault"
)

// Config is what the edge needs to know of its surroundings.
type Config struct {
	PublicURL   string           // scheme and host under which the world sees the portal; never taken from a request
	Proxies     []string         // addresses or networks whose X-Forwarded-For is believed; none: the peer's own address counts
	Secret      []byte           // signs visitors' form tokens and messages; the same in every process of a federation
	Demo        bool             // marks every page 演示数据 and lifts the rate limit of API tokens
	RequireTOTP bool             // staff who move money, see persons' fields or make users prove themselves with a code besides the password
	Clock       func() time.Time // the time of requests; time.Now outside tests
	Stale       time.Duration    // how long a kept public page may lag behind the state; 0: never
	MatchWait   time.Duration    // how long a request waits for a matching run before it goes on in the background; 0: 3 s
	Limits      Limits
	Files       FileStore      // files beside the journal
	Cards       *payments.Desk // cards and wallets; nil: bank transfer only
	Mail        *notify.Outbox // letters to persons; nil: they wait beside the journal for a process that has a mail server
}

// Limits bound how often one address or one token may ask. Zero asks for no limit.
type Limits struct {
	FormsPerMinute  int // POSTs of one address without a login
	TokensPerMinute int // requests of one API token
}

// DefaultLimits are those of a portal that faces the world.
func DefaultLimits() Limits { return Limits{FormsPerMinute: 60, TokensPerMinute: 600} }

// Portal is everything a handler may use.
type Portal struct {
	Book     *journal.Book
	Accounts *accounts.Accounts
	Vault    *vault.Vault
	Log      *slog.Logger
	Config

	press       *papers.Press
	trail       *trail.Index
	seeker      *search.Index
	kept        *keptPages
	metrics     *metrics
	forms       *limiter
	tokens      *limiter
	registering registering
	previews    previews
	desk        *deskRuns
}

// New makes the edge over an open book.
func New(book *journal.Book, acc *accounts.Accounts, v *vault.Vault, log *slog.Logger, c Config) *Portal {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Demo {
		c.Limits.TokensPerMinute = 0
	}
	if c.Mail == nil {
		c.Mail = notify.New(book.KV(), v, notify.Options{None: journal.ErrNone, Clock: c.Clock, Log: log})
	}
	return &Portal{
		Book: book, Accounts: acc, Vault: v, Log: log, Config: c,
		press: papers.NewPress(), trail: trail.New(book), seeker: search.New(book), kept: newKeptPages(), metrics: newMetrics(book), forms: newLimiter(c.Limits.FormsPerMinute), tokens: newLimiter(c.Limits.TokensPerMinute),
		desk: newDeskRuns(book.KV()),
	}
}
