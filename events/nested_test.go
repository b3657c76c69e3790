package events_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/typehint"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/google/go-cmp/cmp"
)

type (
	orderPlaced struct {
		ID     int64                 `json:"id"`
		Lines  []OrderLine           `json:"lines"`
		BySku  *map[string]OrderLine `json:"by_sku"`
		Best   *OrderLine            `json:"best"`
		Tree   *OrderTree            `json:"tree"`
		Groups *[][]OrderLine        `json:"groups"`
	}
	OrderLine struct {
		Sku   string     `json:"sku"`
		Qty   int32      `json:"qty"`
		Note  *string    `json:"note"`
		Level OrderLevel `json:"level,omitempty"`
		At    time.Time  `json:"at,omitzero"`
	}
	OrderLevel string
	OrderTree  struct {
		Name     string      `json:"name"`
		Children []OrderTree `json:"children,omitempty"`
	}
)

var orderTopic = typed.NewTopic[orderPlaced]("order.placed")

// another package's structs
type (
	SameLine struct {
		Sku   string `json:"sku"`
		Qty   int16  `json:"qty"`
		Level string `json:"level,omitempty"`
	}
	BadLine struct {
		Sku   string `json:"sku"`
		Qty   string `json:"qty"`
		Color string `json:"color"`
	}
)

// B95: an untyped emit is compared with the declaration at every depth.
func TestB95_EmitsAreComparedAtEveryDepth(t *testing.T) {
	good := map[string]any{"sku": "a", "qty": 1}
	loop := map[string]any{"name": "x"}
	loop["children"] = []any{loop}
	for name, tt := range map[string]struct {
		p    events.Payload
		want []string
	}{
		"maps":               {events.Payload{"lines": []any{good, map[string]any{"sku": "b", "qty": 2.0, "note": "x", "level": "high", "at": "2026-01-02T15:04:05Z"}}}, nil},
		"a list of maps":     {events.Payload{"lines": []map[string]any{good}}, nil},
		"payloads":           {events.Payload{"lines": []events.Payload{good}}, nil},
		"the very structs":   {events.Payload{"lines": []OrderLine{{}}, "tree": &OrderTree{}}, nil},
		"other structs":      {events.Payload{"lines": []SameLine{{"a", 1, ""}}, "best": SameLine{}}, nil},
		"mixed":              {events.Payload{"lines": []any{good, SameLine{}, OrderLine{}}}, nil},
		"nothing in it":      {events.Payload{"lines": nil, "by_sku": nil, "best": nil}, nil},
		"nil for optional":   {events.Payload{"lines": []any{map[string]any{"sku": "a", "qty": 1, "note": nil}}}, nil},
		"missing":            {events.Payload{"lines": []any{good, map[string]any{"sku": "b"}}}, []string{"lines[1].qty: int32, nothing"}},
		"another type":       {events.Payload{"lines": []any{map[string]any{"sku": "b", "qty": "two"}}}, []string{"lines[0].qty: int32, string"}},
		"too large":          {events.Payload{"lines": []any{map[string]any{"sku": "b", "qty": int64(1 << 40)}}}, []string{"lines[0].qty: int32, int64 1099511627776"}},
		"not declared":       {events.Payload{"lines": []any{map[string]any{"sku": "b", "qty": 1, "nte": 1}}}, []string{"lines[0].nte: nothing, int"}},
		"several":            {events.Payload{"id": "x", "lines": []any{map[string]any{"qty": true}}}, []string{"id: int64, string", "lines[0].sku: string, nothing", "lines[0].qty: int32, bool"}},
		"once for a list":    {events.Payload{"lines": []any{map[string]any{"sku": "a"}, map[string]any{"sku": "b"}}}, []string{"lines[0].qty: int32, nothing"}},
		"a bad struct":       {events.Payload{"lines": []BadLine{{}}}, []string{"lines[0].qty: int32, string", "lines[0].color: nothing, string"}},
		"in a map":           {events.Payload{"lines": nil, "by_sku": map[string]any{"a": map[string]any{"sku": 1, "qty": 1}}}, []string{`by_sku["a"].sku: string, int`}},
		"in a list of lists": {events.Payload{"lines": nil, "groups": []any{[]any{}, []any{good, map[string]any{"sku": "a"}}}}, []string{"groups[1][1].qty: int32, nothing"}},
		"a tree":             {events.Payload{"lines": nil, "tree": map[string]any{"name": "a", "children": []any{map[string]any{"name": "b"}, map[string]any{"name": 5}}}}, []string{"tree.children[1].name: string, int"}},
		"nil for a struct":   {events.Payload{"lines": []any{nil}}, []string{"lines[0]: " + linePath + ", nil"}},
		"no struct":          {events.Payload{"lines": []any{5}}, []string{"lines[0]: " + linePath + ", int"}},
		"no list":            {events.Payload{"lines": good}, []string{"lines: []" + linePath + ", map[string]any"}},
		"text of a time":     {events.Payload{"lines": []any{map[string]any{"sku": "b", "qty": 1, "at": 5}}}, []string{"lines[0].at: time.Time, int"}},
		"contains itself":    {events.Payload{"lines": nil, "tree": loop}, []string{"a value nested too deeply"}},
	} {
		for _, mode := range []events.ContractMode{events.Report, events.Enforce} {
			f := &failures{}
			b := events.New(events.WithErrorHandler(f.handle), events.WithContracts(mode))
			mustDeclare(t, b, orderTopic.Spec())
			if _, ok := tt.p["id"]; !ok {
				tt.p["id"] = 1
			}
			err := b.Emit(background, "order.placed", tt.p)
			if (err != nil) != (mode == events.Enforce && tt.want != nil) {
				t.Errorf("%s, mode %d: %v", name, mode, err)
			}
			told := f.told(t)
			if name == "contains itself" {
				if len(told) != 1 || !strings.Contains(told[0], tt.want[0]) {
					t.Errorf("%s: told %.300q", name, told)
				}
			} else if diff := cmp.Diff(tt.want, told); diff != "" {
				t.Errorf("%s, mode %d: told (-want +got):\n%s", name, mode, diff)
			}
		}
	}
}

const linePath = "github.com/fastpluggy/eventbus/events_test.OrderLine"

// The number of faults that are kept does not grow with indexes, keys and depth.
func TestNestedFaultsAreBounded(t *testing.T) {
	b, told := watched()
	mustDeclare(t, b, orderTopic.Spec())
	tree := map[string]any{"name": 1}
	for i := range 50 {
		lines := make([]any, i, i+1)
		for n := range lines {
			lines[n] = map[string]any{"sku": "a", "qty": 1}
		}
		tree = map[string]any{"name": "x", "children": []any{tree}}
		mustEmit(t, b, "order.placed", events.Payload{
			"id": 1, "lines": append(lines, map[string]any{"sku": "a"}), "tree": tree,
			"by_sku": map[string]any{strings.Repeat("k", i): map[string]any{"sku": "a"}},
		})
	}
	if got := told.told(t); len(got) != 3 {
		t.Errorf("told %q", got)
	}
	if f := b.ContractFaults(); len(f) != 3 || f[0].Count != 50 {
		t.Errorf("kept are %+v", f)
	}
}

type (
	wideOrder struct {
		ID    int64     `json:"id"`
		Lines []BadLine `json:"lines"`
	}
	fineOrder struct {
		ID    int64      `json:"id"`
		Lines []SameLine `json:"lines"`
	}
)

// B95: Enforce compares the struct of a typed emit with the declaration by its types,
// also if a list is empty.
func TestB95_TypedEmitsAreComparedAtEveryDepth(t *testing.T) {
	f := &failures{}
	b := events.New(events.WithErrorHandler(f.handle), events.WithContracts(events.Enforce))
	mustDeclare(t, b, orderTopic.Spec())
	if err := typed.NewTopic[fineOrder]("order.placed").Emit(background, b, fineOrder{}); err != nil {
		t.Error(err)
	}
	err := typed.NewTopic[wideOrder]("order.placed").Emit(background, b, wideOrder{})
	if err == nil {
		t.Error("an order whose lines are not as declared is emitted")
	}
	if diff := cmp.Diff([]string{"lines[].qty: int32, string", "lines[].color: nothing, string"}, f.told(t)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// B96: a listener may have structs of its own for what is inside of a payload; the
// fields are compared, in whichever order the two come.
func TestB96_ListenersAreComparedAtEveryDepth(t *testing.T) {
	type node struct {
		Name     string `json:"name"`
		Children []node `json:"children,omitempty"`
	}
	type other struct {
		Name     int     `json:"name"`
		Children []other `json:"children,omitempty"`
	}
	for name, tt := range map[string]struct {
		spec events.EventSpec
		want []string
	}{
		"a part": {specOf[struct {
			Lines []struct {
				Sku string `json:"sku"`
			} `json:"lines"`
		}]("A"), nil},
		"its own": {specOf[struct {
			Lines []struct {
				Qty   int64   `json:"qty"`
				Note  *string `json:"note"`
				Level string  `json:"level,omitempty"`
				Later *int    `json:"later"`
			} `json:"lines"`
			Tree *node `json:"tree"`
		}]("B"), nil},
		"missing": {specOf[struct {
			Lines []struct {
				Amount int64  `json:"amount"`
				Skuu   string `json:"skuu"`
			} `json:"lines"`
		}]("C"), []string{"lines[].amount: int64, nothing", "lines[].skuu: string, nothing sku"}},
		"narrower": {specOf[struct {
			Lines []struct {
				Qty int8 `json:"qty"`
			} `json:"lines"`
			BySku *map[string]struct {
				Sku int `json:"sku"`
			} `json:"by_sku"`
		}]("D"), []string{"by_sku[].sku: int, string", "lines[].qty: int8, int32"}},
		"required": {specOf[struct {
			Lines []struct {
				Note string `json:"note"`
			} `json:"lines"`
		}]("E"), []string{"lines[].note: string, *string"}},
		"another tree": {specOf[struct {
			Tree *other `json:"tree"`
		}]("F"), []string{"tree.name: int, string"}},
		"as anything": {specOf[struct {
			Lines any `json:"lines"`
		}]("G"), nil},
		"as maps": {specOf[struct {
			Lines []map[string]any `json:"lines"`
		}]("H"), nil},
	} {
		for _, listenerFirst := range []bool{false, true} {
			b, _ := watched()
			declare := func() { mustDeclare(t, b.As("shop"), orderTopic.Spec()) }
			if !listenerFirst {
				declare()
			}
			if err := b.As("stock").Expect(tt.spec); err != nil {
				t.Fatal(err)
			}
			if listenerFirst {
				declare()
			}
			var got []string
			for _, f := range b.ContractFaults() {
				got = append(got, strings.TrimSpace(f.Field+": "+f.Want+", "+f.Have+" "+f.Near))
				wantText(t, f.Error(), `"stock"`, `"shop"`, f.Field, "change one of the two declarations")
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	}
}

// specOf returns the declaration of a listener of orders whose generated code is linked
// in.
func specOf[T any](unique string) events.EventSpec {
	spec := events.EventSpec{Name: "order.placed", Payload: events.Schema{}}
	codec := typed.Codec[T]{Listens: true}
	for f := range reflect.TypeFor[T]().Fields() {
		name := f.Tag.Get("json")
		spec.Payload[name] = hintOf(f.Type, unique)
		codec.Fields = append(codec.Fields, events.FieldInfo{Name: name, Type: spec.Payload[name]})
	}
	codec.Fingerprint = typehint.Fingerprint(spec.Name, spec.Payload)
	typed.Generated("order.placed", codec)
	return spec
}

func hintOf(t reflect.Type, unique string) string {
	switch t.Kind() {
	case reflect.Pointer:
		return "*" + hintOf(t.Elem(), unique)
	case reflect.Slice:
		return "[]" + hintOf(t.Elem(), unique)
	case reflect.Map:
		return "map[string]" + hintOf(t.Elem(), unique)
	case reflect.Interface:
		return "any"
	case reflect.Struct:
		return "Type" + unique
	}
	return t.Name()
}

// B97: the catalog has the payload down to its leaves.
func TestB97_CatalogHasShapes(t *testing.T) {
	b := events.New()
	mustDeclare(t, b, orderTopic.Spec(), events.EventSpec{Name: "flat", Payload: events.Schema{"at": "time.Time"}})
	all := b.Catalog()
	if all[0].Shapes != nil {
		t.Errorf("a flat payload has shapes: %v", all[0].Shapes)
	}
	d := all[1]
	var got []string
	seen := map[string]bool{}
	var walk func(at string, fields []events.FieldInfo)
	walk = func(at string, fields []events.FieldInfo) {
		for _, f := range fields {
			got = append(got, at+f.Name)
			if name, inside := d.Shapes.StructOf(f); !seen[name] {
				seen[name] = name != ""
				walk(at+f.Name+".", inside)
			}
		}
	}
	walk("", d.Fields)
	want := "best best.sku best.qty best.note best.level best.at by_sku groups id lines tree tree.name tree.children"
	if text := strings.Join(got, " "); text != want {
		t.Errorf("walked:\n%s, want\n%s", text, want)
	}
	line := d.Shapes[linePath]
	if diff := cmp.Diff(events.Shape{Form: "struct", Omit: []string{"level", "at"}, Fields: []events.FieldInfo{
		{Name: "sku", Type: "string"},
		{Name: "qty", Type: "int32"},
		{Name: "note", Type: "*string"},
		{Name: "level", Type: "github.com/fastpluggy/eventbus/events_test.OrderLevel"},
		{Name: "at", Type: "time.Time"},
	}}, line); diff != "" {
		t.Error(diff)
	}
	raw, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	wantText(t, string(raw), `"Shapes":{"":{"form":"struct"`, `events_test.OrderLevel":{"form":"string"}`)
	line.Fields[0].Name = "changed"
	delete(d.Shapes, "")
	if again := b.Catalog()[1]; again.Shapes[linePath].Fields[0].Name != "sku" || len(again.Shapes[""].Fields) != 6 {
		t.Error("Catalog is not a copy")
	}
}

// B97: a type inside a payload that has changed since evgen ran is reported when the
// event is declared, or when it is listened to, once.
func TestB97_ChangedNestedTypeIsToldToGenerate(t *testing.T) {
	type lines struct {
		Lines []SameLine `json:"lines"`
	}
	spec := events.EventSpec{Name: "lines.changed", Payload: events.Schema{"lines": "[]SameLine"}}
	for i, listens := range []bool{false, true} {
		spec.Name += strings.Repeat("x", i)
		typed.Generated(spec.Name, typed.Codec[lines]{
			Fingerprint: "0123456789abcdef", Listens: listens, Fields: []events.FieldInfo{{Name: "lines", Type: "[]SameLine"}},
		})
		b, told := watched()
		for range 2 {
			if listens {
				if err := b.As("shop").Expect(spec); err != nil {
					t.Fatal(err)
				}
			} else {
				mustDeclare(t, b.As("shop"), spec)
			}
		}
		f := b.ContractFaults()
		if len(f) != 1 || len(told.told(t)) != 1 || !f[0].Stale || f[0].Source != "shop" || f[0].Line == 0 {
			t.Fatalf("listens %v: kept are %+v", listens, f)
		}
		wantText(t, f[0].Error(), "nested_test.go", "run go generate")
	}
}
