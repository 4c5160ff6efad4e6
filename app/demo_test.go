package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"shanpei/internal/accounts"
	"shanpei/internal/journal"
	"shanpei/internal/vault"
	"shanpei/models"
	"shanpei/models/money"
)

// filled is a journal with the demonstration in it.
type filled struct {
	store  journal.Store
	book   *journal.Book
	acc    *accounts.Accounts
	vault  *vault.Vault
	logins []DemoAccount
	now    time.Time
}

func fill(t *testing.T, store journal.Store, now time.Time) *filled {
	t.Helper()
	ctx := t.Context()
	f := &filled{store: store, now: now}
	var err error
	if f.vault, err = vault.New(ctx, store.KV(), bytes.Repeat([]byte{5}, vault.KeySize), journal.ErrNone); err != nil {
		t.Fatal(err)
	}
	f.acc = accounts.New(store.KV(), f.vault, accounts.Options{None: journal.ErrNone, Exists: journal.ErrExists})
	if f.book, err = journal.Open(ctx, store, journal.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.book.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	began := time.Now()
	if f.logins, err = fillDemo(ctx, f.book, f.acc, f.vault, now); err != nil {
		t.Fatal(err)
	}
	seq, _ := f.book.Head()
	t.Logf("%d entries in %s", seq, time.Since(began).Round(time.Millisecond))
	return f
}

// sound proves the journal and the state.
func (f *filled) sound(t *testing.T) {
	t.Helper()
	report, err := journal.Verify(t.Context(), f.store)
	if err != nil || len(report.Broken) > 0 || report.Sum != 0 {
		t.Errorf("verify: %v, sum %s, broken %v", err, report.Sum, report.Broken)
	}
	if checked, faults := f.book.State().Check(); checked == 0 || len(faults) > 0 || journal.Digest(f.book.State()) != report.Digest {
		t.Errorf("%d checks, broken: %v; the replayed state may differ", checked, faults)
	}
}

func (f *filled) entries(t *testing.T) []*journal.Entry {
	t.Helper()
	list, err := f.book.Entries(t.Context(), 1, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestTheDemonstration(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.bolt")
	store, err := journal.OpenBolt(path)
	if err != nil {
		t.Fatal(err)
	}
	f := fill(t, store, time.Now())
	t.Run("keeps every rule and replays to the same state", f.sound)
	t.Run("has the budgets and the figures of the table", f.figures)
	t.Run("has every situation", f.situations)
	t.Run("is told by the people whose work it is, in the year before now", f.story)
	t.Run("has the registers of the table, each child with its consent", f.registers)
	t.Run("has the cases of the table", f.cases)
	t.Run("has the insured of the table", f.insured)
	t.Run("is marked as invented", f.marked)
	t.Run("closes its last month with two differences, both explained", f.monthCloses)
	t.Run("lets everybody in with a password and a token of their own", f.everybodyEnters)
	t.Run("shows no person outside the vault", func(t *testing.T) { f.noPerson(t, path) })
	t.Run("writes its accounts for their owner alone", f.writesAccounts)
}

func TestTheDemonstrationCanBeginOnAnyDay(t *testing.T) {
	for _, at := range []string{"2026-06-15T23:59:00+08:00", "2027-01-01T00:30:00+08:00", "2028-02-29T12:00:00+08:00"} {
		t.Run(at, func(t *testing.T) {
			now, err := time.Parse(time.RFC3339, at)
			if err != nil {
				t.Fatal(err)
			}
			f := fill(t, journal.NewMemory(), now)
			f.figures(t)
			f.situations(t)
			f.story(t)
			f.monthCloses(t)
			f.sound(t)
		})
	}
}

func (f *filled) program(t *testing.T, slug string) *models.Program {
	t.Helper()
	p, ok := f.book.State().ProgramBySlug(slug)
	if !ok {
		t.Fatalf("there is no programme %s", slug)
	}
	return p
}

func (f *filled) figures(t *testing.T) {
	s := f.book.State()
	budgets := map[string]money.Fen{
		"yida-yuanmeng": 1_398_400, "ciyou-tongnian": 549_000, "huyou-jiankang": 309_700, "lexiang-xinzhi": 330_000, "dongyuan-tongxing": 192_000,
		"shanxing-taian": 300_000, "weiai-zhuxue": 300_000,
	}
	var total money.Fen
	for slug, want := range budgets {
		p := f.program(t, slug)
		total += p.BudgetFen
		var sum money.Fen
		for _, n := range s.NeedsOf(p.ID) {
			sum += n.AmountFen()
		}
		if slug == "yida-yuanmeng" {
			sum *= 2 // the needs are those of one term, the budget is for two
		}
		if p.BudgetFen != want*yuan || sum != p.BudgetFen {
			t.Errorf("%s: budget %s, needs %s, it should be %s", slug, p.BudgetFen, sum, want*yuan)
		}
	}
	if total != 3_379_100*yuan || s.Programs.Len() != len(budgets) {
		t.Errorf("%d programmes have %s", s.Programs.Len(), total)
	}
	places := map[string]int{}
	for _, n := range s.Needs.All() {
		p, _ := s.Programs.Get(n.Program)
		places[p.Slug+" "+string(n.Type)] += n.Places
		places[p.Slug+" "+string(n.Type)+" "+n.County] += n.Places
		places[p.Slug+" "+string(n.Stage)] += n.Places
	}
	want := map[string]int{
		"yida-yuanmeng study_aid": 1004, "yida-yuanmeng primary": 420, "yida-yuanmeng junior": 352, "yida-yuanmeng senior": 186, "yida-yuanmeng college": 46,
		"huyou-jiankang insurance": 3097, "ciyou-tongnian screening": 20, "ciyou-tongnian surgery": 22, "ciyou-tongnian rehabilitation": 66,
		"dongyuan-tongxing service": 160, "shanxing-taian service": 3, "weiai-zhuxue study_aid": 300, "lexiang-xinzhi counselling": 1100,
	}
	counties := []string{"370902", "370911", "370921", "370923", "370982", "370983"}
	for kind, row := range map[string][6]int{
		"yida-yuanmeng study_aid ": {88, 166, 157, 175, 257, 161}, "huyou-jiankang insurance ": {270, 512, 484, 541, 794, 496},
		"ciyou-tongnian screening ": {3, 3, 3, 3, 5, 3}, "ciyou-tongnian surgery ": {2, 4, 3, 4, 6, 3},
	} {
		for i, county := range counties {
			want[kind+county] = row[i]
		}
	}
	for what, n := range want {
		if places[what] != n {
			t.Errorf("%s: %d places, the table says %d", what, places[what], n)
		}
	}
	for slug, words := range map[string][]string{"huyou-jiankang": {"3097", "1842", "615"}, "ciyou-tongnian": {"20场次", "22例"}, "weiai-zhuxue": {"1200余场", "4320.17"}} {
		for _, w := range words {
			if p := f.program(t, slug); !strings.Contains(p.Purpose+p.Rules, w) {
				t.Errorf("%s does not speak of %s", slug, w)
			}
		}
	}
	if share := float64(s.Totals.ReceivedFen) / float64(s.Totals.PledgedFen); share < 0.675 || share > 0.685 {
		t.Errorf("%.3f of what was signed was received", share)
	}
}

func (f *filled) story(t *testing.T) {
	list := f.entries(t)
	jobs := map[string]bool{"expire_pledge": true, "add_user": true, "enter_beneficiaries": true}
	for i, e := range list {
		if e.At.After(f.now) || e.At.Before(f.now.AddDate(0, 0, -310)) || i > 0 && e.At.Before(list[i-1].At) {
			t.Errorf("entry %d is of %s, now is %s", e.Seq, e.At, f.now)
		}
		if e.Role == models.RoleSystem && i > 0 && !jobs[e.Command] {
			t.Errorf("entry %d: the system asked for %s", e.Seq, e.Command)
		}
	}
	for _, d := range f.book.State().Disbursements.All() {
		if d.Checker == d.Maker || d.Approver != "" && (d.Approver == d.Maker || d.Approver == d.Checker) {
			t.Errorf("%s: maker, checker and approver are not three", d.Number)
		}
	}
	if due := f.book.State().Due(models.DayOf(f.now), 10); len(due) > 0 {
		t.Errorf("%d pledges have run out and nobody saw to it", len(due))
	}
}

func (f *filled) marked(t *testing.T) {
	s := f.book.State()
	if !s.Federation.DemoData || s.Federation.USCC != "51370900PDY00001XU" || !strings.Contains(s.Federation.Name, "（演示）") {
		t.Errorf("the federation is %+v", s.Federation)
	}
	for _, e := range s.Enterprises.All() {
		if !strings.HasSuffix(e.Name, "（演示）") || !strings.Contains(e.USCC, "PDY") || len(e.Warnings) > 0 {
			t.Errorf("%s %s %v", e.Name, e.USCC, e.Warnings)
		}
	}
	for _, l := range f.logins {
		if !strings.HasSuffix(l.Name, "（演示）") || !strings.HasSuffix(l.Email, ".example") {
			t.Errorf("the account %s looks like somebody's", l.Name)
		}
	}
	for _, c := range s.Counties.All() {
		if c.SubBrand == "" || len(c.Townships) < 9 {
			t.Errorf("county %s has no sub-brand or too few townships", c.Name)
		}
	}
}

func (f *filled) everybodyEnters(t *testing.T) {
	roles, counties, enterprises, secrets := map[models.Role]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, l := range f.logins {
		roles[l.Role] = true
		counties[l.County], enterprises[l.Enterprise] = true, true
		if secrets[l.Password] || secrets[l.Token] || len(l.Password) < 16 {
			t.Errorf("%s has a weak secret, or another's", l.Email)
		}
		secrets[l.Password], secrets[l.Token] = true, true
		token, err := f.acc.ByToken(t.Context(), l.Token)
		if err != nil {
			t.Errorf("%s: the token: %v", l.Email, err)
		}
		acc, err := f.acc.Get(t.Context(), token.Account)
		u, ok := f.book.State().Users.Get(token.Account)
		if err != nil || !ok || acc.Email != l.Email || acc.Name != l.Name || u.Role != l.Role || u.County != l.County || u.Enterprise != l.Enterprise {
			t.Errorf("%s: account %v, user %+v", l.Email, err, u)
		}
	}
	for i := 0; i < len(f.logins); i += 7 {
		if _, err := f.acc.Authenticate(t.Context(), f.logins[i].Email, f.logins[i].Password, "203.0.113.7"); err != nil {
			t.Errorf("%s: the password: %v", f.logins[i].Email, err)
		}
	}
	if len(roles) != len(models.Roles) || len(counties) < 3 || len(enterprises) < 3 || f.book.State().Users.Len() != len(f.logins) {
		t.Errorf("%d roles, %d counties, %d enterprises, %d users for %d accounts", len(roles), len(counties)-1, len(enterprises)-1, f.book.State().Users.Len(), len(f.logins))
	}
}

// canaries are what only the vault may hold.
var canaries = []string{"金丝雀", "canary.example", "1380000", "6200000000000000000", "演示童", "演示监护人", "62000000000"}

func (f *filled) noPerson(t *testing.T, path string) {
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, e := range f.entries(t) {
		for _, ev := range e.Events {
			text, err := json.Marshal(ev)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(text)
		}
	}
	for _, c := range append(slices.Clone(canaries), f.logins[0].Email, f.logins[0].Password, f.logins[0].Token) {
		if strings.Contains(all.String(), c) {
			t.Errorf("the journal's events hold %q", c)
		}
		if bytes.Contains(raw, []byte(c)) {
			t.Errorf("the file holds %q in clear", c)
		}
	}
	sealed := map[string]int{}
	for _, kind := range []string{"contact", "bank_line", "payee", "objection", "account", "beneficiary", "guardian"} {
		err := f.vault.Each(t.Context(), kind, func(r vault.Record) error {
			for _, name := range r.Names() {
				if strings.Contains(r.Field(name), "金丝雀") {
					sealed[kind]++
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if sealed["contact"] != 11 || sealed["payee"] < 10 || sealed["bank_line"] < 14 || sealed["objection"] == 0 || sealed["beneficiary"] < 2*3097 || sealed["guardian"] < 3097 {
		t.Errorf("the vault holds canaries: %v", sealed)
	}
}

func (f *filled) writesAccounts(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "demo-accounts.json"), []byte("old"), 0o644); err != nil { // readable by all, as somebody may have left it
		t.Fatal(err)
	}
	path, err := WriteDemoAccounts(dir, f.logins)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	people := demoPeople(t, dir)
	for _, role := range models.Roles {
		p := personOf(t, people, string(role))
		if p.Name == "" || p.Email == "" || p.Password == "" || p.Token == "" || (p.Enterprise == "") == role.Donor() {
			t.Errorf("%s: %s", role, fmt.Sprint(p.Name, p.Email, p.County, p.Enterprise))
		}
	}
}
