package views

import "time"

// AgreementVersion is the version of the agreement's text in the catalogue (enterprise.agreement.v1.*). A new text is a new version with keys
// of its own: what was signed stays as it was read.
const AgreementVersion = "v1"

// AgreementProps is what the agreement of a pledge says. Amounts come with their capitals, as a contract has them.
type AgreementProps struct {
	ID, Number, Pledge           string // Number is empty until it is signed
	Donor, DonorUSCC             string
	Federation, FederationUSCC   string
	Office, Phone                string
	Amount                       Fen
	Upper                        string
	Purpose                      PurposeText
	Instalments                  []InstalmentLine
	FeePermille                  int
	Anonymous, StateOwned        bool
	Approval, Naming, Reference  string
	OverdueDays, PurposeVersion  int
	OnSilence                    string // of an offer of freed places; empty: the agreement says nothing of offers
	OfferDays                    int
	Signed                       time.Time
	SignedSeq                    int64
	EntryHref                    string
	Cancelled                    bool // it no longer stands
	Version                      int64
	Text                         string // version of the articles that was signed; empty: the first
	Key                          string
	State                        FormState
	MaySign, Unsigned, WaitOwner bool
	SignUntil                    string
}

func (a AgreementProps) feeText(p *Page) string {
	if a.FeePermille == 0 {
		return a.article(p, "fee.none")
	}
	return a.article(p, "fee.text", "fee", Percent(int64(a.FeePermille), 1000))
}

func (a AgreementProps) article(p *Page, name string, args ...any) string {
	return p.T("enterprise.agreement."+a.TextVersion()+"."+name, args...)
}

// TextVersion is the version of the articles: the one that was signed, and before that the newest.
func (a AgreementProps) TextVersion() string {
	switch {
	case a.Text != "":
		return a.Text
	case a.Unsigned:
		return AgreementVersion
	}
	return "v1" // what was signed before the version was written down
}

// Preamble says who agrees and under which laws.
func (a AgreementProps) Preamble(p *Page) string { return a.article(p, "preamble") }

// Article is a paragraph of the agreement under its own number.
type Article struct {
	Title string
	Text  []string
	Table bool // the instalments follow
}

// Articles are the paragraphs in the order of the text (慈善法 art. 39: 种类、数量、质量、用途、交付时间等).
func (a AgreementProps) Articles(p *Page) []Article {
	t := func(name string, args ...any) string { return a.article(p, name, args...) }
	out := []Article{
		{Title: t("gift"), Text: []string{t("gift.text", "amount", a.Amount, "upper", a.Upper)}},
		{Title: t("purpose"), Text: []string{t("purpose.text", "purpose", p.Lang.Purpose(a.Purpose)), t("purpose.places")}},
		{Title: t("delivery"), Text: []string{t("delivery.text", "n", len(a.Instalments), "reference", a.Reference)}, Table: true},
		{Title: t("change"), Text: []string{t("change.text"), t("change.rest")}},
		{Title: t("fee"), Text: []string{a.feeText(p)}},
		{Title: t("receipt"), Text: []string{t("receipt.text")}},
		{Title: t("report"), Text: []string{t("report.text"), t("report.query")}},
		{Title: t("publicity"), Text: []string{a.publicity(p)}},
	}
	if a.Naming != "" {
		out = append(out, Article{Title: t("naming"), Text: []string{t("naming.text", "naming", a.Naming)}})
	}
	if a.StateOwned {
		out = append(out, Article{Title: t("owned"), Text: []string{t("owned.text", "approval", a.Approval)}})
	}
	if a.OnSilence != "" {
		out = append(out, Article{Title: t("offers"), Text: []string{t("offers.text", "days", a.OfferDays), t("offers." + a.OnSilence)}})
	}
	return append(out,
		Article{Title: t("children"), Text: []string{t("children.text")}},
		Article{Title: t("related"), Text: []string{t("related.text"), t("related.source")}},
		Article{Title: t("breach"), Text: []string{t("breach.text", "days", a.OverdueDays), t("breach.hardship")}},
		Article{Title: t("effect"), Text: []string{t("effect.text"), t("effect.court")}},
	)
}

func (a AgreementProps) publicity(p *Page) string {
	if a.Anonymous {
		return a.article(p, "publicity.anonymous")
	}
	return a.article(p, "publicity.named", "name", a.Donor)
}

// PayProps is step four: how to pay.
type PayProps struct {
	ID, Number, Reference string
	Holder, Bank, BankNo  string // the federation's account; Bank and BankNo may be empty
	Phone, Status         string
	Amount, Received      Fen
	Next                  *InstalmentLine // nil: everything has arrived
	Instalments           []InstalmentLine
	JustSigned, NotSigned bool
	Donor                 string
	Cards                 CardOffer
}
