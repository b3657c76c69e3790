package typeconv_test

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/convert"
	"github.com/fastpluggy/eventbus/internal/convert/typeconv"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

const self = "github.com/fastpluggy/eventbus/internal/convert/typeconv_test"

// declared type-checks the source of the table.
func declared(t *testing.T) *types.Package {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "rows_test.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{Importer: importer.Default(), IgnoreFuncBodies: true}
	pkg, err := conf.Check(self, fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}

func shapesOf(pkg *types.Package) *typeconv.Shapes {
	return &typeconv.Shapes{Sizes: types.SizesFor("gc", "amd64"), Find: func(path, name string) types.Type {
		for _, p := range append(pkg.Imports(), pkg) {
			if obj := p.Scope().Lookup(name); obj != nil && p.Path() == path {
				return obj.Type()
			}
		}
		return nil
	}}
}

// TestEveryTypeHasARow fails if a type is declared for one engine only.
func TestEveryTypeHasARow(t *testing.T) {
	scope := declared(t).Scope()
	for _, name := range scope.Names() {
		if _, isType := scope.Lookup(name).(*types.TypeName); isType && name != "row" && rows[name].typ == nil {
			t.Errorf("the type %s has no row", name)
		}
	}
	for name := range rows {
		if scope.Lookup(name) == nil {
			t.Errorf("the row %s has no type", name)
		}
	}
}

// TestEveryKindHasARow fails if a kind of hints is added that the table lacks, or
// that an engine does not know.
func TestEveryKindHasARow(t *testing.T) {
	pkg := declared(t)
	kinds := map[typehint.Kind]bool{}
	for _, r := range rows {
		if h, err := typehint.OfType(r.typ); err == nil {
			kinds[h.Kind] = true
			if shape := shapesOf(pkg).OfParsed(h); shape.Kind == typeconv.KindUnknown && h.Path != "encoding" && r.typ.Kind() != reflect.Interface {
				t.Errorf("the hint %s has no shape", h)
			}
		}
	}
	for _, k := range typehint.Kinds() {
		if !kinds[k] {
			t.Errorf("no row has a hint of the kind %s", k)
		}
	}
}

// TestEnginesAgree compares all pairs of types: what is said about types, by both
// engines, with what becomes of values. Interfaces may hold anything, so types say
// nothing about them.
func TestEnginesAgree(t *testing.T) {
	pkg := declared(t)
	shapes := shapesOf(pkg)
	verdicts := map[typeconv.Verdict]int{}
	for h, have := range rows {
		for w, want := range rows {
			shape := func(name string) *typeconv.Shape { return shapes.Of(pkg.Scope().Lookup(name).Type()) }
			verdict := typeconv.Compare(shape(h), shape(w))
			verdicts[verdict]++
			if may := convert.MayConvert(want.typ, have.typ); may != (verdict != typeconv.Never) {
				t.Errorf("a %s as a %s: MayConvert says %v, typeconv %d", h, w, may, verdict)
			}
			converted := 0
			for _, v := range have.values {
				if convert.Check(want.typ, v) == nil {
					converted++
				}
			}
			switch all := converted == len(have.values); {
			case verdict == typeconv.Unclear:
			case (verdict == typeconv.Identical || verdict == typeconv.Always) && !all, verdict == typeconv.Never && converted > 0,
				verdict == typeconv.Sometimes && converted == 0 && !isStruct(want.typ):
				t.Errorf("a %s as a %s: %d of %d values convert, typeconv says %d", h, w, converted, len(have.values), verdict)
			}
			agreeWithHints(t, have.typ, want.typ, verdict)
		}
	}
	for v := typeconv.Unclear; v <= typeconv.Never; v++ {
		if verdicts[v] < 50 {
			t.Errorf("only %d pairs have the verdict %d: too few to prove anything", verdicts[v], v)
		}
	}
}

// isStruct reports types whose fields decide. Whether a map has them is not known.
func isStruct(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Array:
		return isStruct(t.Elem())
	}
	return t.Kind() == reflect.Struct
}

// agreeWithHints holds the third engine, which knows no more than hints, to the
// verdict. Whether a type with a name converts it cannot know.
func agreeWithHints(t *testing.T, have, want reflect.Type, verdict typeconv.Verdict) {
	t.Helper()
	h, herr := typehint.OfType(have)
	w, werr := typehint.OfType(want)
	if herr != nil || werr != nil || hasName(h) || hasName(w) || h.Kind == typehint.Optional && w.Kind != typehint.Optional {
		return
	}
	always := verdict == typeconv.Identical || verdict == typeconv.Always
	if list := strings.TrimPrefix(w.String(), "*"); h.String() == "[]byte" && strings.HasPrefix(list, "[]") && list != "[]byte" {
		always = false // JSON has a string for it, which becomes no list: the judge of declarations is stricter than the bus
	}
	if got := contract.Fits(w.String(), nil, h.String(), nil); got != always {
		t.Errorf("a %s as a %s: contract.Fits says %v, typeconv %d", h, w, got, verdict)
	}
}

func hasName(t *typehint.Type) bool {
	return t != nil && (t.Kind == typehint.Named || hasName(t.Elem))
}

// Types that all contain each other have many ways through them.
func TestManyTypesEnd(t *testing.T) {
	var source strings.Builder
	source.WriteString("package p\n")
	for i := range 40 {
		fmt.Fprintf(&source, "type T%d struct { Last string\n", i)
		for j := i / 20 * 20; j < i/20*20+20; j++ {
			fmt.Fprintf(&source, "F%d *T%d\n", j%20, j)
		}
		source.WriteString("}\n")
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", source.String(), 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := new(types.Config).Check("p", fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	shapes := shapesOf(pkg)
	of := func(name string) *typeconv.Shape { return shapes.Of(pkg.Scope().Lookup(name).Type()) }
	if got := typeconv.Compare(of("T0"), of("T20")); got != typeconv.Always {
		t.Errorf("the verdict is %d", got)
	}
}

// TestConstantsConvertAsTheirValuesDo compares the verdict about a constant with
// what becomes of the value.
func TestConstantsConvertAsTheirValuesDo(t *testing.T) {
	pkg := declared(t)
	shapes := shapesOf(pkg)
	for _, v := range []any{
		true, 0, 1, -1, 127, 128, -128, -129, 255, 256, 65535, 65536, 1 << 24, 1<<24 + 1, int64(1 << 53), int64(1<<53 + 1), math.MaxInt, math.MinInt,
		0.0, 0.5, 0.1, 3.0, 1e30, 1e300, "", "x", "AAAA", "AAA", "2026-01-02T03:04:05Z", "2026", "::1",
	} {
		value, have := constantOf(v), shapes.Of(types.Universe.Lookup(reflect.TypeOf(v).Name()).Type())
		for w, want := range rows {
			verdict := typeconv.CompareConstant(value, have, shapes.Of(pkg.Scope().Lookup(w).Type()))
			ok := convert.Check(want.typ, v) == nil
			switch {
			case verdict == typeconv.Unclear || verdict == typeconv.Sometimes:
			case ok != (verdict != typeconv.Never):
				t.Errorf("%v of %T as a %s: typeconv says %d, and it converts: %v", v, v, w, verdict, ok)
			}
			if verdict == typeconv.Sometimes && !slices.Contains([]string{"word", "reader", "embeds", "host", "label", "slug", "stamp"}, w) {
				t.Errorf("%v of %T as a %s: of a constant all is known", v, v, w)
			}
		}
	}
}

func constantOf(v any) constant.Value {
	switch v := v.(type) {
	case bool:
		return constant.MakeBool(v)
	case int64:
		return constant.MakeInt64(v)
	case int:
		return constant.MakeInt64(int64(v))
	case float64:
		return constant.MakeFloat64(v)
	}
	return constant.MakeString(v.(string))
}
