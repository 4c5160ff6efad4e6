package handlers

import (
	"slices"
	"strconv"

	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// How many lines a dashboard, a page of a list and the list of notices show at most.
const (
	entLatest  = 5
	entPerPage = 20
	entNotices = 200
)

// ownEnterprise is the enterprise of whoever asks.
func (r *Request) ownEnterprise() (*models.Enterprise, error) {
	e, ok := r.State.Enterprises.Get(r.Actor.Enterprise)
	if !ok {
		return nil, models.Refuse(models.NotFound, "not_found")
	}
	return e, nil
}

// mayPledge tells whether a new pledge would be taken from the actor and the enterprise.
func (r *Request) mayPledge(e *models.Enterprise) bool {
	return r.Actor.Can(models.PayPledges) && e.Status == models.EnterpriseVerified && !(e.StateOwned && e.Approval == "")
}

func entryHref(seq int64) string {
	n := strconv.FormatInt(seq, 10)
	return "/transparency?from=" + n + "#e" + n
}

// enterpriseHome answers: what did we promise, what arrived, whom did it help, what waits for us.
func enterpriseHome(r *Request) error {
	e, err := r.ownEnterprise()
	if err != nil {
		return err
	}
	pledges := r.State.PledgesOf(e.ID)
	h := views.EnterpriseHomeProps{
		Name: e.Name, USCC: e.USCC, Status: string(e.Status), Reason: e.Reason, Warnings: e.Warnings, StateOwned: e.StateOwned,
		NoApproval: e.StateOwned && e.Approval == "", MayPledge: r.mayPledge(e), IsOwner: r.Actor.Role == models.DonorOwner,
		Phone: r.State.Federation.Phone, PledgeCount: len(pledges),
	}
	sum := r.sumUp(pledges)
	h.Figures, h.Progress, h.Finding = sum.figures(r), sum.progress(), sum.finding(r)
	h.Tasks = r.tasks(pledges)
	for _, p := range pledges[:min(entLatest, len(pledges))] {
		h.Pledges = append(h.Pledges, r.pledgeLine(p))
	}
	h.Notices = r.noticeLines(entLatest)
	return r.HTML(200, views.EnterpriseHome(r.page(views.Enterprise, "enterprise.home.title"), h))
}

// entSum is what an enterprise gave, added up. Helped counts 人次, Other the places that are not persons; the two are never added.
type entSum struct {
	standing                           int
	pledged, received, committed, paid money.Fen
	helped, proven, other              int
}

func (r *Request) sumUp(pledges []*models.Pledge) entSum {
	var t entSum
	for _, p := range pledges {
		if p.Binding() {
			t.standing++
			t.pledged += p.AmountFen
		} else {
			t.pledged += p.ReceivedFen
		}
		t.received += p.ReceivedFen
		t.committed += p.CommittedFen
		t.paid += p.PaidFen
		for _, sp := range r.State.SponsorshipsOfPledge(p.ID) {
			n, ok := r.State.Needs.Get(sp.Need)
			if !ok || !models.NeedTypes[n.Type].Persons {
				t.other += sp.PaidPlaces
				continue
			}
			t.helped += sp.PaidPlaces
			t.proven += sp.ProvenPlaces
		}
	}
	return t
}

func (t entSum) figures(r *Request) []views.Figure {
	pledged, received, paid := views.Fen(t.pledged), views.Fen(t.received), views.Fen(t.paid)
	open := r.Lang.T("enterprise.home.note.all_in")
	if t.pledged > t.received {
		open = r.Lang.T("enterprise.home.note.open", "amount", pledged-received)
	} else if t.pledged == 0 {
		open = ""
	}
	helped := r.Lang.T("enterprise.home.note.helped", "n", t.proven)
	if t.other > 0 {
		helped = r.Lang.T("enterprise.home.note.other", "n", t.other)
	}
	return []views.Figure{
		{Label: r.Lang.T("enterprise.home.figure.pledged"), Money: &pledged, Note: r.Lang.T("enterprise.home.note.pledged", "n", t.standing), Href: "/enterprise/pledges"},
		{Label: r.Lang.T("enterprise.home.figure.received"), Money: &received, Note: open, Href: "/enterprise/documents#receipts"},
		{Label: r.Lang.T("enterprise.home.figure.paid"), Money: &paid, Note: r.Lang.T("enterprise.home.note.paid", "amount", views.Fen(t.committed)), Href: "/enterprise/pledges?show=open"},
		{Label: r.Lang.T("enterprise.home.figure.helped"), Count: int64(t.helped), Unit: "person_times", Note: helped, Href: "/enterprise/pledges?show=open"},
	}
}

func (t entSum) progress() views.ProgressProps {
	return views.ProgressProps{Goal: int64(t.pledged), Pledged: int64(t.pledged), Received: int64(t.received), PaidOut: int64(t.paid)}
}

func (t entSum) finding(r *Request) string {
	if t.received == 0 {
		return r.Lang.T("enterprise.home.finding.none")
	}
	return r.Lang.T("enterprise.home.finding",
		"received", views.Percent(int64(t.received), int64(t.pledged)), "paid", views.Percent(int64(t.paid), int64(t.pledged)))
}

// tasks are what waits for the enterprise, the most pressing first: overdue, to sign, to answer, offers, to pay, to declare, receipts under way.
func (r *Request) tasks(pledges []*models.Pledge) []views.Task {
	owner, pays := r.Actor.Can(models.SignPledges), r.Actor.Can(models.PayPledges)
	var late, sign, change, offer, pay, declare, receipt []views.Task
	for _, p := range pledges {
		at := "/enterprise/pledges/" + p.ID
		if p.Status == models.PledgeIntended {
			sign = append(sign, views.Task{Kind: "sign", Number: p.Number, Href: at + "/sign", Fen: views.Fen(p.AmountFen), Due: string(p.HoldUntil), Mine: owner})
		}
		if due := p.NextDue(); due != nil && p.Binding() {
			t := views.Task{Kind: "pay", Number: p.Number, Href: at + "/pay", Fen: views.Fen(due.AmountFen - due.ReceivedFen), Due: string(due.Due), Mine: pays}
			if p.Status == models.PledgeOverdue {
				t.Kind, t.Late = "overdue", true
				late = append(late, t)
			} else {
				pay = append(pay, t)
			}
		}
		for _, c := range r.State.PurposeChangesOf(p.ID) {
			if c.Status == "asked" {
				change = append(change, views.Task{Kind: "change", Number: p.Number, Href: at + "#change", Mine: owner})
			}
		}
		for _, o := range r.State.OffersOfPledge(p.ID) {
			if n, _ := r.State.Needs.Get(o.Need); o.Answerable(r.today()) {
				offer = append(offer, views.Task{Kind: "offer", Number: n.Number, Href: "/enterprise/offers/" + o.ID, Fen: views.Fen(o.AmountFen()), Due: string(o.Until), Mine: owner})
			}
		}
		for _, m := range r.State.PaymentsOf(p.ID) {
			if m.ThirdParty && !m.Declared {
				declare = append(declare, views.Task{Kind: "declare", Number: m.Number, Href: at + "#payments", Fen: views.Fen(m.Fen), Mine: true})
			}
			if rc, ok := r.State.ReceiptOf(m.ID); ok && rc.Status == models.ReceiptPending {
				receipt = append(receipt, views.Task{Kind: "receipt", Number: rc.Number, Href: "/enterprise/documents#receipts", Fen: views.Fen(rc.Fen), Mine: true})
			}
		}
	}
	byDay := func(a, b views.Task) int { return compareDays(a.Due, b.Due) }
	for _, list := range [][]views.Task{late, sign, offer, pay} {
		slices.SortStableFunc(list, byDay)
	}
	return slices.Concat(late, sign, change, offer, pay, declare, receipt)
}

// compareDays orders days as their text does, with none at the end.
func compareDays(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == "":
		return 1
	case b == "" || a < b:
		return -1
	}
	return 1
}

func (r *Request) pledgeLine(p *models.Pledge) views.PledgeLine {
	l := views.PledgeLine{
		ID: p.ID, Number: p.Number, Status: string(p.Status), Purpose: r.purposeText(p.Purpose), Amount: views.Fen(p.AmountFen),
		Received: views.Fen(p.ReceivedFen), Paid: views.Fen(p.PaidFen), Made: p.MadeAt,
	}
	if due := p.NextDue(); due != nil && p.Live() {
		l.NextDue, l.NextFen = string(due.Due), views.Fen(due.AmountFen-due.ReceivedFen)
	}
	return l
}

// purposeText puts a purpose into words: names as given, terms by the catalogue.
func (r *Request) purposeText(p models.Purpose) views.PurposeText {
	var t views.PurposeText
	for _, id := range p.Programs {
		if pr, ok := r.State.ProgramBySlug(id); ok {
			t.Programs = append(t.Programs, pr.Name)
		}
	}
	for _, code := range p.Counties {
		t.Counties = append(t.Counties, r.Lang.Term("county", code))
	}
	for _, n := range models.NeedTypeOrder {
		if slices.Contains(p.Types, n) {
			t.Types = append(t.Types, r.Lang.Term("need_type", string(n)))
		}
	}
	for _, st := range models.Stages {
		if slices.Contains(p.Stages, st) {
			t.Stages = append(t.Stages, r.Lang.Term("stage", string(st)))
		}
	}
	for _, id := range p.Needs {
		if n, ok := r.State.NeedByNumber(id); ok {
			t.Needs = append(t.Needs, n.Number)
		}
	}
	return t
}

// entTab is a tab of the list: the statuses it shows; none shows everything.
type entTab struct {
	name     string
	statuses []models.PledgeStatus
}

var entTabs = []entTab{
	{"all", nil},
	{"sign", []models.PledgeStatus{models.PledgeIntended}},
	{"open", []models.PledgeStatus{models.PledgeSigned, models.PledgePartReceived, models.PledgeOverdue}},
	{"done", []models.PledgeStatus{models.PledgeReceived, models.PledgeClosed}},
	{"over", []models.PledgeStatus{models.PledgeCancelled, models.PledgeLapsed}},
}

func enterprisePledges(r *Request) error {
	e, err := r.ownEnterprise()
	if err != nil {
		return err
	}
	pledges := r.State.PledgesOf(e.ID)
	p := r.page(views.Enterprise, "enterprise.pledges.title")
	l := views.PledgeListProps{MayPledge: r.mayPledge(e)}
	show := r.Query("show")
	var shown []*models.Pledge
	for _, tab := range entTabs {
		var list []*models.Pledge
		for _, x := range pledges {
			if tab.statuses == nil || slices.Contains(tab.statuses, x.Status) {
				list = append(list, x)
			}
		}
		item := views.TabItem{Label: r.Lang.T("enterprise.pledges.tab." + tab.name), Href: p.With("show", tab.name, "page", ""), Count: len(list), Current: show == tab.name}
		if tab.statuses == nil {
			item.Href = p.With("show", "", "page", "")
			item.Current = !slices.ContainsFunc(entTabs[1:], func(t entTab) bool { return t.name == show })
		}
		if item.Current {
			shown = list
		}
		l.Tabs = append(l.Tabs, item)
	}
	page, _ := strconv.Atoi(r.Query("page"))
	l.Pager = views.Offset(p, page, entPerPage, len(shown))
	for _, x := range shown[max(0, l.Pager.From-1):l.Pager.To] {
		l.Pledges = append(l.Pledges, r.pledgeLine(x))
	}
	return r.HTML(200, views.EnterprisePledges(p, l))
}

func enterpriseNotices(r *Request) error {
	p := r.page(views.Enterprise, "enterprise.notices.title")
	return r.HTML(200, views.EnterpriseNotices(p, r.noticeLines(entNotices)))
}

func (r *Request) noticeLines(limit int) []views.NoticeLine {
	var out []views.NoticeLine
	for _, n := range r.State.NoticesFor(r.Actor, limit) {
		l := views.NoticeLine{Kind: n.Kind, Number: n.Number, Fen: views.Fen(n.Fen), Count: n.Count, At: n.At, Entry: n.Seq, EntryHref: entryHref(n.Seq)}
		if p, err := r.State.PledgeFor(n.Ref, r.Actor); err == nil {
			l.Href = "/enterprise/pledges/" + p.ID
			if l.Number == "" {
				l.Number = p.Number
			}
		} else if o, err := r.State.OfferFor(n.Ref, r.Actor); err == nil {
			l.Href = "/enterprise/offers/" + o.ID
		} else if _, ok := r.State.Enterprises.Get(n.Ref); ok {
			l.Href = "/enterprise"
		}
		out = append(out, l)
	}
	return out
}
