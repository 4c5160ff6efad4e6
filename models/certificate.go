package models

import (
	"slices"
	"time"

	"shanpei/models/money"
)

// CertificateStatus tells whether a certificate still says what is so.
type CertificateStatus string

// The statuses of a certificate.
const (
	CertificateValid  CertificateStatus = "valid"
	CertificateVoided CertificateStatus = "voided"
)

// Certificate is 捐赠证书: the federation's own paper for money that arrived. It keeps everything that was printed, so that nothing printed changes.
type Certificate struct {
	ID         string            `json:"id"` // pledge/id
	Number     string            `json:"number"`
	Pledge     string            `json:"pledge"`
	Enterprise string            `json:"enterprise"`
	Donor      string            `json:"donor"`
	Fen        money.Fen         `json:"fen"`
	Day        Day               `json:"day"`      // the last on which money of it arrived
	Payments   []string          `json:"payments"` // ids; a payment stands on one valid certificate at most
	Programs   []string          `json:"programs,omitempty"`
	Naming     string            `json:"naming,omitempty"`
	Anonymous  bool              `json:"anonymous,omitempty"`
	Status     CertificateStatus `json:"status"`
	Reason     string            `json:"reason,omitempty"` // of the void
	At         time.Time         `json:"at"`
	Seq        int64             `json:"seq,omitempty"`
	VoidedAt   time.Time         `json:"voided_at,omitempty"`
	Version    int64             `json:"version"`
}

// IssueCertificate certifies what has arrived for a pledge and stands on no valid certificate yet.
type IssueCertificate struct{ Pledge string }

// Permission implements Command.
func (IssueCertificate) Permission() Permission { return IssueCertificates }

// Decide refuses `not_found`, `nothing_to_certify` (no money before a certificate either) and `declaration_missing`, when all that could be certified was
// paid by somebody else who has not declared for whom.
func (c IssueCertificate) Decide(s *State, in Input) ([]Event, error) {
	p, err := s.PledgeFor(c.Pledge, in.Actor)
	if err != nil {
		return nil, err
	}
	open, undeclared := s.uncertified(p.ID)
	if len(open) == 0 && undeclared {
		return nil, Refuse(Conflict, "declaration_missing")
	}
	if len(open) == 0 {
		return nil, Refuse(Conflict, "nothing_to_certify")
	}
	e, _ := s.Enterprises.Get(p.Enterprise)
	cert := Certificate{
		ID: key(p.ID, in.NewID()), Number: s.nextNumber("ZS", in.At, 0), Pledge: p.ID, Enterprise: p.Enterprise, Donor: e.Name, Naming: p.Naming,
		Anonymous: p.Anonymous, Status: CertificateValid, Programs: s.ProgramNames(p.Purpose), At: in.At,
	}
	for _, pay := range open {
		cert.Payments = append(cert.Payments, pay.ID)
		cert.Fen += pay.Fen - pay.RefundedFen
		cert.Day = max(cert.Day, pay.Day)
	}
	return []Event{CertificateIssued{Certificate: cert, By: in.Actor.ID}}, nil
}

// uncertified lists the payments of a pledge that stand on no valid certificate and of which something is left; one that its payer asks back or disputes
// waits. It also tells whether some were left out for want of a declaration.
func (s *State) uncertified(pledge string) (open []*Payment, undeclared bool) {
	certified := map[string]bool{}
	for _, c := range s.CertificatesOf(pledge) {
		if c.Status == CertificateValid {
			for _, id := range c.Payments {
				certified[id] = true
			}
		}
	}
	for _, pay := range s.PaymentsOf(pledge) {
		switch {
		case certified[pay.ID] || pay.FrozenFen > 0 || pay.RefundedFen == pay.Fen:
		case pay.ThirdParty && !pay.Declared:
			undeclared = true
		default:
			open = append(open, pay)
		}
	}
	return open, undeclared
}

// UncertifiedFen is how much of a pledge's money a certificate could be issued for now.
func (s *State) UncertifiedFen(pledge string) (fen money.Fen) {
	open, _ := s.uncertified(pledge)
	for _, pay := range open {
		fen += pay.Fen - pay.RefundedFen
	}
	return fen
}

// BackFen is how much of what a certificate says has gone back to the payer since. The certificate stays as it was printed.
func (s *State) BackFen(c *Certificate) money.Fen {
	left := money.Fen(0)
	for _, id := range c.Payments {
		if pay, ok := s.Payments.Get(id); ok {
			left += pay.Fen - pay.RefundedFen
		}
	}
	return c.Fen - left
}

// ProgramNames lists the programmes that a purpose names, or whose needs it names, as they are called now.
func (s *State) ProgramNames(p Purpose) (names []string) {
	ids := slices.Clone(p.Programs)
	for _, id := range p.Needs {
		if n, ok := s.Needs.Get(id); ok {
			ids = append(ids, n.Program)
		}
	}
	for _, id := range ids {
		if pr, ok := s.Programs.Get(id); ok && !slices.Contains(names, pr.Name) {
			names = append(names, pr.Name)
		}
	}
	return names
}

// CertificateIssued carries the certificate as it is printed.
type CertificateIssued struct {
	Certificate Certificate `json:"certificate"`
	By          string      `json:"by"`
}

// Apply implements Event.
func (e CertificateIssued) Apply(s *State) {
	c := e.Certificate
	c.Seq = s.Seq
	c.Version++
	s.Certificates.Set(c.ID, &c)
	s.certificateNumbers.Set(c.Number, c.ID)
	s.countNumber(c.Number)
	s.remember(c.Pledge, Fact{Kind: "certificate_issued", Fen: c.Fen, Ref: c.Number, By: e.By})
	s.tell(Notice{Kind: "certificate_issued", Ref: c.Pledge, Number: c.Number, Fen: c.Fen}, ToEnterprise(c.Enterprise))
}

// VoidCertificate takes a certificate back with a reason. It stays, and its number stays used; its payments can be certified again.
type VoidCertificate struct {
	Number, Reason string
	IfVersion      int64
}

// Permission implements Command.
func (VoidCertificate) Permission() Permission { return VoidCertificates }

// Decide refuses `not_found stale wrong_status reason_required text_too_long`.
func (c VoidCertificate) Decide(s *State, in Input) ([]Event, error) {
	cert, ok := s.CertificateByNumber(c.Number)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(cert.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if cert.Status != CertificateValid {
		return nil, Refuse(Conflict, "wrong_status").With("status", string(cert.Status)).With("verb", "void")
	}
	if err := reason("reason", c.Reason, true); err != nil {
		return nil, err
	}
	return []Event{CertificateTakenBack{ID: cert.ID, Reason: c.Reason, By: in.Actor.ID}}, nil
}

// CertificateTakenBack says that a certificate is void, and why.
type CertificateTakenBack struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
	By     string `json:"by"`
}

// Apply implements Event.
func (e CertificateTakenBack) Apply(s *State) {
	old, _ := s.Certificates.Get(e.ID)
	c := *old
	c.Status, c.Reason, c.VoidedAt = CertificateVoided, e.Reason, s.At
	c.Version++
	s.Certificates.Set(c.ID, &c)
	s.remember(c.Pledge, Fact{Kind: "certificate_voided", Fen: c.Fen, Ref: c.Number, Note: e.Reason, By: e.By})
	s.tell(Notice{Kind: "certificate_voided", Ref: c.Pledge, Number: c.Number, Fen: c.Fen}, ToEnterprise(c.Enterprise))
}

// CertificatesOf lists the certificates of a pledge, oldest first, voided ones too.
func (s *State) CertificatesOf(pledge string) []*Certificate {
	var out []*Certificate
	for _, c := range s.Certificates.Under(pledge + "/") {
		out = append(out, c)
	}
	return out
}

// CertificateByNumber finds a certificate by its number.
func (s *State) CertificateByNumber(number string) (*Certificate, bool) {
	id, ok := s.certificateNumbers.Get(number)
	if !ok {
		return nil, false
	}
	return s.Certificates.Get(id)
}

// checkCertificates proves that no money is certified twice and that each certificate is the sum of its payments, but for what has gone back since.
func (s *State) checkCertificates(c *checks) {
	on := map[string]string{}
	for id, cert := range s.Certificates.All() {
		found, known := s.certificateNumbers.Get(cert.Number)
		c.that(known && found == id, "certificate_is_found", id, "%s leads to %q", cert.Number, found)
		if cert.Status != CertificateValid {
			continue
		}
		var most, left money.Fen
		for _, p := range cert.Payments {
			pay, ok := s.Payments.Get(p)
			c.that(ok && pay.Pledge == cert.Pledge, "certificate_of_own_money", id, "payment %s", p)
			if ok {
				most += pay.Fen
				left += pay.Fen - pay.RefundedFen
			}
			c.that(on[p] == "", "certified_once", id, "payment %s is on %s too", p, on[p])
			on[p] = id
		}
		c.that(left <= cert.Fen && cert.Fen <= most, "certificate_is_the_sum", id, "%s, payments say %s of %s", cert.Fen, left, most)
	}
}
