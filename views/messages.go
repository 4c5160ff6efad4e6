package views

import (
	"embed"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"path"
	"strings"
	"time"
)

//go:embed messages/*.json
var messageFiles embed.FS

// zhTWFile is generated from the Chinese of every area by scripts/zh-tw.mjs.
const zhTWFile = "zh-TW.gen.json"

// OnMissing is told of a key that no area has. A page shows an ellipsis in its place, never the key;
// the tests of this package set it to a panic.
var OnMissing = func(Lang, string) {}

// piece is a run of text, or a parameter; a parameter with two forms chooses one by its number.
type piece struct {
	text      string
	param     string
	one, many string
}

// message is one key in the three languages, in the order of Lang.index.
type message [3][]piece

// catalogue is read once, at start, from files that are part of the program: a fault in them is a fault of the build.
var catalogue = mustLoadMessages()

func mustLoadMessages() map[string]message {
	m, err := loadMessages()
	if err != nil {
		panic("views: message catalogue: " + err.Error())
	}
	return m
}

// source is how an area's file holds a key.
type source struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// traditional is how the generated file holds a key: of tells which Chinese it was made from.
type traditional struct {
	Of string `json:"of"`
	Tw string `json:"tw"`
}

// fingerprint tells whether a generated text is still that of its source (FNV-1a, 32 bits, hex).
func fingerprint(zh string) string {
	h := fnv.New32a()
	h.Write([]byte(zh))
	return fmt.Sprintf("%08x", h.Sum32())
}

func readSources() (map[string]map[string]source, error) {
	files, err := messageFiles.ReadDir("messages")
	if err != nil {
		return nil, err
	}
	areas := map[string]map[string]source{}
	for _, f := range files {
		area, isArea := strings.CutSuffix(f.Name(), ".json")
		if !isArea || strings.HasPrefix(f.Name(), "zh-TW.") {
			continue
		}
		raw, err := messageFiles.ReadFile(path.Join("messages", f.Name()))
		if err != nil {
			return nil, err
		}
		keys := map[string]source{}
		if err := json.Unmarshal(raw, &keys); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
		areas[area] = keys
	}
	return areas, nil
}

func readTraditional() (map[string]traditional, error) {
	raw, err := messageFiles.ReadFile("messages/" + zhTWFile)
	if err != nil {
		return nil, err
	}
	gen := map[string]traditional{}
	if err := json.Unmarshal(raw, &gen); err != nil {
		return nil, fmt.Errorf("%s: %w", zhTWFile, err)
	}
	return gen, nil
}

func loadMessages() (map[string]message, error) {
	areas, err := readSources()
	if err != nil {
		return nil, err
	}
	gen, err := readTraditional()
	if err != nil {
		return nil, err
	}
	all := map[string]message{}
	for area, keys := range areas {
		for key, s := range keys {
			if !strings.HasPrefix(key, area+".") {
				return nil, fmt.Errorf("%s.json: key %q does not begin with the area's name", area, key)
			}
			tw := gen[key].Tw
			if tw == "" {
				// A message that was added since the last run of the generator is shown in simplified characters;
				// a test reports it.
				tw = s.Zh
			}
			all[key] = message{parseMessage(s.Zh), parseMessage(tw), parseMessage(s.En)}
		}
	}
	return all, nil
}

// parseMessage cuts "{name}" and "{name|one|many}" out of a text.
func parseMessage(text string) []piece {
	var out []piece
	for text != "" {
		open := strings.IndexByte(text, '{')
		end := -1
		if open >= 0 {
			end = strings.IndexByte(text[open:], '}')
		}
		if end < 0 {
			return append(out, piece{text: text})
		}
		if open > 0 {
			out = append(out, piece{text: text[:open]})
		}
		forms := strings.SplitN(text[open+1:open+end], "|", 3)
		p := piece{param: forms[0]}
		if len(forms) == 3 {
			p.one, p.many = forms[1], forms[2]
		}
		out = append(out, p)
		text = text[open+end+1:]
	}
	return out
}

// Has tells whether the catalogue has the key.
func (l Lang) Has(key string) bool {
	_, ok := catalogue[key]
	return ok
}

// T is the message of the key. args are pairs of name and value: strings stay as they are, whole numbers get their
// separators, amounts (Fen) and days are written the way the language writes them.
func (l Lang) T(key string, args ...any) string {
	m, ok := catalogue[key]
	if !ok {
		OnMissing(l, key)
		return "…"
	}
	pieces := m[l.index()]
	if len(pieces) == 1 && pieces[0].param == "" {
		return pieces[0].text
	}
	var b strings.Builder
	for _, p := range pieces {
		if p.param == "" {
			b.WriteString(p.text)
			continue
		}
		v := argument(args, p.param)
		if p.many == "" {
			b.WriteString(l.show(v))
		} else if isOne(v) {
			b.WriteString(p.one)
		} else {
			b.WriteString(p.many)
		}
	}
	return b.String()
}

func argument(args []any, name string) any {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1]
		}
	}
	return nil
}

func isOne(v any) bool {
	switch n := v.(type) {
	case int:
		return n == 1
	case int64:
		return n == 1
	}
	return false
}

// show writes a parameter of a message.
func (l Lang) show(v any) string {
	switch x := v.(type) {
	case nil:
		return "…"
	case string:
		return x
	case int:
		return Count(int64(x))
	case int64:
		return Count(x)
	case Fen:
		return l.Yuan(x)
	case time.Time:
		return l.Instant(x)
	}
	return fmt.Sprint(v)
}

// Reason is the sentence for a refusal (models.Error: its code, reason, field and params). A sentence for the field goes
// before the general one, and the general one before that of the code; so there is always a sentence, and never a slug.
func (l Lang) Reason(code, reason, field string, params map[string]any) string {
	args := make([]any, 0, 2*len(params))
	for name, v := range params {
		args = append(args, name, v)
	}
	for _, key := range []string{"errors." + field + "." + reason, "errors." + reason, "errors.code." + code} {
		if l.Has(key) {
			return l.T(key, args...)
		}
	}
	return l.T("errors.code.internal")
}

// Term is the word for a value of an enumeration, such as Term("need", "open") for the key status.need.open; a value
// without a word of its own is shown as it is, because it was typed by a person (a programme's own stage, a county's name).
func (l Lang) Term(kind, value string) string {
	for _, area := range []string{"status.", "common.", "standard."} {
		if key := area + kind + "." + value; l.Has(key) {
			return l.T(key)
		}
	}
	return value
}
