package handlers

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"shanpei/internal/desk"
	"shanpei/internal/journal"
	"shanpei/models"
)

// carryOut does a run from its beginning to its end; it is the run's own goroutine.
func (p *Portal) carryOut(ctx context.Context, d *deskRun, a askedRun) {
	defer close(d.done)
	beating, stopBeat := context.WithCancel(context.Background())
	beat := make(chan struct{})
	go func() { defer close(beat); p.beat(beating, d) }()
	status, err := p.compute(ctx, d, a)
	d.cancel()
	stopBeat()
	<-beat
	rec := d.record()
	rec.Status, rec.Beat = status, p.Clock().UTC().Truncate(time.Millisecond)
	if err != nil {
		var refused *models.Error
		rec.Reason = "internal"
		if errors.As(err, &refused) {
			rec.Reason = refused.Reason
		}
		p.Log.Warn("a matching run failed", "run", rec.ID, "cause", err.Error())
	}
	p.letGo(rec)
	d.mu.Lock()
	d.rec, d.err = rec, err
	d.mu.Unlock()
}

// compute runs the engine and keeps what comes out.
func (p *Portal) compute(ctx context.Context, d *deskRun, a askedRun) (status runStatus, err error) {
	defer func() {
		if v := recover(); v != nil {
			p.Log.Error("panic", "run", a.rec.ID, "cause", v)
			status, err = runFailed, models.Refuse(models.Internal, "internal")
		}
	}()
	a.opt.Tell = d.tell
	if a.of != nil {
		return p.repeat(ctx, d, a)
	}
	m, err := p.desk.best(ctx, a.state, a.opt)
	if err != nil {
		return runFailed, err
	}
	if p.ending() && ctx.Err() != nil {
		return runEnded, nil
	}
	status = runDone
	if ctx.Err() != nil {
		status = runStopped
	}
	if a.rec.Kind == runDry {
		d.mu.Lock()
		d.match = m
		d.mu.Unlock()
		return status, nil
	}
	save, cancel := context.WithTimeout(context.Background(), runSave)
	defer cancel()
	out, err := p.Book.Do(save, a.actor, models.RecordMatch{Match: m}, a.do...)
	if err != nil {
		return runFailed, err
	}
	kept := event[models.MatchRun](out).Match
	d.mu.Lock()
	d.match, d.rec.Match = kept, kept.ID
	d.mu.Unlock()
	return status, nil
}

// repeat does a recorded run again on the state that it saw.
func (p *Portal) repeat(ctx context.Context, d *deskRun, a askedRun) (runStatus, error) {
	d.change(func(r *runRecord) { r.Phase = "replay" })
	then, err := p.Book.StateAt(ctx, a.of.InputSeq)
	var again desk.Repeated
	if err == nil {
		again, err = desk.Repeat(ctx, then, a.of, d.tell)
	}
	switch {
	case err != nil && ctx.Err() != nil && p.ending():
		return runEnded, nil
	case err != nil && ctx.Err() != nil:
		return runStopped, nil
	case errors.Is(err, desk.ErrNoRecord):
		return runFailed, models.Refuse(models.Conflict, "no_record")
	case err != nil:
		return runFailed, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.diff, d.rec.Equal = again, again.Equal
	return runDone, nil
}

func (p *Portal) ending() bool {
	p.desk.mu.Lock()
	defer p.desk.mu.Unlock()
	return p.desk.closing
}

// tell takes the engine's word on how far it is.
func (d *deskRun) tell(g desk.Progress) {
	d.change(func(r *runRecord) {
		r.Phase = g.Phase
		r.Percent = max(r.Percent, overall(g))
		r.Value, r.Bound = max(r.Value, g.Value), max(r.Bound, g.Bound)
	})
}

// overall is how much of a run is done, in percent: the search is most of it.
func overall(g desk.Progress) int {
	from, to := 0, 0
	switch g.Phase {
	case "prices":
		from, to = 0, 20
	case "build":
		from, to = 20, 25
	case "improve":
		from, to = 25, 95
	case "explain":
		from, to = 95, 99
	}
	if g.Total <= 0 {
		return from
	}
	return from + int(int64(to-from)*min(g.Done, g.Total)/g.Total)
}

// beat renews the run's record until it is over, and passes on that somebody, perhaps in another process, wants it to stop.
func (p *Portal) beat(ctx context.Context, d *deskRun) {
	tick := time.NewTicker(runBeat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		write, cancel := context.WithTimeout(ctx, runBeat)
		err := p.desk.update(write, d.record().ID, func(kept *runRecord) {
			if kept.Stop {
				d.cancel()
			}
			d.change(func(r *runRecord) { r.Stop, r.Beat = r.Stop || kept.Stop, p.Clock().UTC().Truncate(time.Millisecond) })
			*kept = d.record()
		})
		if err != nil && ctx.Err() == nil {
			p.Log.Warn("a matching run cannot say how far it is", "cause", err.Error())
		}
		cancel()
	}
}

// letGo writes down how a run ended and lets the next one begin; records that are old go.
func (p *Portal) letGo(rec runRecord) {
	ctx, cancel := context.WithTimeout(context.Background(), runSave)
	defer cancel()
	kv := p.desk.kv
	err := p.desk.save(ctx, rec)
	if _, serr := kv.Swap(ctx, runBucket, runCurrent, []byte(rec.ID), []byte(runNone)); err == nil {
		err = serr
	}
	var old []string
	if err == nil {
		err = kv.Each(ctx, runBucket, runPrefix, func(key string, _ []byte) error {
			id := strings.TrimPrefix(key, runPrefix)
			if r, lerr := p.desk.load(ctx, id); lerr == nil && r.over(rec.Beat) && rec.Beat.Sub(r.Started) > runKept {
				old = append(old, key)
			}
			return nil
		})
	}
	for _, key := range old {
		err = errors.Join(err, kv.Delete(ctx, runBucket, key))
	}
	if err != nil {
		p.Log.Warn("the end of a matching run was not written down", "run", rec.ID, "cause", err.Error())
	}
}

// run finds a run: one of this process with all that is known of it, or the record of another's. One whose process is gone was ended by its restart.
func (r *Request) run(id string) (rec runRecord, mine *deskRun, err error) {
	rs := r.Portal.desk
	rs.mu.Lock()
	mine = rs.runs[id]
	rs.mu.Unlock()
	if mine != nil {
		return mine.record(), mine, nil
	}
	kept, err := rs.load(r.UserContext(), id)
	if errors.Is(err, journal.ErrNone) {
		return rec, nil, models.Refuse(models.NotFound, "not_found")
	}
	if err != nil {
		return rec, nil, err
	}
	if kept.Status == runRunning && kept.over(r.Portal.Clock()) {
		kept.Status = runEnded
	}
	return *kept, nil, nil
}

// running is the run under way in the federation; nil when there is none.
func (r *Request) running() *runRecord {
	id, err := r.Portal.desk.kv.Get(r.UserContext(), runBucket, runCurrent)
	if err != nil || string(id) == runNone {
		return nil
	}
	rec, _, err := r.run(string(id))
	if err != nil || rec.Status != runRunning {
		return nil
	}
	return &rec
}

// stopRun asks a run to stop and keep its best so far. It refuses `run_over`.
func (r *Request) stopRun(id string) error {
	rec, mine, err := r.run(id)
	if err != nil {
		return err
	}
	if rec.Status != runRunning {
		return models.Refuse(models.Conflict, "run_over")
	}
	if mine != nil {
		mine.change(func(r *runRecord) { r.Stop = true })
		mine.cancel()
		return nil
	}
	return r.Portal.desk.update(r.UserContext(), id, func(kept *runRecord) { kept.Stop = true })
}

// wait lets the request wait for its run as long as the edge allows; false: it goes on in the background.
func (r *Request) wait(d *deskRun) bool {
	patience := r.Portal.MatchWait
	if patience == 0 {
		patience = runWait
	}
	if patience < 0 {
		select {
		case <-d.done:
			return true
		default:
			return false
		}
	}
	t := time.NewTimer(patience)
	defer t.Stop()
	select {
	case <-d.done:
		return true
	case <-t.C:
	case <-r.UserContext().Done():
	}
	return false
}

// outcome is the error with which a run that is over answers the request that waited for it.
func (d *deskRun) outcome() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.rec.Status == runEnded {
		return models.Refuse(models.Unavailable, "matching_ended")
	}
	return d.err
}

// begin starts a run in the asker's name. A repetition of the request, by its idempotency key, gets the run that it began.
func (r *Request) begin(kind runKind, o desk.Options, of *models.Match) (*deskRun, error) {
	a := askedRun{state: r.State, opt: o, actor: r.Actor, of: of, rec: runRecord{By: r.Actor.ID, Kind: kind, Programs: o.Programs}}
	if of != nil {
		a.rec.Of = of.ID
	}
	key, err := r.idempotencyKey()
	if err != nil {
		return nil, err
	}
	if key != "" {
		print := r.fingerprint()
		a.key = fmt.Sprintf("%s %x", key, print)
		a.do = []journal.DoOption{journal.Key(key, print)}
	}
	d, err := r.Portal.start(r.UserContext(), a)
	var busy *models.Error
	if errors.As(err, &busy) && busy.Reason == "matching_busy" {
		who, _ := busy.Params["who"].(string)
		at, _ := busy.Params["at"].(time.Time)
		return nil, busy.With("who", r.nameOf(who)).With("at", r.Lang.Instant(at))
	}
	return d, err
}
