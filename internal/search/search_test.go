package search

import (
	"strconv"
	"testing"

	"shanpei/internal/journal"
	"shanpei/models"
)

var (
	manager = models.Actor{ID: "m", Role: models.ProgramManager}
	officer = models.Actor{ID: "o", Role: models.CountyOfficer, County: "370911"}
	other   = models.Actor{ID: "p", Role: models.CountyOfficer, County: "370902"}
	worker  = models.Actor{ID: "w", Role: models.TownshipWorker, County: "370911", Township: "山口镇"}
)

func open(t *testing.T) (*journal.Book, *Index, journal.Sample) {
	t.Helper()
	b, err := journal.Open(t.Context(), journal.NewMemory(), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close(t.Context()) })
	s, err := journal.SetUpSample(t.Context(), b.AsDo, 2, 3)
	if err != nil {
		t.Fatal(err)
	}
	return b, New(b), s
}

func do(t *testing.T, b *journal.Book, cmd models.Command) {
	t.Helper()
	if _, err := b.Do(t.Context(), models.System, cmd); err != nil {
		t.Fatal(err)
	}
}

func kinds(hits []Hit) (out []string) {
	for _, h := range hits {
		out = append(out, h.Kind)
	}
	return out
}

// TestAThingIsFoundByWhatIsRememberedOfIt: in either script, by initials or the whole of the pinyin, by its number, by its amount; what comes later is found too.
func TestAThingIsFoundByWhatIsRememberedOfIt(t *testing.T) {
	b, x, _ := open(t)
	if _, n := x.Find(t.Context(), manager, "岱青云桥", 10); n != 0 {
		t.Fatal("found before it is there")
	}
	do(t, b, models.RegisterEnterprise{Name: "岱青云桥精密制造（演示）", USCC: journal.SampleUSCC(777)})
	do(t, b, models.PlanActivity{Activity: models.ActivityPlan{Title: "关爱之夏", County: "370911", Plan: "x", From: "2026-07-01", To: "2026-07-02", Planned: 1, BudgetFen: 12_345_67}})
	for query, want := range map[string]string{
		"岱青云桥": "enterprise", "云桥 精密": "enterprise", "岱青雲橋": "enterprise", "精密製造": "enterprise", "dqyq": "enterprise", "DQYQ": "enterprise", "daiqing": "enterprise", "ｄａｉｑｉｎｇ": "enterprise",
		journal.SampleUSCC(777): "enterprise", "關愛": "activity", "gazx": "activity", "12345.67": "activity", "12,345.67": "activity", "¥12345.67元": "activity",
	} {
		hits, n := x.Find(t.Context(), manager, query, 10)
		if n != 1 || hits[0].Kind != want {
			t.Errorf("%q finds %v", query, kinds(hits))
		}
	}
	for _, query := range []string{"", "  ", "，。", "岱青云桥 关爱", "没有这样的东西", "12345.68"} {
		if hits, n := x.Find(t.Context(), manager, query, 10); n != 0 {
			t.Errorf("%q finds %v", query, kinds(hits))
		}
	}
}

// TestNobodyFindsWhatTheyMayNotSee: staff their own county's, donors their own enterprise's, everybody what is public.
func TestNobodyFindsWhatTheyMayNotSee(t *testing.T) {
	b, x, s := open(t)
	do(t, b, models.EnterBeneficiaries{List: []models.Beneficiary{{ID: "kid", Category: models.Hardship, County: "370911", Township: "山口镇", Stage: models.Primary, Risk: "low", Source: "visit"}}})
	do(t, b, models.MakePledge{Enterprise: s.Donors[0].Enterprise, AmountFen: 77_777_00})
	kid, _ := b.State().Beneficiaries.Get("kid")
	for _, c := range []struct {
		who   models.Actor
		query string
		want  int
	}{
		{manager, kid.Number, 1}, {officer, kid.Number, 1}, {worker, kid.Number, 1}, {other, kid.Number, 0}, {models.Nobody, kid.Number, 0}, {s.Donors[0], kid.Number, 0},
		{manager, "77777", 1}, {s.Donors[0], "77777", 1}, {s.Donors[1], "77777", 0}, {officer, "77777", 0}, {models.Nobody, "77777", 0},
	} {
		if _, n := x.Find(t.Context(), c.who, c.query, 10); n != c.want {
			t.Errorf("%s finds %d of %q, want %d", c.who.Role, n, c.query, c.want)
		}
	}
	need, _ := b.State().Needs.Get(s.Needs[0])
	hits, n := x.Find(t.Context(), models.Nobody, need.Number, 10)
	if n != 1 || hits[0].Href != "/needs/"+need.Number {
		t.Errorf("the public finds %v", kinds(hits))
	}
	if hits, _ := x.Find(t.Context(), officer, need.Number, 10); len(hits) != 1 || hits[0].Href != "/staff/needs/"+need.ID && hits[0].Href != "/needs/"+need.Number {
		t.Errorf("an officer is led to %v", hits)
	}
}

// TestARenamedProgrammeIsFoundWithItsNeeds: what is called after it is called after it at once.
func TestARenamedProgrammeIsFoundWithItsNeeds(t *testing.T) {
	b, x, s := open(t)
	if _, n := x.Find(t.Context(), manager, "cgcj", 50); n != 0 {
		t.Fatal("found before")
	}
	p, _ := b.State().Programs.Get(s.Program)
	next := *p
	next.Name = "晨光成就"
	do(t, b, models.ReviseProgram{ID: p.ID, Program: next})
	if _, n := x.Find(t.Context(), manager, "cgcj", 50); n != 1+len(s.Needs) {
		t.Errorf("%d are found", n)
	}
}

func BenchmarkFind(b *testing.B) {
	docs := make([]*Doc, 100_000)
	for i := range docs {
		docs[i] = &Doc{Number: "XQ-2026-" + strconv.Itoa(100000+i), Title: "意达圆梦 助学成长 岱岳区山口镇 " + strconv.Itoa(i), See: models.ViewStaff, Staff: "/x"}
		docs[i].text = text(docs[i].Number, docs[i].Title)
	}
	words := wordsOf("ydymzxcz 99")
	for b.Loop() {
		for _, d := range docs {
			d.match(words)
		}
	}
}
