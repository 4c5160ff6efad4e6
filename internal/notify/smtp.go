package notify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"
)

// Why a letter was not sent. A server that cannot be reached, or that asks to come again, may take it later; one that refuses the letter for good may not.
const (
	faultUnreachable = "unreachable"
	faultRefused     = "refused"
)

// server is a mail server by its address.
type server struct {
	host    string
	options []mail.Option
	from    string
	domain  string // of message ids
}

// NewSender reads the address of a mail server: smtp://user:password@host:587?from=noreply@example.org, or smtps:// for one that begins with TLS. A password
// goes over TLS only, but to this machine itself. Without from, letters come from noreply@ the portal's own host.
func NewSender(address, publicURL string) (Sender, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("want smtp:// or smtps://, a host, and perhaps ?from=")
	}
	own, err := url.Parse(publicURL)
	if err != nil || own.Hostname() == "" {
		return nil, errors.New("needs PUBLIC_URL")
	}
	s := &server{host: u.Hostname(), from: cmp.Or(u.Query().Get("from"), "noreply@"+own.Hostname()), domain: own.Hostname()}
	if !addressForm.MatchString(s.from) || control(s.from) {
		return nil, errors.New("from: want an address")
	}
	tls, port := mail.TLSOpportunistic, 25
	if u.User != nil {
		auth := mail.SMTPAuthAutoDiscover
		password, _ := u.User.Password()
		if tls, port = mail.TLSMandatory, 587; loopback(s.host) {
			tls, auth = mail.TLSOpportunistic, mail.SMTPAuthPlainNoEnc
		}
		s.options = append(s.options, mail.WithSMTPAuth(auth), mail.WithUsername(u.User.Username()), mail.WithPassword(password))
	}
	if u.Scheme == "smtps" {
		port = 465
		s.options = append(s.options, mail.WithSSL())
	} else {
		s.options = append(s.options, mail.WithTLSPolicy(tls))
	}
	if given := u.Port(); given != "" {
		if port, err = strconv.Atoi(given); err != nil {
			return nil, fmt.Errorf("port %q", given)
		}
	}
	s.options = append(s.options, mail.WithPort(port), mail.WithTimeout(20*time.Second), mail.WithHELO(s.domain))
	if _, err := mail.NewClient(s.host, s.options...); err != nil {
		return nil, errors.New("the mail library does not take it")
	}
	return s, nil
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// Send implements Sender.
func (s *server) Send(ctx context.Context, id string, l Letter) error {
	m := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := m.FromFormat(l.Sender, s.from); err != nil {
		return err
	}
	if err := m.To(l.To); err != nil {
		return err
	}
	m.Subject(l.Subject)
	m.SetDate()
	m.SetMessageIDWithValue(id + "@" + s.domain)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetBodyString(mail.TypeTextPlain, l.Text)
	if l.HTML != "" {
		m.AddAlternativeString(mail.TypeTextHTML, l.HTML)
	}
	client, err := mail.NewClient(s.host, s.options...)
	if err != nil {
		return err
	}
	connection, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return err
	}
	err = client.SendWithSMTPClient(connection, m)
	_ = client.CloseWithSMTPClient(connection) // a server that says good-bye badly has the letter all the same
	if m.IsDelivered() {
		return nil
	}
	return err
}

// faultOf says in one word why a letter was not sent. The error itself may hold the address and goes nowhere.
func faultOf(err error) string {
	if err == nil {
		return ""
	}
	var refused *mail.SendError
	var network net.Error
	if errors.As(err, &refused) && !refused.IsTemp() && refused.ErrorCode() >= 500 && !errors.As(err, &network) {
		return faultRefused
	}
	return faultUnreachable
}
