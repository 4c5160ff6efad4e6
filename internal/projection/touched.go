package projection

import (
	"iter"
	"strings"

	"shanpei/models"
)

// ref names one document.
type ref struct{ collection, id string }

// collection is how the entities of a kind are read from a state.
type collection struct {
	get func(s *models.State, id string) (entity any, version int64, ok bool)
	all func(s *models.State) iter.Seq[string]
}

func of[V any](table func(*models.State) models.Table[*V], version func(*V) int64) collection {
	return collection{
		get: func(s *models.State, id string) (any, int64, bool) {
			v, ok := table(s).Get(id)
			if !ok {
				return nil, 0, false
			}
			return v, version(v), true
		},
		all: func(s *models.State) iter.Seq[string] {
			return func(yield func(string) bool) {
				for id := range table(s).All() {
					if !yield(id) {
						return
					}
				}
			}
		},
	}
}

// collections are those of architecture.md, section 4.
var collections = map[string]collection{
	"programs":      of(func(s *models.State) models.Table[*models.Program] { return s.Programs }, func(v *models.Program) int64 { return v.Version }),
	"needs":         of(func(s *models.State) models.Table[*models.Need] { return s.Needs }, func(v *models.Need) int64 { return v.Version }),
	"enterprises":   of(func(s *models.State) models.Table[*models.Enterprise] { return s.Enterprises }, func(v *models.Enterprise) int64 { return v.Version }),
	"pledges":       of(func(s *models.State) models.Table[*models.Pledge] { return s.Pledges }, func(v *models.Pledge) int64 { return v.Version }),
	"payments":      of(func(s *models.State) models.Table[*models.Payment] { return s.Payments }, func(v *models.Payment) int64 { return v.Version }),
	"sponsorships":  of(func(s *models.State) models.Table[*models.Sponsorship] { return s.Sponsorships }, func(v *models.Sponsorship) int64 { return v.Version }),
	"disbursements": of(func(s *models.State) models.Table[*models.Disbursement] { return s.Disbursements }, func(v *models.Disbursement) int64 { return v.Version }),
	"receipts":      of(func(s *models.State) models.Table[*models.Receipt] { return s.Receipts }, func(v *models.Receipt) int64 { return v.Version }),
}

// touched names the documents that an event changes, in a state that holds it. An event that changes none of the collections touches nothing; a test
// goes through every kind.
func touched(event models.Event, s *models.State) []ref {
	switch e := event.(type) {
	case models.ProgramCreated:
		return []ref{{"programs", e.Program.ID}}
	case models.ProgramRevised:
		return []ref{{"programs", e.Program.ID}}
	case models.ProgramStepped:
		return []ref{{"programs", e.ID}}
	case models.NeedDrafted:
		return []ref{{"needs", e.Need.ID}}
	case models.NeedAmended:
		return []ref{{"needs", e.Need.ID}}
	case models.NeedStepped:
		return []ref{{"needs", e.ID}}
	case models.EnterpriseRegistered:
		return []ref{{"enterprises", e.Enterprise.ID}}
	case models.EnterpriseDecided:
		return []ref{{"enterprises", e.ID}}
	case models.PledgeMade:
		return []ref{{"pledges", e.Pledge.ID}}
	case models.AgreementSigned:
		return []ref{{"pledges", e.ID}}
	case models.PledgeFellOverdue:
		return []ref{{"pledges", e.ID}}
	case models.PledgeEnded:
		return []ref{{"pledges", e.ID}}
	case models.PurposeChangeAnswered:
		pledge, _, _ := strings.Cut(e.ID, "/")
		return []ref{{"pledges", pledge}}
	case models.PaymentReceived:
		return []ref{{"payments", e.Payment.ID}, {"receipts", e.Payment.ID}, {"pledges", e.Payment.Pledge}}
	case models.PaymentUndone:
		return []ref{{"payments", e.Payment}, {"receipts", e.Payment}, {"pledges", e.Pledge}}
	case models.FeeCharged:
		return []ref{{"pledges", e.Pledge}}
	case models.PledgeJoinedFund:
		return []ref{{"pledges", e.Pledge}}
	case models.ThirdPartyDeclared:
		return []ref{{"payments", e.Payment}}
	case models.ReceiptFiled:
		return []ref{{"receipts", e.ID}}
	case models.ReceiptAsked:
		return []ref{{"receipts", e.Receipt.ID}, {"receipts", e.Receipt.Replaces}}
	case models.PayeesSet:
		return []ref{{"disbursements", e.ID}}
	case models.ReceiptSet:
		return []ref{{"receipts", e.ID}}
	}
	return touchedByPlaces(event, s)
}

// touchedByPlaces is touched for what happens to places: the sponsorship, its need and its pledge.
func touchedByPlaces(event models.Event, s *models.State) []ref {
	switch e := event.(type) {
	case models.PlacesHeld:
		refs := sponsored(s, e.Sponsorship.ID)
		if e.Sponsorship.Replaces != "" {
			refs = append(refs, ref{"sponsorships", e.Sponsorship.Replaces})
		}
		return refs
	case models.OfferMade:
		return offered(s, e.Offer.ID)
	case models.OfferAnswered:
		return offered(s, e.ID)
	case models.PlacesFunded:
		return sponsored(s, e.ID)
	case models.PlacesReleased:
		return sponsored(s, e.ID)
	case models.PlacesUnfunded:
		return sponsored(s, e.ID)
	case models.PlacesProven:
		return sponsored(s, e.ID)
	case models.SponsorshipOver:
		return sponsored(s, e.ID)
	case models.PayoutMade:
		return paid(s, e.Disbursement.ID)
	case models.PayoutStepped:
		return paid(s, e.ID)
	case models.LinesPaid:
		return paid(s, e.ID)
	case models.LinesReturned:
		return paid(s, e.ID)
	}
	return touchedByCards(event, s)
}

func sponsored(s *models.State, id string) []ref {
	sp, ok := s.Sponsorships.Get(id)
	if !ok {
		return []ref{{"sponsorships", id}}
	}
	return []ref{{"sponsorships", id}, {"needs", sp.Need}, {"pledges", sp.Pledge}}
}

// offered is the need and the pledge of an offer.
func offered(s *models.State, id string) []ref {
	o, ok := s.Offers.Get(id)
	if !ok {
		return []ref{{"needs", id}}
	}
	return []ref{{"needs", o.Need}, {"pledges", o.Pledge}}
}

func paid(s *models.State, id string) []ref {
	refs := []ref{{"disbursements", id}}
	d, ok := s.Disbursements.Get(id)
	if !ok {
		return refs
	}
	for _, l := range d.Lines {
		refs = append(refs, sponsored(s, l.Sponsorship)...)
	}
	return refs
}
