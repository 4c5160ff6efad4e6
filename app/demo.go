package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"shanpei/internal/accounts"
	"shanpei/internal/journal"
	"shanpei/internal/vault"
	"shanpei/models"
	"shanpei/models/money"
)

// DemoAccount is one line of demo-accounts.json (interface.md): somebody of the demonstration federation, with what it takes to log in as them.
type DemoAccount struct {
	Role       models.Role `json:"role"`
	Name       string      `json:"name"`
	Email      string      `json:"email"`
	Password   string      `json:"password"`
	Token      string      `json:"token"`
	County     string      `json:"county,omitempty"`
	Enterprise string      `json:"enterprise,omitempty"`
}

// WriteDemoAccounts writes the accounts into the data folder, for the owner's eyes only.
func WriteDemoAccounts(folder string, list []DemoAccount) (string, error) {
	raw, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "demo-accounts.json")
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) { // an older file may be readable by others
		return "", err
	}
	return path, os.WriteFile(path, append(raw, '\n'), 0o600)
}

// demo fills an empty journal with the demonstration federation (domain.md, section 5): a year of work, by commands of the people whose work it is, so
// that every rule held. The first error stops it; everything after that does nothing.
type demo struct {
	ctx   context.Context
	book  *journal.Book
	acc   *accounts.Accounts
	vault *vault.Vault

	now time.Time // the end of the story
	at  time.Time // how far it is told
	err error

	people      map[string]models.Actor // by key of demoUsers
	logins      []DemoAccount
	enterprises map[string]string // by key of demoEnterprises → id
	programs    map[string]string // by slug → id
	needs       map[string]string // by key of a lot → id
	pledges     map[string]string // by key → id
	payments    map[string]string // by the bank's line → id
	publish     []dueDay          // disclosures to come, the earliest first
	intakes     []demoChild       // children who are entered in the last weeks

	screeningDays []string        // ids
	operations    []demoOperation // the cases of the table's operations
	otherCases    []string        // ids of the cases that are none
	policy        string          // id of the year's insurance
}

// dueDay is a disclosure of a programme, and the day on which the story has it published.
type dueDay struct {
	program  string
	due, day models.Day
}

// fillDemo tells the story up to a few minutes before now. The publicity period is 7 days in it, and 0 from then on, so that a need can be walked
// through the whole chain at once.
func fillDemo(ctx context.Context, book *journal.Book, acc *accounts.Accounts, v *vault.Vault, now time.Time) ([]DemoAccount, error) {
	d := &demo{
		ctx: ctx, book: book, acc: acc, vault: v, now: now.UTC().Truncate(time.Millisecond),
		people: map[string]models.Actor{}, enterprises: map[string]string{}, programs: map[string]string{}, needs: map[string]string{},
		pledges: map[string]string{}, payments: map[string]string{},
	}
	for _, chapter := range []func(){
		d.openOffice, d.startPrograms, d.training, d.registerEnterprises, d.register,
		d.firstNeeds, d.screenings, d.springGifts, d.findings, d.insure, d.springPayouts,
		d.terms, d.studyNeeds, d.autumnPledges, d.autumnPayments, d.receipts, d.match, d.unrestricted, d.operate, d.autumnPayouts,
		d.lastWeeks, d.activities, d.proceeds, d.contracts, d.correct, d.equipment, d.weighty, d.claims, d.intake, d.visits, d.giveOutPlaces, d.enrolments, d.statements, d.shortPublicity,
	} {
		if chapter(); d.err != nil {
			return nil, fmt.Errorf("the demonstration stopped on %s: %w", models.DayOf(d.at), d.err)
		}
	}
	return d.logins, nil
}

// daysAgo is a day of the story.
func (d *demo) daysAgo(days int) models.Day { return models.DayOf(d.now).AddDays(-days) }

// to moves the story to nine o'clock of a day, if it is not further already. What must be published before that day is published on its own.
func (d *demo) to(days int) {
	day := d.daysAgo(days)
	for len(d.publish) > 0 && d.publish[0].day < day && d.err == nil {
		next := d.publish[0]
		d.publish = d.publish[1:]
		d.advance(next.day.Time().Add(15 * time.Hour))
		d.do("manager", models.PrepareDisclosure{Program: next.program, Due: next.due, Note: "本期信息由台账自动汇总，金额以到账和拨付为准。（演示数据）"})
		d.do("secretary", models.PublishDisclosure{Program: next.program, Due: next.due})
	}
	d.advance(day.Time().Add(9 * time.Hour))
}

func (d *demo) advance(to time.Time) {
	if to = to.UTC(); to.After(d.at) {
		d.at = to
	}
}

// step is how long one piece of work takes.
const step = 97 * time.Second

// asked is a change that somebody asks for.
type asked struct {
	who string
	cmd models.Command
}

// do asks for a change in somebody's name and moves the clock on.
func (d *demo) do(who string, cmd models.Command) journal.Result {
	return d.together(asked{who, cmd})
}

// together asks for changes that do not depend on each other, all at one instant, so that the journal can write them at once. It gives the last's result.
func (d *demo) together(list ...asked) (last journal.Result) {
	if d.err != nil || len(list) == 0 {
		return last
	}
	d.at = d.at.Add(step)
	if end := d.now.Add(-time.Minute); d.at.After(end) {
		d.at = end
	}
	errs := make([]error, len(list))
	var wg sync.WaitGroup
	for i, a := range list {
		wg.Go(func() {
			actor, ok := d.people[a.who]
			if !ok {
				errs[i] = fmt.Errorf("there is nobody called %s", a.who)
				return
			}
			out, err := d.book.Do(d.ctx, actor, a.cmd, journal.At(d.at))
			if err != nil {
				errs[i] = fmt.Errorf("%s may not %T: %w", a.who, a.cmd, err)
			}
			if i == len(list)-1 {
				last = out
			}
		})
	}
	wg.Wait()
	d.err = errors.Join(errs...)
	return last
}

// refused asks for what a rule must refuse.
func (d *demo) refused(who string, cmd models.Command, reason string) {
	if d.err != nil {
		return
	}
	_, err := d.book.Do(d.ctx, d.people[who], cmd, journal.At(d.at))
	if e, ok := err.(*models.Error); !ok || e.Reason != reason {
		d.err = fmt.Errorf("%T should be refused as %s: %w", cmd, reason, err)
	}
}

// made finds the first event of a type in a result; the zero event when there is none.
func made[E models.Event](out journal.Result) (e E) {
	if out.Entry == nil {
		return e
	}
	for _, ev := range out.Entry.Events {
		if found, ok := ev.(E); ok {
			return found
		}
	}
	return e
}

// seal puts a person's words or data into the vault.
func (d *demo) seal(kind string, fields map[string]string) string {
	if d.err != nil {
		return ""
	}
	code, err := d.vault.Seal(d.ctx, kind, fields)
	d.err = err
	return code
}

func (d *demo) state() *models.State { return d.book.State() }

// year is that of the programmes.
func (d *demo) year() string { return string(d.daysAgo(300))[:4] }

// openOffice sets up the federation, its counties and its people.
func (d *demo) openOffice() {
	d.to(300)
	d.people["system"], d.people["visitor"] = models.System, models.Nobody
	d.makeAccounts()
	// The first administrator has nobody to be added by but the portal itself.
	d.addPerson("admin")
	settings := models.DefaultSettings()
	d.do("admin", models.SetUpFederation{Federation: models.Federation{
		Name: "泰安市慈善总会（演示）", USCC: "51370900PDY00001XU", Office: "山东省泰安市泰山区演示路1号", Phone: "0538-0000000",
		Licence: "演示公募资格证第000001号", BankName: "演示银行泰安演示支行", BankNo: "37000000000000000001", DemoData: true, Settings: settings,
	}})
	for _, c := range demoCounties {
		d.do("admin", models.PutCounty{County: c})
	}
	for _, p := range demoUsers {
		if p.role.Staff() && p.role != models.Admin {
			d.addPerson(p.key)
		}
	}
	for class, yuan := range demoStandards {
		d.do("manager", models.SetStandard{Class: models.StandardClasses[class], From: "2024-01-01", Fen: yuan * 100, DocNo: "演示文号〔2024〕1号"})
	}
}

// demoStandards are the monthly amounts of the article, in yuan, in the order of the classes.
var demoStandards = []money.Fen{2450, 1960, 1452}

// addPerson gives an account its role in the journal.
func (d *demo) addPerson(key string) {
	if d.err != nil {
		return
	}
	p := personByKey(key)
	user := models.User{ID: d.people[key].ID, Role: p.role, County: p.county, Township: p.township, Enterprise: d.enterprises[p.enterprise]}
	d.do("system", models.AddUser{User: user})
	d.settle(key)
}

// settle takes a person's role and place from the journal, now that it has them.
func (d *demo) settle(key string) {
	if d.err != nil {
		return
	}
	u, ok := d.state().Users.Get(d.people[key].ID)
	if !ok {
		d.err = fmt.Errorf("%s has no role", key)
		return
	}
	d.people[key] = u.Actor()
	i := slices.IndexFunc(demoUsers, func(p demoUser) bool { return p.key == key })
	d.logins[i].County, d.logins[i].Enterprise = u.County, u.Enterprise
}

// shortPublicity ends the story.
func (d *demo) shortPublicity() {
	d.to(0)
	d.advance(d.now.Add(-10 * time.Minute))
	next := d.state().Federation.Settings
	next.PublicityDays = 0
	d.do("admin", models.ChangeSettings{Settings: next})
}
