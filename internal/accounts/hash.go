package accounts

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/alexedwards/argon2id"
	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"shanpei/models"
)

// params are OWASP's for argon2id: 19 MiB, two passes.
var params = argon2id.Params{Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// What a stored hash may ask for: a row that was tampered with must not take the machine's memory.
const (
	maxMemory      = 64 << 10 // KiB
	maxIterations  = 8
	maxParallelism = 4
)

// How many hashes are computed at once, and how many may wait for that.
const (
	hashSlots   = 2
	hashWaiting = 64
)

// hasher computes argon2id, a few at a time: each takes 19 MiB and a core for some 40 ms.
type hasher struct {
	slots   chan struct{}
	waiting atomic.Int32
	wait    time.Duration
	dummy   string // a hash that no password has, for addresses without an account
	key     func(password, salt []byte, p *argon2id.Params) []byte
}

func newHasher(wait time.Duration) *hasher {
	var random [48]byte
	_, _ = rand.Read(random[:]) // never fails: crypto/rand ends the process rather
	return &hasher{slots: make(chan struct{}, hashSlots), wait: wait, dummy: encode(&params, random[:16], random[16:]), key: deriveKey}
}

func deriveKey(password, salt []byte, p *argon2id.Params) []byte {
	return argon2.IDKey(password, salt, p.Iterations, p.Memory, p.Parallelism, p.KeyLength)
}

// encode writes a hash in the form of the reference implementation.
func encode(p *argon2id.Params, salt, key []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.Memory, p.Iterations, p.Parallelism, b64(salt), b64(key))
}

// enter waits for a turn. It refuses `rate_limited` when too many wait or it takes too long. The caller must call the function that it gives.
func (h *hasher) enter(ctx context.Context) (leave func(), err error) {
	defer h.waiting.Add(-1)
	busy := models.Refuse(models.TooMany, "rate_limited").With("seconds", 5)
	if h.waiting.Add(1) > hashWaiting {
		return nil, busy
	}
	timer := time.NewTimer(h.wait)
	defer timer.Stop()
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, nil
	case <-timer.C:
		return nil, busy
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// make hashes a new password.
func (h *hasher) make(ctx context.Context, password string) (string, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	salt := make([]byte, params.SaltLength)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	return encode(&params, salt, h.key(normal(password), salt, &params)), nil
}

// check tells whether the password has the hash. It is called between enter and leave. An empty hash stands for an account that is not there: the same
// work is done for it. A hash that asks for more than it may is an error, and is not computed.
func (h *hasher) check(password, hash string) (bool, error) {
	if hash == "" {
		hash = h.dummy
	}
	p, salt, want, err := argon2id.DecodeHash(hash)
	if err != nil || p.Memory == 0 || p.Memory > maxMemory || p.Iterations == 0 || p.Iterations > maxIterations || p.Parallelism == 0 ||
		p.Parallelism > maxParallelism || len(salt) < 8 || len(salt) > 64 || len(want) < 16 || len(want) > 64 {
		return false, errors.New("accounts: a stored password hash is out of bounds; somebody changed the store")
	}
	return subtle.ConstantTimeCompare(h.key(normal(password), salt, p), want) == 1, nil
}

// normal is the form in which a password is hashed: the same text however the keyboard composed it.
func normal(password string) []byte {
	if len(password) > maxPasswordBytes { // no account has such a one; the work stays bounded
		password = password[:maxPasswordBytes]
	}
	return norm.NFKC.Bytes([]byte(password))
}
