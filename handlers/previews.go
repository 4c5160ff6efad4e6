package handlers

import (
	"context"
	"sync"
	"time"

	"shanpei/internal/desk"
	"shanpei/models"
)

// previews keeps what a preview of a pledge is answered from: one prepared state, and at most one that is being prepared. A small federation's is always that
// of the newest state. In a large one, where preparing takes longer than somebody waits who is typing, the last one answers while the next is made; it never
// promises a place that is gone.
type previews struct {
	mu     sync.Mutex
	have   *desk.Preview
	making chan struct{} // closed when the one that is being made is there

	met   desk.Meetable // what could be met on the state of metOf
	metOf metKey
}

type metKey struct {
	seq   int64
	today models.Day
}

// smallState is how many needs and pledges are prepared while somebody waits; prepareWait bounds how long preparing may take.
const (
	smallState  = 3_000
	prepareWait = time.Minute
)

// of gives the preview for a state: a fresh one, or in a large federation the last one. It fails when the context ends first.
func (v *previews) of(ctx context.Context, s *models.State, today models.Day) (*desk.Preview, error) {
	for {
		v.mu.Lock()
		have, making := v.have, v.making
		fresh := have != nil && have.Of(s, today)
		if !fresh && making == nil {
			making = make(chan struct{})
			v.making = making
			go v.prepare(s, today, making)
		}
		v.mu.Unlock()
		if fresh || have != nil && s.Needs.Len()+s.Pledges.Len() > smallState {
			return have, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-making:
		}
	}
}

// prepare makes the preview of a state; a newer one may be there before it.
func (v *previews) prepare(s *models.State, today models.Day, done chan struct{}) {
	ctx, cancel := context.WithTimeout(context.Background(), prepareWait)
	defer cancel()
	made, err := desk.NewPreview(ctx, s, today)
	v.mu.Lock()
	if err == nil {
		v.have = made
	}
	v.making = nil
	v.mu.Unlock()
	close(done)
}

// canMeet tells what could be met now beside what is proposed already. ok is false in a large federation, where the desk's runs tell it.
func (r *Request) canMeet() (m desk.Meetable, ok bool, err error) {
	v, k := &r.Portal.previews, metKey{r.State.Seq, r.today()}
	if r.State.Needs.Len()+r.State.Pledges.Len() > smallState {
		return m, false, nil
	}
	v.mu.Lock()
	m, ok = v.met, v.metOf == k
	v.mu.Unlock()
	if ok {
		return m, true, nil
	}
	if m, err = desk.CanMeet(r.UserContext(), r.State, k.today); err != nil {
		return m, false, err
	}
	v.mu.Lock()
	v.met, v.metOf = m, k
	v.mu.Unlock()
	return m, true, nil
}

// whatIfNow tells what a pledge that is being typed would do now.
func (r *Request) whatIfNow(cmd models.MakePledge) ([]models.Proposal, []models.Unmet, error) {
	v, err := r.Portal.previews.of(r.UserContext(), r.State, r.today())
	if err != nil {
		return nil, nil, err
	}
	return v.WhatIf(r.State, r.Actor, r.Portal.Clock(), cmd)
}
