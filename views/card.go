package views

import "time"

// CardOffer is what of a pledge can be paid by card or wallet, or why nothing can.
type CardOffer struct {
	On      bool
	Why     string // off unsigned programme nothing
	Sandbox bool   // nothing is charged: every page says so
	MayPay  bool
	Ways    []string
	Parts   []CardPart
	Tries   []CardLine
	Key     string
	State   FormState
}

// CardPart is an instalment of which something is open.
type CardPart struct {
	No   int
	Due  string
	Left Fen
}

// CardLine is one attempt to pay by card or wallet.
type CardLine struct {
	ID, Pledge, Way, Status, Code, Payment string
	Instalment                             int
	Amount                                 Fen
	At                                     time.Time
	Entry                                  int64
	EntryHref                              string
	Fresh                                  bool // it can still be paid
	Refunded                               bool // its money went back, because the instalment was paid already
}

func (l CardLine) href() string { return pledgeHref(l.Pledge) + "/checkout/" + l.ID }

// word is the status as the donor reads it: one that was left may still be open at the card company, but nobody will go on with it.
func (l CardLine) word() string {
	switch {
	case l.Status == "paid" && l.Payment == "":
		return "twice"
	case (l.Status == "asked" || l.Status == "open" || l.Status == "declined") && !l.Fresh:
		return "expired"
	}
	return l.Status
}

// CardStatus is how one payment stands.
type CardStatus struct {
	CardLine
	Number, Key     string
	Left            Fen // what is still open of the pledge
	MayPay, Sandbox bool
}

func (v CardStatus) tone() Tone {
	switch v.word() {
	case "paid":
		return Done
	case "declined", "failed", "expired", "held", "twice":
		return Warning
	}
	return Milestone
}

// again tells whether the donor may go on with this very page.
func (v CardStatus) again() bool {
	return v.MayPay && v.Fresh && (v.Status == "asked" || v.Status == "open" || v.Status == "declined")
}

func cardParts(p *Page, parts []CardPart) []Option {
	var out []Option
	for _, x := range parts {
		out = append(out, Option{Value: itoa(x.No), Label: p.T("card.part", "n", x.No, "amount", x.Left, "day", p.Lang.Date(x.Due))})
	}
	return out
}

// cardWays are the ways of paying; the one that was chosen, or the first, is ticked.
func cardWays(p *Page, ways []string, s FormState) []Option {
	var out []Option
	for i, w := range ways {
		out = append(out, Option{Value: w, Label: p.T("card.way." + w), Selected: s.Checked("way", w, i == 0)})
	}
	return out
}
