package typehint_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/fastpluggy/eventbus/internal/typehint"
)

type (
	User         struct{ Name string }
	Role         string
	Callback     func()
	Tags         []string
	UUID         [16]byte
	Paged[T any] struct{ Items []T }
	hidden       struct{}
	Alias        = map[string]any
)

const self = "github.com/fastpluggy/eventbus/internal/typehint_test"

func TestOfType(t *testing.T) {
	for _, tt := range []struct {
		typ  reflect.Type
		want string
	}{
		{reflect.TypeFor[int](), "int"},
		{reflect.TypeFor[byte](), "uint8"},
		{reflect.TypeFor[rune](), "int32"},
		{reflect.TypeFor[[]byte](), "[]byte"},
		{reflect.TypeFor[any](), "any"},
		{reflect.TypeFor[*string](), "*string"},
		{reflect.TypeFor[Alias](), "map[string]any"},
		{reflect.TypeFor[map[string][]netip.Addr](), "map[string][]net/netip.Addr"},
		{reflect.TypeFor[time.Time](), "time.Time"},
		{reflect.TypeFor[*User](), "*" + self + ".User"},
		{reflect.TypeFor[Role](), self + ".Role"},
		{reflect.TypeFor[Tags](), self + ".Tags"},
		{reflect.TypeFor[[]UUID](), "[]" + self + ".UUID"},
		{reflect.TypeFor[fmt.Stringer](), "fmt.Stringer"},
		{reflect.TypeFor[json.RawMessage](), "encoding/json.RawMessage"},
	} {
		got, err := typehint.OfType(tt.typ)
		if err != nil {
			t.Errorf("OfType(%v): %v", tt.typ, err)
			continue
		}
		if parsed, err := typehint.Parse(tt.want); err != nil || got.String() != tt.want || !reflect.DeepEqual(got, parsed) {
			t.Errorf("OfType(%v) = %v, want %s (%v)", tt.typ, got, tt.want, err)
		}
	}
}

func TestOfTypeRefusesWhatParseDoes(t *testing.T) {
	for _, tt := range []struct {
		typ    reflect.Type
		reason string
	}{
		{reflect.TypeFor[func()](), "functions are not data"},
		{reflect.TypeFor[Callback](), "functions are not data"},
		{reflect.TypeFor[[]chan int](), "channels are not data"},
		{reflect.TypeFor[interface{ M() }](), "use any"},
		{reflect.TypeFor[struct{ A int }](), "declare it as a type"},
		{reflect.TypeFor[unsafe.Pointer](), "not data"},
		{reflect.TypeFor[[4]int](), "slice"},
		{reflect.TypeFor[map[int]string](), "map[string]"},
		{reflect.TypeFor[map[Role]string](), "map[string]"},
		{reflect.TypeFor[Paged[int]](), "generic"},
		{reflect.TypeFor[[]*int](), "very front"},
		{reflect.TypeFor[**int](), "very front"},
		{reflect.TypeFor[error](), "use string"},
		{reflect.TypeFor[complex128](), "two float64"},
		{reflect.TypeFor[uintptr](), "uint64"},
		{reflect.TypeFor[hidden](), "unexported"},
		{reflect.TypeFor[[][][][][][][][][]int](), "8 levels"},
		{nil, "not a type"},
	} {
		got, err := typehint.OfType(tt.typ)
		bad, ok := errors.AsType[*typehint.Error](err)
		if !ok || got != nil || !strings.Contains(bad.Reason, tt.reason) {
			t.Errorf("OfType(%v) = %v, %v; want a reason with %q", tt.typ, got, err, tt.reason)
		}
	}
}

func TestGoType(t *testing.T) {
	for text, want := range map[string]reflect.Type{
		"int": reflect.TypeFor[int](), "byte": reflect.TypeFor[byte](), "any": reflect.TypeFor[any](), "*str": reflect.TypeFor[string](),
		"bytes": reflect.TypeFor[[]byte](), "map[string][]float64": reflect.TypeFor[map[string][]float64](),
		"datetime": reflect.TypeFor[time.Time](), "[]time.Duration": reflect.TypeFor[[]time.Duration](), "list": reflect.TypeFor[[]any](),
		"net/netip.Addr": nil, "[]User": nil,
	} {
		h, err := typehint.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.GoType(); got != want {
			t.Errorf("the type of %s is %v, want %v", text, got, want)
		}
	}
}

// TestEveryKindIsComplete fails if a kind lacks a name, a form in the grammar or a
// Go type.
func TestEveryKindIsComplete(t *testing.T) {
	examples := map[typehint.Kind]string{
		typehint.Basic: "int", typehint.Named: "time.Time", typehint.List: "[]int", typehint.Map: "map[string]int", typehint.Optional: "*int",
	}
	kinds := typehint.Kinds()
	for _, k := range kinds {
		h, err := typehint.Parse(examples[k])
		if err != nil || h.Kind != k || h.String() != examples[k] || h.GoType() == nil || k.String() == "invalid" {
			t.Fatalf("the kind %s has the example %q, which is %v (%v)", k, examples[k], h, err)
		}
		typ := h.GoType()
		if k == typehint.Optional {
			typ = reflect.PointerTo(typ)
		}
		if back, err := typehint.OfType(typ); err != nil || !reflect.DeepEqual(back, h) {
			t.Errorf("the Go type %v of %s has the hint %v (%v)", typ, h, back, err)
		}
	}
	if next := kinds[len(kinds)-1] + 1; next.String() != "invalid" {
		t.Errorf("Kinds lacks %s", next)
	}
}
