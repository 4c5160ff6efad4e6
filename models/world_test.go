package models

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"pgregory.net/rapid"
)

// world is a journal in a test: it decides, applies, keeps what was decided as JSON, and proves the invariants when the test ends.
type world struct {
	proof
	s       *State
	now     time.Time
	n       int
	entries []entry
}

type entry struct {
	seq    int64
	at     time.Time
	events []stored
}

type stored struct {
	kind string
	body []byte
}

// proof is a test or one of the many runs of a property.
type proof interface {
	rapid.TB
	Cleanup(func())
}

func newWorld(t proof) *world {
	w := &world{proof: t, s: NewState(), now: time.Date(2026, 9, 1, 2, 0, 0, 0, time.UTC)}
	t.Cleanup(w.prove)
	return w
}

func (w *world) input(a Actor) Input {
	return Input{Actor: a, At: w.now, NewID: func() string { w.n++; return fmt.Sprintf("id%08d", w.n) }}
}

// do asks as the journal does: permission, decision, entry, application.
func (w *world) do(a Actor, cmd Command) ([]Event, error) {
	w.Helper()
	if err := a.Allow(cmd.Permission()); err != nil {
		return nil, err
	}
	in, before := w.input(a), w.s.Seq
	var drafted *State
	var shown int
	in.Applied = func(s *State, events []Event) { drafted, shown = s, len(events) }
	events, err := cmd.Decide(w.s, in)
	if w.s.Seq != before {
		w.Fatalf("%T changed the state it decided on", cmd)
	}
	if err != nil {
		return nil, err
	}
	if len(events) == 0 {
		w.Fatalf("%T decides on nothing", cmd)
	}
	next := w.s.Fork()
	next.Begin(w.s.Seq+1, w.now)
	e := entry{seq: next.Seq, at: w.now}
	for _, ev := range events {
		ev.Apply(next)
		kind := KindOf(ev)
		if kind == "" {
			w.Fatalf("%T has no kind", ev)
		}
		body, err := json.Marshal(ev)
		if err != nil {
			w.Fatalf("%s: %v", kind, err)
		}
		e.events = append(e.events, stored{kind, body})
		if sum := legsOf(ev); sum != 0 {
			w.Fatalf("the legs of a %s sum to %d", kind, sum)
		}
	}
	if drafted != nil && shown == len(events) && next.Seq%3 == 0 && dump(w, drafted) != dump(w, next) {
		w.Fatalf("%T was drafted otherwise than it is applied: %s", cmd, firstDifference(dump(w, drafted), dump(w, next)))
	}
	w.s, w.entries = next, append(w.entries, e)
	return events, nil
}

// must is do for a step that cannot be refused.
func (w *world) must(a Actor, cmd Command) []Event {
	w.Helper()
	events, err := w.do(a, cmd)
	if err != nil {
		w.Fatalf("%T by a %s: %v", cmd, a.Role, err)
	}
	return events
}

func (w *world) pass(days int) { w.now = w.now.AddDate(0, 0, days) }

func (w *world) today() Day { return DayOf(w.now) }

// prove checks the invariants, and that the stored events lead to the same state.
func (w *world) prove() {
	w.Helper()
	if w.Failed() {
		return
	}
	w.check()
	again := NewState()
	for _, e := range w.entries {
		again.Begin(e.seq, e.at)
		for _, st := range e.events {
			p, value, ok := NewEvent(st.kind)
			if !ok {
				w.Fatalf("no kind %s", st.kind)
			}
			if err := json.Unmarshal(st.body, p); err != nil {
				w.Fatalf("%s: %v", st.kind, err)
			}
			value().Apply(again)
		}
	}
	if have, want := dump(w, again), dump(w, w.s); have != want {
		w.Errorf("the replayed state differs: %s", firstDifference(have, want))
	}
}

func (w *world) check() {
	w.Helper()
	checked, faults := w.s.Check()
	for _, f := range faults {
		w.Errorf("%s at %s: %s", f.Rule, f.Where, f.What)
	}
	if checked == 0 {
		w.Error("nothing was checked")
	}
}

// first gives the first event of a type.
func first[T Event](w *world, events []Event) T {
	w.Helper()
	for _, e := range events {
		if v, ok := e.(T); ok {
			return v
		}
	}
	var zero T
	w.Fatalf("no %T among %d events", zero, len(events))
	return zero
}

// get reads a thing that must be there.
func get[V any](w *world, t Table[V], id string) V {
	w.Helper()
	v, ok := t.Get(id)
	if !ok {
		w.Fatalf("no %s", id)
	}
	return v
}

func legsOf(e Event) int64 {
	f := reflect.ValueOf(e).FieldByName("Legs")
	var sum int64
	if f.IsValid() {
		for _, l := range f.Interface().([]Leg) {
			sum += int64(l.Fen)
		}
	}
	return sum
}

// dump writes a whole state, one line for each thing in each table.
func dump(t rapid.TB, s *State) string {
	t.Helper()
	var b strings.Builder
	enc := json.NewEncoder(&b)
	write := func(v any) {
		if err := enc.Encode(v); err != nil {
			t.Fatal(err)
		}
	}
	write([]any{"state", s.Seq, s.At, s.Federation, s.Totals})
	for _, st := range s.Stored() {
		st.Table.Each(func(k string, v any) bool { write([]any{st.Name, k, v}); return true })
	}
	return b.String()
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return x[i] + "\nagainst\n" + y[i]
		}
	}
	return fmt.Sprintf("%d lines against %d", len(x), len(y))
}
