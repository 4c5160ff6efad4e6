package views

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// literals are all texts in quotation marks of the portal's own source, tests left out.
func literals(t *testing.T) map[string]bool {
	t.Helper()
	quoted := regexp.MustCompile("\"([^\"\\\\\n]*)\"")
	out := map[string]bool{}
	for _, dir := range []string{".", "../handlers", "../app", "../models", "../internal/matching", "../internal/desk", "../internal/accounts", "../internal/statement"} {
		files, err := filepath.Glob(dir + "/*")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if ext := filepath.Ext(f); ext != ".go" && ext != ".templ" || strings.HasSuffix(f, "_test.go") || strings.HasSuffix(f, "_templ.go") {
				continue
			}
			raw, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range quoted.FindAllStringSubmatch(string(raw), -1) {
				out[m[1]] = true
			}
		}
	}
	return out
}

// TestNoMessageIsUnused: a key stands in the source, or begins with a text that stands there and is completed by a value: `status.need.` and a status. Keys
// of refusals and of terms are made of a kind and a value by Lang.Reason and Lang.Term.
func TestNoMessageIsUnused(t *testing.T) {
	texts := literals(t)
	var prefixes []string
	for text := range texts {
		if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "_") {
			prefixes = append(prefixes, text)
		}
	}
	for key := range catalogue {
		if texts[key] {
			continue
		}
		used := false
		for _, p := range prefixes {
			used = used || strings.HasPrefix(key, p) && strings.Count(p, ".") > 0 && p != "status." && p != "common."
		}
		parts := strings.Split(key, ".")
		switch parts[0] {
		case "errors": // by reason: the slug stands in the source
			used = used || texts[parts[len(parts)-1]] || strings.HasPrefix(parts[len(parts)-1], "uscc_") || strings.HasPrefix(parts[len(parts)-1], "fiscal_")
		case "status", "common": // by Term(kind, value)
			used = used || len(parts) >= 3 && texts[parts[1]]
		}
		if !used {
			t.Errorf("%s is in the catalogue and nowhere else", key)
		}
	}
}

func TestTheTraditionalChineseIsThatOfTheSimplified(t *testing.T) {
	areas, err := readSources()
	if err != nil {
		t.Fatal(err)
	}
	made, err := readTraditional()
	if err != nil {
		t.Fatal(err)
	}
	stale := 0
	for _, keys := range areas {
		for key, s := range keys {
			if made[key].Of != fingerprint(s.Zh) {
				stale++
			}
			delete(made, key)
		}
	}
	if stale+len(made) > 0 {
		t.Errorf("%d messages are stale and %d are gone: run make generate", stale, len(made))
	}
}
