package stripetest

import (
	"net/http"
	"net/url"
	"strconv"
)

// move books a movement on the account's balance.
func (s *Server) move(kind, source string, amount, fee int64) object {
	return s.make("balance_transaction", "txn", object{"amount": amount, "currency": "cny", "fee": fee, "net": amount - fee, "source": source, "type": kind, "status": "available"})
}

func (s *Server) balance() object {
	var sum int64
	for _, id := range s.kinds["balance_transaction"] {
		sum += s.objects[id]["net"].(int64)
	}
	return object{
		"object": "balance", "livemode": s.Live, "available": []object{{"amount": sum, "currency": "cny"}}, "pending": []object{{"amount": 0, "currency": "cny"}},
	}
}

func (s *Server) createRefund(f url.Values) answer {
	p, found := s.objects[f.Get("payment_intent")]
	if !found {
		return missing("payment_intent", f.Get("payment_intent"))
	}
	ch, paid := s.objects[text(p["latest_charge"])]
	if !paid || ch["status"] != "succeeded" {
		return refusal(http.StatusBadRequest, "invalid_request_error", "charge_not_refundable", "This PaymentIntent does not have a successful charge to refund.")
	}
	left := ch["amount"].(int64) - ch["amount_refunded"].(int64)
	amount := left
	if v := f.Get("amount"); v != "" {
		amount, _ = strconv.ParseInt(v, 10, 64)
	}
	switch {
	case ch["disputed"] == true:
		return refusal(http.StatusBadRequest, "invalid_request_error", "charge_disputed", "The charge has been charged back.")
	case left == 0:
		return refusal(http.StatusBadRequest, "invalid_request_error", "charge_already_refunded", "Charge has already been refunded.")
	case amount < 1 || amount > left:
		return refusal(http.StatusBadRequest, "invalid_request_error", "amount_too_large", "Refund amount is greater than unrefunded amount on charge.")
	}
	return ok(s.refund(ch, amount, tags(f, "metadata")))
}

func (s *Server) refund(ch object, amount int64, metadata object) object {
	r := s.make("refund", "re", object{
		"amount": amount, "currency": ch["currency"], "charge": ch["id"], "payment_intent": ch["payment_intent"], "metadata": metadata, "status": "succeeded",
		"failure_reason": nil,
	})
	ch["amount_refunded"] = ch["amount_refunded"].(int64) + amount
	ch["refunded"] = ch["amount_refunded"] == ch["amount"]
	r["balance_transaction"] = s.move("refund", r["id"].(string), -amount, 0)["id"]
	s.emit("charge.refunded", ch)
	s.emit("charge.refund.updated", r)
	return r
}

// Refund sends money of a payment back as somebody on Stripe's own pages would; it gives the refund's id.
func (s *Server) Refund(intent string, amount int64) (id string) {
	s.do(func() {
		id = text(s.refund(s.objects[text(s.objects[intent]["latest_charge"])], amount, object{})["id"])
	})
	return id
}

// FailRefund lets a refund come back.
func (s *Server) FailRefund(id string) {
	s.do(func() {
		r := s.objects[id]
		r["status"], r["failure_reason"] = "failed", "lost_or_stolen_card"
		amount := r["amount"].(int64)
		ch := s.objects[text(r["charge"])]
		ch["amount_refunded"], ch["refunded"] = ch["amount_refunded"].(int64)-amount, false
		s.move("refund_failure", id, amount, 0)
		s.emit("refund.failed", r)
		s.emit("charge.refund.updated", r)
	})
}

// disputeFee is what Stripe keeps of every dispute, in fen.
const disputeFee = 8500

// Dispute lets the payer object; it gives the dispute's id.
func (s *Server) Dispute(intent string) (id string) {
	s.do(func() {
		ch := s.objects[text(s.objects[intent]["latest_charge"])]
		ch["disputed"] = true
		amount := ch["amount"].(int64)
		x := s.make("dispute", "dp", object{
			"amount": amount, "currency": ch["currency"], "charge": ch["id"], "payment_intent": intent, "status": "needs_response", "reason": "fraudulent",
			"metadata": object{}, "is_charge_refundable": false,
		})
		id = text(x["id"])
		s.move("adjustment", id, -amount, disputeFee)
		s.emit("charge.dispute.created", x)
		s.emit("charge.dispute.funds_withdrawn", x)
	})
	return id
}

// CloseDispute decides it.
func (s *Server) CloseDispute(id string, won bool) {
	s.do(func() {
		x := s.objects[id]
		x["status"] = "lost"
		if won {
			x["status"] = "won"
			s.move("adjustment", id, x["amount"].(int64), 0)
			s.objects[text(x["charge"])]["disputed"] = false
			s.emit("charge.dispute.funds_reinstated", x)
		}
		s.emit("charge.dispute.closed", x)
	})
}

// Payout sends the balance, or an amount of it, to the bank; it gives the payout's id.
func (s *Server) Payout(amount int64) (id string) {
	s.do(func() {
		p := s.make("payout", "po", object{"amount": amount, "currency": "cny", "arrival_date": s.Clock().Unix(), "status": "paid", "type": "bank_account", "metadata": object{}})
		id = text(p["id"])
		s.move("payout", id, -amount, 0)
		s.emit("payout.paid", p)
	})
	return id
}

// FailPayout lets a payout come back from the bank.
func (s *Server) FailPayout(id string) {
	s.do(func() {
		p := s.objects[id]
		p["status"], p["failure_code"] = "failed", "account_closed"
		s.move("payout_failure", id, p["amount"].(int64), 0)
		s.emit("payout.failed", p)
	})
}
