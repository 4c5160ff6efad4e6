// Package handlers is the HTTP edge of the portal: it binds what came in, asks the book, and answers. It holds no rule of the domain.
package handlers

import (
	"log/slog"
	"time"

	"shanpei/internal/journal"
	"shanpei/internal/vault"
)

// Config is what the edge needs to know of its surroundings.
type Config struct {
	PublicURL string           // scheme and host under which the world sees the portal; never taken from a request
	Demo      bool             // marks every page 演示数据 and lifts the rate limits of API tokens
	Clock     func() time.Time // the time of requests; time.Now outside tests
}

// Portal is everything a handler may use.
type Portal struct {
	Book  *journal.Book
	KV    journal.KV
	Vault *vault.Vault
	Log   *slog.Logger
	Config

	edge
}
