package models

import (
	"encoding/json"
	"go/ast"
	"io/fs"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// packageVars lists the package's variables whose value is a literal of a generic type with the name.
func packageVars(t *testing.T, generic string) []string {
	t.Helper()
	var out []string
	for _, f := range packageFiles(t, ".") {
		ast.Inspect(f, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok || len(v.Values) != 1 {
				return true
			}
			lit, ok := v.Values[0].(*ast.CompositeLit)
			if !ok {
				return true
			}
			if of, ok := lit.Type.(*ast.IndexListExpr); ok && of.X.(*ast.Ident).Name == generic {
				out = append(out, v.Names[0].Name)
			}
			return true
		})
	}
	if len(out) < 6 {
		t.Fatalf("only %v were found", out)
	}
	return out
}

func TestEveryTypeThatCanBeAppliedHasAKind(t *testing.T) {
	listed := map[string]bool{}
	for _, e := range EventKinds() {
		listed[reflect.TypeOf(e).Name()] = true
	}
	found := 0
	for _, f := range packageFiles(t, ".") {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || fn.Name.Name != "Apply" {
				continue
			}
			found++
			recv, ok := fn.Recv.List[0].Type.(*ast.Ident)
			if !ok || !listed[recv.Name] {
				t.Errorf("%v has Apply and no kind, or is a pointer", fn.Recv.List[0].Type)
			}
		}
	}
	if found != len(EventKinds()) {
		t.Errorf("%d types have Apply, %d kinds are listed", found, len(EventKinds()))
	}
}

// fill sets every field that can be set to something that is not its zero value.
func fill(v reflect.Value, depth int) {
	if depth > 6 {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("2026-09-0" + itoa(1+depth%9))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(depth + 7))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		s := reflect.MakeSlice(v.Type(), 2, 2)
		for i := range 2 {
			fill(s.Index(i), depth+1)
		}
		v.Set(s)
	case reflect.Struct:
		if v.Type().String() == "time.Time" {
			v.Set(reflect.ValueOf(Day("2026-09-01").Time().UTC()))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), depth+1)
		}
	}
}

func TestEveryKindOfEventComesBackWholeFromJSON(t *testing.T) {
	for kind, zero := range EventKinds() {
		full := reflect.New(reflect.TypeOf(zero))
		fill(full.Elem(), 0)
		for _, e := range []Event{zero, full.Elem().Interface().(Event)} {
			if KindOf(e) != kind {
				t.Errorf("%T is of kind %q, want %q", e, KindOf(e), kind)
			}
			text, err := json.Marshal(e)
			if err != nil {
				t.Errorf("%s: %v", kind, err)
				continue
			}
			p, value, ok := NewEvent(kind)
			if !ok {
				t.Errorf("%s cannot be made", kind)
				continue
			}
			if err := json.Unmarshal(text, p); err != nil {
				t.Errorf("%s: %v", kind, err)
			}
			if !reflect.DeepEqual(value(), e) {
				t.Errorf("%s: %s came back as %+v", kind, text, value())
			}
		}
	}
	if _, _, ok := NewEvent("nothing.happened"); ok {
		t.Error("an unknown kind was made")
	}
}

// The names are in the journals of every federation: they stay.
func TestEveryFieldOfAnEventHasALastingName(t *testing.T) {
	var walk func(path string, typ reflect.Type)
	walk = func(path string, typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Slice:
			walk(path, typ.Elem())
		case reflect.Struct:
			if typ.String() == "time.Time" {
				return
			}
			for i := range typ.NumField() {
				f := typ.Field(i)
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				if name == "" || name != strings.ToLower(name) {
					t.Errorf("%s.%s has the JSON name %q", path, f.Name, name)
				}
				walk(path+"."+f.Name, f.Type)
			}
		case reflect.Map, reflect.Pointer, reflect.Interface, reflect.Float64, reflect.Float32:
			t.Errorf("%s is a %s, which a journal does not hold", path, typ.Kind())
		}
	}
	for kind, e := range EventKinds() {
		walk(kind, reflect.TypeOf(e))
	}
}

// architecture.md, section 2: who may import whom.
func TestTheDomainIsPure(t *testing.T) {
	allowed := []string{"cmp", "errors", "fmt", "iter", "log/slog", "maps", "math/big", "math/bits", "reflect", "regexp", "slices", "strconv", "strings", "sync", "time",
		"unicode/utf8", "shanpei/models/", "github.com/tidwall/btree"}
	leaf := []string{"models/money", "models/cnid"}
	err := filepath.WalkDir(".", func(dir string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() || strings.Contains(dir, "testdata") {
			return err
		}
		for _, f := range packageFiles(t, dir) {
			for _, im := range f.Imports {
				path := strings.Trim(im.Path.Value, `"`)
				if !slices.ContainsFunc(allowed, func(a string) bool { return a == path || strings.HasSuffix(a, "/") && strings.HasPrefix(path, a) }) {
					t.Errorf("%s imports %s", f.Name.Name, path)
				}
				if slices.Contains(leaf, "models/"+dir) && strings.Contains(path, ".") || dir != "." && strings.HasPrefix(path, "shanpei/") {
					t.Errorf("%s, a leaf, imports %s", dir, path)
				}
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok {
					if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "Sleep", "After", "Tick", "NewTimer", "LoadLocation", "Local"}, s.Sel.Name) {
						t.Errorf("%s looks at the clock or the machine: time.%s", f.Name.Name, s.Sel.Name)
					}
				}
				if _, ok := n.(*ast.GoStmt); ok {
					t.Errorf("%s starts a goroutine", f.Name.Name)
				}
				return true
			})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
