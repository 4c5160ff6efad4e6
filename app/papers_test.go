package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"shanpei/models"
)

var formToken = regexp.MustCompile(`name="_csrf" value="([^"]+)"`)

// send sends a form of a page, with the token that the page has.
func (v *visitor) send(form, action string, fields url.Values) page {
	v.t.Helper()
	m := formToken.FindStringSubmatch(v.get(form).body)
	if m == nil {
		v.t.Fatalf("%s has no form", form)
	}
	fields.Set("_csrf", m[1])
	req, err := http.NewRequest("POST", v.s.url+action, strings.NewReader(fields.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Cookie", "lang="+v.lang+"; sp_session="+v.cookie)
	res, err := plainClient.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return page{res.StatusCode, res.Header, string(raw)}
}

// Every agreement in every version, every receipt, certificate, payout and statement of the demonstration is printed. With SHANPEI_PAPERS=FOLDER one of each
// is written there (docs/papers).
func TestEveryPaperOfTheDemonstrationIsPrinted(t *testing.T) {
	server := demoPortal(t)
	s, staff, kept, n := server.parts.book.State(), server.as(t, models.FinanceMaker), map[string]bool{}, 0
	keep := func(kind, where string, p page) {
		t.Helper()
		n++
		if p.status != 200 || !strings.HasPrefix(p.body, "%PDF-") {
			t.Errorf("%s answers %d: %.200s", where, p.status, p.body)
		}
		if dir := os.Getenv("SHANPEI_PAPERS"); dir != "" && !kept[kind] {
			if err := os.WriteFile(filepath.Join(dir, kind+".pdf"), []byte(p.body), 0o600); err != nil {
				t.Fatal(err)
			}
			kept[kind] = true
		}
	}
	for id, p := range s.Pledges.All() {
		for v := range len(p.Past) + 1 {
			at := fmt.Sprintf("/staff/pledges/%s/agreement.pdf?version=%d", id, v+1)
			kind := "agreement"
			if len(p.Instalments) < 2 || p.Agreement == "" {
				kind = "agreement-other"
			}
			keep(kind, at, staff.get(at))
		}
	}
	for id, r := range s.Receipts.All() {
		at := "/staff/money/receipts/" + id + "/request.pdf"
		keep("receipt-"+string(r.Status), at, staff.get(at))
	}
	for _, c := range s.Certificates.All() {
		at := "/staff/money/certificates/" + c.Number + "/certificate.pdf"
		keep("certificate-"+string(c.Status), at, staff.get(at))
	}
	for id := range s.Disbursements.All() {
		at := "/staff/disbursements/" + id + "/list.pdf"
		keep("payout", at, staff.get(at))
	}
	year := models.FiscalYear(time.Now())
	for id, e := range s.Enterprises.All() {
		if len(s.PledgesOf(id)) > 0 {
			at := fmt.Sprintf("/staff/enterprises/%s/%d/statement.pdf", id, year)
			keep("statement-"+e.USCC, at, staff.get(at))
		}
	}
	keep("tax", "the tax sheet", server.as(t, models.DonorOwner).send("/enterprise/tax", "/enterprise/tax", url.Values{fmt.Sprintf("profit.%d", year): {"1000000"}}))
	t.Logf("%d papers", n)
	if n < 40 {
		t.Errorf("only %d papers", n)
	}
}
