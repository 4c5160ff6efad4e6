package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
)

// load is many clients, each with a connection of its own that it keeps, that ask one after the other as fast as they are answered. It shares the cores
// with what it measures, so it does little itself: requests are ready-made bytes, answers are read and counted.
type load struct {
	addr    string
	clients int
	request func(client, n int) []byte // the bytes of the n-th request of a client
	status  string                     // that every answer must have
}

// loaded is what a load found.
type loaded struct {
	n    int
	took time.Duration
	p99  time.Duration
}

func (l loaded) perSecond() float64 { return float64(l.n) / l.took.Seconds() }

// run lets the clients ask for so long. warm is a time before it that does not count.
func (l load) run(ctx context.Context, warm, length time.Duration) (loaded, error) {
	begin := time.Now().Add(warm)
	end := begin.Add(length)
	took := make([][]time.Duration, l.clients)
	errs := make([]error, l.clients)
	var all sync.WaitGroup
	for i := range l.clients {
		all.Go(func() { took[i], errs[i] = l.client(ctx, i, begin, end) })
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		return loaded{}, err
	}
	every := slices.Concat(took...)
	slices.Sort(every)
	if len(every) == 0 {
		return loaded{}, errors.New("no answer came in time")
	}
	return loaded{n: len(every), took: length, p99: every[len(every)*99/100]}, nil
}

func (l load) client(ctx context.Context, i int, begin, end time.Time) (took []time.Duration, err error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", l.addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	in := bufio.NewReaderSize(conn, 16<<10)
	for n := 0; ; n++ {
		start := time.Now()
		if start.After(end) || ctx.Err() != nil {
			return took, ctx.Err()
		}
		if _, err := conn.Write(l.request(i, n)); err != nil {
			return took, err
		}
		if err := l.answer(in); err != nil {
			return took, err
		}
		if now := time.Now(); start.After(begin) && now.Before(end) {
			took = append(took, now.Sub(start))
		}
	}
}

var contentLength = []byte("Content-Length: ")

// answer reads one answer to its end.
func (l load) answer(in *bufio.Reader) error {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return err
	}
	right := len(line) > 12 && string(line[9:12]) == l.status
	first := string(bytes.TrimSpace(line))
	size := 0
	for {
		if line, err = in.ReadSlice('\n'); err != nil {
			return err
		}
		if len(line) <= 2 {
			break
		}
		if v, ok := bytes.CutPrefix(line, contentLength); ok {
			if size, err = strconv.Atoi(string(bytes.TrimSpace(v))); err != nil {
				return err
			}
		}
	}
	if right {
		_, err = in.Discard(size)
		return err
	}
	body, err := io.ReadAll(io.LimitReader(in, int64(min(size, 500))))
	return errors.Join(fmt.Errorf("answered %q: %s", first, body), err)
}

// listen serves an application on a free port of loopback.
func listen(app *fiber.App) (addr string, stop func() error, err error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- app.Listener(ln) }()
	return ln.Addr().String(), func() error { return errors.Join(app.ShutdownWithTimeout(5*time.Second), <-ended) }, nil
}
