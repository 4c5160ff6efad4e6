package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"time"

	"shanpei/internal/accounts"
	"shanpei/internal/desk"
	"shanpei/internal/journal"
	"shanpei/internal/vault"
	"shanpei/models"
	"shanpei/models/money"
)

// benchWhatIf asks what pledges that are being typed would do: on the demonstration federation as it is at every key, its preparation included, and on a large
// state that was prepared before.
func benchWhatIf(ctx context.Context, b *benchmark) error {
	demo, err := demoState(ctx)
	if err != nil {
		return err
	}
	now := demo.At
	ask := typedPledges(demo)
	took, err := whatIfTimes(ctx, demo, ask, func() (*desk.Preview, error) { return desk.NewPreview(ctx, demo, models.DayOf(now)) })
	if err != nil {
		return err
	}
	note := fmt.Sprintf("%d needs, %d pledges; a state that nobody asked before", demo.Needs.Len(), demo.Pledges.Len())
	b.add(atMost("whatif_demo", took[len(took)/2], "ms", 50, note))
	b.add(informs("whatif_demo_worst", took[len(took)-1], "ms", fmt.Sprintf("of %d", len(took))))

	large := largeState(100_000, 10_000)
	start := time.Now()
	prepared, err := desk.NewPreview(ctx, large, models.DayOf(large.At))
	if err != nil {
		return err
	}
	b.add(informs("whatif_large_prepare", time.Since(start).Seconds(), "s", "in the background; the last preview answers meanwhile"))
	took, err = whatIfTimes(ctx, large, typedPledges(large), func() (*desk.Preview, error) { return prepared, nil })
	if err != nil {
		return err
	}
	b.add(atMost("whatif_large", took[len(took)/2], "ms", 300, "100,000 needs, 10,000 pledges"))
	b.add(informs("whatif_large_worst", took[len(took)-1], "ms", fmt.Sprintf("of %d", len(took))))
	return nil
}

// whatIfTimes are the times of the questions in milliseconds, the shortest first.
func whatIfTimes(ctx context.Context, s *models.State, ask []models.MakePledge, preview func() (*desk.Preview, error)) ([]float64, error) {
	var enterprise string
	for id, e := range s.Enterprises.All() {
		if e.Status == models.EnterpriseVerified && (!e.StateOwned || e.Approval != "") {
			enterprise = id
		}
	}
	donor := models.Actor{ID: "bench", Role: models.DonorOwner, Enterprise: enterprise}
	var out []float64
	for range 5 {
		for _, cmd := range ask {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			start := time.Now()
			v, err := preview()
			if err != nil {
				return nil, err
			}
			if _, _, err := v.WhatIf(s, donor, s.At, cmd); err != nil {
				return nil, err
			}
			out = append(out, float64(time.Since(start).Microseconds())/1000)
		}
	}
	slices.Sort(out)
	return out, nil
}

// typedPledges are small and large, for everything, for a county, for a kind of help, and with wishes.
func typedPledges(s *models.State) []models.MakePledge {
	var out []models.MakePledge
	var county string
	for code := range s.Counties.All() {
		county = code
	}
	for _, fen := range []money.Fen{1_000_00, 50_000_00, 1_000_000_00} {
		out = append(out,
			models.MakePledge{AmountFen: fen}, models.MakePledge{AmountFen: fen, Purpose: models.Purpose{Counties: []string{county}}},
			models.MakePledge{AmountFen: fen, Purpose: models.Purpose{Types: []models.NeedType{models.StudyAid}}, MaxPlacesPerNeed: 3},
			models.MakePledge{AmountFen: fen, Prefer: models.Purpose{Counties: []string{county}, Stages: []models.Stage{models.Primary}}},
		)
	}
	return out
}

// demoState is the demonstration federation's.
func demoState(ctx context.Context) (*models.State, error) {
	s := journal.NewMemory()
	v, err := vault.New(ctx, s.KV(), make([]byte, vault.KeySize), journal.ErrNone)
	if err != nil {
		return nil, err
	}
	acc := accounts.New(s.KV(), v, accounts.Options{Clock: time.Now, None: journal.ErrNone, Exists: journal.ErrExists})
	book, err := journal.Open(ctx, s, journal.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	if _, err := fillDemo(ctx, book, acc, v, time.Now()); err != nil {
		return nil, err
	}
	state := book.State()
	return state, book.Close(ctx)
}

// largeState is a federation of so many open needs and signed pledges, drawn at random but always the same.
func largeState(needs, pledges int) *models.State {
	r := rand.New(rand.NewPCG(1, 2))
	s := models.NewState()
	at := time.Date(2026, 9, 1, 2, 0, 0, 0, time.UTC)
	apply := func(events ...models.Event) {
		s.Begin(s.Seq+1, at)
		for _, e := range events {
			e.Apply(s)
		}
	}
	set := models.DefaultSettings()
	apply(models.FederationSetUp{Federation: models.Federation{Name: "示范市慈善总会", Settings: set}})
	var counties, programs, enterprises []string
	for k := range 12 {
		counties = append(counties, fmt.Sprintf("3709%02d", k+1))
		apply(models.CountyPut{County: models.County{Code: counties[k], Name: "第" + counties[k]}})
	}
	for k := range 8 {
		programs = append(programs, fmt.Sprintf("program-%d", k))
		apply(models.ProgramCreated{Program: models.Program{ID: programs[k], Slug: programs[k], Name: programs[k], Fundraising: models.Announce, Status: models.ProgramActive}})
	}
	for k := range 1_000 {
		enterprises = append(enterprises, fmt.Sprintf("e%04d", k))
		apply(models.EnterpriseRegistered{Enterprise: models.Enterprise{ID: enterprises[k], Name: enterprises[k], USCC: enterprises[k], Status: models.EnterpriseVerified}})
	}
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	today := models.DayOf(at)
	for k := range needs {
		n := models.Need{
			ID: fmt.Sprintf("n%06d", k), Number: models.Number("XQ", 2026, k+1), Program: pick(programs), County: pick(counties), Type: models.NeedTypeOrder[r.IntN(len(models.NeedTypeOrder))],
			Unit: "人", UnitPriceFen: money.Fen(100_00 * (1 + r.IntN(50))), Places: 1 + r.IntN(20), Urgency: 1 + r.IntN(5), Status: models.NeedOpen,
			OpenedAt: at.AddDate(0, 0, -r.IntN(300)), Indivisible: r.IntN(20) == 0,
		}
		if models.NeedTypes[n.Type].Staged {
			n.Stage = models.Stages[r.IntN(len(models.Stages))]
		}
		if r.IntN(3) == 0 {
			n.Deadline = today.AddDays(10 * (1 + r.IntN(20)))
		}
		n.Free = models.Spans{{From: 1, To: n.Places}}
		apply(models.NeedDrafted{Need: n})
	}
	for k := range pledges {
		p := models.Pledge{
			ID: fmt.Sprintf("p%06d", k), Number: models.Number("YX", 2026, k+1), Enterprise: pick(enterprises), AmountFen: money.Fen(10_000_00 * (1 + r.IntN(40))),
			Status: models.PledgeSigned, MadeAt: at,
		}
		p.Instalments = []models.Instalment{{No: 1, Due: today.AddDays(r.IntN(120)), AmountFen: p.AmountFen}}
		if r.IntN(2) == 0 {
			p.Purpose.Counties = []string{pick(counties)}
		}
		if r.IntN(3) == 0 {
			p.Purpose.Types = []models.NeedType{models.NeedTypeOrder[r.IntN(len(models.NeedTypeOrder))]}
		}
		if r.IntN(3) == 0 {
			p.Prefer.Counties = []string{pick(counties)}
		}
		apply(models.PledgeMade{Pledge: p})
	}
	return s
}
