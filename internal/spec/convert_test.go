package spec_test

import (
	"encoding"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"
	"testing"

	"github.com/fastpluggy/eventbus/internal/convert"
	"github.com/fastpluggy/eventbus/internal/spec"
)

type (
	isBool    bool
	isInt     int32
	isUint    uint
	isFloat   float32
	isText    string
	readsText string
	reader    struct{ s string }
	embeds    struct{ reader }
	isBytes   []byte
	texts     []isText
	ints      []int
	lists     [][]isInt
	table     map[string]isText
	counts    map[string]float64
	nested    map[string]table
	one       struct{ A int }
	two       struct{ A int }
	pointer   *isText
	anything  any
	readers   encoding.TextUnmarshaler
)

func (r *readsText) UnmarshalText(b []byte) error { *r = readsText(b); return nil }

func (r *reader) UnmarshalText(b []byte) error { r.s = string(b); return nil }

var reflected = map[string]reflect.Type{
	"isBool": reflect.TypeFor[isBool](), "isInt": reflect.TypeFor[isInt](), "isUint": reflect.TypeFor[isUint](), "isFloat": reflect.TypeFor[isFloat](),
	"isText": reflect.TypeFor[isText](), "readsText": reflect.TypeFor[readsText](), "reader": reflect.TypeFor[reader](), "embeds": reflect.TypeFor[embeds](),
	"isBytes": reflect.TypeFor[isBytes](), "texts": reflect.TypeFor[texts](), "ints": reflect.TypeFor[ints](), "lists": reflect.TypeFor[lists](),
	"table": reflect.TypeFor[table](), "counts": reflect.TypeFor[counts](), "nested": reflect.TypeFor[nested](), "one": reflect.TypeFor[one](),
	"two": reflect.TypeFor[two](), "pointer": reflect.TypeFor[pointer](), "anything": reflect.TypeFor[anything](), "readers": reflect.TypeFor[readers](),
}

// Types that are read from source convert where the bus converts values of them.
func TestTypesConvertAsTheBusConvertsThem(t *testing.T) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "convert_test.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{Importer: compiled(t), IgnoreFuncBodies: true, Error: func(error) {}}
	pkg, _ := conf.Check("p", fset, []*ast.File{file}, nil)
	yes, no := 0, 0
	for w, want := range reflected {
		for h, have := range reflected {
			got := spec.Converts(pkg.Scope().Lookup(w).Type(), pkg.Scope().Lookup(h).Type())
			if got != convert.MayConvert(want, have) {
				t.Errorf("%s of %s: %v, and the bus differs", w, h, got)
			}
			if got {
				yes++
			} else {
				no++
			}
		}
	}
	if yes < 50 || no < 50 {
		t.Errorf("%d pairs convert, %d don't: too few to prove anything", yes, no)
	}
}
