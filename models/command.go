package models

import "time"

// Command asks for a change. Decide says what happens, or why not; it changes nothing.
type Command interface {
	Permission() Permission
	Decide(s *State, in Input) ([]Event, error)
}

// Input is everything a decision may depend on besides the state: so a decision can be replayed.
type Input struct {
	Actor Actor
	At    time.Time // UTC, whole milliseconds
	NewID func() string

	// Applied, when it is set, is shown every event of a decision of several steps, with the state that has them all. Whoever then gets just these
	// events as the answer may go on from that state, and need not apply them again. No rule may look at it.
	Applied func(s *State, events []Event)
}

// Today is the day in Asia/Shanghai.
func (in Input) Today() Day { return DayOf(in.At) }

// Event is a fact. Apply never fails, never asks, and never looks at a clock: the state's own Seq and At tell the entry it belongs to.
type Event interface{ Apply(s *State) }

// Flow is a concept's state machine: from each status, what a verb leads to.
type Flow[S ~string, V ~string] map[S]map[V]S

// Next gives the status a verb leads to, or refuses with `wrong_status`.
func (f Flow[S, V]) Next(from S, verb V) (S, error) {
	if to, ok := f[from][verb]; ok {
		return to, nil
	}
	return from, Refuse(Conflict, "wrong_status").With("status", string(from)).With("verb", string(verb))
}

// fresh refuses a command that was made on a version of the thing that is no longer the newest. Zero asks for no check.
func fresh(have, want int64) error {
	if want != 0 && want != have {
		return Refuse(Conflict, "stale").With("yours", want).With("current", have)
	}
	return nil
}
