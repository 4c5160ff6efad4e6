package handlers

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shanpei/internal/desk"
	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

type matchIn struct {
	DryRun   bool     `json:"dry_run"`
	Programs []string `json:"programs"`
}

// matchView is a run of the engine. A dry run has no id: it was not kept, and cannot be accepted.
type matchView struct {
	ID        string         `json:"id,omitempty"`
	Number    string         `json:"number,omitempty"`
	DryRun    bool           `json:"dry_run"`
	InputSeq  int64          `json:"input_entry"` // the state it was computed on
	Programs  []string       `json:"programs"`
	Proposals []proposalView `json:"proposals"`
	Unmet     []unmetView    `json:"unmet"`
	Unspent   []unspentView  `json:"unspent"`
	Places    int            `json:"places"`
	AmountFen money.Fen      `json:"amount_fen"`
}

type proposalView struct {
	ID          string       `json:"id"`
	Pledge      string       `json:"pledge"`
	Need        string       `json:"need"`
	Places      int          `json:"places"`
	AmountFen   money.Fen    `json:"amount_fen"`
	Reasons     []reasonView `json:"reasons"`
	Sponsorship string       `json:"sponsorship,omitempty"`
}

type unmetView struct {
	Need      string       `json:"need"`
	Places    int          `json:"places"`
	AmountFen money.Fen    `json:"amount_fen"`
	Why       []reasonView `json:"why"`
}

type unspentView struct {
	Pledge    string       `json:"pledge,omitempty"` // absent in a preview: the pledge is not made yet
	AmountFen money.Fen    `json:"amount_fen"`
	Why       []reasonView `json:"why"`
}

// reasonView is why a proposal was made, or none was: a slug, its figures, and the sentence in the language that was asked for.
type reasonView struct {
	Kind   string            `json:"kind"`
	Params map[string]string `json:"params"`
	Text   string            `json:"text"`
}

func reasonViews(lang views.Lang, reasons []models.Reason) []reasonView {
	out := make([]reasonView, 0, len(reasons))
	for _, reason := range reasons {
		v := reasonView{Kind: reason.Kind, Params: map[string]string{}}
		var args []any
		for _, p := range reason.Params {
			v.Params[p.Name] = p.Value
			args = append(args, p.Name, figure(lang, p))
		}
		if key := "matching.reason." + reason.Kind; lang.Has(key) {
			v.Text = lang.T(key, args...)
		} else { // a run of an earlier version may have kinds that are given no more
			v.Text = lang.T("staff.matching.reason_other", "kind", reason.Kind)
		}
		out = append(out, v)
	}
	return out
}

// figure gives a parameter of a reason as the catalogue can write it: names that end in _fen are amounts.
func figure(lang views.Lang, p models.Param) any {
	n, err := strconv.ParseInt(p.Value, 10, 64)
	switch {
	case err != nil && lang.Has("status."+p.Name+"."+p.Value):
		return lang.Term(p.Name, p.Value)
	case err != nil:
		return p.Value
	case strings.HasSuffix(p.Name, "_fen"):
		return views.Fen(n)
	}
	return n
}

func proposalViews(lang views.Lang, list []models.Proposal) (out []proposalView, places int, fen money.Fen) {
	out = make([]proposalView, 0, len(list))
	for _, p := range list {
		out = append(out, proposalView{
			ID: p.ID, Pledge: p.Pledge, Need: p.Need, Places: p.Places, AmountFen: p.AmountFen, Reasons: reasonViews(lang, p.Reasons),
			Sponsorship: p.Sponsorship,
		})
		places += p.Places
		fen += p.AmountFen
	}
	return out, places, fen
}

func viewMatch(lang views.Lang, m *models.Match) matchView {
	v := matchView{ID: m.ID, Number: m.Number, DryRun: m.ID == "", InputSeq: m.InputSeq, Programs: m.Programs, Unmet: []unmetView{}, Unspent: []unspentView{}}
	if v.Programs == nil {
		v.Programs = []string{}
	}
	v.Proposals, v.Places, v.AmountFen = proposalViews(lang, m.Proposals)
	for _, u := range m.Unmet {
		v.Unmet = append(v.Unmet, unmetView{Need: u.ID, Places: u.Places, AmountFen: u.Fen, Why: reasonViews(lang, u.Reasons)})
	}
	for _, u := range m.Unspent {
		v.Unspent = append(v.Unspent, unspentView{Pledge: u.ID, AmountFen: u.Fen, Why: reasonViews(lang, u.Reasons)})
	}
	return v
}

// apiMatch runs the engine; a dry run is not kept. POST /matches
func apiMatch(r *Request) error {
	in, err := input[matchIn](r)
	if err != nil {
		return err
	}
	var programs []string
	for i, id := range in.Programs {
		p, ok := r.State.ProgramBySlug(id)
		if !ok {
			return models.Refuse(models.Invalid, "unknown_program").At("programs." + strconv.Itoa(i))
		}
		programs = append(programs, p.ID)
	}
	kind := runKeep
	if in.DryRun {
		kind = runDry
	}
	d, err := r.begin(kind, desk.Options{Programs: programs, Today: r.today()}, nil)
	if err != nil {
		return err
	}
	if !r.wait(d) {
		rec := d.record()
		r.Set(fiber.HeaderLocation, "/api/v1/matches/runs/"+rec.ID)
		r.Set(fiber.HeaderRetryAfter, "1")
		return r.reply(202, r.viewRun(rec, d))
	}
	if err := d.outcome(); err != nil {
		return err
	}
	if in.DryRun {
		return r.reply(200, viewMatch(r.Lang, &d.match))
	}
	return r.reply(201, viewMatch(r.Lang, &d.match))
}

// runView is a run in the background: how far it is, and when it is over what came of it.
type runView struct {
	ID       string     `json:"id"`
	Status   runStatus  `json:"status"`
	DryRun   bool       `json:"dry_run"`
	By       string     `json:"by"`
	Started  string     `json:"started"`
	Phase    string     `json:"phase,omitempty"`
	Percent  int        `json:"percent"`
	Value    int64      `json:"value,omitempty"` // the best so far, in fen × points
	Bound    int64      `json:"bound,omitempty"` // no plan is worth more
	Reason   string     `json:"reason,omitempty"`
	Match    string     `json:"match,omitempty"`    // the run that was kept: GET /matches/{id}
	Proposed *matchView `json:"proposed,omitempty"` // of a dry run that is over
}

func (r *Request) viewRun(rec runRecord, d *deskRun) runView {
	v := runView{
		ID: rec.ID, Status: rec.Status, DryRun: rec.Kind == runDry, By: rec.By, Started: instant(rec.Started), Phase: rec.Phase, Percent: rec.Percent,
		Value: rec.Value, Bound: rec.Bound, Reason: rec.Reason, Match: rec.Match,
	}
	if d != nil && v.DryRun && (rec.Status == runDone || rec.Status == runStopped) {
		m := viewMatch(r.Lang, &d.match)
		v.Proposed = &m
	}
	return v
}

// apiMatchRun tells how far a run is. GET /matches/runs/{id}
func apiMatchRun(r *Request) error {
	rec, d, err := r.run(r.Params("id"))
	if err != nil {
		return err
	}
	if rec.Status == runRunning {
		r.Set(fiber.HeaderRetryAfter, "1")
	}
	return r.reply(200, r.viewRun(rec, d))
}

// apiStopMatch asks a run to stop with the best it has. POST /matches/runs/{id}/stop
func apiStopMatch(r *Request) error {
	if _, err := input[struct{}](r); err != nil {
		return err
	}
	if err := r.stopRun(r.Params("id")); err != nil {
		return err
	}
	rec, d, err := r.run(r.Params("id"))
	if err != nil {
		return err
	}
	return r.reply(202, r.viewRun(rec, d))
}

// apiMatchKept shows a run that was kept, and which of its proposals were accepted. GET /matches/{id}
func apiMatchKept(r *Request) error {
	m, ok := r.State.Matches.Get(r.Params("id"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	return r.versioned(m.Version, viewMatch(r.Lang, m))
}

type acceptIn struct {
	Proposals []string `json:"proposals"`
	All       bool     `json:"all"`
}

// acceptedView lists what the proposals became, in the order of the run.
type acceptedView struct {
	Sponsorships []sponsorshipView `json:"sponsorships"`
}

// apiAcceptMatch turns proposals into sponsorships: the named ones all or none, or with `all` every one that still holds. POST /matches/{id}/accept
func apiAcceptMatch(r *Request) error {
	in, err := input[acceptIn](r)
	if err != nil {
		return err
	}
	if in.All == (len(in.Proposals) > 0) {
		return models.Refuse(models.Invalid, "required").At("proposals")
	}
	out, err := r.Do(models.AcceptMatch{ID: r.Params("id"), Proposals: in.Proposals, All: in.All})
	if err != nil {
		return err
	}
	return r.reply(200, acceptedView{Sponsorships: madeIn(out)})
}

// previewView is what a pledge that is not made would meet now.
type previewView struct {
	Proposals []proposalView `json:"proposals"`
	Unspent   []unspentView  `json:"unspent"`
	Places    int            `json:"places"`
	AmountFen money.Fen      `json:"amount_fen"`
}

// apiPreviewPledge runs the engine as if the pledge were signed; it changes nothing. POST /pledges/preview
func apiPreviewPledge(r *Request) error {
	in, err := input[pledgeIn](r)
	if err != nil {
		return err
	}
	proposals, unspent, err := r.whatIfNow(in.command())
	if err != nil {
		return err
	}
	for i := range proposals {
		proposals[i].Pledge = ""
	}
	v := previewView{Unspent: []unspentView{}}
	v.Proposals, v.Places, v.AmountFen = proposalViews(r.Lang, proposals)
	for _, u := range unspent {
		v.Unspent = append(v.Unspent, unspentView{AmountFen: u.Fen, Why: reasonViews(r.Lang, u.Reasons)})
	}
	return r.reply(200, v)
}
