package journal

import (
	"strings"

	"shanpei/models"
)

// papers tells what happens to receipts, certificates, exports and payees.
func (g *story) papers() {
	s, err := SetUpSample(g.t.Context(), g.b.AsDo, 3, 2, 4, 6)
	if err != nil {
		g.t.Fatal(err)
	}
	g.sample, g.program = s, s.Program
	owner := g.sample.Donors[0]
	id := found[models.PledgeMade](g, g.must(owner, models.MakePledge{AmountFen: 600_00, Purpose: models.Purpose{Needs: s.Needs[1:2]}})).Pledge.ID
	g.must(owner, models.SignPledge{ID: id, Text: "v1"})
	pay := found[models.PaymentReceived](g, g.line("1", 600_00, "泰麓松风0号（演示）", g.memo(id))).Payment.ID
	g.must(maker, models.RecordReceipt{ID: pay, Code: "37010126", Fiscal: "0000000001", Check: "a1b2c3"})
	g.must(checker, models.VoidReceipt{ID: pay, Reason: "抬头有误"})
	g.must(maker, models.ReissueReceipt{ID: pay})
	if p, _ := g.b.State().Payments.Get(pay); p.ThirdParty {
		g.must(maker, models.DeclareThirdParty{Payment: pay})
	}
	number := found[models.CertificateIssued](g, g.must(owner, models.IssueCertificate{Pledge: id})).Certificate.Number
	g.must(checker, models.VoidCertificate{Number: number, Reason: "名称有误"})
	g.must(owner, models.IssueCertificate{Pledge: id})
	sp := g.b.State().SponsorshipsOfPledge(id)[0]
	lines := []models.DisbursementLine{{Sponsorship: sp.ID, Places: 1, PayeeKind: "card", AmountFen: 90_00}}
	d := found[models.PayoutMade](g, g.must(maker, models.MakeDisbursement{Program: g.program, Lines: lines})).Disbursement.ID
	g.must(maker, models.SetPayees{ID: d, Lines: []models.LinePayee{{No: 1, Payee: "sealed"}}})
	g.must(maker, models.RecordExport{What: models.PayoutExport, Ref: d, Rows: 1})
	g.must(checker, models.RecordExport{What: "gifts", From: "2026-09-01", To: "2026-09-30", Program: g.program, Rows: 1})
}

// receiptFile tells of a receipt whose file was put to it.
func (g *story) receiptFile() {
	s, err := SetUpSample(g.t.Context(), g.b.AsDo, 3, 2, 4, 6)
	if err != nil {
		g.t.Fatal(err)
	}
	g.sample, g.program = s, s.Program
	id := g.pledge(0, 600_00, models.Purpose{})
	pay := found[models.PaymentReceived](g, g.line("1", 600_00, "泰麓松风0号（演示）", g.memo(id))).Payment.ID
	g.must(maker, models.RecordReceipt{ID: pay, Code: "37010126", Fiscal: "0000000001", Check: "a1b2c3"})
	g.must(maker, models.FileReceipt{ID: pay, Hash: strings.Repeat("0a", 32), Kind: "pdf", Bytes: 1000})
}
