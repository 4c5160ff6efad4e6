package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"shanpei/models"
)

// Entry is one decision that was made, with the facts it led to. It never changes; nobody may change what its events hold.
type Entry struct {
	Seq     int64
	At      time.Time // UTC, whole milliseconds; never before the entry before it
	Actor   string    // id of who asked
	Role    models.Role
	Command string         // what was asked, by its kind: `make_pledge`
	Key     string         // idempotency key, when the caller gave one
	Input   [32]byte       // fingerprint of the input, with the key
	Events  []models.Event // at least one
	Nonce   [16]byte       // random: tells a writer whether an entry of unknown outcome is its own

	Prev [32]byte // hash of the entry before, zero for the first
	Body [32]byte // SHA-256 of the entry's canonical bytes
	Hash [32]byte // see ChainText

	kinds []string
}

// Kinds lists the kinds of the entry's events, in order.
func (e *Entry) Kinds() []string { return e.kinds }

// ChainTime is the form in which an instant enters the hash chain, the one that JavaScript's Date.toISOString gives.
const ChainTime = "2006-01-02T15:04:05.000Z"

// ChainText is the text whose SHA-256 is an entry's hash: five lines that end in a newline each, UTF-8: `prev` in hex, `seq`, `at` as
// 2026-09-01T08:00:00.000Z, `kinds` joined by commas, `body` in hex. A stranger needs nothing else to walk the chain; the random nonce inside
// the body keeps them from guessing what it says.
func ChainText(prev [32]byte, seq int64, at time.Time, kinds []string, body [32]byte) string {
	var b [512]byte
	return string(appendChainText(b[:0], prev, seq, at, kinds, body))
}

func appendChainText(b []byte, prev [32]byte, seq int64, at time.Time, kinds []string, body [32]byte) []byte {
	b = hex.AppendEncode(b, prev[:])
	b = strconv.AppendInt(append(b, '\n'), seq, 10)
	b = at.UTC().AppendFormat(append(b, '\n'), ChainTime)
	b = append(b, '\n')
	for i, k := range kinds {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, k...)
	}
	b = hex.AppendEncode(append(b, '\n'), body[:])
	return append(b, '\n')
}

// ChainHash is the SHA-256 of ChainText.
func ChainHash(prev [32]byte, seq int64, at time.Time, kinds []string, body [32]byte) [32]byte {
	var b [512]byte
	return sha256.Sum256(appendChainText(b[:0], prev, seq, at, kinds, body))
}

func kindsOf(events []models.Event) []string {
	kinds := make([]string, len(events))
	for i, e := range events {
		kinds[i] = models.KindOf(e)
	}
	return kinds
}

var commandNames sync.Map // reflect.Type → string

// commandName is the lasting name of a command's kind: its type's name in lower case, words joined by `_`.
func commandName(c models.Command) string {
	t := reflect.TypeOf(c)
	if name, ok := commandNames.Load(t); ok {
		return name.(string)
	}
	e := t
	if e.Kind() == reflect.Pointer {
		e = e.Elem()
	}
	var b strings.Builder
	for i, r := range e.Name() {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	commandNames.Store(t, b.String())
	return b.String()
}
