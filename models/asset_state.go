package models

// assetTables are equipment that was given, its acceptance and its use.
type assetTables struct {
	Assets Table[*Asset]

	assetNumbers Table[string]
	assetTags    Table[string] // the institution's own number → asset
}

func newAssetTables() assetTables {
	return assetTables{Assets: newTable[*Asset](), assetNumbers: newTable[string](), assetTags: newTable[string]()}
}

func (t assetTables) copy() assetTables {
	return assetTables{Assets: t.Assets.copy(), assetNumbers: t.assetNumbers.copy(), assetTags: t.assetTags.copy()}
}

func (t assetTables) stored() []StoredTable {
	return []StoredTable{{"assets", t.Assets}, {"x_asset_numbers", t.assetNumbers}, {"x_asset_tags", t.assetTags}}
}

// assetKinds are the event kinds of this area.
var assetKinds = map[string]Event{
	"asset.ordered": AssetOrderedDown{},
	"asset.stepped": AssetStepped{},
}
