package journal

// pipeline keeps the writer busy while the store is: one plan is on its way to the store, the next one grows. It is driven from outside, by the
// writer's goroutine or by the simulation; all its methods belong to one goroutine.
type pipeline struct {
	*core
	flying *plan // being appended
	next   *plan // growing meanwhile, on what flying leads to
}

// wants tells whether it takes another command now.
func (l *pipeline) wants() bool { return l.next == nil || !l.next.full(l.width) }

// offer decides a command, to be appended when the store is free.
func (l *pipeline) offer(p *pending) {
	if !p.taken() {
		return
	}
	if l.refuses() {
		refuseAll([]*pending{p})
		return
	}
	if l.next == nil {
		l.next = l.newPlan(l.flying)
	}
	l.extend(l.next, p)
}

// launch gives the plan that grew to the caller, who appends it and reports with landed; nil when there is nothing to append.
func (l *pipeline) launch() *plan {
	if l.flying != nil || l.next == nil {
		return nil
	}
	l.next.before = nil
	if len(l.next.docs) == 0 {
		l.commit(l.next) // refusals and repetitions only
		l.next = nil
		return nil
	}
	l.flying, l.next = l.next, nil
	return l.flying
}

// landed takes the outcome of the append. After a failure both plans are decided again, one after the other, on what is really there.
func (l *pipeline) landed(err error) {
	flying := l.flying
	l.flying = nil
	if err == nil {
		l.commit(flying)
		return
	}
	batch := l.resolve(flying.batch, err)
	if l.next != nil {
		batch = append(batch, l.next.batch...)
		l.next = nil
	}
	l.round(batch)
}
