package models

// assetTables are equipment that was given, its acceptance and its use.
type assetTables struct {
}

func newAssetTables() assetTables {
	return assetTables{}
}

func (t assetTables) copy() assetTables {
	return assetTables{}
}

func (t assetTables) stored() []StoredTable {
	return []StoredTable{}
}

// assetKinds are the event kinds of this area.
var assetKinds = map[string]Event{}
