package handlers

import (
	"cmp"
	"slices"
	"time"

	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// soonDays is how long before its day a disclosure is somebody's business.
const soonDays = 30

// staffToday shows what waits for the user's role, and the newest notices.
func staffToday(r *Request) error {
	d := r.staff("staff.today.title")
	v := views.StaffTodayProps{Notices: r.State.NoticesFor(r.Actor, 12), Figures: r.todayFigures(d)}
	if r.Actor.Can(models.RunMatches) {
		met, ok, err := r.canMeet()
		if err != nil {
			return err
		}
		v.Meetable = views.StaffMeetable{Known: ok, Places: met.Places, Amount: views.Fen(met.Fen), Kept: met.Kept}
	}
	for _, q := range r.queues(d) {
		slices.SortStableFunc(q.Items, func(a, b views.StaffQueueItem) int { return a.Since.Compare(b.Since) })
		q.Count = len(q.Items)
		v.Queues = append(v.Queues, q)
	}
	return r.HTML(200, views.StaffToday(d, v))
}

// queues are those of the user's role, in the order in which they are worked on.
func (r *Request) queues(d *views.StaffPage) []views.StaffQueue {
	switch r.Actor.Role {
	case models.TownshipWorker:
		return []views.StaffQueue{r.needQueue(d, "needs_returned", models.NeedReturned), r.needQueue(d, "needs_draft", models.NeedDraft), r.visitQueue()}
	case models.CountyOfficer:
		return []views.StaffQueue{r.needQueue(d, "needs_verified", models.NeedVerified), r.objectionQueue(d), r.needQueue(d, "needs_returned", models.NeedReturned), r.visitQueue()}
	case models.ProgramManager:
		return []views.StaffQueue{
			r.objectionQueue(d), r.needQueue(d, "needs_reviewed", models.NeedReviewed), r.needQueue(d, "needs_approved", models.NeedApproved), r.openQueue(d),
			r.enterpriseQueue(d), r.unmatchedQueue(d), r.freedQueue(d), r.offerQueue(d), r.lateQueue(), r.stoppedQueue(), r.caseQueue(d, "cases_due"), r.overrideQueue(d), r.payoutQueue(d, "payouts_prove", models.DisbursementPaid), r.disclosureQueue(d),
		}
	case models.FinanceMaker:
		return []views.StaffQueue{
			r.payoutQueue(d, "payouts_returned", models.DisbursementReturned), r.payoutQueue(d, "payouts_pay", models.DisbursementApproved), r.suspenseQueue(d),
			r.declarationQueue(d), r.keptQueue(d), r.refundQueue(d, "refunds_send", models.RefundFailed, models.RefundApproved), r.voidQueue(d), r.receiptQueue(d), r.overdueQueue(d),
		}
	case models.FinanceChecker:
		return []views.StaffQueue{r.payoutQueue(d, "payouts_check", models.DisbursementMade), r.refundQueue(d, "refunds_approve", models.RefundAsked), r.voidQueue(d), r.receiptQueue(d)}
	case models.SecretaryGeneral:
		return []views.StaffQueue{r.payoutQueue(d, "payouts_approve", models.DisbursementChecked), r.refundQueue(d, "refunds_approve", models.RefundAsked), r.needQueue(d, "needs_reviewed", models.NeedReviewed), r.caseQueue(d, "cases_approve", models.CaseProposed), r.overrideQueue(d), r.erasureQueue(), r.disclosureQueue(d)}
	case models.Auditor:
		return []views.StaffQueue{r.ledgerQueue(d), r.suspenseQueue(d), r.declarationQueue(d)}
	case models.Admin:
		return []views.StaffQueue{r.userQueue(d)}
	}
	return nil
}

// sinceOf is when the thing last moved.
func (r *Request) sinceOf(id string) time.Time {
	chain := r.State.Chain(id)
	if len(chain) == 0 {
		return time.Time{}
	}
	return chain[len(chain)-1].At
}

func (r *Request) needItem(d *views.StaffPage, n *models.Need) views.StaffQueueItem {
	return views.StaffQueueItem{
		Number: n.Number, What: d.Place(n.County, n.Township) + " · " + d.NeedName(n), Href: "/staff/needs/" + n.ID, Fen: n.AmountFen(), Since: r.sinceOf(n.ID), Due: n.Deadline,
	}
}

func (r *Request) needQueue(d *views.StaffPage, key string, status models.NeedStatus) views.StaffQueue {
	q := views.StaffQueue{Key: key, Href: "/staff/needs?status=" + string(status)}
	for _, n := range r.State.Needs.All() {
		if n.Status == status && r.Actor.InCounty(n.County, n.Township) {
			q.Items = append(q.Items, r.needItem(d, n))
		}
	}
	return q
}

// openQueue lists the needs whose public notice is over.
func (r *Request) openQueue(d *views.StaffPage) views.StaffQueue {
	q := views.StaffQueue{Key: "needs_open", Href: "/staff/needs?status=" + string(models.NeedPublicity)}
	for _, n := range r.State.Needs.All() {
		if n.Status == models.NeedPublicity && n.PublicUntil <= d.Today {
			q.Items = append(q.Items, r.needItem(d, n))
		}
	}
	return q
}

func (r *Request) objectionQueue(d *views.StaffPage) views.StaffQueue {
	q := views.StaffQueue{Key: "objections", Href: "/staff/needs?status=" + string(models.NeedPublicity)}
	for _, o := range r.State.Objections.All() {
		n, ok := r.State.Needs.Get(o.Need)
		if !ok || o.Status != models.ObjectionOpen || !r.Actor.InCounty(n.County, n.Township) {
			continue
		}
		item := r.needItem(d, n)
		item.Href, item.Due, item.Fen = item.Href+"#objections", n.PublicUntil, 0
		q.Items = append(q.Items, item)
	}
	return q
}

func (r *Request) enterpriseQueue(*views.StaffPage) views.StaffQueue {
	q := views.StaffQueue{Key: "enterprises", Href: "/staff/enterprises?status=" + string(models.EnterpriseSubmitted)}
	for _, e := range r.State.Enterprises.All() {
		if e.Status == models.EnterpriseSubmitted {
			q.Items = append(q.Items, views.StaffQueueItem{Number: e.Name, What: e.USCC, Href: "/staff/enterprises/" + e.ID, Since: r.sinceOf(e.ID)})
		}
	}
	return q
}

func (r *Request) pledgeItem(d *views.StaffPage, p *models.Pledge) views.StaffQueueItem {
	return views.StaffQueueItem{Number: p.Number, What: d.EnterpriseName(p.Enterprise) + " · " + d.PurposeText(p.Purpose), Href: "/staff/pledges/" + p.ID}
}

// unmatchedQueue lists the pledges with money that no need has.
func (r *Request) unmatchedQueue(d *views.StaffPage) views.StaffQueue {
	q := views.StaffQueue{Key: "unmatched", Href: "/staff/matching"}
	for _, p := range r.State.OpenPledges() {
		item := r.pledgeItem(d, p)
		item.Fen, item.Since = p.FreeFen(), p.SignedAt
		q.Items = append(q.Items, item)
		q.Fen += item.Fen
	}
	return q
}

// freedQueue lists the needs that lost places since they were taken: what a lapse or an ended sponsorship gave back.
func (r *Request) freedQueue(d *views.StaffPage) views.StaffQueue {
	q := views.StaffQueue{Key: "freed", Href: "/staff/waitlist"}
	freed := map[string]time.Time{}
	for _, sp := range r.State.Sponsorships.All() {
		if n, ok := r.State.Needs.Get(sp.Need); ok && !sp.Live() && n.Takes() {
			freed[n.ID] = r.sinceOf(sp.Pledge)
		}
	}
	for id, since := range freed {
		n, _ := r.State.Needs.Get(id)
		item := r.needItem(d, n)
		item.Since, item.What = since, item.What+" · "+d.Lang.Count(int64(n.Left()), "places")
		q.Items = append(q.Items, item)
	}
	slices.SortFunc(q.Items, func(a, b views.StaffQueueItem) int { return cmp.Compare(a.Number, b.Number) })
	return q
}

// offerQueue lists the offers that wait for their donors' answers.
func (r *Request) offerQueue(d *views.StaffPage) views.StaffQueue {
	q := views.StaffQueue{Key: "offers", Href: "/staff/offers?status=" + string(models.OfferStanding)}
	for _, id := range r.State.OffersDue(farDay, r.State.Offers.Len()) {
		o, _ := r.State.Offers.Get(id)
		n, _ := r.State.Needs.Get(o.Need)
		q.Items = append(q.Items, views.StaffQueueItem{
			Number: n.Number, What: d.EnterpriseName(o.Enterprise) + " · " + d.Lang.Count(int64(o.Places), "places"), Href: "/staff/offers/" + o.ID,
			Fen: o.AmountFen(), Since: o.MadeAt, Due: o.Until,
		})
		q.Fen += o.AmountFen()
	}
	return q
}

// farDay is later than every day that counts.
const farDay models.Day = "9999-12-31"

func (r *Request) disclosureQueue(d *views.StaffPage) views.StaffQueue {
	q := views.StaffQueue{Key: "disclosures", Href: "/staff/disclosures?state=open"}
	for _, p := range r.State.Programs.All() {
		for _, due := range r.State.DisclosureClock(p) {
			if due.Published == nil && d.DaysUntil(due.Due) <= soonDays {
				q.Items = append(q.Items, views.StaffQueueItem{
					Number: d.Lang.Term("disclosure_kind", due.Kind), What: p.Name, Href: "/staff/disclosures/" + p.ID + "/" + string(due.Due), Due: due.Due,
				})
			}
		}
	}
	slices.SortFunc(q.Items, func(a, b views.StaffQueueItem) int { return cmp.Compare(a.Due, b.Due) })
	return q
}

func (r *Request) suspenseQueue(d *views.StaffPage) views.StaffQueue {
	q := views.StaffQueue{Key: "suspense", Href: "/staff/money/suspense"}
	for _, l := range r.State.Suspense() {
		q.Items = append(q.Items, views.StaffQueueItem{Number: l.LineID, What: d.T("staff.why." + l.Why), Href: "/staff/money/lines/" + l.ID, Fen: l.HeldFen, Since: l.Day.Time()})
		q.Fen += l.HeldFen
	}
	return q
}

func (r *Request) declarationQueue(d *views.StaffPage) views.StaffQueue {
	q := views.StaffQueue{Key: "declarations", Href: "/staff/money/declarations"}
	for _, p := range r.State.Payments.All() {
		if p.ThirdParty && !p.Declared && !p.Undone {
			q.Items = append(q.Items, views.StaffQueueItem{Number: p.Number, What: d.EnterpriseName(p.Enterprise), Href: "/staff/money/declarations", Fen: p.Fen, Since: p.At})
			q.Fen += p.Fen
		}
	}
	return q
}

func (r *Request) receiptQueue(d *views.StaffPage) views.StaffQueue {
	q := views.StaffQueue{Key: "receipts", Href: "/staff/money/receipts?status=" + string(models.ReceiptPending)}
	for _, rc := range r.State.Receipts.All() {
		if rc.Status == models.ReceiptPending {
			pay, _ := r.State.Payments.Get(rc.PaymentID())
			q.Items = append(q.Items, views.StaffQueueItem{Number: rc.Number, What: d.EnterpriseName(rc.Enterprise), Href: "/staff/money/receipts/" + rc.ID, Fen: rc.Fen, Since: pay.At})
			q.Fen += rc.Fen
		}
	}
	return q
}

func (r *Request) overdueQueue(d *views.StaffPage) views.StaffQueue {
	q := views.StaffQueue{Key: "overdue", Href: "/staff/pledges?status=" + string(models.PledgeOverdue)}
	for _, p := range r.State.Pledges.All() {
		if p.Status != models.PledgeOverdue {
			continue
		}
		item := r.pledgeItem(d, p)
		if due := p.NextDue(); due != nil {
			item.Fen, item.Due = due.AmountFen-due.ReceivedFen, p.HoldUntil
			item.Since = due.Due.Time()
		}
		q.Items = append(q.Items, item)
		q.Fen += item.Fen
	}
	return q
}

func (r *Request) payoutQueue(d *views.StaffPage, key string, status models.DisbursementStatus) views.StaffQueue {
	q := views.StaffQueue{Key: key, Href: "/staff/disbursements?status=" + string(status)}
	for _, p := range r.State.DisbursementsOpen() {
		if p.Status == status {
			q.Items = append(q.Items, views.StaffQueueItem{
				Number: p.Number, What: d.ProgramName(p.Program) + " · " + d.T("staff.lines_n", "n", len(p.Lines)), Href: "/staff/disbursements/" + p.ID, Fen: p.TotalFen, Since: r.sinceOf(p.ID),
			})
			q.Fen += p.TotalFen
		}
	}
	return q
}

// ledgerQueue proves the sums; what is broken waits for the auditor.
func (r *Request) ledgerQueue(*views.StaffPage) views.StaffQueue {
	q := views.StaffQueue{Key: "ledger", Href: "/staff/money/ledger"}
	_, faults := r.State.Check()
	for _, f := range faults {
		q.Items = append(q.Items, views.StaffQueueItem{Number: f.Where, What: f.Rule + " " + f.What, Href: "/staff/money/ledger"})
	}
	return q
}

func (r *Request) userQueue(d *views.StaffPage) views.StaffQueue {
	q := views.StaffQueue{Key: "users", Href: "/staff/users?disabled=yes"}
	for _, u := range r.State.Users.All() {
		if u.Disabled {
			q.Items = append(q.Items, views.StaffQueueItem{Number: r.nameOf(u.ID), What: d.Lang.Term("role", string(u.Role)), Href: "/staff/users?disabled=yes"})
		}
	}
	return q
}

// todayFigures are the four figures for those who see the whole, and the ledger's for those who watch over it.
func (r *Request) todayFigures(d *views.StaffPage) []views.Figure {
	t := r.State.Totals
	amount := func(fen money.Fen) *views.Fen { f := views.Fen(fen); return &f }
	switch r.Actor.Role {
	case models.ProgramManager, models.SecretaryGeneral:
		return []views.Figure{
			{Label: d.T("staff.today.pledged"), Money: amount(t.PledgedFen), Href: "/staff/pledges"},
			{Label: d.T("staff.today.received"), Money: amount(t.ReceivedFen), Href: "/staff/money"},
			{Label: d.T("staff.today.paid"), Money: amount(t.PaidFen), Href: "/staff/disbursements"},
			{Label: d.T("staff.today.helped"), Count: int64(t.Helped), Unit: "person_times", Href: "/staff/sponsorships"},
		}
	case models.Auditor:
		var sum money.Fen
		for _, fen := range r.State.Accounts.All() {
			sum += fen
		}
		return []views.Figure{
			{Label: d.T("staff.today.entries"), Count: r.State.Seq, Unit: "entries", Href: "/staff/audit"},
			{Label: d.T("staff.today.ledger_sum"), Money: amount(sum), Note: d.T("staff.ledger.zero"), Href: "/staff/money/ledger"},
		}
	case models.Admin:
		return []views.Figure{{Label: d.T("staff.today.users"), Count: int64(r.State.Users.Len()), Unit: "persons", Href: "/staff/users"}}
	}
	return nil
}
