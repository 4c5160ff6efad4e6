package handlers

import (
	"bytes"
	"context"
	"strings"
	"time"

	"shanpei/internal/notify"
	"shanpei/views"
)

// letter is a mail to one person, in the words of the catalogue: mail.KIND.subject, .text with one paragraph a line, .button of the link, and .name for
// lists. Its link is an address of this portal; the host is always the configured one.
type letter struct {
	kind, to string
	link     string    // a path of this portal; empty: none
	until    time.Time // after that it is of no use; zero: a week
	blank    bool      // nobody to write to: kept for as long as another, never sent
	args     []any     // pairs of name and value, for the texts
}

// mail puts a letter into the outbox; it leaves when the mail server takes it, and the request does not wait for that.
func (r *Request) mail(l letter) error {
	m := views.MailProps{
		Subject: r.Lang.T("mail."+l.kind+".subject", l.args...),
		Lines:   strings.Split(r.Lang.T("mail."+l.kind+".text", l.args...), "\n"),
		Foot:    r.Lang.T("mail.foot", "federation", r.State.Federation.Name),
	}
	text := strings.Join(m.Lines, "\n\n")
	if l.link != "" {
		m.Link, m.Button = strings.TrimSuffix(r.Portal.PublicURL, "/")+l.link, r.Lang.T("mail."+l.kind+".button")
		text += "\n\n" + m.Button + ":\n" + m.Link
	}
	var page bytes.Buffer
	if err := views.MailHTML(r.Lang, m).Render(context.WithoutCancel(r.UserContext()), &page); err != nil {
		return err
	}
	return r.Portal.Mail.Put(r.UserContext(), notify.Letter{
		Kind: l.kind, To: l.to, Sender: r.State.Federation.Name, Subject: m.Subject, Text: text + "\n\n-- \n" + m.Foot + "\n", HTML: page.String(), Until: l.until, Blank: l.blank,
	})
}

// mailsShown is how many waiting letters the page lists.
const mailsShown = 200

// staffMail lists the letters that were not sent yet, with masked addresses. What they say, and so their links, is shown in a demonstration only, which
// has no mail server and nobody real to write to.
func staffMail(r *Request) error {
	waiting, err := r.Portal.Mail.Waiting(r.UserContext(), mailsShown)
	if err != nil {
		return err
	}
	var rows []views.StaffMailLine
	for _, w := range waiting {
		line := views.StaffMailLine{Kind: w.Kind, To: w.To, Fault: w.Fault, Made: w.Made, Until: w.Until, Tries: w.Tries}
		if r.Portal.Demo {
			line.Text = w.Letter().Text
		}
		rows = append(rows, line)
	}
	return r.HTML(200, views.StaffMail(r.staff("mail.staff.title"), r.Portal.Mail.Sends(), rows))
}
