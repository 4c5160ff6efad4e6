package matching

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// ReadInstance reads a problem from needs.jsonl, pledges.jsonl and meta.json of a folder.
func ReadInstance(dir string) (Problem, error) {
	return ReadFiles(filepath.Join(dir, "pledges.jsonl"), filepath.Join(dir, "needs.jsonl"))
}

// ReadFiles reads a problem from its two files and refuses an id that stands twice; the policy is in meta.json beside the needs, or the usual one when there is none.
func ReadFiles(pledges, needs string) (Problem, error) {
	p := Problem{Settings: DefaultSettings()}
	meta, err := os.ReadFile(filepath.Join(filepath.Dir(needs), "meta.json"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return p, err
	}
	if err == nil {
		if err := json.Unmarshal(meta, &p.Settings); err != nil {
			return p, fmt.Errorf("meta.json: %w", err)
		}
	}
	words := map[string]string{}
	same := func(s *string) {
		if w, ok := words[*s]; ok {
			*s = w
			return
		}
		words[*s] = *s
	}
	twice := ids{}
	p.Needs, err = readLines(needs, func(n *Need) error { // equal words are one string: a million needs share a few dozen
		for _, s := range []*string{&n.Kind, &n.Program, &n.County, &n.Category, &n.Stage, &n.Sex} {
			same(s)
		}
		return twice.add(n.ID)
	})
	if err != nil {
		return p, err
	}
	twice = ids{}
	p.Pledges, err = readLines(pledges, func(j *Pledge) error {
		for _, list := range [][]string{j.Programs, j.Kinds, j.Counties, j.Categories, j.Stages} {
			for i := range list {
				same(&list[i])
			}
		}
		return twice.add(j.ID)
	})
	return p, err
}

// ids are those that were read; none may come again.
type ids map[string]struct{}

func (m ids) add(id string) error {
	if _, ok := m[id]; ok {
		return fmt.Errorf("id %q stands twice", id)
	}
	m[id] = struct{}{}
	return nil
}

func readLines[T any](path string, tidy func(*T) error) ([]T, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []T
	lines := bufio.NewScanner(bufio.NewReaderSize(f, 1<<20))
	lines.Buffer(nil, 1<<24)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var v T
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", filepath.Base(path), n, err)
		}
		if err := tidy(&v); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", filepath.Base(path), n, err)
		}
		out = append(out, v)
	}
	return out, lines.Err()
}

// WriteAssign writes the shares of a result, one line each.
func WriteAssign(w io.Writer, r Result) error {
	b := bufio.NewWriterSize(w, 1<<16)
	lines := json.NewEncoder(b)
	for _, s := range r.Shares {
		if err := lines.Encode(s); err != nil {
			return err
		}
	}
	return b.Flush()
}
