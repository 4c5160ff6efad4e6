package models

import (
	"reflect"
	"sync"
	"testing"
)

func TestAForkAndItsOriginDoNotSeeEachOther(t *testing.T) {
	w := newTown(t)
	need := w.openNeed(5, nil)
	origin := w.s
	before := dump(t, origin)

	left, right := origin.Fork(), origin.Fork()
	if dump(t, left) != before || dump(t, right) != before {
		t.Fatal("a fork is not what it was forked from")
	}
	in := w.input(w.a)
	events, err := MakePledge{AmountFen: 1000 * yuan, Purpose: Purpose{Needs: []string{need}}}.Decide(left, in)
	if err != nil {
		t.Fatal(err)
	}
	if dump(t, left) != before {
		t.Fatal("a decision changed the state it was made on")
	}
	left.Begin(left.Seq+1, in.At)
	for _, e := range events {
		e.Apply(left)
	}
	changed := dump(t, left)
	if changed == before || dump(t, right) != before || dump(t, origin) != before {
		t.Fatal("a change of one fork shows in another, or not in itself")
	}
	CountyPut{County{Code: "370902", Name: "泰山区"}}.Apply(right)
	CountyPut{County{Code: "370903", Name: "岱宗区"}}.Apply(origin)
	if dump(t, left) != changed {
		t.Fatal("changes of the origin or of another fork show in a fork")
	}
	if _, ok := right.Counties.Get("370903"); ok {
		t.Fatal("a change of the origin shows in a fork")
	}
	w.s = left
	w.entries = nil // this history has two branches; what is left to prove are the invariants
	w.check()
	w.s = NewState()
}

// Fork copies field by field: a table that is forgotten would be shared, and one that is not Stored would be missing from every snapshot.
func TestForkCopiesAndStoredListsEveryTable(t *testing.T) {
	s := NewState()
	f := s.Fork()
	tables := notShared(t, reflect.ValueOf(s).Elem(), reflect.ValueOf(f).Elem())
	names := map[string]bool{}
	for _, st := range s.Stored() {
		names[st.Name] = true
	}
	if len(s.Stored()) != tables || len(names) != tables {
		t.Errorf("%d tables, %d are stored under %d names", tables, len(s.Stored()), len(names))
	}
}

// notShared counts the tables of a struct, and of those that are embedded in it, and fails on one that two of the structs share.
func notShared(t *testing.T, a, b reflect.Value) (tables int) {
	for i := range a.NumField() {
		field := a.Type().Field(i)
		switch {
		case field.Anonymous:
			tables += notShared(t, a.Field(i), b.Field(i))
		case field.Type.Kind() == reflect.Struct && field.Type.NumField() == 1 && field.Type.Field(0).Name == "m":
			tables++
			x, y := a.Field(i).Field(0), b.Field(i).Field(0)
			if x.IsNil() || y.IsNil() || x.Pointer() == y.Pointer() {
				t.Errorf("%s is shared by a state and its fork", field.Name)
			}
		}
	}
	return tables
}

func TestAStateIsLoadedFromWhatStoredLists(t *testing.T) {
	w := newTown(t)
	w.closedPledge()
	loaded := NewState()
	loaded.Federation, loaded.Totals = w.s.Federation, w.s.Totals
	loaded.Begin(w.s.Seq, w.s.At)
	to := loaded.Stored()
	for i, st := range w.s.Stored() {
		st.Table.Each(func(k string, v any) bool {
			p := to[i].Table.New()
			reflect.ValueOf(p).Elem().Set(reflect.ValueOf(v))
			to[i].Table.Load(k, p)
			return true
		})
	}
	if have, want := dump(t, loaded), dump(t, w.s); have != want {
		t.Fatal(firstDifference(have, want))
	}
	w.s = loaded
	w.signed(w.a, 500*yuan, Purpose{Needs: []string{w.openNeed(3, nil)}})
}

// Run with -race: readers look at published states while one writer forks, changes and publishes, and others fork to try something out.
func TestReadersAndForkersDoNotDisturbTheWriter(t *testing.T) {
	w := newTown(t)
	w.openNeed(5, nil)
	var mu sync.Mutex
	published := w.s
	load := func() *State { mu.Lock(); defer mu.Unlock(); return published }
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for range 200 {
				s := load()
				for _, n := range s.Needs.All() {
					if n.Taken > n.Places {
						t.Error("over")
					}
				}
				f := s.Fork()
				CountyPut{County{Code: "370902", Name: "泰山区"}}.Apply(f)
			}
		})
	}
	for i := range 200 {
		next := load().Fork()
		next.Begin(next.Seq+1, w.now)
		PledgeMade{Pledge{ID: "p" + itoa(i), Number: Number("YX", 2026, i+1), Enterprise: w.ent["A"], AmountFen: yuan, Status: PledgeIntended,
			Instalments: []Instalment{{No: 1, Due: "2026-12-01", AmountFen: yuan}}}}.Apply(next)
		mu.Lock()
		published = next
		mu.Unlock()
	}
	wg.Wait()
	if n := load().Pledges.Len(); n != 200 {
		t.Errorf("%d pledges", n)
	}
}
