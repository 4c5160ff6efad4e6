package models

import (
	"testing"

	"shanpei/models/money"
)

func standardRefusals(w *town) []refusal {
	good := SetStandard{Class: GraveHardship, From: "2024-01-01", Fen: 1452_00, DocNo: "演示〔2024〕1号"}
	with := func(f func(*SetStandard)) SetStandard {
		c := good
		f(&c)
		return c
	}
	w.must(manager, good)
	w.must(manager, SetStandard{Class: InInstitution, From: "2024-01-01", Fen: 2540_00, DocNo: "演示〔2024〕1号"})
	w.must(manager, WithdrawStandard{Class: InInstitution, From: "2024-01-01", Reason: "录错"})
	back := func(f func(*WithdrawStandard)) WithdrawStandard {
		c := WithdrawStandard{Class: GraveHardship, From: "2024-01-01", Reason: "录错"}
		f(&c)
		return c
	}
	return []refusal{
		{"a class that is none", manager, with(func(c *SetStandard) { c.Class = "rich" }), Invalid, "unknown_choice", "class"},
		{"no day", manager, with(func(c *SetStandard) { c.From = "" }), Invalid, "day_form", "from"},
		{"nothing", manager, with(func(c *SetStandard) { c.Fen = 0 }), Invalid, "amount_positive", "fen"},
		{"too much", manager, with(func(c *SetStandard) { c.Fen = maxStandard + 1 }), Invalid, "amount_too_large", "fen"},
		{"no decree", manager, with(func(c *SetStandard) { c.DocNo = " " }), Invalid, "required", "doc_no"},
		{"a novel for a decree", manager, with(func(c *SetStandard) { c.DocNo = long() }), Invalid, "text_too_long", "doc_no"},
		{"a day that has one", manager, good, Conflict, "standard_taken", "from"},
		{"by finance", maker, good, Forbidden, "forbidden", ""},
		{"withdrawing nothing", manager, back(func(c *WithdrawStandard) { c.From = "2023-01-01" }), NotFound, "not_found", ""},
		{"withdrawing an old version", manager, back(func(c *WithdrawStandard) { c.IfVersion = 7 }), Conflict, "stale", ""},
		{"withdrawing twice", manager, back(func(c *WithdrawStandard) { c.Class = InInstitution }), Conflict, "wrong_status", ""},
		{"withdrawing without a reason", manager, back(func(c *WithdrawStandard) { c.Reason = "" }), Invalid, "reason_required", "reason"},
		{"withdrawing with a novel", manager, back(func(c *WithdrawStandard) { c.Reason = long() }), Invalid, "text_too_long", "reason"},
	}
}

func TestAStandardHoldsFromItsDayUntilTheNext(t *testing.T) {
	w := newTown(t)
	set := func(from Day, yuan int) {
		w.must(manager, SetStandard{Class: WithRelatives, From: from, Fen: money.Fen(yuan * 100), DocNo: "演示"})
	}
	set("2023-07-01", 1807)
	set("2025-01-01", 2000)
	set("2024-01-01", 1960)
	w.must(manager, SetStandard{Class: InInstitution, From: "2024-01-01", Fen: 2450_00, DocNo: "演示"})
	for day, want := range map[Day]int{"2023-12-31": 1807, "2024-01-01": 1960, "2024-12-31": 1960, "2026-02-28": 2000} {
		if n, ok := w.s.StandardAt(WithRelatives, day); !ok || n.Fen != money.Fen(want*100) {
			t.Errorf("on %s: %+v, want %d yuan", day, n, want)
		}
	}
	if n, ok := w.s.StandardAt(WithRelatives, "2023-06-30"); ok {
		t.Errorf("before the first: %+v", n)
	}
	w.must(manager, WithdrawStandard{Class: WithRelatives, From: "2025-01-01", Reason: "尚未发文"})
	if n, _ := w.s.StandardAt(WithRelatives, "2026-02-28"); n.Fen != 1960_00 {
		t.Errorf("after the withdrawal: %s", n.Fen)
	}
	set("2025-01-01", 2010)
	if list := w.s.StandardsOf(WithRelatives); len(list) != 3 || list[0].Fen != 2010_00 || list[0].Withdrawn != "" {
		t.Errorf("the history: %+v", list[0])
	}
}
