package papers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

func mustPrint(t *testing.T, p Paper) []byte {
	t.Helper()
	b, err := NewPress().Print(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(b, []byte("%PDF-")) || !bytes.Contains(b[len(b)-32:], []byte("%%EOF")) {
		t.Fatalf("no PDF: %q", b[:min(20, len(b))])
	}
	return b
}

// extracted is the text of a document as a reader would select it, without the spaces and lines that the layout made.
func extracted(t *testing.T, pdf []byte) string {
	t.Helper()
	bin, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed (poppler-utils); scripts/test installs it")
	}
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(bin, "-raw", "-enc", "UTF-8", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return squeezed(string(out))
}

func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }

// With SHANPEI_PAPERS=FOLDER each is kept there, to be looked at (docs/papers).
func TestEveryPaperOfEveryNameCanBeReadBack(t *testing.T) {
	folder := os.Getenv("SHANPEI_PAPERS")
	for i, h := range hostile {
		want := h.printed
		if want == "" {
			want = h.name
		}
		for kind, p := range samples(h.name, 150_000_00) {
			pdf := mustPrint(t, p)
			if folder != "" {
				if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%s-%02d.pdf", kind, i)), pdf, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			text := extracted(t, pdf)
			if kind == "certificate" || kind == "receipt" || kind == "agreement" { // in a narrow cell, lines of several cells stand between its parts
				if !strings.Contains(text, squeezed(want)) {
					t.Errorf("%s of %q has not %q:\n%s", kind, h.name, want, text[:min(900, len(text))])
				}
			}
			for _, part := range []string{p.head().Title, "泰安市慈善总会（演示）", p.head().Number} {
				if !strings.Contains(text, squeezed(part)) {
					t.Errorf("%s of %q has not %q", kind, h.name, part)
				}
			}
			if strings.Contains(h.name, "𠮷") && !strings.Contains(text, "〓") {
				t.Errorf("%s dropped a character in silence", kind)
			}
		}
	}
}

type amount struct {
	Fen   int64  `json:"fen"`
	Upper string `json:"upper"`
	Form  string `json:"canonical"`
}

// vectors reads the amounts of the shared vectors.
func vectors(t *testing.T) []amount {
	t.Helper()
	raw, err := os.ReadFile("../../../shared/vectors/cn.json")
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		Upper struct {
			Official []amount `json:"official_examples"`
			Vectors  []amount `json:"vectors"`
		} `json:"rmb_upper"`
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	out := append(v.Upper.Official, v.Upper.Vectors...)
	for i := range out {
		out[i].Upper += out[i].Form // an example has the one, a vector the other
	}
	if len(out) < 20 {
		t.Fatalf("only %d amounts", len(out))
	}
	return out
}

func TestTheAmountsOfTheVectorsStandInCapitals(t *testing.T) {
	for _, v := range vectors(t) {
		for _, kind := range []string{"certificate", "receipt"} {
			text := extracted(t, mustPrint(t, samples("岱青云桥精密制造（演示）", Fen(v.Fen))[kind]))
			for _, want := range []string{"人民币" + v.Upper, Fen(v.Fen).String()} {
				if !strings.Contains(text, want) {
					t.Errorf("%s of %d: %q is missing", kind, v.Fen, want)
				}
			}
		}
	}
}

func TestTheSamePaperIsTheSameBytes(t *testing.T) {
	for kind := range samples("买买提·艾力", 1) {
		first := mustPrint(t, samples("买买提·艾力", 150_000_00)[kind])
		for range 3 {
			if !bytes.Equal(first, mustPrint(t, samples("买买提·艾力", 150_000_00)[kind])) {
				t.Errorf("%s is not the same twice", kind)
			}
		}
	}
}

// resident is the memory of this process that the system counts, in bytes; 0 where it does not say.
func resident() uint64 {
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var size, pages uint64
	if _, err := fmt.Sscan(string(raw), &size, &pages); err != nil {
		return 0
	}
	return pages * uint64(os.Getpagesize())
}

func TestThirtyAtOnceStayUnder300MB(t *testing.T) {
	press := NewPress()
	var wg sync.WaitGroup
	stop := make(chan struct{})
	var most, heap uint64
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most, heap = max(most, resident()), max(heap, m.HeapInuse)
			}
		}
	}()
	kinds := samples("岱青云桥精密制造（演示）", 150_000_00)
	for i := range 30 {
		wg.Go(func() {
			for kind, p := range kinds {
				if _, err := press.Print(t.Context(), p); err != nil {
					t.Errorf("%s of %d: %v", kind, i, err)
				}
			}
		})
	}
	wg.Wait()
	close(stop)
	<-done
	t.Logf("30 at once, %d papers: %d MB resident, %d MB of heap in use", 30*len(kinds), most>>20, heap>>20)
	if heap > 300<<20 || most > 400<<20 {
		t.Errorf("%d MB of heap, %d MB resident", heap>>20, most>>20)
	}
}

func TestAPaperThatNobodyWaitsForIsNotPrinted(t *testing.T) {
	press := NewPress()
	for range atOnce {
		press.slots <- struct{}{}
	}
	ctx, cancel := contextThatIsOver(t)
	defer cancel()
	if _, err := press.Print(ctx, samples("岱", 1)["certificate"]); err == nil {
		t.Error("it was printed")
	}
}
