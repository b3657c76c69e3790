package docgen_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/docgen"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// typeMaker makes random types, and says of each what a declaration says.
type typeMaker struct {
	*rand.Rand
	shapes contract.Shapes
}

var leaves = []struct {
	typ  reflect.Type
	text string
}{
	{reflect.TypeFor[bool](), "bool"},
	{reflect.TypeFor[string](), "string"},
	{reflect.TypeFor[int](), "int"},
	{reflect.TypeFor[int8](), "int8"},
	{reflect.TypeFor[int64](), "int64"},
	{reflect.TypeFor[uint16](), "uint16"},
	{reflect.TypeFor[uint64](), "uint64"},
	{reflect.TypeFor[float32](), "float32"},
	{reflect.TypeFor[float64](), "float64"},
	{reflect.TypeFor[[]byte](), "[]byte"},
	{reflect.TypeFor[any](), "any"},
	{reflect.TypeFor[time.Time](), "time.Time"},
	{reflect.TypeFor[time.Duration](), "time.Duration"},
	{reflect.TypeFor[netip.Addr](), "net/netip.Addr"},
	{reflect.TypeFor[*big.Int](), "*math/big.Int"},
	{reflect.TypeFor[json.RawMessage](), "encoding/json.RawMessage"},
}

func (m *typeMaker) typeOf(depth int) (reflect.Type, string) {
	kind := m.IntN(6)
	if depth == 0 || kind == 0 {
		leaf := leaves[m.IntN(len(leaves))]
		return leaf.typ, leaf.text
	}
	if kind == 1 {
		return m.structOf(depth)
	}
	elem, text := m.typeOf(depth - 1)
	switch kind {
	case 2:
		if text == "uint8" {
			return reflect.SliceOf(elem), "[]byte"
		}
		return reflect.SliceOf(elem), "[]" + text
	case 3:
		n := m.IntN(3)
		return reflect.ArrayOf(n, elem), fmt.Sprintf("[%d]%s", n, text)
	case 4:
		keys := []reflect.Type{reflect.TypeFor[string](), reflect.TypeFor[int8](), reflect.TypeFor[uint64]()}
		key := keys[m.IntN(len(keys))]
		return reflect.MapOf(key, elem), "map[" + key.String() + "]" + text
	default:
		return reflect.PointerTo(elem), "*" + text
	}
}

func (m *typeMaker) structOf(depth int) (reflect.Type, string) {
	shape := &contract.Shape{Name: fmt.Sprintf("p.T%d", len(m.shapes)), Form: contract.FormStruct}
	m.shapes[shape.Name] = shape
	var fields []reflect.StructField
	for i := range m.IntN(4) {
		typ, text := m.typeOf(depth - 1)
		f := contract.Field{Name: fmt.Sprintf("f%d", i), Type: text, Omit: m.IntN(3) == 0}
		option := ""
		if f.Omit {
			option = []string{",omitempty", ",omitzero"}[m.IntN(2)]
		}
		shape.Fields = append(shape.Fields, f)
		fields = append(fields, reflect.StructField{Name: fmt.Sprintf("F%d", i), Type: typ, Tag: reflect.StructTag(fmt.Sprintf(`json:"%s%s"`, f.Name, option))})
	}
	return reflect.StructOf(fields), shape.Name
}

// value returns a random value of a type; nil is one of the values.
func (m *typeMaker) value(typ reflect.Type) reflect.Value {
	v := reflect.New(typ).Elem()
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = time.Unix(m.Int64N(1<<35), m.Int64N(1e9))
		return v
	case *netip.Addr:
		*x = netip.AddrFrom4([4]byte{byte(m.Uint32())})
		return v
	case *json.RawMessage:
		*x = json.RawMessage(`{"a":[1,null]}`)
		return v
	case *big.Int:
		x.Lsh(big.NewInt(m.Int64()), uint(m.IntN(100)))
		return v
	case *any:
		*x = []any{nil, 1.5, "a", map[string]any{}}[m.IntN(4)]
		return v
	}
	m.fill(v)
	return v
}

func (m *typeMaker) fill(v reflect.Value) {
	switch typ := v.Type(); typ.Kind() {
	case reflect.Pointer:
		if m.IntN(3) > 0 {
			v.Set(m.value(typ.Elem()).Addr())
		}
	case reflect.Slice:
		for range m.IntN(3) {
			v.Set(reflect.Append(v, m.value(typ.Elem())))
		}
	case reflect.Map:
		if m.IntN(3) > 0 {
			v.Set(reflect.MakeMap(typ))
			v.SetMapIndex(m.value(typ.Key()), m.value(typ.Elem()))
		}
	case reflect.Array:
		for i := range v.Len() {
			v.Index(i).Set(m.value(typ.Elem()))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			v.Field(i).Set(m.value(typ.Field(i).Type))
		}
	case reflect.String:
		v.SetString(strings.Repeat("x", m.IntN(3)))
	case reflect.Bool:
		v.SetBool(m.IntN(2) == 0)
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(float32(m.NormFloat64())))
	default:
		if v.CanInt() {
			v.SetInt(m.Int64() - m.Int64())
		} else {
			v.SetUint(m.Uint64())
		}
	}
}

// The JSON of random values of random types conforms to both schemas, and the values of
// one type are rarely those of another.
func TestRandomValuesConform(t *testing.T) {
	types, refused := 300, 0
	if testing.Short() {
		types = 50
	}
	var before string
	for seed := range uint64(types) {
		m := &typeMaker{rand.New(rand.NewPCG(seed, 1)), contract.Shapes{}}
		typ, name := m.structOf(4)
		e := contract.Event{Name: "a.b", Package: "q", GoName: "AB", Shapes: m.shapes, Fields: []contract.Field{{Name: "it", Type: name}}}
		d := docgen.New(docgen.Source{Contracts: &lockfile.File{Topics: []contract.Event{e}}})
		docgen.TypeScript(d)
		for at, schema := range map[string]*jsonschema.Schema{
			"AsyncAPI":    compile(t, docgen.AsyncAPI(d), "/components/schemas/a.b", jsonschema.Draft7),
			"JSON Schema": compile(t, docgen.JSONSchema(d), "/$defs/AB", jsonschema.Draft2020),
		} {
			for range 10 {
				text, err := json.Marshal(map[string]any{"it": m.value(typ).Interface()})
				if err != nil {
					t.Fatal(err)
				}
				if err := validate(t, schema, string(text)); err != nil {
					t.Errorf("seed %d, %s: %v\n%s\n%s", seed, at, err, text, typ)
				}
			}
			if before != "" && validate(t, schema, before) != nil {
				refused++
			}
		}
		text, err := json.Marshal(map[string]any{"it": m.value(typ).Interface()})
		if err != nil {
			t.Fatal(err)
		}
		before = string(text)
	}
	if refused < types/2 {
		t.Errorf("%d of %d values of other types are refused", refused, 2*types)
	}
}
