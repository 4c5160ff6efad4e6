package models

// checkPlaces proves that a place has one child at most, that nobody has a place that its sponsorship has not, and that no alias is borne twice.
func (s *State) checkPlaces(c *checks) {
	aliases, live := map[string]bool{}, 0
	for id, b := range s.Bindings.All() {
		sp, ok := s.Sponsorships.Get(b.Sponsorship)
		_, child := s.Beneficiaries.Get(b.Beneficiary)
		c.that(ok && child, "binding_whole", id, "sponsorship %v, child %v", ok, child)
		c.that(!aliases[b.Alias], "alias_is_unique", id, "%s", b.Alias)
		aliases[b.Alias] = true
		holder, taken := s.bindingsLive.Get(key(b.Sponsorship, pad(b.Slot, 6)))
		c.that(b.Live() == (taken && holder == id), "live_binding_is_listed", id, "live %v, the place is held by %q", b.Live(), holder)
		c.that(!b.Live() || sp.Slots.has(b.Slot), "bound_place_is_kept", id, "the sponsorship has not place %d", b.Slot)
		a, there := s.Aids.Get(id)
		c.that(there && (a.Void == "") == (b.Live() || b.Paid()), "binding_is_an_aid", id, "aid %v", there)
		if b.Live() {
			live++
		}
	}
	c.that(s.bindingsLive.Len() == live, "live_binding_is_listed", "x_bindings_live", "%d, bindings say %d", s.bindingsLive.Len(), live)
	standing := 0
	for id, o := range s.AidOverrides.All() {
		_, listed := s.overridesStanding.Get(id)
		c.that(listed == (o.Status == OverrideStands), "standing_override_is_listed", id, "%s, listed %v", o.Status, listed)
		c.that(o.Status == OverrideStands || o.Asker != o.Answerer, "two_people_for_double_aid", id, "%s", o.Asker)
		if listed {
			standing++
		}
	}
	c.that(s.overridesStanding.Len() == standing, "standing_override_is_listed", "x_overrides_standing", "%d, overrides say %d", s.overridesStanding.Len(), standing)
}
