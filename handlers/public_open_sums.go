package handlers

import (
	"cmp"
	"slices"
	"strings"

	"shanpei/models"
	"shanpei/views"
)

// publishedDisclosures lists what was published, the newest first.
func publishedDisclosures(s *models.State) []views.DisclosureLine {
	out := make([]views.DisclosureLine, 0, s.Disclosures.Len())
	for _, d := range s.Disclosures.All() {
		g, _ := s.Programs.Get(d.Program)
		out = append(out, views.DisclosureLine{Disclosure: d, Program: g})
	}
	slices.SortFunc(out, func(a, b views.DisclosureLine) int {
		return cmp.Or(b.Disclosure.At.Compare(a.Disclosure.At), cmp.Compare(b.Disclosure.Number, a.Disclosure.Number))
	})
	return out
}

func clockOf(s *models.State, g *models.Program, today models.Day) []views.DueLine {
	var out []views.DueLine
	for _, d := range s.DisclosureClock(g) {
		out = append(out, views.DueLine{DueDisclosure: d, Today: today})
	}
	return out
}

func donorsProps(s *models.State) views.DonorsProps {
	var h views.DonorsProps
	goods := map[string]views.Fen{}
	for _, g := range s.Gifts.All() {
		goods[g.Enterprise] += views.Fen(g.ValueFen)
	}
	for id, e := range s.Enterprises.All() {
		named, hidden := donorOf(s, e)
		h.Total += named.Received + hidden.Received
		h.Anonymous.Received += hidden.Received
		h.Anonymous.Pledges += hidden.Pledges
		// Goods bear no wish of their own: they are named unless the enterprise has only ever given without its name.
		if hidden.Pledges > 0 && named.Pledges == 0 {
			h.Anonymous.Goods += goods[id]
		} else {
			named.Goods = goods[id]
		}
		if named.Pledges > 0 || named.Goods > 0 {
			h.Donors = append(h.Donors, named)
		}
	}
	slices.SortStableFunc(h.Donors, func(a, b views.DonorLine) int {
		return cmp.Or(cmp.Compare(b.Received, a.Received), cmp.Compare(b.Goods, a.Goods))
	})
	return h
}

// donorOf adds up what arrived from an enterprise: under its name, and without it.
func donorOf(s *models.State, e *models.Enterprise) (named, hidden views.DonorLine) {
	named.Name = e.Name
	for _, p := range s.PledgesOf(e.ID) {
		if p.ReceivedFen == 0 {
			continue
		}
		line := &named
		if p.Anonymous {
			line = &hidden
		}
		line.Received += views.Fen(p.ReceivedFen)
		line.Pledges++
		if p.Naming != "" && !p.Anonymous && !slices.Contains(line.Naming, p.Naming) {
			line.Naming = append(line.Naming, p.Naming)
		}
	}
	return named, hidden
}

func certificateProps(s *models.State, l views.Lang, asked string) views.CertificateProps {
	h := views.CertificateProps{Number: plainNumber(asked)}
	if h.Number == "" {
		return h
	}
	prefix, _, _, err := models.ParseNumber(h.Number)
	if err != nil {
		reason := "format"
		if slugged, ok := err.(interface{ Slug() string }); ok {
			reason = slugged.Slug()
		}
		h.Fault = l.Reason(string(models.Invalid), "doc_no_"+reason, "number", nil)
		return h
	}
	doc, ok := s.DocumentByNumber(h.Number)
	if !ok {
		return h
	}
	h.Prefix, h.At, h.Seq, h.Found = prefix, doc.At, doc.Seq, true
	switch prefix {
	case "XQ":
		// A need that the public may not see yet does not exist for it.
		n, ok := s.NeedByNumber(h.Number)
		h.Found = ok && n.Seen()
		h.Href = "/needs/" + h.Number
	case "GS":
		h.Href = "/disclosures/" + h.Number
	}
	return h
}

// plainNumber is a number as it was typed or copied, in capitals and half-width; at most 40 characters of it are looked at.
func plainNumber(text string) string {
	runes := []rune(text)
	var b strings.Builder
	for _, c := range runes[:min(40, len(runes))] {
		switch {
		case c >= 0xFF01 && c <= 0xFF5E:
			c -= 0xFEE0
		case c == '–' || c == '—' || c == '−' || c == '‐' || c == '‑':
			c = '-'
		case c == ' ' || c == '\t' || c == 0x3000 || c == 0xA0:
			continue
		}
		b.WriteRune(c)
	}
	return strings.ToUpper(b.String())
}
