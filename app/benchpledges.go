package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"shanpei/handlers"
	"shanpei/internal/accounts"
	"shanpei/internal/journal"
	"shanpei/internal/vault"
)

// benchClients is how many clients pledge at once.
const benchClients = 256

func benchPledges(ctx context.Context, b *benchmark) error {
	dir, err := b.folder()
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := journal.OpenBolt(filepath.Join(dir, journalFile))
	if err != nil {
		return err
	}
	return errors.Join(pledgeLoad(ctx, b, s, "pledges", 10_000), s.Close())
}

func benchPledgesMongo(ctx context.Context, b *benchmark) error {
	uri := os.Getenv("MONGODB_URI")
	if uri == "" {
		b.say("MONGODB_URI is not set: left out")
		return nil
	}
	s, err := journal.OpenMongo(ctx, uri, fmt.Sprintf("shanpei_bench_%d", time.Now().UnixNano()))
	if err != nil {
		return err
	}
	err = pledgeLoad(ctx, b, s, "pledges_mongo", 6_000)
	return errors.Join(err, s.Database().Drop(context.WithoutCancel(ctx)), s.Close())
}

// pledgeLoad pledges through the portal's whole edge, then proves the journal.
func pledgeLoad(ctx context.Context, b *benchmark, s journal.Store, name string, limit float64) error {
	log := slog.New(slog.DiscardHandler)
	v, err := vault.New(ctx, s.KV(), make([]byte, vault.KeySize), journal.ErrNone)
	if err != nil {
		return err
	}
	acc := accounts.New(s.KV(), v, accounts.Options{Clock: time.Now, None: journal.ErrNone, Exists: journal.ErrExists})
	book, err := journal.Open(ctx, s, journal.Options{Log: log})
	if err != nil {
		return err
	}
	sample, err := journal.SetUpSample(ctx, book.AsDo, 50, 1000)
	if err != nil {
		return err
	}
	tokens := make([]string, len(sample.Donors))
	for i, donor := range sample.Donors {
		if tokens[i], err = acc.IssueToken(ctx, donor.ID, "bench", time.Time{}); err != nil {
			return err
		}
	}
	portal := handlers.New(book, acc, v, log, handlers.Config{PublicURL: "http://portal.example", Secret: []byte("bench"), Demo: true})
	addr, stop, err := listen(portal.App())
	if err != nil {
		return err
	}
	body := fmt.Sprintf(`{"amount_fen":1000000,"purpose":{"programs":["%s"]}}`, sample.Program)
	got, err := load{addr: addr, clients: benchClients, status: "201", request: func(client, n int) []byte {
		return fmt.Appendf(nil, "POST /api/v1/pledges HTTP/1.1\r\nHost: portal.example\r\nAuthorization: Bearer %s\r\nIdempotency-Key: %d-%d\r\n"+
			"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", tokens[client%len(tokens)], client, n, len(body), body)
	}}.run(ctx, 2*time.Second, time.Duration(benchSeconds)*time.Second)
	pledged := book.State().Pledges.Len()
	if err = errors.Join(err, stop(), book.Close(ctx)); err != nil {
		return err
	}
	b.add(atLeast(name, got.perSecond(), "/s", limit, fmt.Sprintf("%d clients on the same %d cores", benchClients, runtime.GOMAXPROCS(0))))
	b.add(atMost(name+"_p99", float64(got.p99.Milliseconds()), "ms", 150, ""))
	report, err := journal.Verify(ctx, s)
	if err != nil {
		return err
	}
	if len(report.Broken) > 0 || pledged < got.n {
		return fmt.Errorf("%d pledges for %d answers, %d rules broken", pledged, got.n, len(report.Broken))
	}
	return nil
}

// benchBook decides pledges without HTTP, and appends the batches that this led to again, without deciding anything.
func benchBook(ctx context.Context, b *benchmark) error {
	dir, err := b.folder()
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var share, do, raw float64
	for round := range 3 { // the best of three: another process may have had the disk
		d, r, err := bookRound(ctx, filepath.Join(dir, fmt.Sprint(round)))
		if err != nil {
			return err
		}
		if d/r > share {
			share, do, raw = d/r, d, r
		}
	}
	b.add(informs("book_do", do, "/s", fmt.Sprintf("%d callers, no HTTP", benchClients)))
	b.add(informs("book_append", raw, "/s", "the same batches"))
	b.add(atLeast("book_share", share, "", 0.6, "of what appending alone reaches"))
	return nil
}

func bookRound(ctx context.Context, dir string) (do, raw float64, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return 0, 0, err
	}
	first, err := journal.OpenBolt(filepath.Join(dir, "do"))
	if err != nil {
		return 0, 0, err
	}
	rate, batches, err := journal.MeasureDo(ctx, first, benchClients, 15_000*benchSeconds, false)
	if err = errors.Join(err, first.Close()); err != nil {
		return 0, 0, err
	}
	second, err := journal.OpenBolt(filepath.Join(dir, "append"))
	if err != nil {
		return 0, 0, err
	}
	again, err := journal.MeasureAppend(ctx, second, batches)
	return rate.PerSecond(), again.PerSecond(), errors.Join(err, second.Close())
}
