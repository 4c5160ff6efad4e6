package views

import (
	"strings"
	"time"

	"shanpei/models"
)

// AccountProps is what a person sees of the own account.
type AccountProps struct {
	Name, Email, Role, Of string
	Sessions              []SessionLine
	Tokens                []TokenLine
	NewToken, NewLabel    string // shown once
	Key                   string
	Password, Token       FormState
	MinPassword           int
	Scopes                []string // that a token can have
	TokenUntil            string   // the day until which a new token holds unless another is chosen
	TokenDays             int      // how long a token can hold
	Codes, CodesNeeded    bool     // codes are on; the role needs them
}

// TOTPProps is how an account proves itself besides its password. Secret is the one that the app is to take, until it has given a first code; Codes are shown
// once. Needed: the role must have codes in real use; Required: here and now, before anything else.
type TOTPProps struct {
	On, Needed, Required bool
	Since                time.Time
	Recovery             int
	Secret, Email        string
	Codes                []string
	Confirm, Renew, End  FormState
}

// grouped writes the secret in groups of four, as it is typed.
func (t TOTPProps) grouped() string {
	var b strings.Builder
	for i, c := range t.Secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// SessionLine is a login that still holds.
type SessionLine struct {
	ID            string
	Created, Seen time.Time
	Expires       time.Time
	Current       bool
	Device        string // browser and system
	Network       string // the first half of the address
}

// TokenLine is a key that a program may use in the account's name. Its secret was shown once.
type TokenLine struct {
	ID, Label              string
	Created, Expires, Used time.Time
	Scopes                 []string // none: everything
}

// RegisterProps is the form with which an enterprise registers. Again: its owner corrects what was rejected for Reason; no new account is made.
type RegisterProps struct {
	Key, Name, USCC, Approval string
	StateOwned, Again         bool
	Reason                    string
	State                     FormState
	MinPassword               int
	Federation                string
}

// TeamProps lists the people of an enterprise. Secret is the first password of somebody who was just added, shown once.
type TeamProps struct {
	People      []PersonLine
	MayAdd      bool
	Key         string
	State       FormState
	Link        string // of an invitation that was just made
	Invitations []*models.Invitation
	Handover    *models.Handover // that waits; nil: none
	HandoverTo  string           // the name of who is asked
	Mine        bool             // it is the reader who is asked
}

// PersonLine is somebody of the enterprise. Name and address come from the vault, for colleagues only.
type PersonLine struct {
	ID, Name, Email, Role string
	Disabled, Self        bool
	Version               int64
}

// DocumentsProps lists what was signed and what was receipted.
type DocumentsProps struct {
	Agreements   []AgreementLine
	Receipts     []ReceiptLine
	Certificates []CertificateLine
	Certifiable  []CertifiableLine // pledges with money that stands on no certificate yet, for whoever may issue one
	Years        []int             // with a statement
}

// AgreementLine is a signed agreement.
type AgreementLine struct {
	ID, Number, Pledge, Status string
	Amount                     Fen
	Signed                     time.Time
	Entry                      int64
	EntryHref                  string
}

// ReceiptLine is a receipt that was asked for: its own number, and the fiscal numbers once it was issued.
type ReceiptLine struct {
	ID, Number, PledgeID, Pledge, Status, Code, Fiscal, Check, Reason, Day string
	Amount                                                                 Fen
	HasFile                                                                bool // the electronic receipt itself can be downloaded
}

func roleOptions(p *Page, s FormState) []Option {
	return Choose(s, "role", []Option{
		{Value: "donor_finance", Label: p.Lang.Term("role", "donor_finance"), Hint: p.T("enterprise.team.finance.hint")},
		{Value: "donor_viewer", Label: p.Lang.Term("role", "donor_viewer"), Hint: p.T("enterprise.team.viewer.hint")},
	}, "donor_finance")
}
