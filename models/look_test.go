package models

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

func TestALookLastsTenMinutesAndIsOneEvent(t *testing.T) {
	w := newTown(t)
	ent := w.contactOf("L", "91370902PDY00036XT", "codeofcontact")
	look := RevealField{Kind: "contact", Of: ent, Code: "codeofcontact", Field: "phone", Purpose: "enterprise_check"}
	e := first[PersonRevealed](w.world, w.must(manager, look))
	l, ok := w.s.Looks.Get(e.ID)
	if !ok || l.By != manager.ID || l.Role != ProgramManager || l.Group != IdentityFields || !l.Until.Equal(w.now.Add(10*time.Minute)) {
		t.Fatalf("the look is kept as %+v", l)
	}
	w.now = w.now.Add(9 * time.Minute)
	if _, stands := w.s.LookStands(manager.ID, "codeofcontact", "contact", "phone", w.now); !stands {
		t.Error("after nine minutes it is over")
	}
	for who, stands := range map[string]bool{"another": false, manager.ID: false} {
		if _, got := w.s.LookStands(who, "codeofcontact", "contact", "name", w.now); got != stands {
			t.Errorf("%s may look at another field", who)
		}
	}
	w.now = w.now.Add(time.Minute)
	if _, stands := w.s.LookStands(manager.ID, "codeofcontact", "contact", "phone", w.now); stands {
		t.Error("after ten minutes it stands")
	}
	w.must(manager, look)
	look.Field = IdentityFields.Whole()
	w.must(manager, look)
	if _, stands := w.s.LookStands(manager.ID, "codeofcontact", "contact", "email", w.now); !stands {
		t.Error("a look at the group is none at its field")
	}
	list := w.s.LooksOf("codeofcontact")
	if len(list) != 3 || list[0].Field != "*identity" || list[2].ID != e.ID {
		t.Errorf("%d looks at the contact", len(list))
	}
	if w.s.OwnerOf("contact", "codeofcontact") != ent || w.s.OwnerOf("contact", "absent") != "" {
		t.Error("the contact's enterprise is not found")
	}
}

func TestUnusualLooking(t *testing.T) {
	day := time.Date(2026, 11, 2, 10, 0, 0, 0, shanghai)
	at := func(hour, minute int) time.Time { return time.Date(2026, 11, 2, hour, minute, 0, 0, shanghai).UTC() }
	many := func(n int, counties ...string) (out []*Look) {
		for i := range n {
			l := &Look{ID: fmt.Sprint(i), At: day}
			if len(counties) > 0 {
				l.County = counties[i%len(counties)]
			}
			out = append(out, l)
		}
		return out
	}
	cases := map[string]struct {
		look   Look
		bound  string
		lately []*Look
		want   []LookRule
	}{
		"one by day":                {Look{At: day, County: "370911"}, "370911", many(1, "370911"), nil},
		"one less than many":        {Look{At: day}, "", many(29), nil},
		"many":                      {Look{At: day}, "", many(30), []LookRule{ManyLooks}},
		"just before the night":     {Look{At: at(21, 59)}, "", many(1), nil},
		"at ten":                    {Look{At: at(22, 0)}, "", many(1), []LookRule{NightLook}},
		"at midnight":               {Look{At: at(0, 0)}, "", many(1), []LookRule{NightLook}},
		"before six":                {Look{At: at(5, 59)}, "", many(1), []LookRule{NightLook}},
		"at six":                    {Look{At: at(6, 0)}, "", many(1), nil},
		"outside the own county":    {Look{At: day, County: "370982"}, "370911", many(1), []LookRule{OutsideLooks}},
		"of nowhere":                {Look{At: day}, "370911", many(1), nil},
		"the city at three":         {Look{At: day, County: "c"}, "", many(3, "a", "b", "c"), nil},
		"the city at four":          {Look{At: day, County: "d"}, "", many(4, "a", "b", "c", "d"), []LookRule{OutsideLooks}},
		"everything at once":        {Look{At: at(3, 0), County: "d"}, "", many(40, "a", "b", "c", "d"), []LookRule{ManyLooks, NightLook, OutsideLooks}},
		"the counties of others do": {Look{At: day, County: "a"}, "a", many(4, "a", "b", "c", "d"), nil},
	}
	for name, c := range cases {
		if got := UnusualLook(&c.look, c.bound, c.lately, 30); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestManyLooksWithinAnHourRaiseOneAlarmThatASecondPersonExplains(t *testing.T) {
	w := newTown(t)
	ent := w.contactOf("L", "91370902PDY00036XT", "codeofcontact")
	set := w.s.Federation.Settings
	set.LooksPerHour = 3
	w.must(admin, ChangeSettings{Settings: set})
	look := func() {
		for _, f := range []string{"phone", "name", "email"} {
			w.must(manager, RevealField{Kind: "contact", Of: ent, Code: "codeofcontact", Field: f, Purpose: "enterprise_check"})
		}
	}
	look()
	alarms := w.s.AlarmsOfLooks()
	if len(alarms) != 1 || alarms[0].Rule != ManyLooks || alarms[0].By != manager.ID || alarms[0].Looks != 1 {
		t.Fatalf("three looks raise %d alarms", len(alarms))
	}
	for _, who := range []Actor{general, auditor} {
		if n := w.s.NoticesFor(who, 1); len(n) != 1 || n[0].Kind != "look_alarm_many" || n[0].Ref != alarms[0].ID {
			t.Errorf("%s is not told", who.Role)
		}
	}
	w.now = w.now.Add(11 * time.Minute)
	look()
	if got := w.s.AlarmsOfLooks(); len(got) != 1 || got[0].Looks != 4 || len(w.s.NoticesFor(general, 9)) != 1 {
		t.Error("further looks of the day are another alarm")
	}
	w.must(auditor, ExplainLooks{ID: alarms[0].ID, Reason: "集中核验企业资料"})
	a, _ := w.s.LookAlarms.Get(alarms[0].ID)
	if a.Status != LookAlarmExplained || a.AnswerBy != auditor.ID || a.Reason == "" {
		t.Errorf("it is explained as %+v", a)
	}
	w.now = w.now.Add(2 * time.Hour)
	w.must(manager, RevealField{Kind: "contact", Of: ent, Code: "codeofcontact", Field: "phone", Purpose: "enterprise_check"})
	if len(w.s.AlarmsOfLooks()) != 1 {
		t.Error("an hour without looks is still counted")
	}
	look2 := RevealField{Kind: "contact", Of: ent, Code: "codeofcontact", Purpose: "correction"}
	for _, f := range []string{"name", "email"} {
		look2.Field = f
		w.must(manager, look2)
	}
	if got := w.s.AlarmsOfLooks(); len(got) != 2 || got[0].Status != LookAlarmOpen {
		t.Error("after it was explained, nothing is raised any more")
	}
}
