package models

import (
	"strconv"
	"strings"
	"time"

	"shanpei/models/money"
)

// Fact is one thing that happened to a pledge, a need or a disbursement, with the entry of the journal that proves it.
type Fact struct {
	Kind  string    `json:"kind"` // slug; the catalogue holds its sentence
	Seq   int64     `json:"seq"`
	At    time.Time `json:"at"`
	Fen   money.Fen `json:"fen,omitempty"`
	Count int       `json:"count,omitempty"` // places
	Ref   string    `json:"ref,omitempty"`   // the number or id of the other thing concerned
	Note  string    `json:"note,omitempty"`  // a reason given by staff
	By    string    `json:"by,omitempty"`    // user id
}

func itoa(n int) string { return strconv.Itoa(n) }

// remember adds a fact to the chain of the thing with the id.
func (s *State) remember(id string, f Fact) {
	f.Seq, f.At = s.Seq, s.At
	under, n := key(id, pad(int(s.Seq), 12))+"/", 0
	for k := range s.Facts.Back(under + "~") {
		if strings.HasPrefix(k, under) {
			last, _ := strconv.Atoi(k[len(under):])
			n = last + 1
		}
		break
	}
	s.Facts.Set(under+pad(n, 6), &f)
}

// Chain lists the facts of a thing, oldest first.
func (s *State) Chain(id string) []*Fact {
	var out []*Fact
	for _, f := range s.Facts.Under(id + "/") {
		out = append(out, f)
	}
	return out
}

// Notice is a message inside the portal to those whom an event concerns. It holds slugs and figures, never a person's data.
type Notice struct {
	ID       string    `json:"id"`
	Audience string    `json:"audience"` // `enterprise:<id>` or `role:<role>` or `role:<role>:<county>`
	Kind     string    `json:"kind"`
	Ref      string    `json:"ref,omitempty"`
	Number   string    `json:"number,omitempty"`
	Fen      money.Fen `json:"fen,omitempty"`
	Count    int       `json:"count,omitempty"`
	Seq      int64     `json:"seq"`
	At       time.Time `json:"at"`
}

// ToEnterprise and ToRole name an audience.
func ToEnterprise(id string) string { return "enterprise:" + id }

// ToRole names the people of a role, everywhere or in one county.
func ToRole(r Role, county string) string {
	if county == "" {
		return "role:" + string(r)
	}
	return "role:" + string(r) + ":" + county
}

func (s *State) tell(n Notice, audiences ...string) {
	for _, a := range audiences {
		m := n
		m.Audience, m.Seq, m.At = a, s.Seq, s.At
		m.ID = pad(int(s.Seq), 12) + "-" + pad(s.Notices.Len(), 9)
		s.Notices.Set(m.ID, &m)
		s.noticesByAudience.Set(key(a, m.ID), m.ID)
	}
}

// NoticesFor lists the newest notices for an actor, at most limit of them.
func (s *State) NoticesFor(a Actor, limit int) []*Notice {
	audience := ToRole(a.Role, a.County)
	if a.Role.Donor() {
		audience = ToEnterprise(a.Enterprise)
	}
	var out []*Notice
	for k, id := range s.noticesByAudience.Back(audience + "/~") {
		if len(out) == limit || !strings.HasPrefix(k, audience+"/") {
			break
		}
		n, _ := s.Notices.Get(id)
		if need, ok := s.Needs.Get(n.Ref); ok && !a.InCounty(need.County, need.Township) {
			continue // a county's notices reach all its townships; this need is another one's
		}
		out = append(out, n)
	}
	return out
}
