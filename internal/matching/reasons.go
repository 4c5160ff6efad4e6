package matching

import "strconv"

// The kinds of reasons. The message catalogue has a sentence for each, under `matching.reason.`. An amount is a parameter whose name ends in _fen; percent is how
// much less a yuan does, or both needs together do, in whole per cent from 1 to 100.
const (
	ReasonUrgency   = "urgency"   // points, of: the need's urgency in its score
	ReasonWaiting   = "waiting"   // points, of
	ReasonDeadline  = "deadline"  // points, of
	ReasonCategory  = "category"  // points, of: the kind of help comes first in the federation's policy
	ReasonWish      = "wish"      // points: the donor wished for it
	ReasonCompletes = "completes" // the need is met in full with it
	ReasonCounty    = "county"    // county, points: a fen counts more there, as little was funded so far
	ReasonNamed     = "named"     // the donor named this need

	ReasonNextNeed  = "next_need"    // other_need, percent: the pledge's next best need, and by how much a yuan does less there
	ReasonEqualNeed = "equal_need"   // other_need: a yuan would do as much there
	ReasonSmallNeed = "smaller_need" // other_need, amount_fen: a yuan would do as much there, but it takes only so much
	ReasonNoNeed    = "no_other"     // no other need within its purpose could take the money now

	ReasonNextPledge  = "next_pledge"  // other_pledge, percent: the next best pledge has money left for it
	ReasonSwapPledge  = "swap_pledge"  // other_pledge, other_need, percent: it would have to change places with this one
	ReasonBusyPledge  = "busy_pledge"  // other_pledge, other_need, percent: it would have to give up another need
	ReasonEqualPledge = "equal_pledge" // other_pledge: it would do as well
	ReasonOnlyPledge  = "only_pledge"  // no other pledge may and can pay for it

	ReasonNoMoney    = "no_money"        // unmet: no pledge's purpose allows the need
	ReasonExcepted   = "excepted"        // unmet: the pledges whose purpose allows it must not be proposed for it
	ReasonTooLate    = "too_late"        // unmet: money that may go there arrives after it is spent
	ReasonTooLarge   = "too_large"       // unmet: least_fen, most_fen: no pledge can give the least that the need asks
	ReasonDonorsFull = "donors_full"     // unmet: donors: no further donor may join
	ReasonTooSmall   = "left_small"      // unmet: least_fen, most_fen: what pledges have left is less than the need asks
	ReasonTeamShort  = "team_short"      // unmet: amount_fen: it is met in whole only, and what several pledges have left does not make it
	ReasonOthers     = "others_first"    // unmet: other_need, percent: the money that may go there went to needs where a yuan does more, this one the last of them
	ReasonTogether   = "others_together" // unmet: other_need: the money went there and to others, which together do more
	ReasonSmallShare = "small_share"     // unmet: amount_fen: the most that a pledge could add gains less than a share costs
	ReasonRestSmall  = "rest_small"      // unmet: amount_fen, least_fen: what is missing is less than a donor has to give
	ReasonUsedUp     = "used_up"         // unmet: amount_fen: whoever may give to it gave it all
	ReasonWouldMeet  = "would_meet"      // unmet: amount_fen, program, county: the pledge, named for it, that would meet it with what the other needs get left as it is

	ReasonNoPurpose  = "no_need"     // unspent: no open need is within the purpose
	ReasonAllMet     = "all_met"     // unspent: needs: every need within the purpose is met
	ReasonBelowPlace = "below_place" // unspent: needs, left_fen, least_fen: less than the least that they ask
	ReasonNotDue     = "not_due"     // unspent: needs, left_fen: it arrives after they are spent
	ReasonPartner    = "partner"     // unspent: needs, left_fen: they are met in whole only, and nobody has the rest
	ReasonPerNeed    = "per_need"    // unspent: needs: the donor's most per need is reached
	ReasonSeats      = "seats_taken" // unspent: needs: no further donor may join them
	ReasonAlone      = "alone"       // unspent: needs: the donor funds a need alone, and others have a part of them
	ReasonSmallLeft  = "small_left"  // unspent: needs, left_fen: what they could get gains less than a share costs
)

// Reasons lists every kind, for the catalogue's test.
var Reasons = []string{
	ReasonUrgency, ReasonWaiting, ReasonDeadline, ReasonCategory, ReasonWish, ReasonCompletes, ReasonCounty, ReasonNamed, ReasonNextNeed, ReasonEqualNeed,
	ReasonSmallNeed, ReasonNoNeed, ReasonNextPledge, ReasonSwapPledge, ReasonBusyPledge, ReasonEqualPledge, ReasonOnlyPledge, ReasonNoMoney, ReasonExcepted,
	ReasonTooLate, ReasonTooLarge, ReasonDonorsFull, ReasonTooSmall, ReasonTeamShort, ReasonOthers, ReasonTogether, ReasonSmallShare, ReasonRestSmall, ReasonUsedUp, ReasonWouldMeet,
	ReasonSmallLeft,
	ReasonNoPurpose, ReasonAllMet, ReasonBelowPlace, ReasonNotDue, ReasonPartner, ReasonPerNeed, ReasonSeats, ReasonAlone,
}

// writer collects the reasons of one thing after the other. They share a few large pieces of memory: a run may have a million.
type writer struct {
	reasons []Reason
	params  []Param
	from    int // where those of the current thing begin
	small   [2048]string
}

const piece = 8192

// begin starts the list of the next thing.
func (o *writer) begin() {
	if cap(o.reasons)-len(o.reasons) < 64 {
		o.reasons = make([]Reason, 0, piece)
	}
	o.from = len(o.reasons)
}

// done is the list.
func (o *writer) done() []Reason { return o.reasons[o.from:len(o.reasons):len(o.reasons)] }

// add adds a reason with its parameters.
func (o *writer) add(kind string, params ...Param) {
	if cap(o.params)-len(o.params) < len(params) {
		o.params = make([]Param, 0, piece)
	}
	at := len(o.params)
	o.params = append(o.params, params...)
	r := Reason{Kind: kind}
	if len(params) > 0 {
		r.Params = o.params[at:len(o.params):len(o.params)]
	}
	o.reasons = append(o.reasons, r)
}

// figure is a parameter that is a number.
func (o *writer) figure(name string, v int64) Param {
	if v < 0 || v >= int64(len(o.small)) {
		return Param{name, strconv.FormatInt(v, 10)}
	}
	if o.small[v] == "" {
		o.small[v] = strconv.FormatInt(v, 10)
	}
	return Param{name, o.small[v]}
}

// reason is one reason by itself.
func reason(kind string, params ...any) Reason {
	r := Reason{Kind: kind}
	for k := 0; k+1 < len(params); k += 2 {
		p := Param{Name: params[k].(string)}
		switch v := params[k+1].(type) {
		case string:
			p.Value = v
		case int64:
			p.Value = strconv.FormatInt(v, 10)
		case int32:
			p.Value = strconv.FormatInt(int64(v), 10)
		}
		r.Params = append(r.Params, p)
	}
	return r
}
