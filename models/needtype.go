package models

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// NeedType is what a need buys (domain.md, need catalogue N1–N9).
type NeedType string

// Stage is the school stage of the children a study need is for.
type Stage string

// The need types and stages of interface.md.
const (
	StudyAid       NeedType = "study_aid"
	Insurance      NeedType = "insurance"
	Screening      NeedType = "screening"
	Surgery        NeedType = "surgery"
	Rehabilitation NeedType = "rehabilitation"
	Counselling    NeedType = "counselling"
	Activity       NeedType = "activity"
	Service        NeedType = "service"
	Equipment      NeedType = "equipment"
	InKind         NeedType = "in_kind"

	Preschool  Stage = "preschool"
	Primary    Stage = "primary"
	Junior     Stage = "junior"
	Senior     Stage = "senior"
	Vocational Stage = "vocational"
	College    Stage = "college"
)

// Stages in the order of schooling.
var Stages = []Stage{Preschool, Primary, Junior, Senior, Vocational, College}

// NeedTypeInfo declares a need type: all that the rules ask of it. What a type has beside its needs (screenings, policies, terms) is an area of its own.
type NeedTypeInfo struct {
	Catalogue string  // N1 … N9
	Unit      string  // default unit of one place
	Count     string  // key of common.unit that its places are counted with: persons and person-times are never one unit
	Persons   bool    // its places are counted in 人次; small numbers of them are not shown to the public
	Staged    bool    // it belongs to a school stage
	Lane      string  // one of NeedLanes; empty: money
	Payee     string  // whom money usually goes to: card school hospital insurer provider
	Aid       AidKind // what a place helps one child with; empty: it is for no single child, and no place of it is bound
	Repeated  bool    // its places are months or sessions: one child may have several of one need
	Delicate  bool    // it tells of somebody's health: a sponsor sees no letter
	Room      string  // the page of what the type has beside its needs
	RoomKey   string  // its message
}

// NeedLanes are the ways of help (慈善+困境儿童救助, 社会组织+关爱服务): money, services, goods.
var NeedLanes = []string{"money", "service", "goods"}

// LaneOf is the way of help that a type is.
func LaneOf(t NeedType) string { return cmp.Or(NeedTypes[t].Lane, "money") }

// place is the number of the type in the catalogue.
func (i NeedTypeInfo) place() int {
	n, _ := strconv.Atoi(strings.TrimPrefix(i.Catalogue, "N"))
	return n
}

// NeedTypes holds every need type, NeedTypeOrder lists them as the catalogue does. declareNeedType adds to both.
var (
	NeedTypes     = map[NeedType]NeedTypeInfo{}
	NeedTypeOrder []NeedType
)

// declareNeedType makes a type known. It is called before main begins: by the nine of the catalogue below, and by the file of a further one (docs/need-types.md).
func declareNeedType(t NeedType, info NeedTypeInfo) {
	NeedTypes[t] = info
	NeedTypeOrder = append(NeedTypeOrder, t)
	slices.SortStableFunc(NeedTypeOrder, func(a, b NeedType) int { return NeedTypes[a].place() - NeedTypes[b].place() })
}

func init() {
	for _, d := range []struct {
		t    NeedType
		info NeedTypeInfo
	}{
		{StudyAid, NeedTypeInfo{Catalogue: "N1", Unit: "人·学期", Count: "places", Persons: true, Staged: true, Payee: "card", Aid: AidStudy, Room: "/terms", RoomKey: "study.title"}},
		{Insurance, NeedTypeInfo{Catalogue: "N2", Unit: "人·年", Count: "places", Persons: true, Payee: "insurer", Aid: AidInsurance, Room: "/insurance", RoomKey: "insurance.title"}},
		{Screening, NeedTypeInfo{Catalogue: "N3", Lane: "service", Unit: "场", Count: "sessions", Payee: "hospital", Delicate: true, Room: "/screenings", RoomKey: "medical.title"}},
		{Surgery, NeedTypeInfo{Catalogue: "N4", Unit: "例", Count: "operations", Persons: true, Payee: "hospital", Aid: AidMedical, Delicate: true, Room: "/screenings", RoomKey: "medical.title"}},
		{Rehabilitation, NeedTypeInfo{Catalogue: "N4", Unit: "月", Count: "months", Persons: true, Payee: "hospital", Aid: AidRehabilitation, Repeated: true, Delicate: true}},
		{Counselling, NeedTypeInfo{Catalogue: "N5", Lane: "service", Unit: "人·次", Count: "person_times", Persons: true, Payee: "provider", Aid: AidCounselling, Repeated: true, Delicate: true, Room: "/contracts", RoomKey: "contract.title"}},
		{Activity, NeedTypeInfo{Catalogue: "N6", Lane: "service", Unit: "场", Count: "sessions", Payee: "provider", Room: "/activities", RoomKey: "activity.title"}},
		{Service, NeedTypeInfo{Catalogue: "N7", Lane: "service", Unit: "项目", Count: "items", Payee: "provider", Room: "/contracts", RoomKey: "contract.title"}},
		{Equipment, NeedTypeInfo{Catalogue: "N8", Lane: "goods", Unit: "台", Count: "items", Payee: "provider", Room: "/equipment", RoomKey: "asset.title"}},
		{InKind, NeedTypeInfo{Catalogue: "N9", Lane: "goods", Unit: "件", Count: "items", Payee: "provider"}},
	} {
		declareNeedType(d.t, d.info)
	}
}
