package handlers

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"shanpei/models"
	"shanpei/models/money"
)

// apiStructs are the structs behind the named schemas of the document.
var apiStructs = map[string]any{
	"Problem": Problem{}, "Status": statusView{}, "Reason": reasonView{},
	"Beneficiary": personView{}, "BeneficiaryList": listView[personView]{}, "NewBeneficiary": personIn{},
	"Bind": bindIn{}, "Bound": boundPlaces{}, "BoundPlace": placeView{}, "BindPlace": placeIn{},
	"Program": programView{}, "ProgramList": listView[programView]{}, "NewProgram": programIn{}, "Created": createdView{},
	"Standard": standardView{}, "StandardList": listView[standardView]{}, "Activity": activityView{}, "ActivityList": listView[activityView]{},
	"Campaign": campaignView{}, "CampaignList": listView[campaignView]{}, "Additions": additionsView{}, "AdditionsList": listView[additionsView]{},
	"Course": courseView{}, "CourseList": listView[courseView]{}, "Figure": figureView{}, "BriefingRow": briefingRowView{}, "Briefing": briefingView{}, "Duty": dutyView{}, "Found": foundView{}, "FoundList": listView[foundView]{}, "DutyList": listView[dutyView]{},
	"Term": termView{}, "TermList": listView[termView]{}, "TermRate": rateView{}, "TermPlaces": termPlace{}, "Equipment": assetView{}, "EquipmentList": listView[assetView]{}, "Contract": contractView{}, "ContractList": listView[contractView]{}, "Indicator": indicatorView{}, "Milestone": milestoneView{}, "Policy": policyView{}, "PolicyList": listView[policyView]{}, "PolicyHeads": policyHeadsView{}, "Screening": screeningView{}, "ScreeningList": listView[screeningView]{}, "Case": caseView{}, "CaseList": listView[caseView]{},
	"County": countyView{}, "CountyList": listView[countyView]{}, "Disclosure": disclosureView{}, "DisclosureList": listView[disclosureView]{},
	"Entry": entryView{}, "EntryList": listView[entryView]{},
	"Need": needView{}, "NeedList": listView[needView]{}, "Donor": donorView{}, "NewNeed": needIn{}, "Drafted": draftedView{}, "Step": stepIn{},
	"NewEnterprise": enterpriseIn{}, "Contact": contactIn{}, "Registered": registeredView{}, "Enterprise": enterpriseView{}, "Verification": verifyIn{},
	"NewPledge": pledgeIn{}, "NewInstalment": instalmentIn{}, "NewPurpose": purposeIn{}, "NewPreference": preferIn{}, "Pledged": pledgedView{},
	"Pledge": pledgeView{}, "PledgeList": listView[pledgeView]{}, "Purpose": purposeView{}, "Instalment": instalmentView{}, "Fact": factView{},
	"Version": onVersion{}, "Signed": signedView{}, "Checkout": checkoutIn{}, "CheckoutPage": checkoutView{}, "Preview": previewView{},
	"NewBankLine": bankLineIn{}, "BankLine": bankLineView{}, "BankLineList": listView[bankLineView]{},
	"NewMatch": matchIn{}, "Run": runView{}, "Match": matchView{}, "Proposal": proposalView{}, "Unmet": unmetView{}, "Unspent": unspentView{}, "Acceptance": acceptIn{},
	"Accepted": acceptedView{}, "Sponsorship": sponsorshipView{}, "SponsorshipList": listView[sponsorshipView]{}, "End": endIn{}, "Ended": endedView{},
	"Offer": offerView{}, "OfferList": listView[offerView]{}, "NewOffer": newOfferIn{}, "Answer": answerIn{}, "Answered": answeredView{},
	"Waitlist": waitlistView{}, "Waiting": waitingView{}, "WaitingNeed": waitingNeedView{}, "WaitingPledge": waitingPledgeView{},
	"NewDisbursement": disbursementIn{}, "NewLine": lineIn{}, "Disbursement": disbursementView{}, "DisbursementList": listView[disbursementView]{},
	"Line": lineView{}, "PayoutStep": payoutStepIn{}, "Paid": paidView{}, "Return": returnIn{}, "Balance": balanceView{}, "Account": accountView{},
}

// document is the part of OpenAPI 3.1 that ours uses.
type document struct {
	OpenAPI    string                          `json:"openapi"`
	Paths      map[string]map[string]operation `json:"paths"`
	Components struct {
		Schemas map[string]*schema `json:"schemas"`
	} `json:"components"`
}

type operation struct {
	OperationID string                 `json:"operationId"`
	Summary     string                 `json:"summary"`
	Description string                 `json:"description"`
	Tags        []string               `json:"tags"`
	Security    []map[string][]string  `json:"security"`
	Parameters  []map[string]any       `json:"parameters"`
	RequestBody *body                  `json:"requestBody"`
	Responses   map[string]apiResponse `json:"responses"`
}

type body struct {
	Required bool             `json:"required"`
	Content  map[string]media `json:"content"`
}

type media struct {
	Schema *schema `json:"schema"`
}

type apiResponse struct {
	Ref     string           `json:"$ref"`
	Content map[string]media `json:"content"`
}

// schema is a JSON Schema of the few words that the document uses. Type is a text or a list of texts.
type schema struct {
	Ref         string             `json:"$ref"`
	Type        any                `json:"type"`
	Properties  map[string]*schema `json:"properties"`
	Required    []string           `json:"required"`
	Items       *schema            `json:"items"`
	Enum        []any              `json:"enum"`
	OneOf       []*schema          `json:"oneOf"`
	Additional  any                `json:"additionalProperties"` // false, or the schema of the values
	Description string             `json:"description"`
}

func apiDoc(t *testing.T) *document {
	t.Helper()
	var d document
	dec := json.NewDecoder(strings.NewReader(string(apiText)))
	if err := dec.Decode(&d); err != nil {
		t.Fatal(err)
	}
	return &d
}

func (d *document) follow(s *schema) *schema {
	if name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/"); ok {
		return d.Components.Schemas[name]
	}
	return s
}

// find gives the operation that answers a request, and its template.
func (d *document) find(method, path string) (operation, string, bool) {
	path, _, _ = strings.Cut(strings.TrimPrefix(path, "/api/v1"), "?")
	parts := strings.Split(path, "/")
	for _, template := range slices.Sorted(maps.Keys(d.Paths)) { // the fixed part of a path sorts before `{`
		names := strings.Split(template, "/")
		fits := len(names) == len(parts)
		for i := 0; fits && i < len(parts); i++ {
			fits = names[i] == parts[i] || strings.HasPrefix(names[i], "{")
		}
		if op, ok := d.Paths[template][strings.ToLower(method)]; fits && ok {
			return op, template, true
		}
	}
	return operation{}, "", false
}

// faults tells where a value is not what a schema says.
func (d *document) faults(s *schema, v any, at string) []string {
	s = d.follow(s)
	if s == nil {
		return []string{at + ": no such schema"}
	}
	if len(s.OneOf) > 0 {
		for _, one := range s.OneOf {
			if len(d.faults(one, v, at)) == 0 {
				return nil
			}
		}
		return []string{at + ": none of the schemas fits"}
	}
	if !typed(s.Type, v) {
		return []string{fmt.Sprintf("%s: %v is not of the type %v", at, v, s.Type)}
	}
	if len(s.Enum) > 0 && v != nil && !slices.Contains(s.Enum, v) {
		return []string{fmt.Sprintf("%s: %v is not one of %v", at, v, s.Enum)}
	}
	var out []string
	switch v := v.(type) {
	case map[string]any:
		for _, name := range s.Required {
			if _, ok := v[name]; !ok {
				out = append(out, at+"."+name+": missing")
			}
		}
		for name, value := range v {
			if p, ok := s.Properties[name]; ok {
				out = append(out, d.faults(p, value, at+"."+name)...)
			} else if s.Additional == false {
				out = append(out, at+"."+name+": not in the schema")
			}
		}
	case []any:
		for i, item := range v {
			out = append(out, d.faults(s.Items, item, fmt.Sprintf("%s[%d]", at, i))...)
		}
	}
	return out
}

func typed(want, v any) bool {
	if list, ok := want.([]any); ok {
		return slices.ContainsFunc(list, func(one any) bool { return typed(one, v) })
	}
	switch v := v.(type) {
	case nil:
		return want == "null"
	case bool:
		return want == "boolean"
	case string:
		return want == "string"
	case json.Number:
		return want == "integer" && !strings.ContainsAny(v.String(), ".eE")
	case []any:
		return want == "array"
	case map[string]any:
		return want == "object"
	}
	return false
}

// checkAnswer holds an answer against the document.
func (d *document) checkAnswer(t *testing.T, method, path string, answer *reply) {
	t.Helper()
	op, template, ok := d.find(method, path)
	if !ok {
		t.Errorf("%s %s is not in the document", method, path)
		return
	}
	at := fmt.Sprintf("%s %s %d", method, template, answer.status)
	described, ok := op.Responses[fmt.Sprint(answer.status)]
	s := described.Content["application/json"].Schema
	switch {
	case !ok || described.Ref != "":
		s = &schema{Ref: "#/components/schemas/Problem"}
	case s == nil:
		t.Errorf("%s: the document describes no JSON", at)
		return
	}
	if answer.status >= 400 && answer.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%s: content type %q", at, answer.header.Get("Content-Type"))
	}
	var v any
	dec := json.NewDecoder(strings.NewReader(answer.body))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		t.Errorf("%s: %v", at, err)
		return
	}
	for _, fault := range d.faults(s, v, "answer") {
		t.Errorf("%s: %s", at, fault)
	}
}

func TestEveryAPIRouteIsInTheDocumentAndEveryPathOfItIsARoute(t *testing.T) {
	d := apiDoc(t)
	if d.OpenAPI != "3.1.0" {
		t.Errorf("openapi: %q", d.OpenAPI)
	}
	routes := map[string]Route{}
	for _, r := range Routes {
		if path, ok := strings.CutPrefix(r.Path, "/api/v1"); ok {
			routes[strings.ToLower(r.Method)+" "+strings.ReplaceAll(path, ":id", "{id}")] = r
		}
	}
	ids := map[string]bool{}
	for path, operations := range d.Paths {
		for method, op := range operations {
			r, ok := routes[method+" "+path]
			if !ok {
				t.Errorf("%s %s is in the document and not a route", method, path)
			}
			delete(routes, method+" "+path)
			if public := len(op.Security) == 1 && len(op.Security[0]) == 0; public != (r.Permission == models.Public) {
				t.Errorf("%s %s: the document and the route differ on who may ask", method, path)
			}
			if ids[op.OperationID] || op.OperationID == "" || op.Summary == "" || len(op.Tags) != 1 {
				t.Errorf("%s %s: want one operationId of its own, a summary and a tag", method, path)
			}
			ids[op.OperationID] = true
			if (method == "post") != (op.RequestBody != nil) {
				t.Errorf("%s %s: a POST has a body, and nothing else has", method, path)
			}
			if method == "post" && !slices.ContainsFunc(op.Parameters, func(p map[string]any) bool { return p["$ref"] == "#/components/parameters/IdempotencyKey" }) {
				t.Errorf("%s %s: a POST takes an Idempotency-Key", method, path)
			}
		}
	}
	for name := range routes {
		t.Errorf("%s is a route and not in the document", name)
	}
}

func TestTheSchemasOfTheDocumentAreTheStructsOfTheAPI(t *testing.T) {
	d := apiDoc(t)
	plain := map[string]bool{"Fen": true, "Day": true, "NeedType": true, "Stage": true}
	for name, s := range d.Components.Schemas {
		v, ok := apiStructs[name]
		if !ok {
			if !plain[name] {
				t.Errorf("schema %s has no struct", name)
			}
			continue
		}
		if s.Additional != false {
			t.Errorf("schema %s must allow no other field", name)
		}
		want := map[string]reflect.Type{}
		optional := map[string]bool{}
		fieldsOf(reflect.TypeOf(v), want, optional)
		for field, typ := range want {
			p, ok := s.Properties[field]
			if !ok {
				t.Errorf("schema %s has no %s", name, field)
			} else if problem := d.differs(p, typ); problem != "" {
				t.Errorf("schema %s, %s: %s", name, field, problem)
			}
			if out := strings.HasSuffix(reflect.TypeOf(v).Name(), "In") || name == "Version"; !out && slices.Contains(s.Required, field) == optional[field] {
				t.Errorf("schema %s, %s: an answer always has it exactly when it is required", name, field)
			}
		}
		for field := range s.Properties {
			if _, ok := want[field]; !ok {
				t.Errorf("schema %s names %s, which the struct has not", name, field)
			}
		}
	}
	for name := range apiStructs {
		if d.Components.Schemas[name] == nil {
			t.Errorf("struct %s has no schema", name)
		}
	}
}

func fieldsOf(typ reflect.Type, into map[string]reflect.Type, optional map[string]bool) {
	for i := range typ.NumField() {
		f := typ.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous:
			fieldsOf(f.Type, into, optional)
		case name != "":
			into[name], optional[name] = f.Type, strings.Contains(options, "omitempty")
		}
	}
}

// differs tells how a schema is not that of a Go type; empty when it is.
func (d *document) differs(s *schema, typ reflect.Type) string {
	null := typ.Kind() == reflect.Pointer
	if null {
		typ = typ.Elem()
	}
	ref := map[reflect.Type]string{
		reflect.TypeFor[money.Fen](): "Fen", reflect.TypeFor[fenIn](): "Fen", reflect.TypeFor[models.Day](): "Day", reflect.TypeFor[dayIn](): "Day",
		reflect.TypeFor[models.NeedType](): "NeedType", reflect.TypeFor[models.Stage](): "Stage",
	}[typ]
	for name, v := range apiStructs {
		if reflect.TypeOf(v) == typ {
			ref = name
		}
	}
	if ref != "" && (!null || typ.Kind() == reflect.Struct) { // a struct that may be left out is never null
		if s.Ref != "#/components/schemas/"+ref {
			return fmt.Sprintf("want the schema %s", ref)
		}
		return ""
	}
	kinds := map[reflect.Kind]string{
		reflect.String: "string", reflect.Bool: "boolean", reflect.Int: "integer", reflect.Int64: "integer", reflect.Slice: "array", reflect.Map: "object",
	}
	want := kinds[typ.Kind()]
	switch {
	case typ == reflect.TypeFor[replaceIn]():
		if len(s.OneOf) != 2 {
			return "want a boolean or a text"
		}
	case null && want == "boolean": // may be left out, is never null
		if s.Type != "boolean" {
			return "want a boolean"
		}
	case null:
		if list, _ := s.Type.([]any); !slices.Equal(list, []any{want, "null"}) {
			return "want an integer or null"
		}
	case s.Type != want:
		return fmt.Sprintf("want the type %s, have %v", want, s.Type)
	case want == "array":
		return d.differs(s.Items, typ.Elem())
	}
	return ""
}
