package views

import (
	"strings"
	"time"

	"shanpei/models"
	"shanpei/models/money"
)

// StaffQueue is one kind of thing that waits for the user: how many, how old, by when, and the first few of them.
type StaffQueue struct {
	Key   string // of its title, under staff.queue
	Href  string // the list that shows all of it
	Count int
	Fen   money.Fen // what they add up to, when that says something
	Items []StaffQueueItem
}

// StaffQueueItem is one thing that waits.
type StaffQueueItem struct {
	Number, What, Href string
	Fen                money.Fen
	Since              time.Time
	Due                models.Day
}

// StaffTodayProps is the first page of the day.
type StaffTodayProps struct {
	Meetable StaffMeetable // for whoever runs the matching
	Queues   []StaffQueue  // those with something in them, then the empty ones
	Notices  []*models.Notice
	Figures  []Figure
}

func (q StaffQueue) oldest() time.Time {
	var t time.Time
	for _, i := range q.Items {
		if !i.Since.IsZero() && (t.IsZero() || i.Since.Before(t)) {
			t = i.Since
		}
	}
	return t
}

func (q StaffQueue) nearest() models.Day {
	var day models.Day
	for _, i := range q.Items {
		if i.Due != "" && (day == "" || i.Due < day) {
			day = i.Due
		}
	}
	return day
}

// queueShown is how many things of a queue the page names; the list has the rest.
const queueShown = 5

func queueTable(d *StaffPage, q StaffQueue) TableProps {
	t := TableProps{Caption: d.T("staff.queue." + q.Key), CaptionHidden: true, Columns: []Column{{Label: d.F("number")}, {Label: d.F("what")}}}
	amount, due, since := false, false, false
	for _, i := range q.Items {
		amount, due, since = amount || i.Fen != 0, due || i.Due != "", since || !i.Since.IsZero()
	}
	if amount {
		t.Columns = append(t.Columns, Column{Label: d.F("amount"), Num: true})
	}
	if since {
		t.Columns = append(t.Columns, Column{Label: d.F("age")})
	}
	if due {
		t.Columns = append(t.Columns, Column{Label: d.F("due")})
	}
	for n, i := range q.Items {
		if n == queueShown {
			break
		}
		row := R(Link(i.Href, i.Number), Text(i.What))
		if amount {
			row.Cells = append(row.Cells, Money(d.Page, Fen(i.Fen)))
		}
		if since {
			row.Cells = append(row.Cells, staffAge(d, i.Since))
		}
		if due {
			row.Cells = append(row.Cells, staffDue(d, i.Due))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// NoticeText is the sentence of a notice.
func (d *StaffPage) NoticeText(n *models.Notice) string {
	key := "staff.notice." + n.Kind
	if !d.Lang.Has(key) {
		return d.Lang.Term("fact", n.Kind) + " " + d.noticeNumber(n)
	}
	return d.T(key, "number", d.noticeNumber(n), "amount", Fen(n.Fen), "n", n.Count)
}

func (d *StaffPage) noticeNumber(n *models.Notice) string {
	if n.Number != "" {
		return n.Number
	}
	if e, ok := d.S.Enterprises.Get(n.Ref); ok {
		return e.Name
	}
	if l, ok := d.S.BankLines.Get(n.Ref); ok {
		return l.LineID
	}
	return n.Ref
}

func (d *StaffPage) noticeHref(n *models.Notice) string {
	if _, ok := d.S.Needs.Get(n.Ref); ok {
		return "/staff/needs/" + n.Ref
	}
	if _, ok := d.S.Enterprises.Get(n.Ref); ok && d.May(models.ViewMoney) {
		return "/staff/enterprises/" + n.Ref
	}
	if _, ok := d.S.Pledges.Get(n.Ref); ok && d.May(models.ViewMoney) {
		return "/staff/pledges/" + n.Ref
	}
	if _, ok := d.S.Disbursements.Get(n.Ref); ok && d.May(models.ViewMoney) {
		return "/staff/disbursements/" + n.Ref
	}
	if _, ok := d.S.Offers.Get(n.Ref); ok && d.May(models.ViewMoney) {
		return "/staff/offers/" + n.Ref
	}
	if _, ok := d.S.BankLines.Get(n.Ref); ok && d.May(models.ViewMoney) {
		return "/staff/money/lines/" + n.Ref
	}
	if _, ok := d.S.LookAlarms.Get(n.Ref); ok && d.May(models.ViewLooks) {
		return "/staff/looks/alarms/" + n.Ref
	}
	if d.May(models.HandleRequests) || d.May(models.ApproveErasure) {
		return d.dataRequestHref(n.Ref)
	}
	return ""
}

func noticeItems(d *StaffPage, list []*models.Notice) []TimelineItem {
	out := make([]TimelineItem, 0, len(list))
	for _, n := range list {
		out = append(out, TimelineItem{At: n.At, Title: d.NoticeText(n), Href: d.noticeHref(n), Entry: n.Seq, Tone: noticeTone(n.Kind)})
	}
	return out
}

func noticeTone(kind string) Tone {
	switch kind {
	case "need_returned", "objection_raised", "pledge_overdue", "pledge_lapsed", "pledge_cancelled", "lines_returned", "disbursement_rejected", "line_in_suspense",
		"look_alarm_many", "look_alarm_night", "look_alarm_outside":
		return Bad
	case "payment_received", "places_proven", "disbursement_approved":
		return Done
	}
	return Milestone
}

func clearQueues(d *StaffPage, queues []StaffQueue) string {
	var names []string
	for _, q := range queues {
		if q.Count == 0 {
			names = append(names, d.T("staff.queue."+q.Key))
		}
	}
	return strings.Join(names, d.T("staff.list_join"))
}

func todayLead(d *StaffPage, v StaffTodayProps) string {
	n := 0
	for _, q := range v.Queues {
		n += q.Count
	}
	if n == 0 {
		return d.T("staff.today.nothing", "day", d.DayOf(d.Today))
	}
	return d.T("staff.today.lead", "day", d.DayOf(d.Today), "n", n)
}
