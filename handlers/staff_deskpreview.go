package handlers

import (
	"context"
	"slices"
	"time"

	"shanpei/internal/desk"
	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// previewTime is how long a preview may take. Up to previewPairs pairs of needs and pledges are searched as hard as in a run, more are searched less, and
// beyond previewMost there is no preview: the run itself only proposes, and can be watched and stopped.
const (
	previewTime  = 4 * time.Second
	previewPairs = 20_000
	previewMost  = 4_000_000
)

// staffDeskPreview says what the run would do, and what that changes against the last run. It keeps nothing.
func staffDeskPreview(r *Request) error {
	f, o := r.deskForm()
	if len(f.Errors) == 0 {
		sides, err := r.preview(o)
		if err == nil {
			if r.Partial() {
				return r.HTML(200, views.DeskPreview(r.staff(""), sides))
			}
			return r.showDesk(f, nil, sides)
		}
		if !f.pinRefused(err) {
			return err
		}
	}
	if r.Partial() {
		texts := make([]string, 0, len(f.Errors))
		for _, e := range f.Errors {
			texts = append(texts, r.sentence(e))
		}
		return r.HTML(200, views.DeskFaults(r.staff(""), texts))
	}
	return r.showDesk(f, nil, nil)
}

// preview runs the engine for the page: quickly, without reasons, and one preview at a time.
func (r *Request) preview(o desk.Options) (*views.DeskSides, error) {
	needs := 0
	for _, n := range r.State.Needs.All() {
		if n.Takes() && (len(o.Programs) == 0 || slices.Contains(o.Programs, n.Program)) {
			needs++
		}
	}
	o.Quick = true
	switch pairs := needs * len(r.State.OpenPledges()); {
	case pairs > previewMost:
		return nil, models.Refuse(models.Conflict, "preview_too_large")
	case pairs > previewPairs:
		o.Effort = 30
	}
	ctx, cancel := context.WithTimeout(r.UserContext(), previewTime)
	defer cancel()
	select {
	case r.Portal.desk.preview <- struct{}{}:
		defer func() { <-r.Portal.desk.preview }()
	case <-ctx.Done():
		return nil, models.Refuse(models.Conflict, "preview_busy")
	}
	m, err := r.Portal.desk.best(ctx, r.State, o)
	if err != nil {
		return nil, err
	}
	last := r.lastRun(o.Programs)
	sides := r.sides(last, &m)
	sides.NameB = r.Lang.T("desk.preview.now")
	sides.HeadA, sides.HeadB = r.Lang.T("desk.preview.last"), sides.NameB
	return sides, nil
}

// lastRun is the newest recorded run of the same programmes; nil when there is none.
func (r *Request) lastRun(programs []string) (last *models.Match) {
	ids := func(list []string) []string {
		var out []string
		for _, id := range list {
			if p, ok := r.State.ProgramBySlug(id); ok {
				out = append(out, p.ID)
			}
		}
		slices.Sort(out)
		return out
	}
	want := ids(programs)
	for _, m := range r.State.Matches.All() {
		if slices.Equal(ids(m.Programs), want) && (last == nil || m.Seq > last.Seq) {
			last = m
		}
	}
	return last
}

// sides lays two runs side by side for a page; a may be nil.
func (r *Request) sides(a, b *models.Match) *views.DeskSides {
	v := &views.DeskSides{SumB: sumShown(desk.Sum(b))}
	counties := map[string]*views.DeskCounty{}
	county := func(code string) *views.DeskCounty {
		if counties[code] == nil {
			counties[code] = &views.DeskCounty{County: code}
		}
		return counties[code]
	}
	for _, c := range desk.Counties(r.State, b) {
		county(c.County).PlacesB, county(c.County).FenB = c.Places, views.Fen(c.Fen)
	}
	if a != nil {
		v.NameA, v.SumA = a.Number, sumShown(desk.Sum(a))
		for _, c := range desk.Counties(r.State, a) {
			county(c.County).PlacesA, county(c.County).FenA = c.Places, views.Fen(c.Fen)
		}
		diff := desk.Compare(a, b)
		v.Same = diff.Same
		for _, p := range diff.Pairs {
			v.Pairs = append(v.Pairs, views.DeskPair{Pledge: p.Pledge, Need: p.Need, PlacesA: p.PlacesA, PlacesB: p.PlacesB, FenA: views.Fen(p.FenA), FenB: views.Fen(p.FenB)})
		}
		for _, x := range diff.Settings {
			v.Settings = append(v.Settings, views.DeskSetting(x))
		}
		_, errA := desk.ReadRecord(a)
		_, errB := desk.ReadRecord(b)
		v.NoRecord = errA != nil || errB != nil
	}
	v.NameB = b.Number
	v.HeadA, v.HeadB = r.Lang.T("desk.compare.a"), r.Lang.T("desk.compare.b")
	for code := range r.State.Counties.All() {
		if c := counties[code]; c != nil {
			v.Counties = append(v.Counties, *c)
		}
	}
	return v
}

func sumShown(t desk.Totals) views.DeskSum {
	return views.DeskSum{
		Proposals: t.Proposals, Places: t.Places, Needs: t.Needs, Pledges: t.Pledges, Fen: views.Fen(t.Fen), UnmetPlaces: t.UnmetPlaces, UnspentFen: views.Fen(t.UnspentFen),
		Value: t.Value, Bound: t.Bound, Gap: t.Gap(),
	}
}

// freeMoney is what can be matched now: free places and free money.
func (r *Request) freeMoney() (places, needs int, free money.Fen, pledges int) {
	for _, n := range r.State.Needs.All() {
		if n.Takes() {
			places += n.Left()
			needs++
		}
	}
	open := r.State.OpenPledges()
	for _, p := range open {
		free += p.FreeFen()
	}
	return places, needs, free, len(open)
}
