package views

import "time"

// Step is a step of a wizard; the current one is where the visitor is, those before it can be gone back to by Href.
type Step struct{ Label, Href string }

// TabItem is a tab: a link to a view of the same thing.
type TabItem struct {
	Label, Href string
	Count       int // shown when it is not 0
	Current     bool
}

// KV is a line of a list of facts. Value is shown unless Content is given.
type KV struct {
	Key   string
	Value string
	Money *Fen
	Href  string
}

// Amount makes a line with an amount.
func Amount(key string, f Fen) KV { return KV{Key: key, Money: &f} }

// FactState tells how far a fact of the chain is.
type FactState string

// The states of a fact: it happened, it happened in part, it lies ahead, it went wrong.
const (
	FactDone   FactState = "done"
	FactPart   FactState = "part"
	FactAhead  FactState = "ahead"
	FactFailed FactState = "failed"
)

// Fact is a link of the chain pledged → received → matched → paid out → proven. Entry is the number of the journal's entry
// that says so, EntryHref where it can be checked.
type Fact struct {
	Label     string
	State     FactState
	Amount    *Fen
	At        time.Time
	Entry     int64
	EntryHref string
	Note      string
}

// TimelineItem is something that happened, or will.
type TimelineItem struct {
	At    time.Time
	Title string
	Text  string
	Href  string
	Tone  Tone
	Entry int64
}

// Figure is one of the four figures that are kept apart: pledged, received, paid out, helped. Value and Unit are written
// apart so that the number can be large. Href leads to what the figure is made of.
type Figure struct {
	Label string
	Money *Fen
	Count int64
	Unit  string // a key of common.unit, for a count: person_times or persons, never mixed
	Note  string
	Href  string
}

func noticeIcon(t Tone) string {
	switch t {
	case Done:
		return "check"
	case Warning, Bad:
		return "alert"
	}
	return "info"
}

func factIcon(s FactState) string {
	switch s {
	case FactDone:
		return "check"
	case FactPart:
		return "half"
	case FactFailed:
		return "close"
	}
	return "dot"
}

// errorTitle is a few words for the status; what is not known is the portal's own fault.
func errorTitle(l Lang, status int) string {
	switch status {
	case 401:
		return l.T("errors.title.401")
	case 403:
		return l.T("errors.title.403")
	case 404, 410:
		return l.T("errors.title.404")
	case 409:
		return l.T("errors.title.409")
	case 413:
		return l.T("errors.title.413")
	case 400, 405, 415, 422, 431:
		return l.T("errors.title.422")
	case 429:
		return l.T("errors.title.429")
	case 503:
		return l.T("errors.title.503")
	}
	return l.T("errors.title.500")
}
