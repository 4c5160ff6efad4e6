package models

// placeTables are which child has which place, and what aid somebody has already.
type placeTables struct {
	Aids         Table[*Aid]
	AidOverrides Table[*AidOverride]
	Bindings     Table[*Binding]
	Letters      Table[*Letter]

	aidsByChild       Table[none]   // beneficiary/aid
	overridesByChild  Table[none]   // beneficiary/need/override
	overridesStanding Table[none]   // those that wait for the second person
	bindingsLive      Table[string] // sponsorship/slot → binding
	bindingsOfPlaces  Table[none]   // sponsorship/slot/binding
	bindingsByChild   Table[none]   // beneficiary/binding
	placeAliases      Table[string] // alias → binding, for ever
	lettersByBinding  Table[none]   // binding/letter
}

func newPlaceTables() placeTables {
	return placeTables{
		Aids: newTable[*Aid](), AidOverrides: newTable[*AidOverride](), Bindings: newTable[*Binding](), Letters: newTable[*Letter](),
		aidsByChild: newTable[none](), overridesByChild: newTable[none](), overridesStanding: newTable[none](), bindingsLive: newTable[string](),
		bindingsOfPlaces: newTable[none](), bindingsByChild: newTable[none](), placeAliases: newTable[string](), lettersByBinding: newTable[none](),
	}
}

func (t placeTables) copy() placeTables {
	return placeTables{
		Aids: t.Aids.copy(), AidOverrides: t.AidOverrides.copy(), Bindings: t.Bindings.copy(), Letters: t.Letters.copy(),
		aidsByChild: t.aidsByChild.copy(), overridesByChild: t.overridesByChild.copy(), overridesStanding: t.overridesStanding.copy(), bindingsLive: t.bindingsLive.copy(),
		bindingsOfPlaces: t.bindingsOfPlaces.copy(), bindingsByChild: t.bindingsByChild.copy(), placeAliases: t.placeAliases.copy(), lettersByBinding: t.lettersByBinding.copy(),
	}
}

func (t placeTables) stored() []StoredTable {
	return []StoredTable{
		{"aids", t.Aids}, {"aid_overrides", t.AidOverrides}, {"bindings", t.Bindings}, {"letters", t.Letters},
		{"x_aids_by_child", t.aidsByChild}, {"x_overrides_by_child", t.overridesByChild}, {"x_overrides_standing", t.overridesStanding},
		{"x_bindings_live", t.bindingsLive}, {"x_bindings_of_places", t.bindingsOfPlaces}, {"x_bindings_by_child", t.bindingsByChild},
		{"x_place_aliases", t.placeAliases}, {"x_letters_by_binding", t.lettersByBinding},
	}
}

// placeKinds are the event kinds of this area.
var placeKinds = map[string]Event{
	"aid.recorded":          AidRecorded{},
	"aid.voided":            AidVoided{},
	"aid.override_asked":    OverrideAsked{},
	"aid.override_answered": OverrideAnswered{},
	"place.bound":           PlaceBound{},
	"place.unbound":         PlaceUnbound{},
	"letter.added":          LetterAdded{},
	"letter.removed":        LetterRemoved{},
}
