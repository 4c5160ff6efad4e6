package views

import "time"

// The pages of an enterprise (portal.md): what it promised, what arrived, whom it helped, what waits for it. They show counties, stages and
// counts; never a village, a school or a child.

// Date writes a day that is given as 2026-09-01; what is not a day is shown as nothing.
func (l Lang) Date(day string) string {
	t, ok := dateOf(day)
	if !ok {
		return l.T("common.none")
	}
	return l.Day(t)
}

func dateOf(day string) (time.Time, bool) {
	t, err := time.ParseInLocation("2006-01-02", day, shanghai)
	return t, err == nil
}

// EnterpriseHomeProps is the dashboard. Status is that of the enterprise's verification: until it is verified, Reason and Warnings matter.
type EnterpriseHomeProps struct {
	Name, USCC, Status, Reason string
	Warnings                   []string
	StateOwned, NoApproval     bool // the approval document that a state-owned donor needs is missing
	MayPledge, IsOwner         bool
	Phone                      string // the federation's office
	Figures                    []Figure
	Finding                    string // what the picture shows, in a sentence
	Progress                   ProgressProps
	Tasks                      []Task
	Pledges                    []PledgeLine
	PledgeCount                int
	Notices                    []NoticeLine
}

// Task is something that waits for the enterprise. Kind names the message enterprise.task.<kind>.
type Task struct {
	Kind, Number, Href string
	Fen                Fen
	Due                string // a day; empty when there is none
	Late               bool
	Mine               bool // the one who looks may do it
}

// PledgeLine is a pledge in a list.
type PledgeLine struct {
	ID, Number, Status string
	Purpose            PurposeText
	Amount             Fen
	Received, Paid     Fen
	NextDue            string
	NextFen            Fen
	Made               time.Time
}

// PurposeText is a purpose in words: names of programmes as given, the rest as terms of the catalogue. All lists empty: unrestricted.
type PurposeText struct {
	Programs, Counties, Types, Stages []string
	Needs                             []string // numbers
}

// Empty tells whether the purpose restricts nothing.
func (t PurposeText) Empty() bool {
	return len(t.Programs)+len(t.Counties)+len(t.Types)+len(t.Stages)+len(t.Needs) == 0
}

// Purpose writes a purpose in one line.
func (l Lang) Purpose(t PurposeText) string {
	if t.Empty() {
		return l.T("enterprise.purpose.free")
	}
	out := ""
	for _, part := range [][]string{t.Programs, t.Counties, t.Types, t.Stages} {
		if len(part) > 0 {
			out = l.joined(out, l.List(part))
		}
	}
	if len(t.Needs) > 0 {
		out = l.joined(out, l.T("enterprise.purpose.needs", "list", l.List(t.Needs)))
	}
	return out
}

func (l Lang) joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + " · " + b
}

// List joins words the way the language does.
func (l Lang) List(words []string) string {
	out := ""
	for i, w := range words {
		if i > 0 {
			out += l.T("enterprise.list.sep")
		}
		out += w
	}
	return out
}

// NoticeLine is a notice to the enterprise. Kind names the message enterprise.notice.<kind>.
type NoticeLine struct {
	Kind, Number, Href string
	Fen                Fen
	Count              int
	At                 time.Time
	Entry              int64
	EntryHref          string
}

// Notice writes a notice in a sentence; a kind without a sentence of its own is told as news of its pledge.
func (l Lang) Notice(n NoticeLine) string {
	key := "enterprise.notice." + n.Kind
	if !l.Has(key) {
		key = "enterprise.notice.other"
	}
	return l.T(key, "number", n.Number, "n", n.Count, "amount", n.Fen)
}

// Tone is how a notice is marked.
func (n NoticeLine) Tone() Tone {
	switch n.Kind {
	case "payment_received", "enterprise_verified", "places_proven", "receipt_recorded":
		return Done
	case "pledge_overdue", "pledge_lapsed", "enterprise_rejected":
		return Bad
	case "match_accepted", "purpose_change_asked", "offer_made":
		return Milestone
	}
	return Info
}

// PledgeListProps is the list of an enterprise's pledges.
type PledgeListProps struct {
	Pledges   []PledgeLine
	Tabs      []TabItem
	Pager     PagerProps
	MayPledge bool
}

// PledgeProps is one pledge with everything that belongs to it. Version guards the forms.
type PledgeProps struct {
	PledgeLine
	Key, Reference, Agreement    string
	Version                      int64
	Amounts                      PledgeAmounts
	Upper                        string
	Chain                        []Fact
	Instalments                  []InstalmentLine
	Payments                     []PaymentLine
	Sponsorships                 []SponsorshipLine
	Changes                      []ChangeLine
	Facts                        []FactLine
	Prefer                       PurposeText
	Anonymous                    bool
	Naming, HoldUntil, SignUntil string
	MaxPlaces                    int
	Signed                       time.Time
	SignedSeq                    int64
	MaySign, MayPay, MayCancel   bool // the pledge allows it and so does the role
	WaitsForOwner                bool // it is to be signed, but by somebody else
	CancelForm, ChangeForm       FormState
}

// PledgeAmounts are the figures of a pledge.
type PledgeAmounts struct{ Pledged, Received, Committed, Allocated, PaidOut, Free Fen }

// InstalmentLine is an instalment with what came of it. Status names status.instalment.<status>.
type InstalmentLine struct {
	No               int
	Due, Status      string
	Amount, Received Fen
	AmountUpper      string
}

// PaymentLine is money that arrived.
type PaymentLine struct {
	Number, Day         string
	Amount              Fen
	ThirdParty, Missing bool // the payer is not the donor; its declaration is still missing
	Request, Receipt    string
	Fiscal              string
	Entry               int64
	EntryHref           string
	Back, Frozen        Fen // of it, what went back to the payer, and what is out of reach for now
}

// SponsorshipLine is places of one need given to the pledge. It says where and for what, never for whom.
type SponsorshipLine struct {
	ID                                                       string
	Need, Program, County, Type, Stage, Status, Reason, Unit string
	Places, Funded, Paid, Proven                             int
	Persons                                                  bool
	Amount, PaidOut                                          Fen
	Entry                                                    int64
	EntryHref                                                string
}

// ChangeLine is a change of purpose that the federation asked for.
type ChangeLine struct {
	ID, Number, Status, Reason string
	From, To                   PurposeText
	Key                        string
	MayAnswer                  bool
	Letter                     string // what the federation writes besides the reason
	Agreement                  int    // the version of the agreement that consent makes
}

// FactLine is one entry of the pledge's own account. Kind names status.fact.<kind>.
type FactLine struct {
	Kind, Ref, RefHref, Note string
	Fen                      Fen
	Count                    int
	At                       time.Time
	Entry                    int64
	EntryHref                string
}

func pledgeHref(id string) string { return "/enterprise/pledges/" + id }
