package handlers

import (
	"shanpei/models"
	"shanpei/views"
)

// stoppedQueue lists the places whose child departed or whose consent is gone.
func (r *Request) stoppedQueue() views.StaffQueue {
	q := views.StaffQueue{Key: "places_stopped", Href: "/staff/places"}
	for _, b := range r.State.StoppedBindings(r.today()) {
		n, _ := r.State.Needs.Get(b.Need)
		c, _ := r.State.Beneficiaries.Get(b.Beneficiary)
		q.Items = append(q.Items, views.StaffQueueItem{Number: c.Number, What: n.Number + " · " + r.Lang.Term("stopped", r.State.Stopped(b, r.today())), Href: "/staff/places/" + b.ID, Since: b.MadeAt})
	}
	return q
}

// overrideQueue lists the requests for aid beside other aid that wait for a second person, but not one's own.
func (r *Request) overrideQueue(d *views.StaffPage) views.StaffQueue {
	q := views.StaffQueue{Key: "overrides", Href: "/staff/aids?status=" + string(models.OverrideStands)}
	for _, o := range r.State.StandingOverrides() {
		if v, ok := r.override(o); ok && o.Asker != r.Actor.ID {
			q.Items = append(q.Items, views.StaffQueueItem{Number: v.Number, What: d.NeedNumber(o.Need), Href: "/staff/aids/" + o.ID, Since: o.AskedAt})
		}
	}
	return q
}
