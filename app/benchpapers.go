package main

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"shanpei/internal/papers"
	"shanpei/models"
)

// benchPapers prints agreements and certificates, 30 callers at once, for as long as a load lasts.
func benchPapers(ctx context.Context, b *benchmark) error {
	head := papers.Head{
		Federation: "泰安市慈善总会（演示）", Title: "捐赠协议", Number: "XY-2026-000001-0", Made: models.Day("2026-11-24").Time(),
		Verify: "https://portal.example/verify/XY-2026-000001-0/abcdefghijklmnopqrstuvwxyz", Check: "portal.example/certificates",
	}
	agreement := &papers.Agreement{
		Head: head, Pledge: "YX-2026-000001-1", Text: "v1", Donor: papers.Party{Name: "岱青云桥精密制造（演示）", USCC: "91370900PDY00028XA"}, Fen: 300_000_00,
		Donee: papers.Party{Name: head.Federation}, Plan: []papers.Instalment{{No: 1, Due: "2026-12-31", Fen: 300_000_00}},
	}
	for i := range 14 {
		agreement.Articles = append(agreement.Articles, papers.Article{Title: "捐赠财产", Text: []string{fmt.Sprintf("甲方捐赠货币资金，币种人民币，甲方保证该财产系其合法所有、有权处分，来源合法（第 %d 款）。", i+1)}})
	}
	head.Title, head.Number = "捐赠证书", "ZS-2026-000001-1"
	certificate := &papers.Certificate{Head: head, Donor: agreement.Donor.Name, Day: "2026-11-24", Issued: "2026-11-24", Fen: 300_000_00, Projects: []string{"意达圆梦 助学成长"}}
	press := papers.NewPress()
	ctx, cancel := context.WithTimeout(ctx, time.Duration(benchSeconds)*time.Second)
	defer cancel()
	var printed, failed atomic.Int64
	var heap uint64
	var wg sync.WaitGroup
	start := time.Now()
	for i := range 30 {
		wg.Go(func() {
			for n := i; ctx.Err() == nil; n++ {
				var paper papers.Paper = agreement
				if n%2 == 1 {
					paper = certificate
				}
				if _, err := press.Print(ctx, paper); err == nil {
					printed.Add(1)
				} else if ctx.Err() == nil {
					failed.Add(1)
				}
			}
		})
	}
	for ctx.Err() == nil {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		heap = max(heap, m.HeapInuse)
		time.Sleep(20 * time.Millisecond)
	}
	wg.Wait()
	if failed.Load() > 0 {
		return fmt.Errorf("%d papers could not be printed", failed.Load())
	}
	b.add(informs("papers", float64(printed.Load())/time.Since(start).Seconds(), "/s", "agreements of three pages and certificates, 30 callers, two at a time"))
	b.add(atMost("papers_memory", float64(heap>>20), "MB", 300, "heap in use with 30 callers"))
	return nil
}
