package journal

import (
	"runtime"
	"sync"
)

// ordered lets several workers do the middle part of a work whose beginning and end are one after the other: produce emits pieces, work is done on them
// at the same time, consume gets the results in the order of the pieces. The first error ends it.
func ordered[T, R any](produce func(emit func(T) error) error, newWorker func() func(T) (R, error), consume func(R) error) error {
	type job struct {
		in   T
		out  R
		err  error
		done chan struct{}
	}
	workers := runtime.GOMAXPROCS(0)
	jobs, order := make(chan *job, workers), make(chan *job, 2*workers)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	var produced error
	wg.Go(func() {
		defer close(order)
		defer close(jobs)
		produced = produce(func(in T) error {
			j := &job{in: in, done: make(chan struct{})}
			select {
			case order <- j:
			case <-stop:
				return errStopped
			}
			jobs <- j
			return nil
		})
	})
	for range workers {
		wg.Go(func() {
			work := newWorker()
			for j := range jobs {
				j.out, j.err = work(j.in)
				close(j.done)
			}
		})
	}
	var failed error
	for j := range order {
		if failed != nil {
			continue // let the producer come to its end
		}
		<-j.done
		if failed = j.err; failed == nil {
			failed = consume(j.out)
		}
		if failed != nil {
			close(stop)
		}
	}
	wg.Wait()
	if failed != nil {
		return failed
	}
	return produced
}
