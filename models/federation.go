package models

import (
	"strings"

	"shanpei/models/money"
)

// Federation is the charity whose portal this is, with its settings.
type Federation struct {
	Name     string   `json:"name"`
	USCC     string   `json:"uscc"`
	Office   string   `json:"office,omitempty"`    // the address the public may write to
	Phone    string   `json:"phone,omitempty"`     // the office's telephone, also for objections
	Licence  string   `json:"licence,omitempty"`   // number of the 公开募捐资格证书
	BankName string   `json:"bank_name,omitempty"` // where donors transfer to: the bank and branch (开户行)
	BankNo   string   `json:"bank_no,omitempty"`   // and the account, in the federation's own name (账号)
	DemoData bool     `json:"demo,omitempty"`      // every page is marked 演示数据
	Settings Settings `json:"settings"`
}

// Settings are the rules that a federation may set within bounds. Version counts their changes.
type Settings struct {
	Version          int       `json:"version"`
	PublicityDays    int       `json:"publicity_days"`     // 公示期, 0–30
	UnsignedHoldDays int       `json:"unsigned_hold_days"` // an unsigned pledge keeps its places so long, 1–60
	OverdueHoldDays  int       `json:"overdue_hold_days"`  // after a missed instalment, 1–180
	MaxPledgeFen     money.Fen `json:"max_pledge_fen"`
	FeePermille      int       `json:"fee_permille"` // most of a gift that may go to administration, 0–130
	BankAccounts     []string  `json:"bank_accounts"`
	MaxInstalments   int       `json:"max_instalments"`
	OfferDays        int       `json:"offer_days,omitempty"`       // a donor may choose so long whether to take freed places, 1–90; 0: 30
	LooksPerHour     int       `json:"looks_per_hour,omitempty"`   // so many looks at persons within an hour raise an alarm, 1–1000; 0: 30
	RequireTraining  bool      `json:"require_training,omitempty"` // who looks at persons must have a valid training
}

// usualOfferDays are those of a federation that was set up before it could choose.
const usualOfferDays = 30

// DaysOfOffers are the days in which a donor answers an offer of freed places.
func (t Settings) DaysOfOffers() int {
	if t.OfferDays == 0 {
		return usualOfferDays
	}
	return t.OfferDays
}

// DefaultSettings are the settings a new federation begins with.
func DefaultSettings() Settings {
	return Settings{
		Version: 1, PublicityDays: 7, UnsignedHoldDays: 7, OverdueHoldDays: 30, MaxPledgeFen: 100_000_000_00, FeePermille: 100,
		BankAccounts: []string{"main"}, MaxInstalments: 24, OfferDays: usualOfferDays, LooksPerHour: usualLooksAnHour,
	}
}

// SetUpFederation names the federation, once, on an empty journal.
type SetUpFederation struct{ Federation Federation }

// Permission implements Command.
func (SetUpFederation) Permission() Permission { return AdminFederation }

// Decide refuses `federation_exists`, `required` (the name) and what ChangeSettings refuses.
func (c SetUpFederation) Decide(s *State, _ Input) ([]Event, error) {
	if c.Federation.Name == "" {
		return nil, invalid("name", "required")
	}
	if s.Federation.Name != "" {
		return nil, Refuse(Conflict, "federation_exists")
	}
	if err := c.Federation.Settings.check(); err != nil {
		return nil, err
	}
	return []Event{FederationSetUp(c)}, nil
}

// FederationSetUp happened once, at the beginning.
type FederationSetUp struct {
	Federation Federation `json:"federation"`
}

// Apply implements Event.
func (e FederationSetUp) Apply(s *State) { s.Federation = e.Federation; s.public() }

// ChangeSettings replaces the settings as a whole; IfVersion guards against a form that was opened before somebody else's change.
type ChangeSettings struct {
	IfVersion int64
	Settings  Settings
}

// Permission implements Command.
func (ChangeSettings) Permission() Permission { return AdminFederation }

// Decide refuses `stale`, and at the setting concerned `out_of_range` and `unknown_account`.
func (c ChangeSettings) Decide(s *State, _ Input) ([]Event, error) {
	if err := fresh(int64(s.Federation.Settings.Version), c.IfVersion); err != nil {
		return nil, err
	}
	if err := c.Settings.check(); err != nil {
		return nil, err
	}
	next := c.Settings
	next.Version = s.Federation.Settings.Version + 1
	return []Event{SettingsChanged{Settings: next}}, nil
}

func (t Settings) check() error {
	for _, r := range []struct {
		field     string
		have      int64
		low, high int64
	}{
		{"publicity_days", int64(t.PublicityDays), 0, 30},
		{"unsigned_hold_days", int64(t.UnsignedHoldDays), 1, 60},
		{"overdue_hold_days", int64(t.OverdueHoldDays), 1, 180},
		{"fee_permille", int64(t.FeePermille), 0, 130},
		{"max_pledge_fen", int64(t.MaxPledgeFen), 100, int64(money.MaxFen)},
		{"max_instalments", int64(t.MaxInstalments), 1, 60},
		{"offer_days", int64(t.DaysOfOffers()), 1, 90},
		{"looks_per_hour", int64(t.LooksAnHour()), 1, 1000},
		{"bank_accounts", int64(len(t.BankAccounts)), 1, 20},
	} {
		if r.have < r.low || r.have > r.high {
			return invalid(r.field, "out_of_range").With("low", r.low).With("high", r.high)
		}
	}
	for _, a := range t.BankAccounts {
		if a == "" || strings.ContainsAny(a, "/:") { // it becomes a part of keys and of the ledger's account names
			return invalid("bank_accounts", "unknown_account")
		}
	}
	return nil
}

// SettingsChanged carries the new settings.
type SettingsChanged struct {
	Settings Settings `json:"settings"`
}

// Apply implements Event.
func (e SettingsChanged) Apply(s *State) { s.Federation.Settings = e.Settings; s.public() }

// County is one of the federation's counties (县市区), with its own brand of care.
type County struct {
	Code      string   `json:"code"` // GB/T 2260
	Name      string   `json:"name"`
	SubBrand  string   `json:"sub_brand"`
	Townships []string `json:"townships"`
	Version   int64    `json:"version"`
}

// PutCounty adds a county or corrects it.
type PutCounty struct{ County County }

// Permission implements Command.
func (PutCounty) Permission() Permission { return AdminFederation }

// Decide refuses `county_code` and `required`.
func (c PutCounty) Decide(_ *State, _ Input) ([]Event, error) {
	if len(c.County.Code) != 6 || !allDigits(c.County.Code) {
		return nil, invalid("code", "county_code")
	}
	if c.County.Name == "" {
		return nil, invalid("name", "required")
	}
	return []Event{CountyPut(c)}, nil
}

// CountyPut carries the county as it is from now on.
type CountyPut struct {
	County County `json:"county"`
}

// Apply implements Event.
func (e CountyPut) Apply(s *State) {
	c := e.County
	if old, ok := s.Counties.Get(c.Code); ok {
		c.Version = old.Version
	}
	c.Version++
	s.Counties.Set(c.Code, &c)
	s.public()
}
