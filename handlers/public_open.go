package handlers

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"shanpei/internal/journal"
	"shanpei/models"
	"shanpei/views"
)

const (
	disclosuresPerPage = 20
	donorsPerPage      = 50
	headsPerPage       = 50
)

// pageOf cuts a list into the page that the address asks for.
func pageOf[T any](r *Request, p *views.Page, list []T, size int) ([]T, views.PagerProps) {
	page, _ := strconv.Atoi(r.Query("page"))
	g := views.Offset(p, page, size, len(list))
	return firstOf(list[min((g.Page-1)*size, len(list)):], size), g
}

// publicDisclosures is the list of what was published and the clock of what must be.
func publicDisclosures(r *Request) error {
	p := r.page(views.Public, "public.disclosures.title")
	p.Description = r.Lang.T("public.disclosures.lead")
	var h views.DisclosuresProps
	h.Published, h.Pager = pageOf(r, p, publishedDisclosures(r.State), disclosuresPerPage)
	today := models.DayOf(r.Portal.Clock())
	h.Duties, h.Today = r.State.Duties(today), today
	for _, g := range programLines(r.State) {
		h.Clock = append(h.Clock, views.ProgramClock{Program: g.Program, Lines: clockOf(r.State, g.Program, today)})
	}
	return r.HTML(200, views.Disclosures(p, h))
}

// publicDisclosure is one of them, by its number.
func publicDisclosure(r *Request) error {
	for _, d := range publishedDisclosures(r.State) {
		if d.Disclosure.Number != r.Params("number") && !slices.ContainsFunc(d.Disclosure.Corrections, func(c models.Correction) bool { return c.Number == r.Params("number") }) {
			continue
		}
		p := r.page(views.Public, "public.disclosure.title", "program", d.Program.Name, "kind", r.Lang.Term("disclosure_kind", d.Disclosure.Kind))
		p.Description = p.Title
		p.Crumbs = []views.Crumb{{Label: r.Lang.T("public.disclosures.title"), Href: "/disclosures"}, {Label: d.Disclosure.Number}}
		h := views.DisclosureProps{DisclosureLine: d, Federation: r.State.Federation}
		entries, err := r.Portal.Book.Entries(r.UserContext(), d.Disclosure.Now().Seq, 1)
		if err != nil {
			return err
		}
		if len(entries) == 1 {
			h.Hash = hex.EncodeToString(entries[0].Hash[:])
		}
		return r.HTML(200, views.Disclosure(p, h))
	}
	return models.Refuse(models.NotFound, "not_found")
}

// publicDonors is the wall: who agreed to be named, with what arrived.
func publicDonors(r *Request) error {
	p := r.page(views.Public, "public.donors.title")
	p.Description = r.Lang.T("public.donors.lead")
	h := donorsProps(r.State)
	h.Named = len(h.Donors)
	h.Donors, h.Pager = pageOf(r, p, h.Donors, donorsPerPage)
	return r.HTML(200, views.Donors(p, h))
}

// publicTransparency shows the public heads of the journal, the newest first, or from an entry downwards.
func publicTransparency(r *Request) error {
	p := r.page(views.Public, "public.record.title")
	p.Description, p.Scripts = r.Lang.T("public.record.lead"), []string{"chain.js"}
	seq, hash := r.Portal.Book.Head()
	h := views.TransparencyProps{Seq: seq, Hash: hex.EncodeToString(hash[:]), Base: strings.TrimRight(r.Portal.PublicURL, "/")}
	top := seq
	if from, err := strconv.ParseInt(r.Query("from"), 10, 64); err == nil && from >= 1 && from < seq {
		top = from
	}
	low := max(1, top-headsPerPage+1)
	if top >= 1 {
		entries, err := r.Portal.Book.Entries(r.UserContext(), low, int(top-low+1))
		if err != nil {
			return err
		}
		for _, e := range slices.Backward(entries) {
			h.Heads = append(h.Heads, headOf(e))
		}
	}
	link := func(to int64) string { return "/transparency?from=" + strconv.FormatInt(to, 10) + "#entries" }
	if low > 1 {
		h.Older = link(low - 1)
	}
	if top < seq {
		h.Newer = link(min(seq, top+headsPerPage))
	}
	return r.HTML(200, views.Transparency(p, h))
}

func headOf(e *journal.Entry) views.Head {
	return views.Head{
		Seq: e.Seq, At: e.At, Kinds: e.Kinds(), Body: hex.EncodeToString(e.Body[:]), Prev: hex.EncodeToString(e.Prev[:]), Hash: hex.EncodeToString(e.Hash[:]),
	}
}

// publicCertificates checks one of the federation's document numbers.
func publicCertificates(r *Request) error {
	p := r.page(views.Public, "public.check.title")
	p.Description = r.Lang.T("public.check.page_lead")
	h := certificateProps(r.State, r.Lang, r.Query("number"))
	r.certificateByNumber(&h)
	return r.HTML(200, views.Certificates(p, h))
}
