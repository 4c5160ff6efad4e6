package journal

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"shanpei/models"
)

// The last place: 200 pledges from 50 accounts for the one place of a need, to two processes that know nothing of each other.

const (
	contenders = 50
	attempts   = 200
)

// attempt is one pledge as its caller saw it.
type attempt struct {
	Call, Return int64
	Client       int
	Pledge       string // the id, when it has the place
	Refused      string
}

// lastPlace is what a need with one place may do: one pledge gets it, and those that begin later are told that it is full.
var lastPlace = porcupine.Model{
	Init: func() any { return "" },
	Step: func(state, _, output any) (bool, any) {
		out := output.(attempt)
		if out.Pledge != "" {
			return state == "", out.Pledge
		}
		return state != "" && out.Refused == "need_full", state
	},
}

// contend lets callers pledge for the need's one place, each through the book that serves it.
func contend(ctx context.Context, books []*Book, donors []models.Actor, need string, first, n int) []attempt {
	out := make([]attempt, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			client := first + i
			cmd := models.MakePledge{AmountFen: SamplePlaceFen, Purpose: models.Purpose{Needs: []string{need}}}
			a := attempt{Client: client, Call: time.Now().UnixNano()}
			r, err := books[i%len(books)].Do(ctx, donors[client%len(donors)], cmd, Key(fmt.Sprint(need, client), [32]byte{}))
			a.Return = time.Now().UnixNano()
			if err != nil {
				a.Refused = refusal(err)
			} else {
				a.Pledge = r.Entry.Events[0].(models.PledgeMade).Pledge.ID
			}
			out[i] = a
		})
	}
	wg.Wait()
	return out
}

// judge proves that one attempt won and that the whole is as if they had come one after the other.
func judge(t *testing.T, round int, s *models.State, need string, all []attempt) {
	t.Helper()
	var winners []string
	history := make([]porcupine.Operation, len(all))
	for i, a := range all {
		history[i] = porcupine.Operation{ClientId: a.Client, Input: a.Client, Call: a.Call, Output: a, Return: a.Return}
		if a.Pledge != "" {
			winners = append(winners, a.Pledge)
		} else if a.Refused != "need_full" {
			t.Errorf("round %d: client %d was told %q", round, a.Client, a.Refused)
		}
	}
	if len(winners) != 1 {
		t.Fatalf("round %d: %d winners", round, len(winners))
	}
	if !porcupine.CheckOperations(lastPlace, history) {
		t.Errorf("round %d is not linearizable", round)
	}
	n, _ := s.Needs.Get(need)
	if n.Taken != 1 || n.Left() != 0 {
		t.Errorf("round %d: %d places taken, %d left", round, n.Taken, n.Left())
	}
}

// caughtUp waits until a book shows an entry.
func caughtUp(t testing.TB, b *Book, seq int64) {
	t.Helper()
	for deadline := time.After(30 * time.Second); ; {
		changed := b.Changed()
		if head, _ := b.Head(); head >= seq {
			return
		}
		select {
		case <-changed:
		case <-deadline:
			t.Fatalf("a book does not come to entry %d", seq)
		}
	}
}

func oneEach(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = 1
	}
	return out
}

func TestOneOfTwoHundredGetsTheLastPlaceOfTwoBooks(t *testing.T) {
	rounds := 50
	for _, b := range backends(t) {
		if b.name == "bolt" {
			continue // one process only
		}
		t.Run(b.name, func(t *testing.T) {
			s, again := b.make(t)
			one := openBook(t, s, Options{Patience: time.Minute})
			w := sampleOn(t, one, contenders, oneEach(rounds)...)
			two := openBook(t, again(), Options{Patience: time.Minute})
			for round, need := range w.Needs {
				all := contend(t.Context(), []*Book{one, two}, w.Donors, need, 0, attempts)
				head, _ := one.Head()
				caughtUp(t, two, head)
				head, _ = two.Head()
				caughtUp(t, one, head)
				judge(t, round, one.State(), need, all)
			}
			if Digest(one.State()) != Digest(two.State()) {
				t.Error("the two books have two states")
			}
			report, err := Verify(t.Context(), s)
			if err != nil || len(report.Broken) > 0 || report.Digest != Digest(one.State()) {
				t.Errorf("verify: %+v, %v", report, err)
			}
		})
	}
}

// childTask is what a second process of this test is asked, one line of JSON each on its input.
type childTask struct {
	Need   string
	Donors []models.Actor
	First  int
	N      int
}

// TestMain lets the test binary be a second process: a book of its own on the same server.
func TestMain(m *testing.M) {
	if database := os.Getenv("JOURNAL_TEST_CHILD"); database != "" {
		os.Exit(child(database))
	}
	os.Exit(m.Run())
}

func child(database string) int {
	ctx := context.Background()
	fail := func(err error) int { fmt.Fprintln(os.Stderr, err); return 1 }
	s, err := OpenMongo(ctx, os.Getenv("MONGODB_URI"), database)
	if err != nil {
		return fail(err)
	}
	b, err := Open(ctx, s, Options{Log: quiet, Patience: time.Minute, SnapshotEvery: -1})
	if err != nil {
		return fail(err)
	}
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var task childTask
		if err := in.Decode(&task); err != nil {
			break // the parent has closed our input: done
		}
		if err := out.Encode(contend(ctx, []*Book{b}, task.Donors, task.Need, task.First, task.N)); err != nil {
			return fail(err)
		}
	}
	if err := b.Close(ctx); err != nil {
		return fail(err)
	}
	return 0
}

func TestOneOfTwoHundredGetsTheLastPlaceOfTwoProcesses(t *testing.T) {
	if os.Getenv("MONGODB_URI") == "" {
		fmt.Printf("NOT RUN: %s (MONGODB_URI unset)\n", t.Name())
		return
	}
	s, _ := mongoBackend(t)
	b := openBook(t, s, Options{Patience: time.Minute})
	rounds := 50
	w := sampleOn(t, b, contenders, oneEach(rounds)...)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var in [2]*json.Encoder
	var out [2]*json.Decoder
	for i := range in {
		cmd := exec.Command(self)
		cmd.Env = append(os.Environ(), "JOURNAL_TEST_CHILD="+s.(*Mongo).db.Name())
		cmd.Stderr = os.Stderr
		stdin, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_ = stdin.Close()
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
		})
		in[i], out[i] = json.NewEncoder(stdin), json.NewDecoder(bufio.NewReader(stdout))
	}
	for round, need := range w.Needs {
		for i := range in {
			if err := in[i].Encode(childTask{need, w.Donors, i * attempts / 2, attempts / 2}); err != nil {
				t.Fatal(err)
			}
		}
		var all []attempt
		for i := range out {
			var part []attempt
			if err := out[i].Decode(&part); err != nil {
				t.Fatal(err)
			}
			all = append(all, part...)
		}
		last, err := s.Last(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		caughtUp(t, b, last)
		judge(t, round, b.State(), need, all)
	}
}
