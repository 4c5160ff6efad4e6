package models

import (
	"strings"

	"shanpei/models/money"
)

// checkCards proves what card payments, refunds and disputes leave behind: each holder's account is what the holder says, and what is frozen of a pledge and
// of a payment is what the holders say.
func (s *State) checkCards(c *checks) {
	frozen, byPayment, refunded := map[string]money.Fen{}, map[string]money.Fen{}, map[string]money.Fen{}
	var lost, fees money.Fen
	for id, r := range s.Refunds.All() {
		lost += r.ShortFen
		c.that(s.Balance(refundAccount(id)) == r.FrozenFen, "refund_account", id, "%s, the refund says %s", s.Balance(refundAccount(id)), r.FrozenFen)
		_, listed := s.refundsOpen.Get(id)
		over := r.Status == RefundDone || r.Status == RefundRejected
		c.that(listed != over, "open_refund_is_listed", id, "%s, listed %v", r.Status, listed)
		if r.Payment == "" || r.Status == RefundRejected {
			continue
		}
		if r.Status == RefundAsked {
			frozen[r.Pledge] += r.FrozenFen
			byPayment[r.Payment] += r.FrozenFen
		} else {
			refunded[r.Payment] += r.Fen - r.ShortFen
		}
	}
	for id, x := range s.Disputes.All() {
		lost += x.ShortFen
		c.that(s.Balance(disputedAccount(id)) == x.FrozenFen, "disputed_account", id, "%s, the dispute says %s", s.Balance(disputedAccount(id)), x.FrozenFen)
		frozen[x.Pledge] += x.FrozenFen
		byPayment[x.Payment] += x.FrozenFen
		if x.Status == "lost" && x.Payment != "" {
			refunded[x.Payment] += x.Fen - x.ShortFen
		}
	}
	kept := map[string]bool{}
	for id, k := range s.Kept.All() {
		kept[keptAccount(id)] = true
		c.that(s.Balance(keptAccount(id)) == k.HeldFen, "kept_account", id, "%s, it says %s", s.Balance(keptAccount(id)), k.HeldFen)
	}
	for account := range s.Accounts.All() {
		c.that(!strings.HasPrefix(account, "kept:") || kept[account], "kept_account", account, "nobody's")
	}
	for _, fen := range s.CardFees.All() {
		fees += fen
	}
	c.that(s.Balance(lossAccount) == -lost, "loss_account", lossAccount, "%s, refunds and disputes say %s", s.Balance(lossAccount), -lost)
	c.that(s.Balance(feeAccount) == -fees, "fee_account", feeAccount, "%s, the fees say %s", s.Balance(feeAccount), -fees)
	s.checkPayments(c, frozen, byPayment, refunded)
	open := 0
	for id, k := range s.Checkouts.All() {
		_, listed := s.checkoutsOpen.Get(id)
		c.that(listed == k.Waits(), "open_checkout_is_listed", id, "%s, listed %v", k.Status, listed)
		if k.Waits() {
			open++
		}
		if k.Status == CheckoutPaid {
			p, paid := s.Payments.Get(k.Payment)
			r, owed := s.Refunds.Get(k.Refund)
			var sum money.Fen
			if paid {
				sum += p.Fen
			}
			if owed {
				sum += r.Fen
			}
			c.that(sum == k.Fen, "paid_checkout_is_whole", id, "%s of %s", sum, k.Fen)
		}
	}
	c.that(s.checkoutsOpen.Len() == open, "open_checkout_is_listed", "x_checkouts_open", "%d, checkouts say %d", s.checkoutsOpen.Len(), open)
	var underway money.Fen
	for _, p := range s.Payouts.All() {
		if p.Status == "paid" && p.Line == "" {
			underway += p.Fen
		} else if p.Status == "failed" && p.Line != "" {
			underway -= p.Fen
		}
	}
	c.that(s.Balance(payoutAccount) == -underway, "payout_account", payoutAccount, "%s, payouts say %s", s.Balance(payoutAccount), -underway)
}

// checkPayments compares the payments of each pledge with what it received, and what is frozen or went back with its holders.
func (s *State) checkPayments(c *checks, frozen, byPayment, refunded map[string]money.Fen) {
	received := map[string]money.Fen{}
	for id, p := range s.Payments.All() {
		if !p.Undone {
			received[p.Pledge] += p.Fen - p.RefundedFen
		}
		c.that(p.FrozenFen == byPayment[id], "payment_frozen", id, "%s, refunds and disputes say %s", p.FrozenFen, byPayment[id])
		c.that(p.RefundedFen == refunded[id], "payment_refunded", id, "%s, refunds and disputes say %s", p.RefundedFen, refunded[id])
		c.that(p.RefundedFen+p.FrozenFen <= p.Fen, "payment_not_over", id, "%s and %s of %s", p.RefundedFen, p.FrozenFen, p.Fen)
	}
	for id, p := range s.Pledges.All() {
		c.that(p.FrozenFen == frozen[id], "pledge_frozen", id, "%s, refunds and disputes say %s", p.FrozenFen, frozen[id])
		c.that(p.ReceivedFen == received[id], "received_is_the_sum", id, "%s, payments say %s", p.ReceivedFen, received[id])
	}
}
