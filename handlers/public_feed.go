package handlers

import (
	"encoding/xml"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"shanpei/views"
)

// The Atom feed (RFC 4287).
type (
	atomFeed struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang    string      `xml:"xml:lang,attr"`
		ID      string      `xml:"id"`
		Title   string      `xml:"title"`
		Updated string      `xml:"updated"`
		Author  atomAuthor  `xml:"author"`
		Links   []atomLink  `xml:"link"`
		Entries []atomEntry `xml:"entry"`
	}
	atomAuthor struct {
		Name string `xml:"name"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	}
	atomEntry struct {
		ID        string     `xml:"id"`
		Title     string     `xml:"title"`
		Published string     `xml:"published"`
		Updated   string     `xml:"updated"`
		Links     []atomLink `xml:"link"`
		Summary   string     `xml:"summary"`
	}
)

// feedLength is how many disclosures the feed holds.
const feedLength = 50

// publicDisclosureFeed is what was published, for feed readers.
func publicDisclosureFeed(r *Request) error {
	base, name := strings.TrimSuffix(r.Portal.PublicURL, "/"), r.State.Federation.Name
	feed := atomFeed{
		Lang: string(r.Lang), ID: base + "/disclosures", Title: r.Lang.T("public.feed.title", "federation", name), Author: atomAuthor{Name: name},
		Links: []atomLink{{"self", base + "/disclosures.atom"}, {"alternate", base + "/disclosures"}},
	}
	if name == "" {
		feed.Author.Name = r.Lang.T("common.site")
	}
	updated := r.State.At
	for i, d := range firstOf(publishedDisclosures(r.State), feedLength) {
		if i == 0 {
			updated = d.Disclosure.At
		}
		at, href := d.Disclosure.At.UTC().Format(time.RFC3339), base+"/disclosures/"+d.Disclosure.Number
		feed.Entries = append(feed.Entries, atomEntry{
			ID: href, Title: r.Lang.T("public.disclosure.title", "program", d.Program.Name, "kind", r.Lang.Term("disclosure_kind", d.Disclosure.Kind)),
			Published: at, Updated: at, Links: []atomLink{{"alternate", href}},
			Summary: r.Lang.T("public.feed.summary", "pledged", views.Fen(d.Disclosure.PledgedFen), "received", views.Fen(d.Disclosure.ReceivedFen), "paid", views.Fen(d.Disclosure.PaidFen)),
		})
	}
	feed.Updated = updated.UTC().Format(time.RFC3339)
	body, err := xml.MarshalIndent(feed, "", " ")
	if err != nil {
		return err
	}
	r.Set(fiber.HeaderContentType, "application/atom+xml; charset=utf-8")
	return r.Send(append([]byte(xml.Header), body...))
}
