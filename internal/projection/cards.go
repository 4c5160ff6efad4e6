package projection

import "shanpei/models"

// touchedByCards is touched for money that is frozen, goes back or comes back: the payment, its receipt and its pledge.
func touchedByCards(event models.Event, s *models.State) []ref {
	switch e := event.(type) {
	case models.PlacesUnfunded:
		return sponsored(s, e.ID)
	case models.MoneyFrozen:
		return []ref{{"payments", e.Payment}, {"pledges", e.Pledge}}
	case models.RefundMatched:
		if r, ok := s.Refunds.Get(e.ID); ok {
			return moved(r.Payment, r.Pledge)
		}
		return []ref{{"payments", e.Payment}}
	case models.RefundStepped:
		if r, ok := s.Refunds.Get(e.ID); ok {
			return moved(r.Payment, r.Pledge)
		}
		return []ref{{"payments", e.ID}}
	case models.DisputeEnded:
		if x, ok := s.Disputes.Get(e.ID); ok {
			return moved(x.Payment, x.Pledge)
		}
		return []ref{{"payments", e.ID}}
	}
	return nil
}

// moved are a payment, its receipt and its pledge; what went back without ever having been a payment touches nothing.
func moved(payment, pledge string) []ref {
	if payment == "" {
		return nil
	}
	return []ref{{"payments", payment}, {"receipts", payment}, {"pledges", pledge}}
}
