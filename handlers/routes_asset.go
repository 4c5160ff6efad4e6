package handlers

import "shanpei/models"

// assetRoutes are the addresses of equipment that was given, its acceptance and its use.
var assetRoutes = []Route{
	{"GET", "/equipment", models.Public, Page, ForPublic, true, publicAssets},
	{"GET", "/equipment/:number", models.Public, Page, ForPublic, true, publicAsset},
	{"GET", "/staff/equipment", models.ViewMoney, Page, ForStaff, false, staffAssets},
	{"GET", "/staff/equipment/new", models.ManageAssets, Page, ForStaff, false, staffAssetNew},
	{"POST", "/staff/equipment/new", models.ManageAssets, Page, ForStaff, false, staffAssetOrder},
	{"GET", "/staff/equipment/:id", models.ViewMoney, Page, ForStaff, false, staffAsset},
	{"POST", "/staff/equipment/:id/step", models.ViewMoney, Page, ForStaff, false, staffAssetStep},
	{"GET", "/api/v1/equipment", models.Public, API, ForPublic, false, apiAssets},
}
