package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"shanpei/internal/desk"
	"shanpei/internal/journal"
	"shanpei/models"
)

// Matching runs outlive the request that asked for them. One runs at a time in a federation, whichever of its processes does it: the record of the run
// beside the journal says who runs what and how far it is, is renewed while it runs, and says after a restart that the run was ended by it.

// Runs of the matching, beside the journal.
const (
	runBucket  = "matching_runs"
	runCurrent = "current" // the id of the run that may run now, or runNone
	runPrefix  = "run/"
	runNone    = "-"

	runBeat = 2 * time.Second     // how often a running run renews its record
	runDead = 20 * time.Second    // a record that was not renewed for so long belongs to a process that is gone
	runKept = 30 * 24 * time.Hour // how long the record of a run that is over is kept
	runWait = 3 * time.Second     // how long a request waits for its run, unless Config.MatchWait says otherwise
	runSave = 10 * time.Second    // how long recording a run may take
)

// runStatus is where a run stands.
type runStatus string

// The statuses of a run.
const (
	runRunning runStatus = "running"
	runDone    runStatus = "done"    // to its end
	runStopped runStatus = "stopped" // by hand: the best so far was kept
	runFailed  runStatus = "failed"  // refused, for Reason
	runEnded   runStatus = "ended"   // by a restart: nothing was kept
)

// runKind is what a run is for.
type runKind string

// The kinds of runs.
const (
	runKeep   runKind = "run"    // to be recorded
	runDry    runKind = "dry"    // to be looked at
	runRepeat runKind = "repeat" // a recorded one, done again
)

// runRecord is what is known of a run.
type runRecord struct {
	ID       string    `json:"id"`
	By       string    `json:"by"`
	Kind     runKind   `json:"kind"`
	Programs []string  `json:"programs,omitempty"`
	Of       string    `json:"of,omitempty"` // the recorded run that is repeated
	Started  time.Time `json:"started"`
	Beat     time.Time `json:"beat"`
	Status   runStatus `json:"status"`
	Stop     bool      `json:"stop,omitempty"` // somebody asked it to stop
	Phase    string    `json:"phase,omitempty"`
	Percent  int       `json:"percent"`
	Value    int64     `json:"value,omitempty"`
	Bound    int64     `json:"bound,omitempty"`
	Match    string    `json:"match,omitempty"` // the recorded run that came of it
	Equal    bool      `json:"equal,omitempty"` // of a repetition: the same came out
	Reason   string    `json:"reason,omitempty"`
}

// over tells whether nothing more will come; a record that nobody renews any more is over too.
func (r *runRecord) over(now time.Time) bool {
	return r.Status != runRunning || now.Sub(r.Beat) > runDead
}

// deskRun is a run of this process.
type deskRun struct {
	key    string // the idempotency key with which it was asked for, with its asker
	cancel context.CancelFunc
	done   chan struct{}

	mu    sync.Mutex
	rec   runRecord
	match models.Match  // what came of it, for a dry run
	diff  desk.Repeated // what came of it, for a repetition
	err   error
}

func (d *deskRun) record() runRecord {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.rec
}

func (d *deskRun) change(f func(r *runRecord)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f(&d.rec)
}

// deskRuns are the runs that this process knows.
type deskRuns struct {
	kv      journal.KV
	mu      sync.Mutex
	runs    map[string]*deskRun
	order   []string
	closing bool
	all     sync.WaitGroup
	preview chan struct{} // holds one: a preview is under way

	// best runs the engine; a test puts its own in the way.
	best func(ctx context.Context, s *models.State, o desk.Options) (models.Match, error)
}

// maxDeskRuns is how many runs that are over are remembered with what came of them.
const maxDeskRuns = 8

func newDeskRuns(kv journal.KV) *deskRuns {
	return &deskRuns{kv: kv, runs: map[string]*deskRun{}, preview: make(chan struct{}, 1), best: desk.Best}
}

// Close ends what runs in the background, and waits for it. What was not done to its end is not recorded, and says that a restart ended it.
func (p *Portal) Close() {
	p.desk.mu.Lock()
	p.desk.closing = true
	for _, d := range p.desk.runs {
		d.cancel()
	}
	p.desk.mu.Unlock()
	p.desk.all.Wait()
}

// askedRun is what a run is asked to do.
type askedRun struct {
	rec   runRecord
	key   string
	state *models.State
	opt   desk.Options
	actor models.Actor
	do    []journal.DoOption
	of    *models.Match // for a repetition
}

// start begins a run. It refuses `matching_busy` while another runs, and gives the run under way when it was asked for with the same key.
func (p *Portal) start(ctx context.Context, a askedRun) (*deskRun, error) {
	rs := p.desk
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.closing {
		return nil, models.Refuse(models.Unavailable, "matching_ended")
	}
	for _, d := range rs.runs {
		if a.key != "" && d.key == a.key {
			return d, nil
		}
	}
	now := p.Clock().UTC().Truncate(time.Millisecond)
	a.rec.ID, a.rec.Started, a.rec.Beat, a.rec.Status = randomText(), now, now, runRunning
	if err := rs.take(ctx, a.rec, now); err != nil {
		return nil, err
	}
	run, cancel := context.WithCancel(context.Background())
	d := &deskRun{key: a.key, cancel: cancel, done: make(chan struct{}), rec: a.rec}
	rs.runs[a.rec.ID] = d
	rs.order = append(rs.order, a.rec.ID)
	rs.forget()
	rs.all.Go(func() { p.carryOut(run, d, a) })
	return d, nil
}

// forget drops the oldest runs that are over.
func (rs *deskRuns) forget() {
	for k := 0; k < len(rs.order) && len(rs.order) > maxDeskRuns; {
		d := rs.runs[rs.order[k]]
		select {
		case <-d.done:
			delete(rs.runs, rs.order[k])
			rs.order = append(rs.order[:k:k], rs.order[k+1:]...)
		default:
			k++
		}
	}
}

// take makes the run the one that may run, unless another does.
func (rs *deskRuns) take(ctx context.Context, rec runRecord, now time.Time) error {
	if err := rs.save(ctx, rec); err != nil {
		return err
	}
	for {
		old, err := rs.kv.Get(ctx, runBucket, runCurrent)
		if errors.Is(err, journal.ErrNone) {
			if err = rs.kv.Create(ctx, runBucket, runCurrent, []byte(rec.ID)); err == nil {
				return nil
			}
			if errors.Is(err, journal.ErrExists) {
				continue
			}
		}
		if err != nil {
			return err
		}
		if string(old) != runNone {
			busy, err := rs.load(ctx, string(old))
			if err == nil && !busy.over(now) {
				return errors.Join(rs.busy(busy), rs.kv.Delete(ctx, runBucket, runPrefix+rec.ID))
			}
			if err != nil && !errors.Is(err, journal.ErrNone) {
				return err
			}
		}
		if mine, err := rs.kv.Swap(ctx, runBucket, runCurrent, old, []byte(rec.ID)); mine || err != nil {
			return err
		}
	}
}

func (rs *deskRuns) busy(r *runRecord) error {
	return models.Refuse(models.Conflict, "matching_busy").With("who", r.By).With("at", r.Started).With("run", r.ID)
}

func (rs *deskRuns) save(ctx context.Context, rec runRecord) error {
	text, err := json.Marshal(rec)
	if err != nil {
		return err
	}
	return rs.kv.Put(ctx, runBucket, runPrefix+rec.ID, text)
}

func (rs *deskRuns) load(ctx context.Context, id string) (*runRecord, error) {
	text, err := rs.kv.Get(ctx, runBucket, runPrefix+id)
	if err != nil {
		return nil, err
	}
	var r runRecord
	return &r, json.Unmarshal(text, &r)
}

// update changes a record that others may change at the same time.
func (rs *deskRuns) update(ctx context.Context, id string, f func(*runRecord)) error {
	for {
		old, err := rs.kv.Get(ctx, runBucket, runPrefix+id)
		if err != nil {
			return err
		}
		var rec runRecord
		if err := json.Unmarshal(old, &rec); err != nil {
			return err
		}
		f(&rec)
		text, err := json.Marshal(rec)
		if err != nil {
			return err
		}
		if done, err := rs.kv.Swap(ctx, runBucket, runPrefix+id, old, text); done || err != nil {
			return err
		}
	}
}
