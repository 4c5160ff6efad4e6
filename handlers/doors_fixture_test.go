package handlers

import (
	"bytes"
	"context"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"

	"shanpei/models"
)

// nightingale begins what is sealed of the children of the test: nothing else is called so.
const nightingale = "夜莺"

// thing is something with an address: what it is of, and so to whom it does not exist. Without an owner it is everybody's.
type thing struct {
	kind, id, enterprise, county, township string
}

// foreignTo tells whether somebody must not learn that the thing exists.
func (x thing) foreignTo(a models.Actor) bool {
	if a.Role.Donor() {
		return x.enterprise != "" && x.enterprise != a.Enterprise || x.county != ""
	}
	return x.county != "" && !a.InCounty(x.county, x.township)
}

// houses is the test federation with two enterprises that gave, children of two counties, and the secrets of each group of fields.
type houses struct {
	*testPortal
	log     *bytes.Buffer
	things  []thing
	secrets map[models.FieldGroup][]string
	others  []string // of an enterprise's contact and of a payer: nobody of the test may see them without a look
	child   *models.Beneficiary
}

func newHouses(t *testing.T) *houses {
	h := &houses{testPortal: newTestPortal(t), log: &bytes.Buffer{}, secrets: map[models.FieldGroup][]string{}}
	h.Portal.Log = slog.New(slog.NewJSONHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	h.forms, h.tokens = newLimiter(1<<20), newLimiter(1<<20)
	pledge := h.walked()
	second := event[models.PledgeMade](h.do(h.actor("donor_owner.2"), models.MakePledge{AmountFen: 900_00, Purpose: models.Purpose{Programs: []string{h.study.Slug}}})).Pledge
	h.do(h.actor("donor_owner.2"), models.SignPledge{ID: second.ID})
	h.arrived(&second, 900_00)
	h.child = h.sealedChild("township_worker", daiyue, "满庄镇", 31, "甲")
	h.sealedChild("township_worker.2", xintai, "羊流镇", 32, "乙")
	h.do(h.actor("township_worker"), models.RecordConsent{Under14: true, Consent: models.Consent{
		Beneficiary: h.child.ID, Purpose: models.ConsentToAid, By: "guardian", Evidence: "档案2026-1", Given: "2026-09-01",
	}})
	h.do(h.actor("township_worker"), models.StepBeneficiary{IDs: []string{h.child.ID}, Verb: "verify"})
	h.do(h.actor("county_officer"), models.StepBeneficiary{IDs: []string{h.child.ID}, Verb: "review"})
	h.do(h.actor("program_manager"), models.StepBeneficiary{IDs: []string{h.child.ID}, Verb: "accept"})
	sp := h.State().SponsorshipsOfPledge(pledge.ID)[0]
	h.do(h.actor("program_manager"), models.BindPlace{Sponsorship: sp.ID, Places: []models.ChildPlace{{Slot: 1, Beneficiary: h.child.ID, Minor: true}}, Random: "r"})
	h.certified(&second)
	h.child, _ = h.State().Beneficiaries.Get(h.child.ID)
	contact := h.seal("contact", map[string]string{"name": nightingale + "联系人", "phone": "13900077799", "email": "nightingale@canary.example"})
	h.do(models.Nobody, models.RegisterEnterprise{Name: "青云演示文创", USCC: newUSCC, Contact: contact})
	h.do(h.actor("finance_maker"), models.RecordBankLine{
		Account: "main", LineID: "canary", Day: models.DayOf(h.now), AmountFen: 77_00, PayerKey: "k",
		Sealed: h.seal("bank_line", map[string]string{"payer": nightingale + "付款人", "account": "6200000000000039", "memo": nightingale + "的附言"}),
	})
	h.collect()
	return h
}

// seal keeps a record whose every field is a canary.
func (h *houses) seal(kind string, fields map[string]string) string {
	h.t.Helper()
	code, err := h.Vault.Seal(h.t.Context(), kind, fields)
	if err != nil {
		h.t.Fatal(err)
	}
	h.others = slices.AppendSeq(h.others, maps.Values(fields))
	return code
}

// sealedChild enters a child whose every field is a canary.
func (h *houses) sealedChild(worker, county, township string, seq int, mark string) *models.Beneficiary {
	h.t.Helper()
	c := nightingale + mark
	f := childForm()
	secret := func(g models.FieldGroup, name, value string) {
		f.Set(name, value)
		h.secrets[g] = append(h.secrets[g], value)
	}
	secret(models.IdentityFields, "name", c+"童")
	secret(models.IdentityFields, "id_number", residentID("20150302", seq))
	secret(models.IdentityFields, "guardian_name", c+"的祖父")
	secret(models.IdentityFields, "guardian_phone", "139000777"+string(rune('0'+seq/10))+string(rune('0'+seq%10)))
	secret(models.SchoolFields, "school", c+"小学")
	secret(models.AccountFields, "holder", c+"收款")
	secret(models.AccountFields, "account", map[string]string{"甲": "6200000000000013", "乙": "6200000000000021"}[mark])
	f.Set("place", county+"/"+township)
	page := h.as(worker).post("/staff/persons/new", f).to()
	b, _ := h.State().Beneficiaries.Get(page[strings.LastIndexByte(page, '/')+1:])
	medical := map[string]string{"diagnosis": c + "的诊断", "findings": c + "的所见"}
	if err := h.Vault.Update(context.Background(), b.ID, medical); err != nil {
		h.t.Fatal(err)
	}
	h.secrets[models.MedicalFields] = slices.AppendSeq(h.secrets[models.MedicalFields], maps.Values(medical))
	return b
}

// collect lists everything that has an address, and whose it is.
func (h *houses) collect() {
	s := h.State()
	add := func(kind, id, enterprise, county, township string) {
		h.things = append(h.things, thing{kind, id, enterprise, county, township})
	}
	for id, b := range s.Beneficiaries.All() {
		add("child", id, "", b.County, b.Township)
	}
	for id, b := range s.Bindings.All() {
		c, _ := s.Beneficiaries.Get(b.Beneficiary)
		add("place", id, "", c.County, c.Township)
	}
	for id, p := range s.Pledges.All() {
		add("pledge", id, p.Enterprise, "", "")
	}
	for id, p := range s.Payments.All() {
		pledge, _ := s.Pledges.Get(p.Pledge)
		add("payment", id, pledge.Enterprise, "", "")
	}
	for id, x := range s.Sponsorships.All() {
		pledge, _ := s.Pledges.Get(x.Pledge)
		add("sponsorship", id, pledge.Enterprise, "", "")
	}
	for _, c := range s.Certificates.All() {
		pledge, _ := s.Pledges.Get(c.Pledge)
		add("certificate", c.Number, pledge.Enterprise, "", "")
	}
	for id := range s.Enterprises.All() {
		add("enterprise", id, id, "", "")
	}
	for id := range s.Disbursements.All() {
		add("payout", id, "", "", "")
	}
	for id := range s.Matches.All() {
		add("match", id, "", "", "")
	}
	for id := range s.BankLines.All() {
		add("bank line", id, "", "", "")
	}
	add("need", h.need.ID, "", "", "")
	add("need", h.need.Number, "", "", "")
	add("programme", h.study.ID, "", "", "")
	add("programme", h.study.Slug, "", "", "")
	add("county", daiyue, "", "", "")
	add("rubbish", "%2e%2e%2f", "", "", "")
	add("rubbish", "2026-11", "", "", "")
	add("year", "2026", "", "", "")
	add("entry", "2", "", "", "")
	add("rubbish", strings.Repeat("9", 300), "", "", "")
}
