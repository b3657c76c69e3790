package gotypes_test

import (
	"encoding/json"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/contract/gotypes"
)

// load checks a file; with text it need not exist.
func load(t *testing.T, file string, text any) *types.Scope {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, text, 0)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	pkg, err := conf.Check("p", fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pkg.Scope()
}

func read(t *testing.T, scope *types.Scope, name string) *gotypes.Reader {
	t.Helper()
	r := gotypes.NewReader()
	r.Declared(scope.Lookup(name).(*types.TypeName), "it")
	return r
}

// keysOf returns the keys of a value's JSON.
func keysOf(t *testing.T, v any) []string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	object := map[string]any{}
	if err := json.Unmarshal(text, &object); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return slices.Sorted(maps.Keys(object))
}

func TestFieldsAreThoseOfEncodingJSON(t *testing.T) {
	scope, n := load(t, "kinds_test.go", nil), 1
	for name, values := range map[string]struct{ zero, full any }{
		"plain":     {plain{}, plain{Empty: []int{1}, Zero: 1}},
		"embedding": {embedding{}, embedding{Pointed: &Pointed{Number: "1"}, plain: plain{Empty: []int{1}, Zero: 1}}},
		"tagged":    {tagged{}, tagged{}},
		"selfish":   {selfish{}, selfish{Selfish: &Selfish{Selfish: &Selfish{}}}},
		"quoted":    {quoted{}, quoted{N: &n}},
		"nested":    {nested{}, nested{}},
		"Named":     {Named{}, Named{}},
	} {
		shape := read(t, scope, name).Shapes["p."+name]
		if shape == nil || shape.Form != contract.FormStruct {
			t.Errorf("%s is %+v", name, shape)
			continue
		}
		var all, always []string
		for _, f := range shape.Fields {
			all = append(all, f.Name)
			if !f.Omit {
				always = append(always, f.Name)
			}
		}
		slices.Sort(all)
		slices.Sort(always)
		if want := keysOf(t, values.full); !slices.Equal(all, want) {
			t.Errorf("the fields of %s are %q, JSON has %q", name, all, want)
		}
		if want := keysOf(t, values.zero); !slices.Equal(always, want) {
			t.Errorf("of %s, JSON never leaves out %q, it writes %q", name, always, want)
		}
	}
}

func TestFormsAndTypes(t *testing.T) {
	scope := load(t, "kinds_test.go", nil)
	for name, want := range map[string]string{
		"texts": "p.texts=text", "reads": "p.reads=json", "other": "p.other=int", "stamped": "p.stamped=text", "both": "p.both=text",
		"level":  "p.level=int[1 2]",
		"Level":  "p.Level=string",
		"bytes":  "p.bytes=uint8",
		"quoted": "p.quoted{n *p.quoted.n; s p.quoted.s; l []string} p.quoted.n=text p.quoted.s=text",
		"nested": "p.Named{A int} p.nested{lines []p.nested.lines; Keys map[net/netip.Addr]encoding/json.Number; Any any; Page p.pages[p.Named]; B []byte; T []p.texts}" +
			" p.nested.lines{At [2]*time.Time; sub p.nested.lines.sub} p.nested.lines.sub{X math/big.Int} p.pages[p.Named]{Items []p.Named; Next *p.pages[p.Named]} p.texts=text",
	} {
		r, got := read(t, scope, name), []string{}
		for _, key := range slices.Sorted(maps.Keys(r.Shapes)) {
			got = append(got, shapeText(r.Shapes[key]))
		}
		if text := strings.Join(got, " "); text != want || len(r.Faults) > 0 {
			t.Errorf("got  %s\nwant %s\n%v", text, want, r.Faults)
		}
	}
}

func shapeText(s *contract.Shape) string {
	if s.Form != contract.FormStruct {
		text := s.Name + "=" + s.Form
		if s.Values != nil {
			text += "[" + strings.Join(s.Values, " ") + "]"
		}
		return text
	}
	var fields []string
	for _, f := range s.Fields {
		fields = append(fields, f.Name+" "+f.Type)
	}
	return s.Name + "{" + strings.Join(fields, "; ") + "}"
}

func TestWhatIsNoDataHasItsPath(t *testing.T) {
	for text, want := range map[string]string{
		"T struct{ Lines []struct{ Done func() } }":          "it.Lines[].Done is a function or channel",
		"T struct{ C chan int `json:\"c\"`; d chan int }":    "it.c is a function or channel",
		"T map[string]E; type E interface{ Error() string }": "it[] is an interface",
		"T struct{ E error }":                                "it.E is an interface",
		"T struct{ N complex64 }":                            "it.N is complex",
		"T [3]uintptr":                                       "it[] is an address",
		"T map[float64]int":                                  "it is a map whose keys JSON can't write",
		"T struct{ A, B int `json:\"x\"` }":                  `it has two fields that JSON calls "x", A and B`,
		"T struct{ *u }; type u struct{ A int }":             "it embeds a pointer to u",
		"T = struct{ A func() }":                             "it.A is a function or channel",
		"T struct{ Sub P[func()] }; type P[A any] []A":       "it.Sub[] is a function or channel",
		"T struct{ G G[int] }; type G[A any] []A":            "",
		"T struct{ Any interface{}; More struct{} }":         "",
	} {
		r := read(t, load(t, "x.go", "package p; type "+text), "T")
		var got []string
		for _, f := range r.Faults {
			got = append(got, f.Path+" "+f.Reason)
		}
		all := strings.Join(got, "\n")
		if !strings.HasPrefix(all, want) || want == "" && all != "" || len(r.Faults) > 1 {
			t.Errorf("%s: got %s, want %s", text, all, want)
		}
		if all != "" && !strings.Contains(all, "; ") {
			t.Errorf("%s: %q has no remedy", text, all)
		}
	}
}

func TestTypesThatGrowEnd(t *testing.T) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "x.go", "package p; type T struct{ G G[int] }; type G[A any] struct{ Next *G[[]A] }", 0)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{Error: func(error) {}} // no compiler accepts it
	pkg, _ := conf.Check("p", fset, []*ast.File{f}, nil)
	if r := read(t, pkg.Scope(), "T"); len(r.Faults) != 1 || !strings.HasPrefix(r.Faults[0].Reason, "is a generic type that has more and more of itself") {
		t.Errorf("%v", r.Faults)
	}
}
