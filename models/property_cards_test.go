package models

import (
	"flag"
	"os"
	"testing"

	"pgregory.net/rapid"
)

// moreWhenLong lets the long tests (make test-long) walk 1,000 histories of some 120 steps each.
func moreWhenLong(t *testing.T) {
	t.Helper()
	if os.Getenv("SHANPEI_LONG") == "" {
		return
	}
	if err := flag.Set("rapid.checks", "1000"); err != nil {
		t.Fatal(err)
	}
}

// cardActions are what may happen to cards, refunds and disputes.
func (c *chance) cardActions() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"pay by card":        c.payByCard,
		"hear of cards":      c.hearOfCards,
		"hear more of cards": c.hearOfCards,
		"refund":             c.refund,
		"a payout's line":    c.attributePayout,
	}
}

func (c *chance) noteCards(reached map[string]bool) {
	for _, r := range c.s.Refunds.All() {
		reached["refund "+string(r.Status)] = true
	}
	for _, x := range c.s.Disputes.All() {
		reached["dispute "+x.Status] = true
	}
	for _, k := range c.s.Checkouts.All() {
		reached["checkout "+string(k.Status)] = true
	}
}
