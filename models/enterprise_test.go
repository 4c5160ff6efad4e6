package models

import (
	"strconv"
	"testing"
	"time"
)

// registrar decides and applies commands on a state of its own.
type registrar struct {
	t *testing.T
	s *State
	n int
}

func (r *registrar) do(a Actor, cmd Command) error {
	r.t.Helper()
	in := Input{Actor: a, At: time.Date(2026, 9, 1, 2, 0, 0, 0, time.UTC), NewID: func() string { r.n++; return "id" + strconv.Itoa(r.n) }}
	events, err := cmd.Decide(r.s, in)
	if err != nil {
		return err
	}
	r.s = r.s.Fork()
	r.s.Begin(r.s.Seq+1, in.At)
	for _, e := range events {
		e.Apply(r.s)
	}
	return nil
}

func (r *registrar) must(a Actor, cmd Command) {
	r.t.Helper()
	if err := r.do(a, cmd); err != nil {
		r.t.Fatalf("%T: %v", cmd, err)
	}
}

const (
	code1 = "91350100M000100Y43"
	code2 = "51370900PDY00001XU"
)

func TestARejectedEnterpriseRegistersAgainOnlyThroughItsOwner(t *testing.T) {
	r := &registrar{t: t, s: NewState()}
	manager := Actor{ID: "m", Role: ProgramManager}
	r.must(Nobody, RegisterEnterprise{Name: "甲", USCC: code1, Owner: "first"})
	first, _ := r.s.Users.Get("first")
	r.must(manager, RejectEnterprise{ID: first.Enterprise, Reason: "执照与代码不符"})

	r.must(Nobody, RegisterEnterprise{Name: "甲", USCC: code1, Owner: "second"})
	second, _ := r.s.Users.Get("second")
	if second.Enterprise == first.Enterprise {
		t.Fatal("a stranger who gives the code of a rejected enterprise became its owner")
	}

	r.must(first.Actor(), RegisterEnterprise{Name: "乙", USCC: code2})
	again, _ := r.s.Enterprises.Get(first.Enterprise)
	if again.Status != EnterpriseSubmitted || again.USCC != code2 || again.Name != "乙" {
		t.Fatalf("registered again: %+v", again)
	}
	if e, ok := r.s.EnterpriseByUSCC(code1); !ok || e.ID != second.Enterprise {
		t.Fatal("the code of the second enterprise no longer leads to it")
	}
	r.must(manager, VerifyEnterprise{ID: second.Enterprise})
	if err := r.do(Nobody, RegisterEnterprise{Name: "丙", USCC: code1, Owner: "third"}); err == nil || err.(*Error).Reason != "uscc_taken" {
		t.Fatalf("a code that a verified enterprise has: %v", err)
	}
}
