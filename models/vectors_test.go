package models_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// vectors is shared/vectors/cn.json whole. Decoding refuses a field that is not here, so nothing of the file is silently left out.
type vectors struct {
	Meta struct {
		AsOf     string `json:"as_of"`
		Timezone string `json:"timezone"`
		Note     string `json:"note"`
	} `json:"meta"`
	USCC       usccVectors     `json:"uscc"`
	ResidentID residentVectors `json:"resident_id"`
	RMB        rmbVectors      `json:"rmb_upper"`
	Card       cardVectors     `json:"luhn_card"`
	Phone      phoneVectors    `json:"phone"`
	DocNo      docNoVectors    `json:"doc_no"`
	Fiscal     fiscalVectors   `json:"fiscal_receipt"`
	Calendar   calendarVectors `json:"calendar"`
	Tax        []taxVector     `json:"tax_12pct"`
	Split      []struct {
		Total   int64   `json:"total_fen"`
		Weights []int64 `json:"weights"`
		Parts   []int64 `json:"parts_fen"`
	} `json:"split_largest_remainder"`
	Masking []struct{ Kind, Input, Output string } `json:"masking"`
}

type usccVectors struct {
	Charset     string   `json:"charset"`
	Weights     []int    `json:"weights"`
	Formula     string   `json:"formula"`
	Departments string   `json:"departments"`
	HardErrors  []string `json:"hard_errors"`
	SoftWarn    []string `json:"soft_warnings"`
	Order       string   `json:"order"`
	OrgCode     struct {
		Charset string `json:"charset"`
		Weights []int  `json:"weights"`
		Formula string `json:"formula"`
	} `json:"org_code"`
	Valid []struct {
		Code, Check, Dept, Category, Region, Note string
		OrgCode                                   string `json:"org_code"`
		OrgCheckOK                                bool   `json:"org_check_ok"`
	} `json:"valid"`
	Invalid   []struct{ Code, Reason, Why string } `json:"invalid"`
	Warn      []struct{ Code, Warn, Why string }   `json:"warn"`
	Normalize []struct{ Input, Normalized string } `json:"normalize"`
}

type residentVectors struct {
	Weights  []int  `json:"weights"`
	CheckMap string `json:"check_map"`
	Formula  string `json:"formula"`
	Order    string `json:"order"`
	Under14  string `json:"under14_rule"`
	Valid    []struct {
		ID, Birth, Sex, Region, Check, Note string
		Age                                 int  `json:"age_on_2026_11_24"`
		Guardian                            bool `json:"guardian_consent_required"`
	} `json:"valid"`
	Invalid []struct{ ID, Reason, Why string } `json:"invalid"`
}

type rmbVectors struct {
	Rules    string `json:"rules"`
	Official []struct {
		Fen       int64
		Canonical string
		PBOC      string `json:"pboc_text"`
	} `json:"official_examples"`
	Vectors []struct {
		Fen         int64
		Yuan, Upper string
		WithPrefix  string `json:"with_prefix"`
		Accept      []string
	} `json:"vectors"`
	Invalid   []struct{ Input, Why string }  `json:"invalid_inputs"`
	BillDates []struct{ Date, Upper string } `json:"bill_dates"`
}

type cardVectors struct {
	Valid []struct {
		Card string
		Len  int
	} `json:"valid"`
	Invalid   []struct{ Card, Reason, Why string } `json:"invalid"`
	BlindSpot struct{ A, B, Note string }          `json:"blind_spot"`
}

type phoneVectors struct {
	MobileRegex   string                               `json:"mobile_regex"`
	MobileValid   []struct{ Input, Normalized string } `json:"mobile_valid"`
	MobileInvalid []string                             `json:"mobile_invalid"`
	LandlineValid []struct{ Input, Normalized string } `json:"landline_valid"`
}

type docNoVectors struct {
	Format   string                             `json:"format"`
	Prefixes map[string]string                  `json:"prefixes"`
	Valid    []string                           `json:"valid"`
	Invalid  []struct{ No, Reason, Why string } `json:"invalid"`
}

type fiscalVectors struct {
	CodeRegex   string                                       `json:"code_regex"`
	NumberRegex string                                       `json:"number_regex"`
	VerifyRegex string                                       `json:"verify_regex"`
	Valid       []struct{ Code, Number, Verify string }      `json:"valid"`
	Invalid     []struct{ Code, Number, Verify, Why string } `json:"invalid"`
}

type calendarVectors struct {
	SchoolYear string `json:"school_year"`
	Instants   []struct {
		UTC, Local string
		LocalDate  string `json:"local_date"`
		SchoolYear string `json:"school_year"`
		Term       string
		FiscalYear int `json:"fiscal_year"`
		Month      string
		Quarter    string
	} `json:"instants"`
	MonthAdd []struct {
		Start  string
		Months int
		Due    string
		Go     string `json:"go_AddDate_gives"`
		Trap   bool   `json:"go_trap"`
	} `json:"month_add"`
	Schedules []struct {
		Start, End string
		Longer     bool     `json:"longer_than_6_months"`
		Interim    []string `json:"interim_due"`
		Final      string   `json:"final_due"`
	} `json:"disclosure_schedules"`
	DayAdd []struct {
		Start string
		Days  int
		Due   string
		Rule  string
	} `json:"day_add"`
	MonthEnds []struct {
		Month   string
		LastDay string `json:"last_day"`
		End     string `json:"utc_end_exclusive"`
	} `json:"month_ends"`
}

type taxVector struct {
	Name  string
	Years []struct {
		Year     int
		Profit   int64 `json:"profit_fen"`
		Donation int64 `json:"donation_fen"`
		Cap      int64 `json:"cap_fen"`
		Deducted []struct {
			DonatedIn int `json:"donated_in"`
			Deducted  int64
		}
		CarryForward map[int]int64 `json:"carry_forward"`
		Expired      []struct {
			DonatedIn int `json:"donated_in"`
			Amount    int64
		}
	}
}

// readVectors finds the file beside the module's root, wherever the package stands in it.
func readVectors(t testing.TB) *vectors {
	t.Helper()
	root, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		up := filepath.Dir(root)
		if up == root {
			t.Fatal("no go.mod above the package")
		}
		root = up
	}
	text, err := os.ReadFile(filepath.Join(root, "..", "shared", "vectors", "cn.json"))
	if err != nil {
		t.Fatal(err)
	}
	v := new(vectors)
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		t.Fatalf("the vectors have something that no test reads: %v", err)
	}
	return v
}
