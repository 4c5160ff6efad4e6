package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowed is who may import whom (architecture.md, section 2): packages of this module by their path in it, libraries by their import path. The
// standard library is everybody's, but for what `never` says.
var allowed = map[string][]string{
	"models/money":                       {},
	"models/cnid":                        {},
	"models":                             {"models/money", "models/cnid", "github.com/tidwall/btree"},
	"internal/matching":                  {"models/money"},
	"internal/desk":                      {"models", "models/money", "internal/matching"},
	"internal/journal":                   {"models", "models/money", "go.etcd.io/bbolt", "go.mongodb.org/mongo-driver", "github.com/klauspost/compress", "github.com/tidwall/btree", "github.com/go-json-experiment/json"},
	"internal/journal/journaltest":       {"internal/journal", "go.mongodb.org/mongo-driver"}, // for tests
	"internal/trail":                     {"models", "internal/journal"},
	"internal/search":                    {"models", "models/money", "internal/journal", "internal/trail", "github.com/longbridgeapp/opencc", "github.com/mozillazg/go-pinyin", "golang.org/x/text"},
	"internal/projection":                {"models", "models/money", "internal/journal", "go.mongodb.org/mongo-driver"},
	"internal/vault":                     {"models", "golang.org/x/text"},
	"internal/accounts":                  {"models", "models/cnid", "internal/vault", "github.com/alexedwards/argon2id", "github.com/pquerna/otp", "golang.org/x/crypto", "golang.org/x/text"},
	"internal/notify":                    {"models", "internal/vault", "github.com/wneessen/go-mail"},
	"internal/papers":                    {"models", "models/money", "github.com/go-pdf/fpdf", "github.com/skip2/go-qrcode", "golang.org/x/text"},
	"internal/workbook":                  {"models", "models/money", "github.com/xuri/excelize/v2"},
	"internal/payments":                  {"models", "models/money", "github.com/stripe/stripe-go/v76"},
	"internal/payments/stripetest":       {},
	"internal/statement":                 {"models", "models/money", "github.com/xuri/excelize/v2", "golang.org/x/text"},
	"internal/lists":                     {"models", "models/money", "models/cnid", "internal/statement", "internal/workbook"},
	"internal/statement/statementsample": {"models/money", "github.com/xuri/excelize/v2", "golang.org/x/text"},
	"static":                             {},
	"views":                              {"models", "models/money", "github.com/a-h/templ"},
	"handlers": {
		"models", "models/money", "models/cnid", "views", "static", "internal/accounts", "internal/desk", "internal/journal", "internal/lists", "internal/notify", "internal/payments", "internal/papers", "internal/search", "internal/statement", "internal/trail", "internal/vault", "internal/workbook",
		"github.com/a-h/templ", "github.com/gofiber/fiber/v2", "github.com/skip2/go-qrcode", "github.com/prometheus/client_golang", "github.com/prometheus/common",
	},
}

func TestNoPackageImportsWhatItMayNot(t *testing.T) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "shanpei/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p struct {
			ImportPath string
			Imports    []string
		}
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(p.ImportPath, "shanpei/")
		if name == "app" {
			continue // everything; and nothing imports app, because it is a program
		}
		may, known := allowed[name]
		if !known {
			t.Errorf("package %s is not in the table: say what it may import", name)
		}
		for _, i := range p.Imports {
			i = strings.TrimPrefix(i, "shanpei/")
			library := strings.Contains(strings.Split(i, "/")[0], ".")
			own := slices.ContainsFunc([]string{"models", "views", "static", "handlers", "internal"}, func(top string) bool { return i == top || strings.HasPrefix(i, top+"/") })
			if !library && !own {
				continue
			}
			if !slices.ContainsFunc(may, func(a string) bool { return i == a || library && strings.HasPrefix(i, a+"/") }) {
				t.Errorf("%s imports %s", name, i)
			}
		}
	}
}
