package views

// statusTones colours the statuses that mean the same for every kind of thing; what is not named waits, in grey.
var statusTones = map[string]Tone{
	// done
	"open": Done, "active": Done, "verified": Done, "full": Done, "executing": Done, "received": Done, "paid": Done, "proven": Done,
	"published": Done, "signed": Done, "funded": Done, "accepted": Done, "matched": Done, "issued": Done, "closed": Done, "paid_out": Done,
	"running": Done, "approved": Done,
	// under way
	"partly_pledged": Milestone, "partly_received": Milestone, "publicity": Milestone, "held": Milestone, "partial": Milestone,
	"checked": Milestone, "change_pending": Milestone, "proposed": Milestone, "suspended": Milestone, "suspense": Milestone,
	// went wrong
	"overdue": Bad, "rejected": Bad, "returned": Bad, "ended": Wait, "cancelled": Wait, "terminated": Bad, "refused": Bad, "late": Bad, "failed": Bad,
	"lapsed": Bad, "disputed": Bad, "unmatched": Bad,
}

// StatusTone is the colour of a status. Colour repeats what the word says and never says it alone.
func StatusTone(_, status string) Tone {
	if t, ok := statusTones[status]; ok {
		return t
	}
	return Wait
}
