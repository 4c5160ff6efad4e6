package models

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

// NeedTypeInfo declares a need type.
type NeedTypeInfo struct {
	Catalogue string // N1 … N9
	Unit      string // default unit of one place
	Persons   bool   // its places are counted in 人次; small numbers of them are not shown to the public
	Staged    bool   // it belongs to a school stage
	Payee     string // whom money usually goes to: card school hospital insurer provider
}

// NeedTypes declares every need type.
var NeedTypes = map[NeedType]NeedTypeInfo{
	StudyAid:       {"N1", "人·学期", true, true, "card"},
	Insurance:      {"N2", "人·年", true, false, "insurer"},
	Screening:      {"N3", "场", false, false, "hospital"},
	Surgery:        {"N4", "例", true, false, "hospital"},
	Rehabilitation: {"N4", "月", true, false, "hospital"},
	Counselling:    {"N5", "人·次", true, false, "provider"},
	Activity:       {"N6", "场", false, false, "provider"},
	Service:        {"N7", "项目", false, false, "provider"},
	Equipment:      {"N8", "台", false, false, "provider"},
	InKind:         {"N9", "件", false, false, "provider"},
}

// NeedTypeOrder lists the types as the catalogue does.
var NeedTypeOrder = []NeedType{StudyAid, Insurance, Screening, Surgery, Rehabilitation, Counselling, Activity, Service, Equipment, InKind}
