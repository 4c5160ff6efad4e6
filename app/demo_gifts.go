package main

import (
	"fmt"
	"strings"

	"shanpei/models"
	"shanpei/models/money"
)

// pledge promises, and signs a day later.
func (d *demo) pledge(key, who string, day int, cmd models.MakePledge) {
	d.to(day)
	d.pledges[key] = made[models.PledgeMade](d.do(who, cmd)).Pledge.ID
}

func (d *demo) sign(day int, keys ...string) {
	d.to(day)
	for _, key := range keys {
		d.do(strings.Split(key, "/")[0], models.SignPledge{ID: d.pledges[key]})
	}
}

// parts are instalments: amounts in yuan and their due days, counted back from the end of the story.
func (d *demo) parts(pairs ...int) []models.Instalment {
	var out []models.Instalment
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, models.Instalment{No: i/2 + 1, AmountFen: money.Fen(pairs[i]) * yuan, Due: d.daysAgo(pairs[i+1])})
	}
	return out
}

func (d *demo) named(keys ...string) models.Purpose {
	var p models.Purpose
	for _, key := range keys {
		p.Needs = append(p.Needs, d.needs[key])
	}
	return p
}

// line is a credit on the bank's statement.
type line struct {
	pledge string // whose reference the memo has
	fen    money.Fen
	payer  string // empty: the donor itself
	memo   string // with %s for the reference
}

// receive books one line of the statement of a day.
func (d *demo) receive(day int, l line) string {
	d.to(day)
	if d.err != nil {
		return ""
	}
	reference := ""
	if p, ok := d.state().Pledges.Get(d.pledges[l.pledge]); ok {
		reference = p.Reference()
	}
	if l.payer == "" {
		l.payer = enterpriseByKey(strings.Split(l.pledge, "/")[0]).name
	}
	if strings.Contains(l.memo, "%s") {
		l.memo = fmt.Sprintf(l.memo, reference)
	}
	no := len(d.payments) + 1
	l.memo = fmt.Sprintf("%s（金丝雀附言%02d）", l.memo, no)
	on := d.daysAgo(day)
	id := fmt.Sprintf("YS%s%02d", strings.ReplaceAll(string(on), "-", ""), no)
	out := d.do("maker", models.RecordBankLine{
		Account: "main", LineID: id, Day: on, AmountFen: l.fen, Payer: l.payer, Memo: l.memo, Sealed: d.seal("bank_line", map[string]string{"payer": l.payer, "memo": l.memo}),
	})
	d.payments[id] = made[models.PaymentReceived](out).Payment.ID
	return made[models.BankLineRecorded](out).Line.ID
}

// springGifts are the gifts that name their needs, and the goods.
func (d *demo) springGifts() {
	d.pledge("kangyang/1", "kangyang", 240, models.MakePledge{
		AmountFen: 180_000 * yuan, Instalments: d.parts(60_000, 200, 60_000, 60, 60_000, -20),
		Purpose: d.named("screening-370902", "screening-370911", "surgery-370902", "surgery-370911", "surgery-370921", "rehabilitation-370902"),
	})
	d.sign(239, "kangyang/1")
	d.pledge("songfeng/1", "songfeng", 225, models.MakePledge{
		AmountFen: 80_000 * yuan, Anonymous: true, Instalments: d.parts(80_000, 200),
		Purpose: d.named("insurance-370983", "insurance-370902", "insurance-370921"),
	})
	d.sign(224, "songfeng/1")
	d.receive(215, line{pledge: "songfeng/1", fen: 80_000 * yuan, memo: "捐赠款 %s"})
	d.to(210)
	d.do("manager", models.AcceptGift{Gift: models.Gift{
		Enterprise: d.enterprises["huyun"], Program: "dongyuan-tongxing", Goods: "东平湖咸鸭蛋和水产礼盒（演示）", Quantity: 520, Unit: "盒", ValueFen: 52_000 * yuan,
		Basis: "公允价值：近三个月批发成交均价，附询价单（演示）", At: d.daysAgo(212),
	}})
	d.receive(205, line{pledge: "kangyang/1", fen: 60_000 * yuan, memo: "慈佑童年第一期 %s"})
}

// autumnPledges are the gifts for the school term, and two promises that came to nothing.
func (d *demo) autumnPledges() {
	yida := func(counties ...string) models.Purpose {
		return models.Purpose{Programs: []string{"yida-yuanmeng"}, Counties: counties}
	}
	d.pledge("songfeng/2", "songfeng", 94, models.MakePledge{AmountFen: 20_000 * yuan, Purpose: yida()})
	d.pledge("hefeng/1", "hefeng", 93, models.MakePledge{
		AmountFen: 120_000 * yuan, Instalments: d.parts(120_000, 80),
		Purpose: d.named("study-370911-primary", "study-370911-junior", "study-370911-senior", "study-370911-college", "study-370902-primary"),
	})
	d.pledge("yunqiao/1", "yunqiao", 92, models.MakePledge{
		AmountFen: 300_000 * yuan, Purpose: yida(), MaxPlacesPerNeed: 40, Instalments: d.parts(150_000, 80, 150_000, -60),
	})
	d.pledge("shiwu/1", "shiwu", 92, models.MakePledge{
		AmountFen: 200_000 * yuan, Naming: "桃源石屋助学金（演示）", Purpose: models.Purpose{Counties: []string{"370983"}}, Prefer: models.Purpose{Stages: []models.Stage{models.Senior}},
		Instalments: d.parts(100_000, 78, 100_000, -20),
	})
	d.pledge("zhuyuan/1", "zhuyuan", 91, models.MakePledge{AmountFen: 150_000 * yuan, Purpose: yida("370982"), Instalments: d.parts(50_000, 70, 100_000, 6)})
	d.pledge("ximing/1", "ximing", 91, models.MakePledge{AmountFen: 36_800_50, Purpose: yida("370921"), Instalments: []models.Instalment{{AmountFen: 36_800_50, Due: d.daysAgo(72)}}})
	d.pledge("shuzhi/1", "shuzhi", 90, models.MakePledge{
		AmountFen: 60_000 * yuan, Instalments: d.parts(60_000, 70), Purpose: models.Purpose{Programs: []string{"lexiang-xinzhi"}, Counties: []string{"370902"}},
	})
	d.to(90)
	d.refused("songfeng", models.MakePledge{AmountFen: 34_500 * yuan, Purpose: d.named("study-370911-primary")}, "need_full")
	d.sign(89, "hefeng/1", "yunqiao/1", "shiwu/1", "zhuyuan/1", "ximing/1", "shuzhi/1")
	d.to(86)
	d.expire()
}

// expire does what the portal's own job does every day.
func (d *demo) expire() {
	if d.err != nil {
		return
	}
	for _, id := range d.state().Due(models.DayOf(d.at), 100) {
		d.do("system", models.ExpirePledge{ID: id})
	}
}

// autumnPayments are the statement of the autumn: whole and in parts, from somebody else's account, with a wrong reference and with none.
func (d *demo) autumnPayments() {
	d.receive(84, line{pledge: "hefeng/1", fen: 120_000 * yuan, memo: "%s 汶畔禾丰助学"})
	d.receive(82, line{pledge: "yunqiao/1", fen: 150_000 * yuan, memo: "意达圆梦一期　附言：%s"})
	third := d.receive(80, line{pledge: "shiwu/1", fen: 100_000 * yuan, payer: "金丝雀·石屋代付人", memo: "代桃源石屋捐款 %s"})
	d.to(78)
	d.do("maker", models.DeclareThirdParty{Payment: d.paymentOf(third)})
	d.receive(76, line{pledge: "zhuyuan/1", fen: 50_000 * yuan, memo: "%s"})
	d.receive(75, line{pledge: "ximing/1", fen: 20_000 * yuan, memo: "爱心捐款 %s 先付一部分"})
	d.receive(73, line{pledge: "ximing/1", fen: 16_800_50, memo: "爱心捐款 %s 补足"})
	d.receive(72, line{pledge: "shuzhi/1", fen: 60_000 * yuan, memo: "%s"})
	d.receive(70, line{pledge: "kangyang/1", fen: 60_000 * yuan, payer: "金丝雀·康养代付人", memo: "慈佑童年第二期 %s"})
	d.receive(66, line{pledge: "kangyang/1", fen: 5_000 * yuan, memo: d.broken("kangyang/1")})
	d.receive(65, line{fen: 8_800 * yuan, payer: "金丝雀·无附言汇款人", memo: "助学"})
}

// broken is a pledge's reference with two digits changed about.
func (d *demo) broken(key string) string {
	p, ok := d.state().Pledges.Get(d.pledges[key])
	if !ok {
		return ""
	}
	r := []byte(p.Reference())
	last := r[len(r)-1]
	r[len(r)-1] = '0' + (last-'0'+1)%10
	return "捐款 " + string(r)
}

// paymentOf finds the payment that a bank line became.
func (d *demo) paymentOf(bankLine string) string {
	for id, p := range d.state().Payments.All() {
		if p.Source == bankLine {
			return id
		}
	}
	return ""
}

// unrestricted is the gift that leaves everything to the federation. It comes after the term's matching, so that no run of it depends on which donor the
// engine would rather spend.
func (d *demo) unrestricted() {
	d.pledge("wenyang/1", "wenyang", 59, models.MakePledge{AmountFen: 500_000 * yuan, Instalments: d.parts(350_000, 50, 150_000, -35)})
	d.sign(59, "wenyang/1")
	d.receive(58, line{pledge: "wenyang/1", fen: 350_000 * yuan, memo: "捐赠 %s 一期"})
}

// receipts records the fiscal receipts of some payments, voids one, and leaves the others in the queue.
func (d *demo) receipts() {
	d.to(64)
	if d.err != nil {
		return
	}
	n, voided := 0, ""
	for id, p := range d.state().Payments.All() {
		if n++; n%3 == 0 {
			continue
		}
		code := "3709" + "01" + d.year()[2:]
		d.do("maker", models.RecordReceipt{ID: id, Code: code, Fiscal: fmt.Sprintf("%010d", n), Check: fmt.Sprintf("YS%04d", n)})
		if p.Pledge == d.pledges["ximing/1"] {
			voided = id
		}
	}
	d.to(63)
	d.do("checker", models.VoidReceipt{ID: voided, Reason: "票面项目名称有误，作废后由企业申请重开。（演示）"})
	d.do("maker", models.ReissueReceipt{ID: voided})
	d.certificates()
}

// certificates are issued to whoever asked for one; the first had a slip and was issued again.
func (d *demo) certificates() {
	var list []*models.Pledge
	for _, p := range d.state().Pledges.All() {
		if d.state().UncertifiedFen(p.ID) > 0 && len(list) < 4 {
			list = append(list, p)
		}
	}
	for i, p := range list {
		c := made[models.CertificateIssued](d.do("checker", models.IssueCertificate{Pledge: p.ID})).Certificate
		if i == 0 {
			d.do("checker", models.VoidCertificate{Number: c.Number, Reason: "证书用纸打印有误，作废重开。（演示）"})
			d.do("checker", models.IssueCertificate{Pledge: p.ID})
		}
	}
}
