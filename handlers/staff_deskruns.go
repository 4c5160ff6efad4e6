package handlers

import (
	"slices"
	"strconv"

	"shanpei/internal/desk"
	"shanpei/models"
	"shanpei/views"
)

// staffMatchRun runs the engine on the state of the moment and keeps what it proposes; no place and no money moves. What takes longer than a request may
// goes on in the background.
func staffMatchRun(r *Request) error {
	f, o := r.deskForm()
	again := func() error {
		if _, full := f.Values["weights_of"]; full {
			return r.showDesk(f, nil, nil)
		}
		return r.showMatching(f)
	}
	if len(f.Errors) > 0 {
		return again()
	}
	d, err := r.begin(runKeep, o, nil)
	if err == nil && !r.wait(d) {
		return r.forward("/staff/matching/runs/" + d.record().ID)
	}
	if err == nil {
		err = d.outcome()
	}
	if f.pinRefused(err) {
		return again()
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/matching/"+d.match.ID, "staff.matching.done.run", "number", d.match.Number, "n", len(d.match.Proposals))
}

// staffRun shows how far a run is, and when it is over what came of it. It can be left and found again.
func staffRun(r *Request) error {
	rec, mine, err := r.run(r.Params("id"))
	if err != nil {
		return err
	}
	if m, ok := r.State.Matches.Get(rec.Match); ok {
		return r.Done("/staff/matching/"+m.ID, "staff.matching.done.run", "number", m.Number, "n", len(m.Proposals))
	}
	d := r.staff("desk.run.title", r.crumb("staff.matching.title", "/staff/matching"))
	v := *r.runShown(&rec)
	if mine != nil && rec.Kind == runRepeat && rec.Status == runDone {
		v.Sides = r.repeated(mine)
	}
	if r.Partial() {
		return r.HTML(200, views.DeskRunState(d, v))
	}
	return r.HTML(200, views.StaffDeskRun(d, v))
}

// repeated lays a repeated run beside the one that was recorded.
func (r *Request) repeated(d *deskRun) *views.DeskSides {
	of, ok := r.State.Matches.Get(d.rec.Of)
	if !ok || d.diff.Equal {
		return nil
	}
	sides := r.sides(of, &d.diff.Match)
	sides.NameB = r.Lang.T("desk.run.again")
	sides.HeadA, sides.HeadB = r.Lang.T("desk.run.kept"), sides.NameB
	return sides
}

// runShown is a run as the page shows it; nil for none.
func (r *Request) runShown(rec *runRecord) *views.DeskRun {
	if rec == nil {
		return nil
	}
	v := &views.DeskRun{
		ID: rec.ID, Status: string(rec.Status), Kind: string(rec.Kind), By: rec.By, Started: rec.Started, Phase: rec.Phase, Percent: rec.Percent, Value: rec.Value, Bound: rec.Bound,
		Gap: desk.Totals{Value: rec.Value, Bound: rec.Bound}.Gap(), Stop: rec.Stop, Equal: rec.Equal, Programs: rec.Programs, Of: rec.Of,
	}
	if rec.Reason != "" {
		v.Why = r.sentence(models.Refuse(models.Conflict, rec.Reason))
	}
	return v
}

func staffRunStop(r *Request) error {
	r.form()
	id := r.Params("id")
	if err := r.stopRun(id); err != nil {
		return err
	}
	if _, mine, _ := r.run(id); mine != nil {
		r.wait(mine) // its best so far is usually there at once
	}
	return r.forward("/staff/matching/runs/" + id)
}

// staffMatchRepeat does a recorded run again on the state that it saw, to prove that the same comes out.
func staffMatchRepeat(r *Request) error {
	m, err := r.match()
	if err != nil {
		return err
	}
	if _, err := desk.ReadRecord(m); err != nil {
		return models.Refuse(models.Conflict, "no_record")
	}
	d, err := r.begin(runRepeat, desk.Options{Programs: m.Programs}, m)
	if err != nil {
		return err
	}
	r.wait(d)
	return r.forward("/staff/matching/runs/" + d.record().ID)
}

// staffCompare lays two recorded runs side by side.
func staffCompare(r *Request) error {
	d := r.staff("desk.compare.title", r.crumb("staff.matching.title", "/staff/matching"))
	v := views.DeskCompareProps{Runs: r.runOptions(d)}
	a, okA := r.State.Matches.Get(r.Query("a"))
	b, okB := r.State.Matches.Get(r.Query("b"))
	if okA && okB {
		v.Sides = r.sides(a, b)
	} else if r.Query("a")+r.Query("b") != "" {
		return models.Refuse(models.NotFound, "not_found")
	}
	return r.HTML(200, views.StaffDeskCompare(d, v))
}

// runsOffered is how many runs can be chosen to compare with.
const runsOffered = 50

func (r *Request) runOptions(d *views.StaffPage) []views.Option {
	var runs []*models.Match
	for _, m := range r.State.Matches.All() {
		runs = append(runs, m)
	}
	newestFirst(runs)
	var out []views.Option
	for _, m := range runs[:min(len(runs), runsOffered)] {
		out = append(out, views.Option{Value: m.ID, Label: m.Number + " · " + r.Lang.Instant(m.At) + " · " + views.MatchScope(d, m)})
	}
	return out
}

// recordShown is what a run recorded of itself, in words for its page.
func (r *Request) recordShown(m *models.Match) *views.DeskRecord {
	rec, err := desk.ReadRecord(m)
	if err != nil {
		return nil
	}
	v := &views.DeskRecord{Today: rec.Today, Tried: rec.Tried, Stopped: rec.Stopped}
	for k, s := range rec.Weights {
		scope := views.DeskScope{Program: s.Program, Version: s.Version, Weights: s.Weights, Whole: k == 0}
		v.Scopes = append(v.Scopes, scope)
	}
	for _, p := range rec.Pinned {
		v.Pinned = append(v.Pinned, views.DeskPair{Pledge: p.Pledge, Need: p.Need, PlacesA: p.Places})
	}
	for _, x := range rec.Excluded {
		v.Excluded = append(v.Excluded, views.DeskPair{Pledge: x.Pledge, Need: x.Need})
	}
	return v
}

func staffWeights(r *Request) error {
	of, err := r.weightsOf(r.Query("program"))
	if err != nil {
		return err
	}
	return r.showWeights(of, nil)
}

// weightsOf is the programme whose weights are meant; empty for the federation's.
func (r *Request) weightsOf(id string) (string, error) {
	if id == "" {
		return "", nil
	}
	p, ok := r.State.ProgramBySlug(id)
	if !ok {
		return "", models.Refuse(models.NotFound, "not_found")
	}
	return p.ID, nil
}

func (r *Request) showWeights(of string, f *form) error {
	d := r.staff("desk.weights.title", r.crumb("staff.matching.title", "/staff/matching"))
	status := 200
	v := views.DeskWeightsProps{Program: of, History: r.State.MatchPolicies(of)}
	v.Weights, v.Now = r.State.MatchWeights(of)
	v.Before = models.DefaultMatchWeights()
	if of != "" {
		v.Before, _ = r.State.MatchWeights("")
	}
	if f != nil {
		f.onto(d, "weights")
		status = f.Status()
		for _, x := range v.Weights.List() {
			now := strconv.FormatInt(x.Value, 10)
			f.differs(d, x.Name, d.WeightLabel(x.Name), now, now)
		}
	}
	return r.HTML(status, views.StaffDeskWeights(d, v))
}

func staffWeightsSet(r *Request) error {
	f := r.form(slices.Concat(deskFields, []string{"program", "note", "inherit"})...)
	of, err := r.weightsOf(f.Text("program"))
	if err != nil {
		return err
	}
	cmd := models.SetMatchPolicy{Program: of, IfVersion: f.Version(), Note: f.Text("note"), Inherit: f.Yes("inherit")}
	if !cmd.Inherit {
		now, _ := r.State.MatchWeights(of)
		cmd.Weights = f.weights(now)
	}
	out, again, err := f.ask(cmd)
	if again {
		return r.showWeights(of, f)
	}
	if err != nil {
		return err
	}
	to := "/staff/matching/weights"
	if of != "" {
		to += "?program=" + of
	}
	return r.Done(to, "desk.weights.done", "version", event[models.MatchPolicySet](out).Policy.Version)
}
