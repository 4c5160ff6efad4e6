package models

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// grid writes a flow as one line for each status and verb that leads somewhere, and checks the rest: every other pair is refused and stays.
func grid[S, V ~string](t *testing.T, f Flow[S, V], statuses []S, verbs []V) string {
	t.Helper()
	var lines []string
	for _, from := range statuses {
		for _, v := range append(verbs, "unheard_of") {
			to, err := f.Next(from, v)
			want, allowed := f[from][v]
			switch {
			case allowed && (err != nil || to != want):
				t.Errorf("%s %s: %s %v", from, v, to, err)
			case !allowed:
				e, ok := err.(*Error)
				if !ok || e.Code != Conflict || e.Reason != "wrong_status" || e.Params["status"] != string(from) || e.Params["verb"] != string(v) || to != from {
					t.Errorf("%s %s: %s %v", from, v, to, err)
				}
			case !slices.Contains(statuses, to):
				t.Errorf("%s %s leads to %s, which is no status", from, v, to)
			default:
				lines = append(lines, fmt.Sprintf("%s %s %s", from, v, to))
			}
		}
	}
	return strings.Join(lines, "\n")
}

// whole checks that a table names no status or verb besides those listed, and that every status can be reached from the first.
func whole[S, V ~string](t *testing.T, f Flow[S, V], statuses []S, verbs []V, derived ...S) {
	t.Helper()
	reached := map[S]bool{statuses[0]: true}
	for _, s := range derived {
		reached[s] = true
	}
	for range statuses {
		for from, row := range f {
			if !slices.Contains(statuses, from) {
				t.Errorf("%s is no status", from)
			}
			for v, to := range row {
				if !slices.Contains(verbs, v) {
					t.Errorf("%s is no verb", v)
				}
				if reached[from] {
					reached[to] = true
				}
			}
		}
	}
	for _, s := range statuses {
		if !reached[s] {
			t.Errorf("nothing leads to %s", s)
		}
	}
}

func expect(t *testing.T, got, want string) {
	t.Helper()
	split := func(s string) map[string]bool {
		m := map[string]bool{}
		for l := range strings.SplitSeq(s, "\n") {
			if l = strings.TrimSpace(l); l != "" {
				m[l] = true
			}
		}
		return m
	}
	a, b := split(got), split(want)
	for _, l := range slices.Sorted(maps.Keys(a)) {
		if !b[l] {
			t.Errorf("allowed, but not by the domain: %s", l)
		}
	}
	for _, l := range slices.Sorted(maps.Keys(b)) {
		if !a[l] {
			t.Errorf("forbidden, but not by the domain: %s", l)
		}
	}
}

func TestTheStatusGridOfANeed(t *testing.T) {
	statuses := []NeedStatus{NeedDraft, NeedVerified, NeedReviewed, NeedApproved, NeedPublicity, NeedOpen, NeedPartial, NeedFull, NeedExecuting, NeedClosed,
		NeedDisclosed, NeedReturned, NeedSuspended, NeedTerminated}
	verbs := []NeedVerb{VerifyNeed, ReviewNeed, ApproveNeed, PublishNeed, OpenNeed, ReturnNeed, SuspendNeed, ResumeNeed, CloseNeed, TerminateNeed, DiscloseNeed}
	whole(t, NeedFlow, statuses, verbs, NeedPartial, NeedFull, NeedExecuting)
	expect(t, grid(t, NeedFlow, statuses, verbs), `
		draft verify verified
		draft return returned
		draft terminate terminated
		returned verify verified
		returned terminate terminated
		verified review reviewed
		verified return returned
		verified terminate terminated
		reviewed approve approved
		reviewed return returned
		reviewed terminate terminated
		approved publish publicity
		approved return returned
		approved terminate terminated
		publicity open open
		publicity return returned
		publicity terminate terminated
		open suspend suspended
		open close closed
		open terminate terminated
		partial suspend suspended
		partial close closed
		full suspend suspended
		full close closed
		executing suspend suspended
		executing close closed
		suspended resume open
		suspended close closed
		suspended terminate terminated
		closed disclose disclosed`)
	for _, v := range verbs {
		if _, ok := needStepPermission[v]; !ok {
			t.Errorf("%s has no permission of its own", v)
		}
	}
}

func TestTheStatusGridOfAPledge(t *testing.T) {
	statuses := []PledgeStatus{PledgeIntended, PledgeSigned, PledgePartReceived, PledgeReceived, PledgeOverdue, PledgeCancelled, PledgeLapsed, PledgeClosed, PledgeWrittenOff}
	verbs := []string{"sign", "cancel", "lapse", "receive_part", "receive_all", "overdue", "close", "return_part", "return_all", "write_off"}
	whole(t, PledgeFlow, statuses, verbs)
	expect(t, grid(t, PledgeFlow, statuses, verbs), `
		intended sign signed
		intended cancel cancelled
		intended lapse lapsed
		signed receive_part part_received
		signed receive_all received
		signed overdue overdue
		signed cancel cancelled
		signed write_off written_off
		part_received receive_part part_received
		part_received receive_all received
		part_received overdue overdue
		part_received return_part part_received
		part_received return_all signed
		part_received write_off written_off
		overdue receive_part part_received
		overdue receive_all received
		overdue lapse lapsed
		overdue overdue overdue
		overdue write_off written_off
		received close closed
		received return_part part_received
		received return_all signed`)
}

func TestTheStatusGridOfAMonth(t *testing.T) {
	statuses, verbs := []MonthStatus{MonthOpen, MonthAsked, MonthClosed}, []string{"ask", "close", "refuse", "reopen"}
	whole(t, MonthFlow, statuses, verbs)
	expect(t, grid(t, MonthFlow, statuses, verbs), `
		open ask asked
		asked ask asked
		asked close closed
		asked refuse open
		closed reopen open`)
}

func TestTheStatusGridOfASponsorship(t *testing.T) {
	statuses := []SponsorshipStatus{SponsorshipHeld, SponsorshipFunded, SponsorshipActive, SponsorshipPaidOut, SponsorshipProven, SponsorshipEnded, SponsorshipReplaced}
	verbs := []string{"fund", "disburse", "end", "replace", "pay", "return", "prove"}
	whole(t, SponsorshipFlow, statuses, verbs)
	expect(t, grid(t, SponsorshipFlow, statuses, verbs), `
		held fund funded
		held disburse active
		held end ended
		held replace replaced
		funded disburse active
		funded end ended
		funded replace replaced
		active fund active
		active disburse active
		active end ended
		active replace replaced
		active pay paid_out
		paid_out return active
		paid_out prove proven`)
}

func TestTheStatusGridOfADisbursement(t *testing.T) {
	statuses := []DisbursementStatus{DisbursementMade, DisbursementChecked, DisbursementApproved, DisbursementPaid, DisbursementReturned, DisbursementProven, DisbursementRejected}
	verbs := []string{"check", "approve", "pay", "return", "prove", "reject"}
	whole(t, DisbursementFlow, statuses, verbs)
	expect(t, grid(t, DisbursementFlow, statuses, verbs), `
		made check checked
		made reject rejected
		checked approve approved
		checked reject rejected
		approved pay paid
		approved reject rejected
		paid return returned
		paid prove proven
		returned pay paid
		returned return returned`)
}

func TestTheStatusGridsOfEnterpriseAndProgramme(t *testing.T) {
	statuses, verbs := []EnterpriseStatus{EnterpriseSubmitted, EnterpriseVerified, EnterpriseRejected}, []string{"verify", "reject", "resubmit"}
	whole(t, EnterpriseFlow, statuses, verbs)
	expect(t, grid(t, EnterpriseFlow, statuses, verbs), `
		submitted verify verified
		submitted reject rejected
		rejected resubmit submitted`)
	programs, steps := []ProgramStatus{ProgramActive, ProgramSuspended, ProgramClosed}, []string{"suspend", "resume", "close"}
	whole(t, programFlow, programs, steps)
	expect(t, grid(t, programFlow, programs, steps), `
		active suspend suspended
		active close closed
		suspended resume active
		suspended close closed`)
}

// The grids are walked in full only if every flow of the package has a test here.
func TestEveryFlowOfThePackageHasItsGrid(t *testing.T) {
	known := []string{"NeedFlow", "PledgeFlow", "SponsorshipFlow", "OfferFlow", "DisbursementFlow", "EnterpriseFlow", "programFlow", "MonthFlow", "RefundFlow", "activityFlow", "BeneficiaryFlow", "ContractFlow", "MilestoneFlow", "ScreeningFlow", "CaseFlow", "PolicyFlow", "CampaignFlow", "CourseFlow", "AssetFlow", "AidOverrideFlow", "DataRequestFlow", "ErasureFlow", "RoleAskFlow", "InvitationFlow", "handoverFlow"}
	for _, name := range packageVars(t, "Flow") {
		if !slices.Contains(known, name) {
			t.Errorf("%s has no test of its grid", name)
		}
	}
}

func TestTheGridOfAnOffer(t *testing.T) {
	statuses := []OfferStatus{OfferStanding, OfferAccepted, OfferDeclined, OfferLapsed, OfferWithdrawn}
	verbs := []string{"accept", "decline", "lapse", "withdraw"}
	whole(t, OfferFlow, statuses, verbs)
	expect(t, grid(t, OfferFlow, statuses, verbs), `
		standing accept accepted
		standing decline declined
		standing lapse lapsed
		standing withdraw withdrawn`)
}

func TestTheGridsOfAccess(t *testing.T) {
	asks, verbs := []RoleAskStatus{RoleAskWaits, RoleAskConfirmed, RoleAskRefused, RoleAskWithdrawn}, []string{"confirm", "refuse", "withdraw"}
	whole(t, RoleAskFlow, asks, verbs)
	expect(t, grid(t, RoleAskFlow, asks, verbs), `
		asked confirm confirmed
		asked refuse refused
		asked withdraw withdrawn`)
	invitations := []InvitationStatus{InvitationWaits, InvitationOpen, InvitationAccepted, InvitationRefused, InvitationRevoked}
	verbs = []string{"confirm", "refuse", "revoke", "accept", "resend"}
	whole(t, InvitationFlow, invitations, verbs)
	expect(t, grid(t, InvitationFlow, invitations, verbs), `
		asked confirm open
		asked refuse refused
		asked revoke revoked
		open revoke revoked
		open accept accepted
		open resend open`)
	handovers, verbs := []string{"offered", "accepted", "declined", "withdrawn"}, []string{"accept", "decline", "withdraw"}
	whole(t, handoverFlow, handovers, verbs)
	expect(t, grid(t, handoverFlow, handovers, verbs), `
		offered accept accepted
		offered decline declined
		offered withdraw withdrawn`)
}
