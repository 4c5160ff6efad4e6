package views

// dataRequestHref is where a request of a person, or an erasure, is handled; empty for anything else.
func (d *StaffPage) dataRequestHref(id string) string {
	if _, ok := d.S.DataRequests.Get(id); ok && d.May("request.handle") {
		return "/staff/requests/" + id
	}
	if _, ok := d.S.Erasures.Get(id); ok {
		return "/staff/erasures/" + id
	}
	return ""
}
