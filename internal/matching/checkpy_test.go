package matching

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// needsShared skips what cannot be tested without the shared instances and their checker.
func needsShared(t testing.TB) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(shared, "check.py")); err != nil {
		t.Skip("not run: ../shared/matching is not here: ", err)
	}
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("not run: python3 is not installed: ", err)
	}
}

// driver runs check.py as it stands, once for each line of its input: the start of Python is dear, a check is not. When nothing at all is given, check.py divides
// by the largest coverage of a county, which is 0, after it has checked everything: then what it found is read from its variables.
const driver = `
import sys, io, json, contextlib
code = compile(open(sys.argv[1]).read(), sys.argv[1], "exec")
for line in sys.stdin:
    d, a = line.rstrip("\n").split("\t")
    g, said = {"__name__": "__main__"}, io.StringIO()
    sys.argv = ["check.py", d, a]
    with contextlib.redirect_stdout(said):
        try:
            exec(code, g)
        except SystemExit:
            pass
        except ZeroDivisionError:
            pass
    print(json.dumps({"bad": {k: [str(x) for x in v[:3]] for k, v in g["bad"].items()}, "value": str(g["val"])}), flush=True)
`

// checker is a running check.py.
type checker struct {
	t   testing.TB
	in  *bufio.Writer
	out *bufio.Scanner
	dir string
}

func startChecker(t testing.TB) *checker {
	t.Helper()
	needsShared(t)
	cmd := exec.CommandContext(t.Context(), "python3", "-c", driver, filepath.Join(shared, "check.py"))
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); cmd.Wait() })
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	return &checker{t: t, in: bufio.NewWriter(in), out: lines, dir: t.TempDir()}
}

// finds gives what check.py finds wrong in a plan of the instance in dir, and the value that it counts.
func (c *checker) finds(dir string, shares []Share) (bad map[string][]string, value int64) {
	c.t.Helper()
	file := filepath.Join(c.dir, "assign.jsonl")
	var text bytes.Buffer
	if err := WriteAssign(&text, Result{Shares: shares}); err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(file, text.Bytes(), 0o600); err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.in.WriteString(dir + "\t" + file + "\n"); err != nil {
		c.t.Fatal(err)
	}
	if err := c.in.Flush(); err != nil {
		c.t.Fatal(err)
	}
	if !c.out.Scan() {
		c.t.Fatal("check.py ended")
	}
	var said struct {
		Bad   map[string][]string
		Value json.Number
	}
	if err := json.Unmarshal([]byte(c.out.Text()), &said); err != nil {
		c.t.Fatal(err)
	}
	v, err := said.Value.Int64()
	if err != nil {
		v = 0 // beyond an int64: there is nothing to compare it with
	}
	return said.Bad, v
}

// passes fails unless check.py finds nothing wrong, and the same value as the run and the judge.
func (c *checker) passes(name, dir string, p Problem, r Result) {
	c.t.Helper()
	v := judged(c.t, p, r)
	bad, value := c.finds(dir, r.Shares)
	if len(bad) > 0 {
		c.t.Errorf("%s: check.py finds %v", name, bad)
	}
	if big.NewInt(value).CmpAbs(beyond) <= 0 && value != 0 && value != v {
		c.t.Errorf("%s: check.py counts %d, the judge %d", name, value, v)
	}
}

// save writes a problem as an instance and gives its folder.
func save(t testing.TB, p Problem) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, lines ...any) {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		for _, l := range lines {
			if err := e.Encode(l); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var needs, pledges []any
	for _, n := range p.Needs {
		needs = append(needs, n)
	}
	for _, d := range p.Pledges {
		if d.Pref == nil {
			d.Pref = []Preference{} // the format has a list where Go has none
		}
		pledges = append(pledges, d)
	}
	write("meta.json", p.Settings)
	write("needs.jsonl", needs...)
	write("pledges.jsonl", pledges...)
	return dir
}

// generator is shared/matching/gen, built.
type generator struct {
	t   testing.TB
	bin string
}

func buildGenerator(t testing.TB) *generator {
	t.Helper()
	needsShared(t)
	g := &generator{t: t, bin: filepath.Join(t.TempDir(), "gen")}
	cmd := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", g.bin, ".")
	cmd.Dir, cmd.Env = filepath.Join(shared, "gen"), append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build the generator: %v\n%s", err, said)
	}
	return g
}

// size is what the generator is asked for.
type size struct {
	needs, pledges int
	seed           uint64
	supply         float64
}

// sizes draws arguments; counts are even over their range, where rapid alone prefers small ones.
var sizes = rapid.Custom(func(r *rapid.T) size {
	seed := rapid.Uint64().Draw(r, "seed")
	dice := rand.New(rand.NewPCG(seed, 1))
	return size{
		needs: 1 + dice.IntN(rapid.SampledFrom([]int{12, 60, 200}).Draw(r, "needs")), pledges: 1 + dice.IntN(rapid.SampledFrom([]int{6, 20, 40}).Draw(r, "pledges")),
		seed: seed, supply: rapid.SampledFrom([]float64{0.02, 0.3, 0.65, 0.72, 1, 3}).Draw(r, "supply"),
	}
})

// make gives an instance and its folder.
func (g *generator) make(s size) (Problem, string) {
	g.t.Helper()
	dir := filepath.Join(g.t.TempDir(), "x")
	cmd := exec.CommandContext(g.t.Context(), g.bin, "-needs", strconv.Itoa(s.needs), "-pledges", strconv.Itoa(s.pledges), "-seed", strconv.FormatUint(s.seed, 10),
		"-supply", strconv.FormatFloat(s.supply, 'g', -1, 64), "-out", dir)
	if said, err := cmd.CombinedOutput(); err != nil {
		g.t.Fatalf("generate %+v: %v\n%s", s, err, said)
	}
	p, err := ReadInstance(dir)
	if err != nil {
		g.t.Fatal(err)
	}
	return p, dir
}

// long tells whether the long tests are wanted: make test-long.
func long() bool { return os.Getenv("SHANPEI_LONG") != "" }

func describe(s size) string {
	return fmt.Sprintf("-needs %d -pledges %d -seed %d -supply %g", s.needs, s.pledges, s.seed, s.supply)
}
