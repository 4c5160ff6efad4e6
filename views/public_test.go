package views

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"shanpei/models"
)

func rendered(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFewerThanFivePersonsAreNeverCounted(t *testing.T) {
	p := &Page{Lang: ZhCN}
	for _, c := range []struct {
		n             int
		persons       bool
		count, amount string
	}{
		{0, true, "0 例", "0.00 元"}, {1, true, "少于 5 例", "不足 75,000.00 元"}, {4, true, "少于 5 例", "不足 75,000.00 元"}, {5, true, "5 例", "75,000.00 元"},
		{1, false, "1 例", "15,000.00 元"}, {4, false, "4 例", "60,000.00 元"}, {1000, true, "1,000 例", "15,000,000.00 元"},
	} {
		if got := ZhCN.PublicCount(c.n, c.persons, "operations"); got != c.count {
			t.Errorf("%d, persons %v: %s, want %s", c.n, c.persons, got, c.count)
		}
		if got := p.PublicAmount(Fen(c.n)*15_000_00, c.n, c.persons, 15_000_00); got != c.amount {
			t.Errorf("%d, persons %v: %s, want %s", c.n, c.persons, got, c.amount)
		}
	}
	if got := En.PublicCount(3, true, "persons"); got != "fewer than 5 people" {
		t.Errorf("in English: %s", got)
	}
}

func needOf(kind models.NeedType, places, taken int) *models.Need {
	return &models.Need{Type: kind, Places: places, Taken: taken, UnitPriceFen: 15_000_00, Status: models.NeedPartial}
}

func TestAProgressTellsNoMoreThanItsFigures(t *testing.T) {
	p := &Page{Lang: ZhCN}
	for name, c := range map[string]struct {
		need          *models.Need
		must, mustNot string
	}{
		"few of few":        {needOf(models.Surgery, 4, 2), "人数少于 5", "30,000"},
		"few of many":       {needOf(models.Surgery, 40, 3), "不足 75,000.00 元", "45,000"},
		"many of many":      {needOf(models.Surgery, 40, 30), "450,000.00 元", "不足"},
		"none of many":      {needOf(models.Surgery, 40, 0), "0.00 元", "不足"},
		"few, but sessions": {needOf(models.Screening, 4, 2), "30,000.00 元", "不足"},
	} {
		got := rendered(t, tallyProgress(p, TallyOf(c.need), false))
		if !strings.Contains(got, c.must) || strings.Contains(got, c.mustNot) {
			t.Errorf("%s: %s", name, got)
		}
	}
	// Three of forty and two of forty are drawn alike.
	a, b := rendered(t, tallyProgress(p, TallyOf(needOf(models.Surgery, 40, 3)), false)), rendered(t, tallyProgress(p, TallyOf(needOf(models.Surgery, 40, 2)), false))
	if a != b {
		t.Error("the bar tells two from three")
	}
}

func TestASumLeavesOutWhatItsPartsHide(t *testing.T) {
	var sum Tally
	sum.AddShown(needOf(models.Surgery, 4, 2))
	if !sum.Hidden() || sum.AmountFen != 0 || sum.Small != 1 || sum.Open != 1 {
		t.Errorf("of hidden parts alone: %+v", sum)
	}
	sum.AddShown(needOf(models.Screening, 3, 0))
	if sum.Hidden() || sum.AmountFen != 45_000_00 || sum.Needs != 2 || sum.Open != 2 {
		t.Errorf("of both: %+v", sum)
	}
	var all Tally
	for range 3 {
		all.Add(needOf(models.Surgery, 2, 1))
	}
	if all.Hidden() || all.Unit() != "operations" || all.Left != 3 || all.LeftFen != 45_000_00 {
		t.Errorf("of three small ones: %+v", all)
	}
}

func TestEveryWordOfTheDomainIsInTheCatalogue(t *testing.T) {
	var keys []string
	for k := range models.EventKinds() {
		keys = append(keys, "public.event."+k)
	}
	for prefix := range models.NumberPrefixes {
		keys = append(keys, "public.document."+prefix)
	}
	for kind := range models.NeedTypes {
		keys = append(keys, "public.place."+string(kind), "common.unit."+NeedUnit(kind), "common.need_type."+string(kind))
	}
	for _, way := range []models.Fundraising{models.Announce, models.Targeted, models.PublicRaising} {
		keys = append(keys, "public.fundraising."+string(way))
	}
	for _, part := range privacyParts {
		keys = append(keys, "public.privacy."+part, "public.privacy."+part+"_text")
	}
	for _, key := range keys {
		if !ZhCN.Has(key) {
			t.Errorf("%s is missing", key)
		}
	}
	if len(documentKinds) != len(models.NumberPrefixes) {
		t.Errorf("%d kinds of numbers are explained, there are %d", len(documentKinds), len(models.NumberPrefixes))
	}
}

func TestTheClockKeepsLateApartFromInTime(t *testing.T) {
	published := func(day string) *models.Disclosure {
		at, _ := time.Parse(time.DateOnly, day)
		return &models.Disclosure{Due: "2026-07-01", At: at}
	}
	for name, c := range map[string]struct {
		published *models.Disclosure
		today     models.Day
		want      string
	}{
		"ahead": {nil, "2026-06-30", "due"}, "on its day": {nil, "2026-07-01", "due"}, "a day after": {nil, "2026-07-02", "overdue"},
		"published before": {published("2026-06-29"), "2026-08-01", "published"}, "published on its day": {published("2026-07-01"), "2026-08-01", "published"},
		"published after": {published("2026-07-09"), "2026-08-01", "late"},
	} {
		d := DueLine{DueDisclosure: models.DueDisclosure{Due: "2026-07-01", Published: c.published}, Today: c.today}
		if got := d.Status(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if n := daysBetween("2026-02-27", "2026-03-01"); n != 2 {
		t.Errorf("%d days", n)
	}
}

func TestANameIsNotToldItsPlaceTwice(t *testing.T) {
	for want, n := range map[string]models.Need{
		"岱岳区重点困境儿童助学":            {County: "370911", Title: "岱岳区重点困境儿童助学"},
		"岱岳区 · 护航":               {County: "370911", Title: "护航"},
		"岱岳区 满庄镇 · 岱岳区助学":        {County: "370911", Township: "满庄镇", Title: "岱岳区助学"},
		"岱岳区 · 小学助学 · 2026 春季学期": {County: "370911", Type: models.StudyAid, Stage: models.Primary, Period: "2026 春季学期"},
		"岱岳区 · 手术":               {County: "370911", Type: models.Surgery},
	} {
		if got := (NeedLine{Need: &n, County: "岱岳区"}).Full(ZhCN); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := (NeedLine{Need: &models.Need{County: "370911", Type: models.StudyAid, Stage: models.Primary}, County: "岱岳区"}).Full(En); got != "Daiyue · Study aid, Primary school" {
		t.Errorf("in English: %q", got)
	}
}

func TestAFlowKeepsItsColumnsInsideThePicture(t *testing.T) {
	f := FlowProps{Nodes: []FlowNode{{ID: "a"}, {ID: "b", Column: 1}, {ID: "c", Column: 1}, {ID: "d", Column: 2, Wait: true}}, Links: []FlowLink{
		{From: "a", To: "b", Value: 70}, {From: "a", To: "c", Value: 30}, {From: "b", To: "d", Value: 70}, {From: "c", To: "d", Value: 30}, {From: "a", To: "absent", Value: 5},
	}}
	boxes, ribbons := f.layout()
	if len(ribbons) != 4 {
		t.Errorf("%d ribbons", len(ribbons))
	}
	for _, b := range boxes {
		if b.top < 0 || b.top+b.height > 1000.5 {
			t.Errorf("%s stands at %.1f to %.1f", b.ID, b.top, b.top+b.height)
		}
	}
	if boxes[1].height/boxes[2].height < 2.2 || boxes[1].height/boxes[2].height > 2.5 {
		t.Errorf("70 is drawn %.1f, 30 is drawn %.1f", boxes[1].height, boxes[2].height)
	}
}
