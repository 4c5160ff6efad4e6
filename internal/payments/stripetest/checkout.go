package stripetest

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// createSession makes a Checkout Session, with the bounds that the real one has.
func (s *Server) createSession(f url.Values) answer {
	bad := func(text string) answer {
		return refusal(http.StatusBadRequest, "invalid_request_error", "parameter_invalid_empty", text)
	}
	price := "line_items[0][price_data]"
	amount, err := strconv.ParseInt(f.Get(price+"[unit_amount]"), 10, 64)
	quantity, _ := strconv.ParseInt(f.Get("line_items[0][quantity]"), 10, 64)
	way := f.Get("payment_method_types[0]")
	expires, _ := strconv.ParseInt(f.Get("expires_at"), 10, 64)
	left := time.Unix(expires, 0).Sub(s.Clock())
	switch {
	case f.Get("mode") != "payment" || err != nil || quantity != 1 || f.Get(price+"[product_data][name]") == "" || f.Get("success_url") == "":
		return bad("Missing required param.")
	case amount < 400 || amount > 99_999_999:
		return refusal(http.StatusBadRequest, "invalid_request_error", "amount_too_small", "The amount is out of bounds.")
	case !slices.Contains([]string{"card", "alipay", "wechat_pay"}, way):
		return refusal(http.StatusBadRequest, "invalid_request_error", "payment_method_unactivated", "The payment method type is not activated.")
	case way == "wechat_pay" && f.Get("payment_method_options[wechat_pay][client]") == "":
		return bad("payment_method_options[wechat_pay][client] is required.")
	case left < 30*time.Minute-time.Second || left > 24*time.Hour:
		return bad("expires_at must be between 30 minutes and 24 hours from now.")
	}
	c := s.make("checkout.session", "cs_test", object{
		"amount_subtotal": amount, "amount_total": amount, "cancel_url": f.Get("cancel_url"), "success_url": f.Get("success_url"),
		"client_reference_id": f.Get("client_reference_id"), "currency": f.Get(price + "[currency]"), "expires_at": expires, "locale": f.Get("locale"),
		"metadata": tags(f, "metadata"), "mode": "payment", "payment_intent": nil, "payment_method_types": []string{way}, "payment_status": "unpaid",
		"status": "open", "submit_type": f.Get("submit_type"),
		// Kept here, as Stripe keeps it with the session, for the page and for the intent to come.
		"x_title": f.Get(price + "[product_data][name]"), "x_tags": tags(f, "payment_intent_data[metadata]"),
	})
	c["url"] = s.Base + s.Prefix + "/c/pay/" + c["id"].(string)
	return ok(c)
}

// tags reads the fields of a map.
func tags(f url.Values, name string) object {
	out := object{}
	for k := range f {
		if len(k) > len(name)+2 && k[:len(name)+1] == name+"[" {
			out[k[len(name)+1:len(k)-1]] = f.Get(k)
		}
	}
	return out
}

func (s *Server) expire(id string) answer {
	c, found := s.objects[id]
	switch {
	case !found:
		return missing("checkout.session", id)
	case c["status"] != "open":
		return refusal(http.StatusBadRequest, "invalid_request_error", "", "Only Checkout Sessions with a status in [\"open\"] can be expired.")
	}
	s.close(c)
	return ok(c)
}

// close expires a session, with its intent if it has one.
func (s *Server) close(c object) {
	c["status"], c["url"] = "expired", nil
	if p, found := s.objects[text(c["payment_intent"])]; found {
		p["status"] = "canceled"
		s.emit("payment_intent.canceled", p)
	}
	s.emit("checkout.session.expired", c)
}

func text(v any) string { t, _ := v.(string); return t }

// intent gives the payment intent of a session, made when somebody first tries to pay.
func (s *Server) intent(c object) object {
	if p, found := s.objects[text(c["payment_intent"])]; found {
		return p
	}
	p := s.make("payment_intent", "pi", object{
		"amount": c["amount_total"], "amount_received": int64(0), "currency": c["currency"], "metadata": c["x_tags"], "status": "requires_payment_method",
		"last_payment_error": nil, "latest_charge": nil, "payment_method_types": c["payment_method_types"],
	})
	c["payment_intent"] = p["id"]
	return p
}

// decline lets the card of a session be refused; the page stays open.
func (s *Server) decline(c object, code string) {
	p := s.intent(c)
	ch := s.charge(p, "failed")
	ch["failure_code"] = code
	p["last_payment_error"] = object{"code": "card_declined", "decline_code": code, "message": "Your card was declined.", "type": "card_error"}
	s.emit("payment_intent.payment_failed", p)
	s.emit("charge.failed", ch)
}

func (s *Server) charge(p object, status string) object {
	ch := s.make("charge", "ch", object{
		"amount": p["amount"], "amount_refunded": int64(0), "currency": p["currency"], "payment_intent": p["id"], "metadata": p["metadata"], "status": status,
		"paid": status == "succeeded", "refunded": false, "disputed": false, "failure_code": nil, "balance_transaction": nil,
	})
	p["latest_charge"] = ch["id"]
	return ch
}

// confirm does what the donor has to do; the money comes at once, or later by succeed.
func (s *Server) confirm(c object, later bool) {
	p := s.intent(c)
	c["status"], c["url"] = "complete", nil
	if later {
		p["status"] = "processing"
		s.emit("checkout.session.completed", c)
		return
	}
	s.succeed(c, "checkout.session.completed")
}

// succeed lets the money of a session come.
func (s *Server) succeed(c object, event string) {
	p := s.intent(c)
	ch := s.charge(p, "succeeded")
	amount := p["amount"].(int64)
	p["status"], p["amount_received"], c["payment_status"] = "succeeded", amount, "paid"
	ch["balance_transaction"] = s.move("charge", ch["id"].(string), amount, (amount*34+500)/1000)["id"]
	s.emit("charge.succeeded", ch)
	s.emit("payment_intent.succeeded", p)
	s.emit(event, c)
}

// Pay pays a session as its page would: way `card`, `decline`, or `later` for a wallet whose money comes by itself afterwards.
func (s *Server) Pay(session, how string) bool {
	s.mu.Lock()
	c, found := s.objects[session]
	if !found || c["status"] != "open" {
		s.mu.Unlock()
		return false
	}
	before := len(s.events)
	switch how {
	case "decline":
		s.decline(c, "insufficient_funds")
	case "later":
		s.confirm(c, true)
		if s.Later > 0 {
			time.AfterFunc(s.Later, func() { s.Arrive(session, true) })
		}
	default:
		s.confirm(c, false)
	}
	emitted := slices.Clone(s.events[before:])
	s.mu.Unlock()
	s.deliver(emitted)
	return true
}

// Arrive lets the money of a wallet come, or fail to.
func (s *Server) Arrive(session string, comes bool) {
	s.do(func() {
		c := s.objects[session]
		if comes {
			s.succeed(c, "checkout.session.async_payment_succeeded")
			return
		}
		p := s.intent(c)
		p["status"] = "requires_payment_method"
		p["last_payment_error"] = object{"code": "payment_intent_payment_attempt_failed", "message": "The payment failed.", "type": "card_error"}
		s.emit("payment_intent.payment_failed", p)
		s.emit("checkout.session.async_payment_failed", c)
	})
}

// Expire lets the time of an open session run out.
func (s *Server) Expire(session string) {
	s.do(func() {
		if c := s.objects[session]; c != nil && c["status"] == "open" {
			s.close(c)
		}
	})
}

// Change sets a field of an object without telling anybody, so that what is told differs from what was asked.
func (s *Server) Change(id, field string, v any) { s.do(func() { s.objects[id][field] = v }) }

// Get gives a field of an object as text, and whether the object is there.
func (s *Server) Get(id, field string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, found := s.objects[id]
	return text(o[field]), found
}

// IDs lists the ids of a kind of object, in the order of their making.
func (s *Server) IDs(kind string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.kinds[kind])
}

// do changes state under the lock and then delivers what it led to.
func (s *Server) do(f func()) {
	s.mu.Lock()
	before := len(s.events)
	f()
	emitted := slices.Clone(s.events[before:])
	s.mu.Unlock()
	s.deliver(emitted)
}
