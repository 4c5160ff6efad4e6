package models

// requestTables are requests of those whose data are held, erasures, and how long what is kept.
type requestTables struct {
	DataRequests Table[*DataRequest]
	Erasures     Table[*Erasure]
	Retentions   Table[*Retention] // by rule: only what the federation has set otherwise
	Erased       Table[*Erased]    // by the vault's code, for ever

	requestsOpen   Table[none] // day/id: by the day of the answer
	requestsOf     Table[none] // code/id
	erasuresOpen   Table[none] // id
	erasuresByCode Table[none] // code/id
}

func newRequestTables() requestTables {
	return requestTables{
		DataRequests: newTable[*DataRequest](), Erasures: newTable[*Erasure](), Retentions: newTable[*Retention](), Erased: newTable[*Erased](),
		requestsOpen: newTable[none](), requestsOf: newTable[none](), erasuresOpen: newTable[none](), erasuresByCode: newTable[none](),
	}
}

func (t requestTables) copy() requestTables {
	return requestTables{
		DataRequests: t.DataRequests.copy(), Erasures: t.Erasures.copy(), Retentions: t.Retentions.copy(), Erased: t.Erased.copy(),
		requestsOpen: t.requestsOpen.copy(), requestsOf: t.requestsOf.copy(), erasuresOpen: t.erasuresOpen.copy(), erasuresByCode: t.erasuresByCode.copy(),
	}
}

func (t requestTables) stored() []StoredTable {
	return []StoredTable{
		{"data_requests", t.DataRequests}, {"erasures", t.Erasures}, {"retentions", t.Retentions}, {"erased", t.Erased},
		{"x_requests_open", t.requestsOpen}, {"x_requests_of", t.requestsOf}, {"x_erasures_open", t.erasuresOpen}, {"x_erasures_by_code", t.erasuresByCode},
	}
}

// requestKinds are the event kinds of this area.
var requestKinds = map[string]Event{
	"request.received": DataRequestReceived{},
	"request.stepped":  DataRequestStepped{},
	"person.corrected": PersonCorrected{},
	"erasure.asked":    ErasureAsked{},
	"erasure.answered": ErasureAnswered{},
	"person.erased":    PersonErased{},
	"retention.set":    RetentionSet{},
}
