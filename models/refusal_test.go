package models

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// refusal is one command that must be refused, with the class, the reason and the field of the refusal.
type refusal struct {
	name   string
	actor  Actor
	cmd    Command
	code   Code
	reason string
	field  string
}

// subjects builds, for each concept, a situation and what is refused in it.
var subjects = map[string]func(w *town) []refusal{
	"federation": federationRefusals, "program": programRefusals, "need": needRefusals, "need step": needStepRefusals, "objection": objectionRefusals,
	"enterprise": enterpriseRefusals, "user": userRefusals, "pledge": pledgeRefusals, "named places": placeRefusals, "pledge step": pledgeStepRefusals,
	"bank line": bankRefusals, "receipt": receiptRefusals, "match": matchRefusals, "match policy": policyRefusals, "sponsorship": sponsorshipRefusals, "disbursement": disbursementRefusals,
	"certificate": certificateRefusals, "export": exportRefusals, "payee": payeeRefusals,
	"checkout": checkoutRefusals, "refund": refundRefusals, "dispute and payout": disputeRefusals,
	"statement": statementRefusals, "suspense": suspenseRefusals, "bank match": bankMatchRefusals, "month": monthRefusals, "closed month": closedRefusals,
	"fund": fundRefusals, "write-off": writeOffRefusals,
	"payout": payoutRefusals, "gift": giftRefusals, "purpose change": changeRefusals, "disclosure": disclosureRefusals,
	"offer": offerRefusals, "standard": standardRefusals, "activity": activityRefusals, "proceeds": proceedsRefusals, "contract": contractRefusals, "screening": screeningRefusals, "insurance": insuranceRefusals, "finding": findingRefusals, "course": courseRefusals, "equipment": assetRefusals, "study": studyRefusals, "carried": carriedRefusals, "enrolled": enrolRefusals, "listed": listedRefusals, "duty": dutyRefusals, "sign-up": signUpRefusals, "case": caseRefusals, "payout of a case": hospitalRefusals, "beneficiary": beneficiaryRefusals, "consent": consentRefusals,
	"look": lookRefusals, "look, untrained": untrainedRefusals,
	"role": roleRefusals, "invitation": invitationRefusals, "team": teamRefusals, "team, late": lateTeamRefusals, "team, overtaken": overtakenTeamRefusals,
	"place": bindRefusals, "letter": letterRefusals, "aid": aidRefusals,
}

func TestEveryRefusalOfADocCommentIsGivenAndChangesNothing(t *testing.T) {
	seen := map[string]map[string]bool{}
	for _, subject := range slices.Sorted(maps.Keys(subjects)) {
		t.Run(subject, func(t *testing.T) {
			w := newTown(t)
			for _, c := range subjects[subject](w) {
				t.Run(c.name, func(t *testing.T) {
					before, entries := w.s, len(w.entries)
					_, err := w.do(c.actor, c.cmd)
					var e *Error
					if !errors.As(err, &e) {
						t.Fatalf("not refused: %v", err)
					}
					if e.Code != c.code || e.Reason != c.reason || e.Field != c.field {
						t.Errorf("%v, want %s: %s (%s)", err, c.code, c.reason, c.field)
					}
					if w.s != before || len(w.entries) != entries {
						t.Error("something was changed")
					}
				})
				kind := typeName(c.cmd)
				if seen[kind] == nil {
					seen[kind] = map[string]bool{}
				}
				seen[kind][c.reason] = true
			}
		})
	}
	for kind, reasons := range documented(t) {
		for _, r := range reasons {
			if !seen[kind][r] {
				t.Errorf("%s can refuse %s, and no case shows it", kind, r)
			}
		}
	}
}

func typeName(cmd Command) string {
	if d, ok := cmd.(disowned); ok {
		cmd = d.SignPledge
	}
	return reflect.TypeOf(cmd).Name()
}

var (
	backticked = regexp.MustCompile("`[^`]+`")
	slug       = regexp.MustCompile(`[a-z]+(_[a-z]+)*`)
)

// documented reads, from the comment of every Decide, which reasons it says it refuses with.
func documented(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, f := range packageFiles(t, ".") {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Name.Name != "Decide" || fn.Recv == nil {
				continue
			}
			kind := fn.Recv.List[0].Type.(*ast.Ident).Name
			for _, quoted := range backticked.FindAllString(fn.Doc.Text(), -1) {
				for _, r := range slug.FindAllString(quoted, -1) {
					if r != "uscc" { // the prefix of a family, whose members are tested by their vectors
						out[kind] = append(out[kind], r)
					}
				}
			}
			if len(out[kind]) == 0 {
				t.Errorf("%s.Decide does not say what it refuses", kind)
			}
		}
	}
	if len(out) < 30 {
		t.Errorf("only %d commands were found", len(out))
	}
	return out
}

// packageFiles parses the source of a folder without its tests.
func packageFiles(t testing.TB, dir string) []*ast.File {
	t.Helper()
	set := token.NewFileSet()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var out []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

// long is a text over every limit.
func long() string { return strings.Repeat("长", 5000) }
