package accounts

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestAnAccountNeverPrintsThePerson(t *testing.T) {
	r := newRig(t)
	acc := r.create("worker@example.org")
	type holder struct {
		A Account
		P *Account
	}
	secret, s, err := r.NewSession(t.Context(), acc.ID)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, x := range []any{acc, &acc, holder{acc, &acc}, []Account{acc}, map[string]any{"a": acc, "s": s}, s, &s, []Session{s}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&out, verb+"\n", x)
		}
		raw, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(raw)
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "x", x)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "x", x)
	}
	for _, hidden := range []string{"金丝雀", "worker@example.org", "13800000000", secret, s.CSRF, fmt.Sprintf("%x", "金丝雀")} {
		if strings.Contains(out.String(), hidden) {
			t.Errorf("the output holds %q", hidden)
		}
	}
}
