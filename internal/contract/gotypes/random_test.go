package gotypes_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/contract/gotypes"
)

var randomLeaves = []reflect.Type{
	reflect.TypeFor[bool](), reflect.TypeFor[string](), reflect.TypeFor[int](), reflect.TypeFor[uint8](), reflect.TypeFor[float32](),
	reflect.TypeFor[any](), reflect.TypeFor[time.Time](), reflect.TypeFor[json.RawMessage](), reflect.TypeFor[time.Duration](), reflect.TypeFor[netip.Addr](),
}

var randomTags = []string{"", `json:"a"`, `json:"b,omitempty"`, `json:",omitzero"`, `json:"-"`, `json:"n,string"`, `json:"-,"`, `json:"x/y"`}

func randomType(r *rand.Rand, depth int) reflect.Type {
	if depth == 0 || r.IntN(4) == 0 {
		return randomLeaves[r.IntN(len(randomLeaves))]
	}
	switch r.IntN(8) {
	case 0:
		return reflect.SliceOf(randomType(r, depth-1))
	case 1:
		return reflect.MapOf([]reflect.Type{reflect.TypeFor[string](), reflect.TypeFor[int8](), reflect.TypeFor[netip.Addr]()}[r.IntN(3)], randomType(r, depth-1))
	case 2:
		return reflect.ArrayOf(r.IntN(3), randomType(r, depth-1))
	case 3:
		return reflect.PointerTo(randomType(r, depth-1))
	}
	var fields []reflect.StructField
	used := map[string]bool{}
	for i := range r.IntN(4) {
		tag := randomTags[r.IntN(len(randomTags))]
		if !used[tag] { // two fields of one name are refused
			used[tag] = tag != "" && !strings.HasPrefix(tag, `json:",`)
			fields = append(fields, reflect.StructField{Name: fmt.Sprintf("F%d", i), Type: randomType(r, depth-1), Tag: reflect.StructTag(tag)})
		}
	}
	return reflect.StructOf(fields)
}

// Random types have the same shapes in source and in a program.
func TestRandomTypesAgree(t *testing.T) {
	n := 300
	if testing.Short() {
		n = 30
	}
	types, source := make([]reflect.Type, n), new(strings.Builder)
	source.WriteString("package p\nimport (\n\"encoding/json\"\n\"net/netip\"\n\"time\"\n)\nvar _ json.RawMessage\nvar _ netip.Addr\nvar _ time.Time\n")
	for i := range types {
		types[i] = randomType(rand.New(rand.NewPCG(uint64(i), 2)), 4)
		fmt.Fprintf(source, "type T%d struct { F %s }\n", i, types[i])
	}
	scope := load(t, "random.go", source.String())
	for i, typ := range types {
		name := fmt.Sprintf("T%d", i)
		r := read(t, scope, name)
		if len(r.Faults) > 0 {
			t.Errorf("%s: %v", typ, r.Faults)
			continue
		}
		checkSame(t, r, name, typ)
	}
}

func checkSame(t *testing.T, r *gotypes.Reader, name string, typ reflect.Type) {
	t.Helper()
	source := r.Shapes["p."+name].Fields
	running := contract.OfGoType(typ, "p."+name+".F")
	if source[0].Type != running.String() {
		t.Errorf("%s is %s in source and %s in a program", typ, source[0].Type, running.String())
	}
	if diff := cmp.Diff(r.Shapes.Reachable(source), running.Shapes.Reachable(source)); diff != "" {
		t.Errorf("%s (-source +program):\n%s", typ, diff)
	}
}
