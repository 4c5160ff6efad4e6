package journal

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"shanpei/models"
)

// The simulation runs several books over one store that fails at every step, with clients that ask again, in one goroutine and from one seed: the same
// seed does the same every time. It ends with everything healed, and then nothing acknowledged may be missing, nothing doubled, and all books must
// be equal. SIM_SEEDS says how many seeds are run, SIM_SEED runs one alone.

const (
	simBooks   = 3
	simClients = 6
	simSteps   = 220
)

// simClient asks for one thing at a time and asks again, with the same key, until it is told what became of it.
type simClient struct {
	actor   models.Actor
	n       int // what it asks for: its key
	keyed   bool
	cmd     models.Command
	waiting *pending
	open    bool // asked before, outcome unknown
}

type acknowledged struct {
	key  string
	seq  int64
	hash [32]byte
}

type sim struct {
	seed    uint64
	rng     *rand.Rand
	store   *simStore
	books   [simBooks]*pipeline
	queues  [simBooks][]*pending // what waits for each book's writer
	clients []*simClient
	sample  Sample
	now     time.Time
	acks    []acknowledged
	nested  bool
	refused int
}

// simBase is the journal that every simulation begins with.
func simBase(t *testing.T) (docs []Doc, sample Sample) {
	s := NewMemory()
	b := openBook(t, s, Options{SnapshotEvery: -1, Clock: func() time.Time { return time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC) }, Rand: rand.NewChaCha8([32]byte{1})})
	sample = sampleOn(t, b, simClients, 3, 7, 25)
	return s.docs, sample
}

func newSim(seed uint64, base []Doc, sample Sample) *sim {
	m := &sim{seed: seed, rng: rand.New(rand.NewPCG(seed, 1)), sample: sample, now: time.Date(2026, 9, 2, 8, 0, 0, 0, time.UTC)}
	m.store = &simStore{Memory: NewMemory(), rng: m.rng}
	m.store.docs = append(m.store.docs, base...)
	m.store.during = m.meanwhile
	for i := range m.books {
		m.open(i)
	}
	m.store.faulty = true
	for i := range simClients {
		c := &simClient{actor: sample.Donors[i]}
		m.think(c)
		m.clients = append(m.clients, c)
	}
	return m
}

// open starts a book anew, as after a crash: from a snapshot and the tail.
func (m *sim) open(i int) {
	o := Options{Clock: func() time.Time { return m.now }, Log: quiet, Rand: m, Sleep: func(time.Duration) {}}.withDefaults(true)
	c := newCore(m.store, o)
	faulty, away := m.store.faulty, m.store.away
	m.store.faulty, m.store.away = false, false // a process that cannot read does not start; one that starts has read
	defer func() { m.store.faulty, m.store.away = faulty, away }()
	if _, err := c.load(context.Background()); err != nil {
		panic(fmt.Sprintf("book %d does not open: %v", i, err))
	}
	m.books[i], m.queues[i] = &pipeline{core: c}, nil
}

// Read gives the books their nonces.
func (m *sim) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(m.rng.UintN(256))
	}
	return len(b), nil
}

// think decides what a client asks for next.
func (m *sim) think(c *simClient) {
	c.n, c.keyed, c.open, c.waiting = c.n+1, m.rng.IntN(5) > 0, false, nil
	switch m.rng.IntN(6) {
	case 0:
		c.cmd = models.MakePledge{AmountFen: 500_00}
	case 1:
		c.cmd = failingCommand{}
	default:
		c.cmd = models.MakePledge{AmountFen: SamplePlaceFen, Purpose: models.Purpose{Needs: m.sample.Needs[m.rng.IntN(3):][:1]}}
	}
}

// failingCommand breaks a rule of the program: its event panics when it is applied.
type failingCommand struct{}

func (failingCommand) Permission() models.Permission { return models.SignedIn }
func (failingCommand) Decide(s *models.State, in models.Input) ([]models.Event, error) {
	return []models.Event{models.AgreementSigned{ID: "nobody's"}}, nil
}

func (c *simClient) key() string {
	if !c.keyed {
		return ""
	}
	return fmt.Sprintf("%s:%d", c.actor.ID, c.n)
}

// step lets one thing happen.
func (m *sim) step() {
	switch n := m.rng.IntN(100); {
	case n < 40:
		m.ask(m.rng.IntN(simBooks))
	case n < 65:
		m.append(m.rng.IntN(simBooks))
	case n < 75:
		m.books[m.rng.IntN(simBooks)].follow()
	case n < 82:
		m.listen()
	case n < 86:
		m.snapshot(m.rng.IntN(simBooks))
	case n < 89 && !m.nested:
		m.open(m.rng.IntN(simBooks))
	case n < 93:
		m.now = m.now.Add(time.Duration(m.rng.IntN(4000)-1000) * time.Second)
	case n < 96:
		m.store.landLate()
	case n < 98:
		m.store.away = m.rng.IntN(3) == 0
	default:
		m.giveUp()
	}
	m.now = m.now.Add(time.Duration(m.rng.IntN(50)) * time.Millisecond)
	m.readersSeeOnlyWhatIsDurable()
}

// meanwhile lets something happen in the middle of an append: another book appends, or the same one decides its next batch.
func (m *sim) meanwhile() {
	if m.nested {
		return
	}
	me := m.store.book
	m.nested = true
	defer func() { m.nested, m.store.book = false, me }()
	m.readersSeeOnlyWhatIsDurable()
	other := m.rng.IntN(simBooks)
	if m.rng.IntN(3) == 0 {
		other = me
		m.giveUp() // and perhaps asks again while the first attempt is on its way
	}
	m.ask(other)
	switch {
	case other != me:
		m.append(other)
	case m.books[me].flying != nil: // else it is deciding a failed batch again, and takes nothing meanwhile
		m.offer(me)
	}
}

func (m *sim) ask(book int) {
	c := m.clients[m.rng.IntN(len(m.clients))]
	if c.waiting != nil || m.books[book].refuses() {
		return
	}
	p, err := newPending(context.Background(), c.actor, c.cmd, m, []DoOption{Key(c.key(), sha256.Sum256([]byte(c.key())))})
	if err != nil {
		panic(err)
	}
	c.waiting = p
	m.queues[book] = append(m.queues[book], p)
}

// offer lets a book decide what waits for it.
func (m *sim) offer(book int) {
	for _, p := range m.queues[book] {
		m.books[book].offer(p)
	}
	m.queues[book] = nil
}

// append lets a book send what it has decided. A crash in the middle ends the book; its clients are left without an answer.
func (m *sim) append(book int) {
	l := m.books[book]
	if l.flying != nil {
		return // in the middle of its own append
	}
	me := m.store.book
	m.store.book = book
	defer func() {
		m.store.book = me
		if r := recover(); r != nil {
			c, ok := r.(crashed)
			if !ok || c.book != book {
				panic(r)
			}
			m.open(book)
		}
	}()
	m.offer(book)
	for pl := l.launch(); pl != nil; pl = l.launch() {
		l.landed(l.core.append(pl))
	}
}

func (m *sim) snapshot(book int) {
	l := m.books[book]
	_ = l.save(context.Background(), l.now.Load(), l.keys.log.prefix()) // one that fails loses nothing
}

// giveUp lets a client stop waiting.
func (m *sim) giveUp() {
	c := m.clients[m.rng.IntN(len(m.clients))]
	if c.waiting != nil {
		c.waiting.phase.CompareAndSwap(phaseQueued, phaseAbandoned)
		m.left(c)
	}
}

// left is what a client does without an answer: with a key it asks again; without, it cannot know and goes on to something else.
func (m *sim) left(c *simClient) {
	c.waiting = nil
	if !c.keyed {
		m.think(c)
	}
}

// listen lets the clients read their answers.
func (m *sim) listen() {
	for _, c := range m.clients {
		if c.waiting == nil {
			continue
		}
		select {
		case a := <-c.waiting.done:
			m.answered(c, a)
		default:
		}
	}
}

func (m *sim) answered(c *simClient, a answer) {
	var refusal *models.Error
	switch {
	case a.err == nil && a.repeat > 0:
		e, err := m.store.docs[a.repeat-1].decode()
		if err != nil || e.Key != c.key() {
			panic(fmt.Sprintf("the first answer of %s is entry %d, which has another key: %v", c.key(), a.repeat, err))
		}
		m.acks = append(m.acks, acknowledged{c.key(), e.Seq, e.Hash})
	case a.err == nil:
		m.acks = append(m.acks, acknowledged{c.key(), a.entry.Seq, a.entry.Hash})
	case errors.As(a.err, &refusal) && refusal.Code == models.Unavailable:
		m.left(c)
		return
	default:
		m.refused++
	}
	m.think(c)
}

func (m *sim) readersSeeOnlyWhatIsDurable() {
	for i, l := range m.books {
		v := l.now.Load()
		if v.seq > int64(len(m.store.docs)) {
			panic(fmt.Sprintf("book %d shows entry %d, the journal ends at %d", i, v.seq, len(m.store.docs)))
		}
		if e, _, err := m.store.docs[v.seq-1].open(); err != nil || e.Hash != v.hash {
			panic(fmt.Sprintf("book %d shows an entry %d that is not the journal's: %v", i, v.seq, err))
		}
	}
}

// end heals everything and proves what must hold.
func (m *sim) end() error {
	m.store.faulty, m.store.away = false, false
	for len(m.store.late) > 0 {
		m.store.landLate()
	}
	for range 40 { // clients that wait are answered; those that do not know ask again
		for i := range m.books {
			m.ask(i)
			m.books[i].follow()
			m.append(i)
		}
		m.listen()
	}
	report, err := Verify(context.Background(), m.store)
	if err != nil || len(report.Broken) > 0 || report.Entries != int64(len(m.store.docs)) {
		return fmt.Errorf("verify: %d of %d entries, %v, broken: %v", report.Entries, len(m.store.docs), err, report.Broken)
	}
	keys, nonces := map[string]int64{}, map[[16]byte]int64{}
	last := time.Time{}
	hashes := make([][32]byte, len(m.store.docs)+1)
	for _, d := range m.store.docs {
		e, err := d.decode()
		if err != nil {
			return err
		}
		if first, twice := keys[e.Key]; twice && e.Key != "" {
			return fmt.Errorf("%s was done twice: entries %d and %d", e.Key, first, e.Seq)
		}
		if first, twice := nonces[e.Nonce]; twice {
			return fmt.Errorf("one command was done twice: entries %d and %d", first, e.Seq)
		}
		nonces[e.Nonce] = e.Seq
		if e.At.Before(last) {
			return fmt.Errorf("entry %d is before the one before it", e.Seq)
		}
		last, keys[e.Key], hashes[e.Seq] = e.At, e.Seq, e.Hash
	}
	for _, a := range m.acks {
		if a.seq < 1 || a.seq >= int64(len(hashes)) || hashes[a.seq] != a.hash {
			return fmt.Errorf("an acknowledged entry is missing: %d of %s", a.seq, a.key)
		}
	}
	for i, l := range m.books {
		l.follow()
		if Digest(l.now.Load().state) != report.Digest {
			return fmt.Errorf("book %d has another state than the journal", i)
		}
	}
	return nil
}

func runSim(seed uint64, base []Doc, sample Sample) (m *sim, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	m = newSim(seed, base, sample)
	for range simSteps {
		m.step()
	}
	return m, m.end()
}

func envInt(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

func TestSimulationLosesNothingAndDoublesNothing(t *testing.T) {
	base, sample := simBase(t)
	first, seeds := 1, envInt("SIM_SEEDS", 500)
	if one := envInt("SIM_SEED", 0); one > 0 {
		first, seeds = one, 1
	}
	acks, refused, entries := 0, 0, 0
	for seed := first; seed < first+seeds; seed++ {
		m, err := runSim(uint64(seed), base, sample)
		if err != nil {
			t.Fatalf("seed %d: %v\nreplay it alone: SIM_SEED=%d go test -run Simulation ./internal/journal", seed, err, seed)
		}
		acks, refused, entries = acks+len(m.acks), refused+m.refused, entries+len(m.store.docs)-len(base)
	}
	t.Logf("%d seeds: %d acknowledged, %d refused, %d entries", seeds, acks, refused, entries)
	if acks == 0 || entries == 0 {
		t.Error("the simulation did nothing")
	}
}

func TestASeedDoesTheSameEveryTime(t *testing.T) {
	base, sample := simBase(t)
	for seed := uint64(1); seed <= 5; seed++ {
		a, errA := runSim(seed, base, sample)
		b, errB := runSim(seed, base, sample)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if Digest(a.books[0].now.Load().state) != Digest(b.books[0].now.Load().state) || len(a.acks) != len(b.acks) || a.now != b.now {
			t.Errorf("seed %d did two things", seed)
		}
	}
}
