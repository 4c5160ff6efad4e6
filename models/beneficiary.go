package models

import (
	"errors"
	"iter"
	"slices"
	"strings"
	"time"
)

// Category is why a child belongs to those whom the state and the federation care for (分类).
type Category string

// The categories.
const (
	Orphan     Category = "orphan"     // 孤儿
	Unattended Category = "unattended" // 事实无人抚养
	Hardship   Category = "hardship"   // 重点困境
)

// Categories in the order of the article.
var Categories = []Category{Orphan, Unattended, Hardship}

// RiskLevel is how closely a child is looked after (分级).
type RiskLevel string

// RiskLevels, the lowest first.
var RiskLevels = []RiskLevel{"low", "medium", "high"}

// Source is how a child came to be known.
type Source string

// Sources: somebody signed up, a visit to the home (入户走访), a survey (摸底排查).
var Sources = []Source{"sign_up", "visit", "survey"}

// BeneficiaryStatus is where a child stands in the chain 儿童主任 → 儿童督导员 → 县 → 市.
type BeneficiaryStatus string

// The statuses of a beneficiary.
const (
	BeneficiaryEntered  BeneficiaryStatus = "entered"
	BeneficiaryVerified BeneficiaryStatus = "verified" // the township's supervisor of children has looked
	BeneficiaryReviewed BeneficiaryStatus = "reviewed" // the county has
	BeneficiaryAccepted BeneficiaryStatus = "accepted" // the city has: may be helped
	BeneficiaryReturned BeneficiaryStatus = "returned"
	BeneficiaryDeparted BeneficiaryStatus = "departed"
)

// BeneficiaryStatuses in the order of the way.
var BeneficiaryStatuses = []BeneficiaryStatus{BeneficiaryEntered, BeneficiaryReturned, BeneficiaryVerified, BeneficiaryReviewed, BeneficiaryAccepted, BeneficiaryDeparted}

// BeneficiaryFlow says what may be asked of a beneficiary.
var BeneficiaryFlow = Flow[BeneficiaryStatus, string]{
	BeneficiaryEntered:  {"verify": BeneficiaryVerified, "depart": BeneficiaryDeparted},
	BeneficiaryReturned: {"verify": BeneficiaryVerified, "depart": BeneficiaryDeparted},
	BeneficiaryVerified: {"review": BeneficiaryReviewed, "return": BeneficiaryReturned, "depart": BeneficiaryDeparted},
	BeneficiaryReviewed: {"accept": BeneficiaryAccepted, "return": BeneficiaryReturned, "depart": BeneficiaryDeparted},
	BeneficiaryAccepted: {"depart": BeneficiaryDeparted},
	BeneficiaryDeparted: {"reenter": BeneficiaryEntered},
}

// BeneficiaryVerbs are what may be asked of a beneficiary's way.
var BeneficiaryVerbs = []string{"verify", "review", "accept", "return", "depart", "reenter"}

// ReturnReasons and DepartReasons are the only reasons that the journal may hold: words about a child belong in the vault.
var (
	ReturnReasons = []string{"evidence_missing", "data_wrong", "not_eligible", "duplicate", "consent_missing"}
	DepartReasons = []string{"aged_out", "adopted", "moved", "deceased", "no_longer_eligible", "withdrew"}
)

// Beneficiary is a child who may be helped (受助对象). Outside the vault it is a code and what is no finer than a township: no name, no day of birth, no school.
type Beneficiary struct {
	ID           string            `json:"id"`     // the vault's code of the person
	Number       string            `json:"number"` // SZ, for staff; a sponsor never sees it
	Category     Category          `json:"category"`
	County       string            `json:"county"`
	Township     string            `json:"township"`
	Stage        Stage             `json:"stage,omitempty"` // empty: not at school
	Risk         RiskLevel         `json:"risk"`
	Source       Source            `json:"source"`
	Status       BeneficiaryStatus `json:"status"`
	Reason       string            `json:"reason,omitempty"`   // of the last return or departure
	Guardian     string            `json:"guardian,omitempty"` // the vault's code
	Account      string            `json:"account,omitempty"`  // the vault's code of the account that aid is paid to
	MedicalCover bool              `json:"medical_cover,omitempty"`
	RecheckDue   Day               `json:"recheck_due,omitempty"`
	EnteredBy    string            `json:"entered_by"`
	VerifiedBy   string            `json:"verified_by,omitempty"`
	ReviewedBy   string            `json:"reviewed_by,omitempty"`
	AcceptedBy   string            `json:"accepted_by,omitempty"`
	AcceptedOn   Day               `json:"accepted_on,omitempty"`
	At           time.Time         `json:"at"`
	Seq          int64             `json:"seq,omitempty"`
	Version      int64             `json:"version"`
}

// BeneficiaryFor finds a beneficiary that the actor may touch; a stranger's answers as an absent one does.
func (s *State) BeneficiaryFor(id string, a Actor) (*Beneficiary, error) {
	b, ok := s.Beneficiaries.Get(id)
	if !ok || !a.InCounty(b.County, b.Township) {
		return nil, notFound()
	}
	return b, nil
}

// BeneficiaryByNumber finds a beneficiary by its number.
func (s *State) BeneficiaryByNumber(number string) (*Beneficiary, bool) {
	id, ok := s.beneficiaryNumbers.Get(number)
	if !ok {
		return nil, false
	}
	return s.Beneficiaries.Get(id)
}

// maxEntered bounds what one command enters.
const maxEntered = 10_000

// EnterBeneficiaries enters children whose records are in the vault: one, or all of a list.
type EnterBeneficiaries struct {
	List []Beneficiary // ID, Category, County, Township, Stage, Risk, Source, Guardian, Account, MedicalCover
	// Consents are those of a register that the portal itself takes over; people record theirs one by one.
	Consents []Consent
}

// Permission implements Command.
func (EnterBeneficiaries) Permission() Permission { return IntakePersons }

// Decide refuses `out_of_range forbidden beneficiary_exists required`, at the field `unknown_choice unknown_county`, and at a consent what RecordConsent does. A
// list is entered as a whole or not at all. What a county enters counts as verified, what the city enters as reviewed.
func (c EnterBeneficiaries) Decide(s *State, in Input) ([]Event, error) {
	if len(c.List) < 1 || len(c.List) > maxEntered {
		return nil, invalid("list", "out_of_range").With("low", 1).With("high", maxEntered)
	}
	seen, list := make(map[string]bool, len(c.List)), make([]Beneficiary, 0, len(c.List))
	for i, b := range c.List {
		if err := s.placed(in.Actor, b); err != nil {
			return nil, err
		}
		if b.ID == "" {
			return nil, invalid("id", "required")
		}
		if _, ok := s.Beneficiaries.Get(b.ID); ok || seen[b.ID] {
			return nil, Refuse(Conflict, "beneficiary_exists")
		}
		seen[b.ID] = true
		n := Beneficiary{
			ID: b.ID, Number: s.nextNumber("SZ", in.At, i), Category: b.Category, County: b.County, Township: b.Township, Stage: b.Stage, Risk: b.Risk, Source: b.Source,
			Guardian: b.Guardian, Account: b.Account, MedicalCover: b.MedicalCover, Status: BeneficiaryEntered, EnteredBy: in.Actor.ID, At: in.At,
		}
		switch in.Actor.Role {
		case CountyOfficer:
			n.Status, n.VerifiedBy = BeneficiaryVerified, in.Actor.ID
		case ProgramManager:
			n.Status, n.VerifiedBy, n.ReviewedBy = BeneficiaryReviewed, in.Actor.ID, in.Actor.ID
		case RoleSystem: // a register that was kept elsewhere is taken over as it stands
			n.Status, n.VerifiedBy, n.ReviewedBy, n.AcceptedBy = BeneficiaryAccepted, in.Actor.ID, in.Actor.ID, in.Actor.ID
			n.AcceptedOn, n.RecheckDue = in.Today(), AddMonths(in.Today(), 12)
		}
		list = append(list, n)
	}
	events := []Event{BeneficiariesEntered{List: list}}
	if len(c.Consents) == 0 {
		return events, nil
	}
	given := make([]Consent, 0, len(c.Consents))
	for _, n := range c.Consents {
		switch n, err := n.asGiven(in); {
		case in.Actor.Role != RoleSystem:
			return nil, Refuse(Forbidden, "forbidden").At("consents")
		case !seen[n.Beneficiary]:
			return nil, notFound()
		case err != nil:
			return nil, err
		default:
			given = append(given, n)
		}
	}
	return append(events, ConsentGiven{List: given}), nil
}

// placed refuses, at the field, what a beneficiary's place and kind cannot be: `unknown_choice unknown_county forbidden`.
func (s *State) placed(a Actor, b Beneficiary) error {
	county, ok := s.Counties.Get(b.County)
	switch {
	case !ok:
		return invalid("county", "unknown_county")
	case b.Township == "" || len(county.Townships) > 0 && !slices.Contains(county.Townships, b.Township):
		return invalid("township", "unknown_choice")
	case !a.InCounty(b.County, b.Township):
		return Refuse(Forbidden, "forbidden").At("county")
	case !slices.Contains(Categories, b.Category):
		return invalid("category", "unknown_choice")
	case b.Stage != "" && !slices.Contains(Stages, b.Stage):
		return invalid("stage", "unknown_choice")
	case !slices.Contains(RiskLevels, b.Risk):
		return invalid("risk", "unknown_choice")
	case !slices.Contains(Sources, b.Source):
		return invalid("source", "unknown_choice")
	}
	return nil
}

// BeneficiariesEntered carries the children that were entered.
type BeneficiariesEntered struct {
	List []Beneficiary `json:"list"`
}

// Apply implements Event.
func (e BeneficiariesEntered) Apply(s *State) {
	for _, b := range e.List {
		b.Seq = s.Seq
		b.Version++
		s.Beneficiaries.Set(b.ID, &b)
		s.beneficiaryNumbers.Set(b.Number, b.ID)
		s.beneficiariesByPlace.Set(placeKey(&b), none{})
		s.countNumber(b.Number)
	}
}

func placeKey(b *Beneficiary) string { return b.County + "/" + b.Township + "/" + b.ID }

// BeneficiariesIn are the children of a county, or of one of its townships.
func (s *State) BeneficiariesIn(county, township string) iter.Seq[*Beneficiary] {
	prefix := county + "/"
	if township != "" {
		prefix += township + "/"
	}
	return func(yield func(*Beneficiary) bool) {
		for key := range s.beneficiariesByPlace.Under(prefix) {
			if b, ok := s.Beneficiaries.Get(key[strings.LastIndexByte(key, '/')+1:]); ok && !yield(b) {
				return
			}
		}
	}
}

// MayEnter refuses, at the field, a child that the actor may not enter there or as what: `unknown_choice unknown_county forbidden`.
func (s *State) MayEnter(a Actor, b Beneficiary) *Error {
	var e *Error
	if errors.As(s.placed(a, b), &e) {
		return e
	}
	return nil
}
