package views

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"shanpei/models"
)

// NewStaffEvent puts an event into words: what it concerns, and each of its fields that a reader can make sense of. Codes of the vault, versions and the
// portal's own indexes are left out.
func NewStaffEvent(d *StaffPage, e models.Event) StaffEvent {
	v := StaffEvent{Kind: models.KindOf(e)}
	fields := eventFields(e)
	v.Subject = subjectOf(v.Kind, fields)
	v.Ref, v.Href = d.eventRef(v.Subject, fields)
	if set, ok := e.(models.MatchPolicySet); ok {
		v.Ref, v.Href = d.T("desk.weights.title"), "/staff/matching/weights"
		if set.Policy.Program != "" {
			v.Href += "?program=" + set.Policy.Program
		}
	}
	v.Href = d.ifOpens(v.Href)
	v.Legs = legsOf(e)
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		label, ok := d.fieldLabel(name)
		text := d.fieldText(name, fields[name])
		if status, isText := fields[name].(string); isText && name == "status" {
			text = d.statusText(v.Kind, status)
		}
		if ok && text != "" {
			v.Fields = append(v.Fields, StaffChange{Name: name, Label: label, After: text})
		}
	}
	return v
}

// subjectOf is the id of what an event concerns.
func subjectOf(kind string, fields map[string]any) string {
	for _, name := range []string{"id", "line", "payment", "code"} {
		if id, ok := fields[name].(string); ok && id != "" {
			return id
		}
	}
	if strings.HasPrefix(kind, "federation.") {
		return "federation"
	}
	return ""
}

func (d *StaffPage) eventRef(id string, fields map[string]any) (text, href string) {
	number, _ := fields["number"].(string)
	if n, ok := d.S.Needs.Get(id); ok {
		return n.Number, "/staff/needs/" + id
	}
	if p, ok := d.S.Pledges.Get(id); ok {
		return p.Number, "/staff/pledges/" + id
	}
	if e, ok := d.S.Enterprises.Get(id); ok {
		return e.Name, "/staff/enterprises/" + id
	}
	if p, ok := d.S.Programs.Get(id); ok {
		return p.Name, "/staff/programs/" + id
	}
	if p, ok := d.S.Disbursements.Get(id); ok {
		return p.Number, "/staff/disbursements/" + id
	}
	if m, ok := d.S.Matches.Get(id); ok {
		return m.Number, "/staff/matching/" + id
	}
	if sp, ok := d.S.Sponsorships.Get(id); ok {
		return d.NeedNumber(sp.Need), "/staff/sponsorships/" + id
	}
	if o, ok := d.S.Offers.Get(id); ok {
		return d.NeedNumber(o.Need), "/staff/offers/" + id
	}
	if l, ok := d.S.BankLines.Get(id); ok {
		return l.LineID, "/staff/money/lines/" + id
	}
	if r, ok := d.S.Receipts.Get(id); ok {
		return r.Number, "/staff/money/receipts/" + id
	}
	if c, ok := d.S.Counties.Get(id); ok {
		return c.Name, ""
	}
	return number, ""
}

func legsOf(e models.Event) []models.Leg {
	switch e := e.(type) {
	case models.BankLineRecorded:
		return e.Legs
	case models.PaymentReceived:
		return e.Legs
	case models.PlacesFunded:
		return e.Legs
	case models.PlacesProven:
		return e.Legs
	case models.SponsorshipOver:
		return e.Legs
	case models.LinesPaid:
		return e.Legs
	case models.LinesReturned:
		return e.Legs
	case models.FeeCharged:
		return e.Legs
	case models.PaymentUndone:
		return e.Legs
	case models.PlacesUnfunded:
		return e.Legs
	case models.BankLineSettled:
		return e.Legs
	}
	return nil
}

// fieldLabels are the fields of events that a reader can make sense of, with the label of each.
var fieldLabels = map[string]string{
	"number": "number", "name": "name", "slug": "slug", "program": "program", "county": "county", "township": "township", "type": "type", "stage": "stage", "title": "title",
	"period": "period", "unit": "unit", "unit_price_fen": "unit_price", "places": "places", "urgency": "urgency", "deadline": "deadline", "indivisible": "indivisible",
	"max_donors": "max_donors", "status": "status", "reason": "why", "finding": "finding", "public_until": "public_until", "uscc": "uscc", "member": "member",
	"state_owned": "state_owned", "approval": "approval", "enterprise": "enterprise", "pledge": "pledge", "need": "need", "amount_fen": "amount", "fen": "amount",
	"total_fen": "amount", "anonymous": "anonymous", "naming": "naming", "agreement": "agreement", "due": "due", "day": "day", "account": "account", "line_id": "line_id",
	"outcome": "outcome", "held_fen": "held", "third_party": "third_party", "source": "source", "fiscal": "fiscal_number", "check": "fiscal_check", "funded": "funded",
	"back": "back", "lines": "lines", "evidence": "evidence", "disbursement": "payout", "kind": "kind", "up_to": "up_to", "pledged_fen": "taken", "received_fen": "received",
	"paid_fen": "paid", "proven": "proven", "note": "note", "goods": "goods", "quantity": "quantity", "value_fen": "value", "basis": "basis", "at": "day", "role": "role",
	"disabled": "disabled", "starts": "starts", "ends": "ends", "budget_fen": "budget", "fundraising": "fundraising", "filing": "filing", "platform": "platform",
	"fee_permille": "fee_permille", "purpose": "purpose", "rules": "rules", "brand": "brand", "instalment": "no", "since": "since", "sub_brand": "brand",
	"publicity_days": "publicity_days", "unsigned_hold_days": "unsigned_hold_days", "overdue_hold_days": "overdue_hold_days", "max_pledge_fen": "max_pledge_fen",
	"max_instalments": "max_instalments", "offer_days": "offer_days", "until": "until", "bank_accounts": "bank_accounts", "proposals": "proposals", "townships": "township",
	"weights": "weights",
}

// statusText is the word for a status: the same slug means different things on different things.
func (d *StaffPage) statusText(event, status string) string {
	kind, what, _ := strings.Cut(event, ".")
	switch {
	case strings.HasPrefix(what, "change"):
		kind = "purpose_change"
	case kind == "places":
		kind = "sponsorship"
	case kind == "request":
		kind = "data_request"
	}
	return d.Lang.Term(kind, status)
}

func (d *StaffPage) fieldLabel(name string) (string, bool) {
	label, ok := fieldLabels[name]
	if !ok {
		return "", false
	}
	if key := "staff.setting." + label; d.Lang.Has(key) && label != "fee_permille" {
		return d.T(key), true
	}
	return d.F(label), true
}

// fieldText writes a field's value: what it names by its name or number, amounts in yuan, days and statuses in words.
func (d *StaffPage) fieldText(name string, value any) string {
	switch v := value.(type) {
	case bool:
		return yesNo(d, v)
	case float64:
		if strings.HasSuffix(name, "fen") || name == "back" {
			return d.Lang.Yuan(Fen(v))
		}
		return Count(int64(v))
	case []any:
		if name == "proposals" || len(v) > 0 && !isText(v[0]) && name == "lines" {
			return Count(int64(len(v)))
		}
		parts := make([]string, 0, len(v))
		for _, x := range v {
			parts = append(parts, d.fieldText(name, x))
		}
		return strings.Join(parts, d.T("staff.or"))
	case map[string]any:
		switch name {
		case "purpose":
			return d.purposeOf(v)
		case "weights":
			return d.weightsOf(v)
		}
	case string:
		return d.wordFor(name, v)
	}
	return ""
}

func isText(v any) bool { _, ok := v.(string); return ok }

func (d *StaffPage) purposeOf(v map[string]any) string {
	raw, err := json.Marshal(v)
	var p models.Purpose
	if err != nil || json.Unmarshal(raw, &p) != nil {
		return ""
	}
	return d.PurposeText(p)
}

// weightsOf lists the weights of the matching that count something.
func (d *StaffPage) weightsOf(v map[string]any) string {
	raw, err := json.Marshal(v)
	var w models.MatchWeights
	if err != nil || json.Unmarshal(raw, &w) != nil {
		return ""
	}
	var parts []string
	for _, x := range w.List() {
		if x.Value != 0 {
			parts = append(parts, d.WeightLabel(x.Name)+" "+Count(x.Value))
		}
	}
	return strings.Join(parts, " · ")
}

func (d *StaffPage) wordFor(name, v string) string {
	switch name {
	case "program":
		return d.ProgramName(v)
	case "enterprise":
		return d.EnterpriseName(v)
	case "county":
		return d.Place(v, "")
	case "need":
		return d.NeedNumber(v)
	case "pledge":
		return d.PledgeNumber(v)
	case "type":
		return d.Lang.Term("need_type", v)
	case "stage", "role", "fundraising":
		return d.Lang.Term(name, v)
	case "outcome":
		return d.Lang.Term("bank_line", v)
	case "kind":
		return d.Lang.Term("disclosure_kind", v)
	case "reason":
		return d.FactNote(v)
	case "source":
		if l, ok := d.S.BankLines.Get(v); ok {
			return l.LineID
		}
	}
	if t, err := time.Parse(time.RFC3339, v); err == nil {
		return d.Lang.Instant(t)
	}
	if len(v) == len("2026-09-01") && d.DayOf(models.Day(v)) != "" {
		return d.DayOf(models.Day(v))
	}
	return v
}
