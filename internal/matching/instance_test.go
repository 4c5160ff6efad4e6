package matching

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// shared is where the instances, their proven bounds and the independent checker are.
const shared = "../../../shared/matching"

// bounds are what is proven of an instance.
func bounds(t testing.TB, name string) map[string]any {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(shared, "bounds.json"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]json.RawMessage{}
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	out := map[string]any{}
	if err := json.Unmarshal(all[name], &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// checked gives the assignment to the independent checker and returns the value it finds, in its unit.
func checked(t testing.TB, dir string, r Result) float64 {
	t.Helper()
	var out bytes.Buffer
	if err := WriteAssign(&out, r); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "assign.jsonl")
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := exec.CommandContext(t.Context(), "python3", filepath.Join(shared, "check.py"), dir, file).CombinedOutput()
	if err != nil {
		t.Fatalf("check.py: %v\n%s", err, said)
	}
	var report struct {
		OK    bool    `json:"ok"`
		Value float64 `json:"value"`
	}
	if err := json.Unmarshal(bytes.SplitN(said, []byte("\n"), 2)[0], &report); err != nil || !report.OK {
		t.Fatalf("check.py: %v\n%s", err, said)
	}
	if got := float64(r.Value) / 1e5; got-report.Value > 0.01 || report.Value-got > 0.01 {
		t.Errorf("the run says %.3f, the checker %.3f", got, report.Value)
	}
	return report.Value
}

// goals are what a tenth of the usual effort must reach of the bound that bounds.json proves; see docs/matching.md for what the whole effort reaches.
var goals = []struct {
	name, bound string
	least       float64
}{{"S", "optimum", 0.97}, {"T", "mip_bound", 0.975}, {"M", "lp", 0.97}}

func TestTheCheckerFindsNoViolationAndTheValueIsNearTheProvenBounds(t *testing.T) {
	for _, g := range goals {
		dir := filepath.Join(shared, "data", g.name)
		p, err := ReadInstance(dir)
		if err != nil {
			t.Fatal(err)
		}
		p.Settings.Effort, p.Settings.Quiet = 100, true
		r := Run(context.Background(), p, nil)
		best := bounds(t, g.name)[g.bound].(float64)
		if v := checked(t, dir, r); v < g.least*best {
			t.Errorf("%s: %.1f is %.4f of %s", g.name, v, v/best, g.bound)
		}
		if float64(r.Bound)/1e5 < best*0.99 && g.bound == "optimum" || r.Bound < r.Value {
			t.Errorf("%s: the run's own bound %d is below what is known", g.name, r.Bound)
		}
	}
}
