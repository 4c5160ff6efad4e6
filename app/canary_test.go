package main

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"shanpei/internal/vault"
	"shanpei/models"
)

// secret is a text that the vault of the demonstration holds: where, and of which enterprise it is the contact.
type secret struct{ text, kind, field, enterprise string }

// secrets are found in a page by their first bytes, so that ten thousand of them cost one look at each place of it.
type secrets map[string][]secret

const secretHead = 6 // bytes: shorter texts are no secrets that can be told from other words

// unmistakable are the fields whose texts stand nowhere else: not a day, a stage, or what somebody is to a child.
var unmistakable = []string{"name", "id_number", "phone", "email", "address", "village", "guardian_name", "school", "student_number", "holder", "account", "diagnosis", "findings", "disability", "payer", "memo", "text", "contact", "note"}

// vaultSecrets are those of the demonstration. What an enterprise is called stands in the register of companies; a payer may bear the same name.
func vaultSecrets(t *testing.T, s *demoServer) secrets {
	t.Helper()
	state := s.parts.book.State()
	contact, public := map[string]string{}, map[string]bool{}
	for id, e := range state.Enterprises.All() {
		contact[e.Contact] = id
		public[e.Name] = true
	}
	organisation := map[string]bool{}
	for _, d := range state.Disbursements.All() {
		for _, line := range d.Lines {
			organisation[line.Payee] = organisation[line.Payee] || line.PayeeKind != "card" // a school, a hospital, a supplier: their names are no secret
		}
	}
	all, known := secrets{}, map[string]bool{}
	for kind := range models.PersonKinds {
		err := s.parts.vault.Each(context.Background(), kind, func(r vault.Record) error {
			for _, name := range unmistakable {
				text := r.Field(name)
				if len(text) < secretHead || public[text] || known[kind+text] || name == "name" && organisation[r.Code] {
					continue
				}
				known[kind+text] = true
				all[text[:secretHead]] = append(all[text[:secretHead]], secret{text, kind, name, contact[r.Code]})
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(known) < 9000 {
		t.Fatalf("the demonstration has only %d secrets: too few to prove anything", len(known))
	}
	return all
}

// in finds the secrets that a text holds, each once.
func (x secrets) in(body string) (found []secret) {
	seen := map[string]bool{}
	for i := 0; i+secretHead <= len(body); i++ {
		for _, one := range x[body[i:i+secretHead]] {
			if !seen[one.text] && strings.HasPrefix(body[i:], one.text) {
				seen[one.text] = true
				found = append(found, one)
			}
		}
	}
	return found
}

// checkSecrets looks through the pages of a role. A donor sees its own contact and team; staff see who of the users did what, and who administers them their
// addresses. Nobody sees anything of a child, a guardian, an account, a contact or a payer without a look.
func checkSecrets(t *testing.T, s *demoServer, all secrets, role models.Role, pages map[string]page) {
	t.Helper()
	own, me := "", map[string]bool{}
	if role.Donor() {
		own = enterpriseOf(t, s, role)
	}
	for _, p := range s.people {
		if p.Role == role || p.Enterprise == own && own != "" {
			me[p.Name], me[p.Email] = true, true // oneself and the own team
		}
	}
	for at, p := range pages {
		for _, x := range all.in(p.body) {
			switch {
			case me[x.text], own != "" && x.enterprise == own:
			case x.kind == "account" && role.Staff() && (x.field == "name" || role == models.Admin):
			default:
				t.Errorf("%q: %s shows a secret of the vault: %s of a %s", role, at, x.field, x.kind)
			}
		}
	}
}

func TestTheLogHoldsNoSecretOfTheVault(t *testing.T) {
	s := demoPortal(t)
	for _, role := range models.Roles { // what is refused, missing or wrong writes a line
		v := s.as(t, role)
		for _, at := range []string{"/nowhere", "/staff/persons?q=%ff", "/staff/reveal", "/api/v1/beneficiaries?size=x"} {
			v.get(at)
		}
	}
	for _, x := range vaultSecrets(t, s).in(s.log.String()) {
		t.Errorf("the log holds a %s of a %s", x.field, x.kind)
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
	all := vaultSecrets(t, s)
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
			for _, x := range all.in(string(raw)) {
				t.Errorf("entry %d (%s) holds a %s of a %s", e.Seq, e.Command, x.field, x.kind)
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
