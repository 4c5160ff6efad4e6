package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
)

// figure is one measured value beside its limit. AtLeast tells on which side of the limit it must be; a figure without a limit informs.
type figure struct {
	name    string
	Value   float64 `json:"value"`
	Unit    string  `json:"unit"`
	Limit   float64 `json:"limit,omitempty"`
	AtLeast bool    `json:"at_least"`
	OK      bool    `json:"ok"`
	Note    string  `json:"note,omitempty"`
}

func atLeast(name string, value float64, unit string, limit float64, note string) figure {
	return figure{name: name, Value: value, Unit: unit, Limit: limit, AtLeast: true, OK: value >= limit, Note: note}
}

func atMost(name string, value float64, unit string, limit float64, note string) figure {
	return figure{name: name, Value: value, Unit: unit, Limit: limit, OK: value <= limit, Note: note}
}

func informs(name string, value float64, unit, note string) figure {
	return figure{name: name, Value: value, Unit: unit, OK: true, Note: note}
}

// measure is one measurement; it gives one figure or several.
type measure struct {
	name, does string
	run        func(ctx context.Context, b *benchmark) error
}

// measures are the goals 1 to 3 of the quality goals, the search for children and the matching, in the order in which they run.
var measures = []measure{
	{"pledges", "durable pledges through HTTP, 256 clients, embedded journal", benchPledges},
	{"pledges_mongo", "the same on the server of MONGODB_URI", benchPledgesMongo},
	{"webhooks", "durable credits by webhooks of the card company, each told twice", benchWebhooks},
	{"book", "Book.Do against the same batches appended without deciding", benchBook},
	{"persons", "masked search among 3,097 children", benchPersons},
	{"search", "search among 100,000 things", benchSearch},
	{"login", "a refused login, with an account and without", benchLogin},
	{"pages", "public pages against a bare Fiber route that sends the same bytes; pages behind a login", benchPages},
	{"start", "start from a journal of 1,000,000 entries", benchStart},
	{"papers", "documents per second, and their memory", benchPapers},
	{"matching", "the matching engine on the shared instances", benchMatching},
	{"matchingxl", "the matching engine on a million needs", benchMatchingXL},
	{"whatif", "what a pledge that is being typed would do", benchWhatIf},
}

// benchmark collects figures.
type benchmark struct {
	figures []figure
	data    string // measurements are made on the disk that holds the data
	say     func(format string, args ...any)
}

func (b *benchmark) add(f figure) {
	b.figures = append(b.figures, f)
	b.say("%s", f)
}

// folder is a temporary one on the disk that holds the data, which another may be in memory.
func (b *benchmark) folder() (string, error) {
	if err := os.MkdirAll(b.data, 0o700); err != nil {
		return "", err
	}
	return os.MkdirTemp(b.data, "bench-")
}

// String writes a figure as one line.
func (f figure) String() string {
	limit := ""
	if f.Limit != 0 {
		sign, verdict := "≤", "ok"
		if f.AtLeast {
			sign = "≥"
		}
		if !f.OK {
			verdict = "FALLS SHORT"
		}
		limit = fmt.Sprintf("%s %s  %s", sign, number(f.Limit), verdict)
	}
	return strings.TrimRight(fmt.Sprintf("%-28s %12s %-9s %-24s %s", f.name, number(f.Value), f.Unit, limit, f.Note), " ")
}

func number(v float64) string {
	switch {
	case v >= 1000:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.3f", v)
}

// bench measures, in one run and on this machine, every figure against its limit. It ends with 1 when one falls short.
func bench(ctx context.Context, args []string) error {
	c := &config{}
	f := c.flags("bench")
	asJSON := f.Bool("json", false, "print one object, {name: {value, unit, limit, ok, …}}")
	only := f.String("only", "", "run one measurement: "+measureNames())
	entries := f.Int("entries", 1_000_000, "entries of the journal that `start` measures")
	seconds := f.Int("seconds", 8, "how long each load lasts")
	role := f.String("role", "", "part of a measurement that needs a process of its own; used by bench itself")
	if err := c.parse(f, args); err != nil {
		return err
	}
	if *role != "" {
		return benchChild(ctx, *role, c.data)
	}
	benchEntries, benchSeconds = *entries, *seconds
	b := &benchmark{data: c.data, say: func(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }}
	b.say("%d cores, %s; load and portal share them", runtime.GOMAXPROCS(0), runtime.Version())
	known := false
	for _, m := range measures {
		if *only != "" && *only != m.name {
			continue
		}
		known = true
		b.say("— %s: %s", m.name, m.does)
		if err := m.run(ctx, b); err != nil {
			return fmt.Errorf("bench %s: %w", m.name, err)
		}
	}
	if !known {
		return badConfig{[]string{fmt.Sprintf("-only %q: want one of %s", *only, measureNames())}}
	}
	return b.print(*asJSON)
}

// benchEntries and benchSeconds are how large and how long: less for a quick look.
var benchEntries, benchSeconds int

func measureNames() string {
	var names []string
	for _, m := range measures {
		names = append(names, m.name)
	}
	return strings.Join(names, " ")
}

func (b *benchmark) print(asJSON bool) error {
	short := 0
	all := map[string]figure{}
	for _, f := range b.figures {
		all[f.name] = f
		if !f.OK {
			short++
		}
	}
	if asJSON {
		raw, err := json.MarshalIndent(all, "", "  ")
		if err != nil {
			return err
		}
		fmt.Println(string(raw))
	}
	if short > 0 {
		return fmt.Errorf("%d of %d figures fall short", short, len(b.figures))
	}
	return nil
}
