package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"shanpei/internal/journal"
	"shanpei/internal/search"
	"shanpei/models"
)

const (
	searchedThings = 100_000
	// searchedP95 is the goal of the search, in milliseconds.
	searchedP95 = 50
)

// benchSearch looks for things among 100,000: by characters, traditional ones too, initials, numbers and amounts, for whom sees all of them.
func benchSearch(ctx context.Context, b *benchmark) error {
	book, err := journal.Open(ctx, journal.NewMemory(), journal.Options{Log: slog.New(slog.DiscardHandler), SnapshotEvery: -1})
	if err != nil {
		return err
	}
	err = searched(ctx, b, book)
	return errors.Join(err, book.Close(ctx))
}

func searched(ctx context.Context, b *benchmark, book *journal.Book) error {
	s, err := journal.SetUpSample(ctx, book.AsDo, 1, 1)
	if err != nil {
		return err
	}
	places := []string{"春雨", "晨光", "向阳", "石榴", "青禾", "松风", "云桥", "汶水", "岱青", "桃源"}
	for from := 0; from < searchedThings; from += models.MaxRows {
		rows := make([]models.Command, models.MaxRows)
		for i := range rows {
			n := from + i
			rows[i] = models.DraftNeed{Need: models.Need{
				Program: s.Program, County: "370911", Type: models.StudyAid, Stage: models.Primary, Title: fmt.Sprintf("%s%s 助学需求 %d", places[n%10], places[n/10%10], n), UnitPriceFen: 500_00, Places: 1 + n%5000, Urgency: 3,
			}}
		}
		if _, err := book.Do(ctx, models.System, models.ImportRows{List: "needs", Rows: rows}); err != nil {
			return err
		}
	}
	x := search.New(book)
	who := models.Actor{ID: "bench", Role: models.ProgramManager}
	began := time.Now()
	if _, n := x.Find(ctx, who, "助学需求", 50); n != searchedThings {
		return fmt.Errorf("the search finds %d of %d", n, searchedThings)
	}
	b.add(informs("search_index", time.Since(began).Seconds(), "s", fmt.Sprintf("the first search among %d things, which builds the index", searchedThings)))
	queries := []string{"晨光青禾", "晨光 99", "向陽", "cgqh", "shiliu", "zxxq 77", "XQ-" + time.Now().Format("2006") + "-0500", "12,345.00", "没有这样的需求", "助学需求"}
	var took []time.Duration
	for end := time.Now().Add(time.Duration(benchSeconds) * time.Second / 2); time.Now().Before(end); {
		for _, q := range queries {
			began := time.Now()
			x.Find(ctx, who, q, 50)
			took = append(took, time.Since(began))
		}
	}
	slices.Sort(took)
	p95 := took[len(took)*95/100]
	b.add(atMost("search_p95", float64(p95.Microseconds())/1000, "ms", searchedP95, fmt.Sprintf("95 of 100 searches among %d things, one after the other, %d kinds of queries; half of them within %.1f ms", searchedThings, len(queries), float64(took[len(took)/2].Microseconds())/1000)))
	return nil
}
