package journal

import (
	"errors"

	"shanpei/models"
)

// idAlphabet is in the order of its bytes, so that ids sort as the numbers they stand for; i, l, o and u are left out.
const idAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"

const (
	idSeqDigits   = 8 // 2^40 entries
	idCountDigits = 4 // 2^20 things in one decision
)

// idSource gives the ids of one decision: eight digits of the entry it will be, four of a counter. They sort in the order of their making,
// and are made anew when the decision is made anew on another number.
func idSource(seq int64) func() string {
	n := 0
	return func() string {
		if n >= 1<<(5*idCountDigits) {
			panic(errors.New("a decision asked for more ids than an entry can have"))
		}
		id := makeID(seq, n)
		n++
		return id
	}
}

func makeID(seq int64, n int) string {
	var b [idSeqDigits + idCountDigits]byte
	for i := idSeqDigits - 1; i >= 0; i-- {
		b[i] = idAlphabet[seq&31]
		seq >>= 5
	}
	for i := len(b) - 1; i >= idSeqDigits; i-- {
		b[i] = idAlphabet[n&31]
		n >>= 5
	}
	return string(b[:])
}

// decide asks a command, and turns a panic in a rule into an internal error: one bad rule must not end the portal.
func decide(cmd models.Command, s *models.State, in models.Input) (events []models.Event, cause any, err error) {
	defer func() {
		if cause = recover(); cause != nil {
			events, err = nil, models.Refuse(models.Internal, "internal")
		}
	}()
	events, err = cmd.Decide(s, in)
	return events, nil, err
}
