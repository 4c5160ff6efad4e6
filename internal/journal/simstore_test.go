package journal

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
)

var errLost = errors.New("simulated: the connection was lost")

// crashed is the panic with which a simulated process dies in the middle of an append.
type crashed struct{ book int }

// simStore is the one journal of a simulation. Every step of an append may fail, in every way that a real one can, and others may act in between.
type simStore struct {
	*Memory
	rng    *rand.Rand
	faulty bool
	away   bool    // reads and writes fail
	late   [][]Doc // inserts that were given up by their writer and may still land
	during func()  // what happens in the middle of somebody's append
	book   int     // who appends, for a crash
}

func (s *simStore) chance(percent int) bool { return s.faulty && s.rng.IntN(100) < percent }

// insert is an ordered insert of a MongoDB-compatible server: it stops at the first number that is taken.
func (s *simStore) insert(docs []Doc) error {
	for _, d := range docs {
		if d.seq() > int64(len(s.docs))+1 {
			panic("simulated: an insert would leave a gap")
		}
		if d.seq() <= int64(len(s.docs)) {
			return ErrTaken
		}
		s.docs = append(s.docs, d)
	}
	return nil
}

func (s *simStore) Append(_ context.Context, _ int64, docs []Doc) error {
	me := s.book
	crash := func(percent int) {
		if s.chance(percent) {
			panic(crashed{me})
		}
	}
	crash(2)
	switch {
	case s.away:
		return errLost
	case s.chance(4):
		return ErrNotWritten
	case s.chance(4):
		return errLost // nothing landed, and nothing will
	case s.chance(4):
		s.late = append(s.late, docs)
		return errLost // nothing landed yet
	}
	for i := range docs {
		if s.chance(12) && s.during != nil {
			s.during()
		}
		crash(1)
		if s.chance(2) {
			if s.chance(50) {
				s.late = append(s.late, docs[i:])
			}
			return errLost // the ones before landed
		}
		if err := s.insert(docs[i : i+1]); err != nil {
			return err
		}
	}
	if s.chance(12) && s.during != nil {
		s.during()
	}
	crash(3)
	if s.chance(5) {
		return errLost // all landed
	}
	return nil
}

// landLate lets an insert that was given up long ago land after all, as far as it still can.
func (s *simStore) landLate() {
	if len(s.late) == 0 {
		return
	}
	i := s.rng.IntN(len(s.late))
	docs := s.late[i]
	s.late = append(s.late[:i], s.late[i+1:]...)
	if len(docs) > 0 && docs[0].seq() <= int64(len(s.docs))+1 {
		_ = s.insert(docs) // what is taken is refused
	}
}

func (s *simStore) Read(ctx context.Context, from int64, limit int) ([]Doc, error) {
	if s.away || s.chance(2) {
		return nil, errLost
	}
	return s.Memory.Read(ctx, from, limit)
}

func (s *simStore) Ping(context.Context) error {
	if s.away || s.chance(20) {
		return errLost
	}
	return nil
}

func (s *simStore) SaveSnapshot(ctx context.Context, seq int64, write func(io.Writer) error) error {
	if s.away {
		return errLost
	}
	if err := s.Memory.SaveSnapshot(ctx, seq, write); err != nil {
		return err
	}
	if s.chance(25) {
		data := s.snaps[len(s.snaps)-1].data
		data[s.rng.IntN(len(data))] ^= byte(1 + s.rng.IntN(255))
	}
	return nil
}
