package journal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"shanpei/models"
)

// writeBallast fills a disk until little is left on it.
func writeBallast(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	block := make([]byte, 64<<10)
	for {
		if _, err := f.Write(block); err != nil {
			break // full
		}
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return errors.Join(f.Truncate(info.Size()-(512<<10)), f.Close())
}

func removeBallast(path string) error { return os.Remove(path) }

func TestAFollowerGetsEveryEntryInOrderAndGoesOnWhereItWas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.bolt")
	var seen []int64
	var failed bool
	for round := range 3 {
		s, err := OpenBolt(path)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Open(t.Context(), s, Options{Log: quiet, SnapshotEvery: 7})
		if err != nil {
			t.Fatal(err)
		}
		if round == 0 {
			sampleOn(t, b, 2, 3)
		}
		head, _ := b.Head()
		all := make(chan struct{})
		b.Follow("mail", FromStart, func(_ context.Context, e *Entry, s *models.State) error {
			if e.Seq == 5 && !failed {
				failed = true
				return errors.New("the mail server is away")
			}
			if s.Seq < e.Seq {
				t.Errorf("entry %d with a state of entry %d", e.Seq, s.Seq)
			}
			if seen = append(seen, e.Seq); e.Seq == head+1 {
				close(all)
			}
			return nil
		})
		if _, err := b.Do(t.Context(), models.System, models.PutCounty{County: models.County{Code: "370921", Name: "宁阳县"}}); err != nil {
			t.Fatal(err)
		}
		<-all
		if err := errors.Join(b.Close(t.Context()), s.Close()); err != nil {
			t.Fatal(err)
		}
	}
	for i, seq := range seen {
		if seq != int64(i+1) {
			t.Fatalf("entries came as %v", seen)
		}
	}
	if !failed {
		t.Error("the follower never failed")
	}
}

// cable is a way to a server that can be cut.
type cable struct {
	listener net.Listener
	to       string
	mu       sync.Mutex
	cut      bool
	conns    []net.Conn
}

func newCable(t *testing.T, to string) *cable {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{listener: l, to: to}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			c.serve(in)
		}
	}()
	return c
}

func (c *cable) serve(in net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	out, err := net.Dial("tcp", c.to)
	if c.cut || err != nil {
		_ = in.Close()
		return
	}
	c.conns = append(c.conns, in, out)
	go func() { _, _ = io.Copy(out, in); _ = out.Close() }()
	go func() { _, _ = io.Copy(in, out); _ = in.Close() }()
}

func (c *cable) set(cut bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = cut
	for _, conn := range c.conns {
		_ = conn.Close()
	}
	c.conns = nil
}

func TestABookWhoseServerIsAwayRefusesReadsOnAndComesBack(t *testing.T) {
	if os.Getenv("MONGODB_URI") == "" {
		fmt.Printf("NOT RUN: %s (MONGODB_URI unset)\n", t.Name())
		return
	}
	direct, _ := mongoBackend(t)
	m := direct.(*Mongo)
	server, err := url.Parse(os.Getenv("MONGODB_URI"))
	if err != nil {
		t.Fatal(err)
	}
	cable := newCable(t, server.Host)
	far, err := OpenMongo(t.Context(), "mongodb://"+cable.listener.Addr().String()+"/", m.db.Name())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = far.Close() })
	b := openBook(t, far, Options{SnapshotEvery: -1})
	w := sampleOn(t, b, 8, 1)
	stop := make(chan struct{})
	var mu sync.Mutex
	var acked []*Entry
	var wg sync.WaitGroup
	for _, donor := range w.Donors { // under load, so that the cut falls into appends
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				r, err := b.Do(t.Context(), donor, models.MakePledge{AmountFen: 100})
				switch {
				case err == nil:
					mu.Lock()
					acked = append(acked, r.Entry)
					mu.Unlock()
				case refusal(err) != "unavailable":
					t.Error(err)
				}
			}
		})
	}
	for range 3 {
		cable.set(true)
		for b.Health() == nil {
			<-time.After(5 * time.Millisecond) // looks again; nothing is asserted of the time
		}
		if _, err := b.Do(t.Context(), w.Donors[0], models.MakePledge{AmountFen: 100}); refusal(err) != "unavailable" {
			t.Errorf("told: %v", err)
		}
		if b.State().Federation.Name == "" {
			t.Error("reads stop")
		}
		cable.set(false)
		for b.Health() != nil {
			<-time.After(5 * time.Millisecond) // looks again; nothing is asserted of the time
		}
		if _, err := b.Do(t.Context(), w.Donors[0], models.MakePledge{AmountFen: 100}); err != nil {
			t.Errorf("back again: %v", err)
		}
	}
	close(stop)
	wg.Wait()
	report, err := Verify(t.Context(), direct)
	if err != nil || len(report.Broken) > 0 {
		t.Fatalf("verify: %v, %v", report.Broken, err)
	}
	for _, e := range acked {
		docs, err := direct.Read(t.Context(), e.Seq, 1)
		if err != nil || len(docs) != 1 {
			t.Fatalf("entry %d: %v", e.Seq, err)
		}
		if got, err := docs[0].decode(); err != nil || got.Hash != e.Hash {
			t.Fatalf("acknowledged entry %d is another one: %v", e.Seq, err)
		}
	}
}
