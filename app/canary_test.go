package main

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"shanpei/internal/vault"
	"shanpei/models"
)

// secrets are the texts that the vault of the demonstration holds, by the code they are sealed under, and by which enterprise they belong to.
func secrets(t *testing.T, s *demoServer) (texts map[string]bool, ofEnterprise map[string]string) {
	t.Helper()
	texts, ofEnterprise = map[string]bool{}, map[string]string{}
	contact := map[string]string{}
	for id, e := range s.parts.book.State().Enterprises.All() {
		contact[e.Contact] = id
	}
	for _, kind := range []string{"contact", "bank_line", "objection", "account", "payee", "beneficiary", "guardian"} {
		n := 0
		err := s.parts.vault.Each(context.Background(), kind, func(r vault.Record) error {
			if n++; n%60 > 0 && (kind == "beneficiary" || kind == "guardian" || r.Field("bank") != "") { // of thousands of children, some
				return nil
			}
			for _, name := range r.Names() {
				if text := r.Field(name); len(text) >= 6 {
					texts[text] = true
					if id := contact[r.Code]; id != "" {
						ofEnterprise[text] = id
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(texts) < 20 {
		t.Fatalf("the demonstration has only %d secrets: too few to prove anything", len(texts))
	}
	return texts, ofEnterprise
}

// TestNoSecretOfTheVaultIsShownToWhomItIsNotFor walks every address with every role and nobody, and looks for what the vault holds.
func TestNoSecretOfTheVaultIsShownToWhomItIsNotFor(t *testing.T) {
	s := demoPortal(t)
	texts, ofEnterprise := secrets(t, s)
	// What an enterprise is called stands in the register of companies; a payer may bear the same name.
	state := s.parts.book.State()
	for _, e := range state.Enterprises.All() {
		delete(texts, e.Name)
	}
	for role, v := range walkers(t) {
		if role.Staff() {
			continue // staff may see contacts and payers where their work needs them; every look of theirs is bound to a permission
		}
		own := ""
		if role.Donor() {
			own = enterpriseOf(t, s, role)
		}
		me := map[string]bool{}
		for _, p := range s.people {
			if p.Enterprise == own && own != "" {
				me[p.Name], me[p.Email] = true, true // the own team
			}
		}
		for at, p := range walk(v, starts(role)...) {
			for text := range texts {
				if strings.Contains(p.body, text) && !me[text] && (own == "" || ofEnterprise[text] != own) {
					t.Errorf("%q: %s shows a secret of the vault: %s…", role, at, string([]rune(text)[:2]))
				}
			}
		}
	}
	for text := range texts {
		if strings.Contains(s.log.String(), text) {
			t.Errorf("the log holds a secret of the vault: %s…", string([]rune(text)[:2]))
		}
	}
}

func enterpriseOf(t *testing.T, s *demoServer, role models.Role) string {
	t.Helper()
	for _, p := range s.people {
		if p.Role == role {
			return p.Enterprise
		}
	}
	t.Fatalf("no account %s", role)
	return ""
}

// TestTheJournalHoldsNoSecretOfTheVault: an entry has codes, never what is sealed under them.
func TestTheJournalHoldsNoSecretOfTheVault(t *testing.T) {
	s := demoPortal(t)
	texts, _ := secrets(t, s)
	for _, e := range s.parts.book.State().Enterprises.All() {
		delete(texts, e.Name)
	}
	for from := int64(1); ; {
		entries, err := s.parts.book.Entries(context.Background(), from, 500)
		if err != nil {
			t.Fatal(err)
		}
		if len(entries) == 0 {
			return
		}
		for _, e := range entries {
			raw, err := json.Marshal(e.Events)
			if err != nil {
				t.Fatal(err)
			}
			for text := range texts {
				if strings.Contains(string(raw), text) {
					t.Errorf("entry %d (%s) holds a secret of the vault", e.Seq, e.Command)
				}
			}
			from = e.Seq + 1
		}
	}
}

// TestTheNamesOfAnonymousDonorsAreNotPublic: who asked not to be named is named to nobody but themselves and staff.
func TestTheNamesOfAnonymousDonorsAreNotPublic(t *testing.T) {
	s := demoPortal(t)
	state := s.parts.book.State()
	named, hidden := map[string]bool{}, map[string]bool{}
	for _, p := range state.Pledges.All() {
		e, _ := state.Enterprises.Get(p.Enterprise)
		if p.Anonymous {
			hidden[e.Name] = true
		} else if p.Binding() {
			named[e.Name] = true
		}
	}
	for name := range named {
		delete(hidden, name)
	}
	if len(hidden) == 0 {
		t.Fatal("the demonstration has no donor who is always anonymous")
	}
	for at, p := range walk(s.visitor(t), starts(models.RoleNobody)...) {
		for name := range hidden {
			if strings.Contains(p.body, name) {
				t.Errorf("%s names the anonymous donor %s", at, name)
			}
		}
	}
}
