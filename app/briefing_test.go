package main

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"shanpei/models"
)

var nothing = regexp.MustCompile(`^[^1-9]*$`)

// TestEveryFigureOfTheBriefingLeadsToItsEntries: no figure stands for itself; a figure that is not zero has entries, and they are found.
func TestEveryFigureOfTheBriefingLeadsToItsEntries(t *testing.T) {
	v := demoPortal(t).as(t, models.SecretaryGeneral)
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(v.get("/staff/briefing").body))
	if err != nil {
		t.Fatal(err)
	}
	figures := 0
	check := func(s *goquery.Selection, what string) {
		text := strings.TrimSpace(s.Text())
		href, ok := s.Find("a").Attr("href")
		if !ok {
			t.Errorf("%s: %q leads nowhere", what, text)
			return
		}
		figures++
		if nothing.MatchString(text) {
			return
		}
		at, err := url.Parse(href)
		if err != nil || at.Path != "/staff/audit" {
			t.Errorf("%s: %q leads to %s", what, text, href)
			return
		}
		list, err := goquery.NewDocumentFromReader(strings.NewReader(v.get(href).body))
		if err != nil {
			t.Fatal(err)
		}
		if list.Find(`main a[href^="/staff/audit/"]`).Length() == 0 {
			t.Errorf("%s: %q leads to %s, where no entry is", what, text, href)
		}
	}
	doc.Find(".briefing dl > div, .briefing dl dd").Each(func(_ int, s *goquery.Selection) {
		if s.Is("dd") {
			check(s, s.Prev().Text())
		}
	})
	doc.Find("main table tbody tr").Each(func(_ int, row *goquery.Selection) {
		name := strings.TrimSpace(row.Children().First().Text())
		row.Children().Slice(1, goquery.ToEnd).Each(func(_ int, cell *goquery.Selection) { check(cell, name) })
	})
	if figures < 80 {
		t.Errorf("%d figures", figures)
	}
}
