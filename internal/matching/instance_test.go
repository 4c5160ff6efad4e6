package matching

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
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

func TestTheCheckerFindsNoViolationInTheInstances(t *testing.T) {
	for _, name := range []string{"S", "T", "M"} {
		dir := filepath.Join(shared, "data", name)
		p, err := ReadInstance(dir)
		if err != nil {
			t.Fatal(err)
		}
		r := Run(context.Background(), p, nil)
		v := checked(t, dir, r)
		fmt.Println(name, v, v/bounds(t, name)["lp"].(float64))
	}
}
