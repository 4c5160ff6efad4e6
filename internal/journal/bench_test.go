package journal

import (
	"fmt"
	"path/filepath"
	"testing"
)

func BenchmarkDo(b *testing.B) {
	for _, named := range []bool{false, true} {
		for _, callers := range []int{256, 512} {
			b.Run(fmt.Sprintf("bolt/named=%v/callers=%d", named, callers), func(b *testing.B) {
				n := max(b.N, 2000)
				s := openBolt(b)
				do, batches, err := MeasureDo(b.Context(), s, callers, n, named)
				if err != nil {
					b.Fatal(err)
				}
				raw, err := MeasureAppend(b.Context(), openBolt(b), batches)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(do.PerSecond(), "do/s")
				b.ReportMetric(raw.PerSecond(), "append/s")
				b.ReportMetric(100*do.PerSecond()/raw.PerSecond(), "%")
				b.ReportMetric(float64(do.P99.Milliseconds()), "p99-ms")
				b.ReportMetric(float64(do.N)/float64(len(batches)), "batch")
			})
		}
	}
}

func openBolt(t testing.TB) *Bolt {
	t.Helper()
	s, err := OpenBolt(filepath.Join(t.TempDir(), "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func BenchmarkStart(b *testing.B) {
	s := openBolt(b)
	if _, _, err := MeasureDo(b.Context(), s, 1024, max(b.N, 2000), true); err != nil {
		b.Fatal(err)
	}
	m, err := MeasureStart(b.Context(), s)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(m.Replay.PerSecond(), "replay/s")
	b.ReportMetric(m.Snapshot.Seconds(), "snapshot-s")
	b.ReportMetric(float64(m.Bytes)/1e6, "MB")
}
