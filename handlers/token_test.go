package handlers

import (
	"testing"
	"time"

	"shanpei/models"
)

func TestATokenDoesWhatItsScopesAllow(t *testing.T) {
	p := newProofPortal(t)
	token := func(scopes ...string) *client {
		c := p.visitor()
		var err error
		if c.token, err = p.Accounts.IssueToken(t.Context(), "program_manager", "test", p.now.Add(time.Hour), scopes...); err != nil {
			t.Fatal(err)
		}
		return c
	}
	reader := token("read")
	reader.json("GET", "/api/v1/pledges", nil).is(200)
	reader.json("GET", "/api/v1/needs", nil).is(200)
	reader.json("POST", "/api/v1/needs", "{}").refused(403, "token_scope")
	token("needs").json("POST", "/api/v1/needs", "{}").is(422)
	token("bank").json("POST", "/api/v1/bank-lines", "{}").refused(403, "forbidden")
	token().json("POST", "/api/v1/needs", "{}").is(422)
	list, err := p.Accounts.TokensOf(t.Context(), "program_manager")
	if err != nil || len(list) != 4 || list[3].Used.IsZero() {
		t.Errorf("the day of use is not kept: %v", err)
	}
	p.now = p.now.Add(time.Hour)
	reader.json("GET", "/api/v1/pledges", nil).refused(401, "token_invalid")
	for _, route := range Routes {
		if route.Kind != API || route.Permission == models.Public {
			continue
		}
		var all []string
		for _, s := range tokenScopes {
			all = append(all, s.name)
		}
		if scoped(all, route.Permission) != nil {
			t.Errorf("%s %s: no scope of a token has %q", route.Method, route.Path, route.Permission)
		}
	}
}
