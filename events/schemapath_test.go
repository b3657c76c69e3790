package events_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/events"
)

func TestDeclareTakesFieldsInsideStructs(t *testing.T) {
	bus := events.New()
	spec := events.EventSpec{Name: "nested.placed", Payload: events.Schema{
		"id": "int", "lines[].sku": "str", "lines[].qty": "int64", "address?.city": "string", "prices{}.cents": "int64",
	}}
	if err := bus.As("shop").Declare(spec); err != nil {
		t.Fatal(err)
	}
	want := []events.FieldInfo{
		{Name: "address", Type: "*NestedPlacedAddress"},
		{Name: "id", Type: "int"},
		{Name: "lines", Type: "[]NestedPlacedLine"},
		{Name: "prices", Type: "map[string]NestedPlacedPrice"},
	}
	catalog := bus.Catalog()
	if diff := cmp.Diff(want, catalog[0].Fields); diff != "" {
		t.Error(diff)
	}
	spec.Payload["lines[].sku"] = "int"
	if err := bus.As("other").Declare(spec); err == nil {
		t.Error("another type inside a struct is no conflict")
	}
	if err := bus.As("shop").Declare(catalog[0].EventSpec); err != nil {
		t.Errorf("a spec of the catalog is refused: %v", err)
	}
}

func TestDeclareRefusesPathsThatAreNone(t *testing.T) {
	err := events.New().As("shop").Declare(events.EventSpec{Name: "order.placed", Payload: events.Schema{
		"lines[].sku": "string", "lines.qty": "int", "tags[]": "string", "a.b": "chan int", "A": "int",
	}})
	var texts []string
	for _, line := range strings.Split(err.Error(), "\n") {
		texts = append(texts, line[strings.Index(line, "field "):])
	}
	want := []string{
		`field "lines[].sku": does not fit beside "lines.qty", in which "lines" is another type; write both alike`,
		`field "tags[]": ends in "[]", which a hint says: "tags": "[]T"`,
		`field "a.b": type hint "chan int": channels are not data; have the listener emit an event of its own`,
	}
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Error(diff)
	}
	if _, ok := errors.AsType[*events.SpecError](err); !ok {
		t.Errorf("it is a %T", err)
	}
}

// An untyped emit is compared with fields inside structs, also without generated code.
func TestEmitsAreComparedWithFieldsInsideStructs(t *testing.T) {
	for name, tt := range map[string]struct {
		p    events.Payload
		want []string
	}{
		"it fits":      {events.Payload{"lines": []any{map[string]any{"sku": "a", "tags": []any{"x"}}}}, nil},
		"missing":      {events.Payload{"lines": []any{map[string]any{"tags": nil}}}, []string{"lines[0].sku: string, nothing"}},
		"another type": {events.Payload{"lines": []any{map[string]any{"sku": 1}}, "to": map[string]any{"geo": map[string]any{"lat": "x"}}}, []string{"lines[0].sku: string, int", "to.geo.lat: float64, string"}},
		"not declared": {events.Payload{"lines": nil, "to": map[string]any{"geo": map[string]any{"lat": 1, "lon": 1}}}, []string{"to.geo.lon: nothing, int"}},
	} {
		f := &failures{}
		b := events.New(events.WithErrorHandler(f.handle))
		mustDeclare(t, b, events.EventSpec{Name: "nested.only", Payload: events.Schema{
			"lines[].sku": "string", "lines[].tags": "*[]string", "to?.geo.lat": "float64",
		}})
		if err := b.Emit(background, "nested.only", tt.p); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(tt.want, f.told(t)); diff != "" {
			t.Errorf("%s: told (-want +got):\n%s", name, diff)
		}
	}
}

// A listener's own paths are compared with those of the emitter.
func TestExpectedFieldsInsideStructsAreCompared(t *testing.T) {
	f := &failures{}
	b := events.New(events.WithErrorHandler(f.handle))
	mustDeclare(t, b.As("shop"), events.EventSpec{Name: "nested.heard", Payload: events.Schema{"lines[].sku": "string", "lines[].qty": "int64"}})
	if err := b.As("mail").Expect(events.EventSpec{Name: "nested.heard", GoName: "Heard", Payload: events.Schema{"lines[].qty": "int8", "lines[].id": "string"}}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"lines[].id: string, nothing", "lines[].qty: int8, int64"}, f.told(t)); diff != "" {
		t.Error(diff)
	}
}

// B95, B96: fields inside structs that are declared by paths are compared without
// generated code.
func TestB95_DeclaredPathsAreCompared(t *testing.T) {
	f := &failures{}
	b := events.New(events.WithErrorHandler(f.handle))
	mustDeclare(t, b.As("shop"), events.EventSpec{Name: "nested.compared", Payload: events.Schema{
		"lines[].sku": "string", "lines[].qty": "int32", "address?.city": "string", "prices{}.cents": "int64", "lines[].tags": "*[]string",
	}})
	good := events.Payload{"lines": []any{map[string]any{"sku": "a", "qty": 1}}, "prices": nil}
	mustEmit(t, b, "nested.compared", good)
	mustEmit(t, b, "nested.compared", events.Payload{"lines": []SameLine{}, "prices": map[string]any{}, "address": nil})
	if got := f.told(t); got != nil {
		t.Errorf("told %q", got)
	}
	mustEmit(t, b, "nested.compared", events.Payload{
		"lines": []any{map[string]any{"sku": 1, "tags": []any{"a", 2}}}, "address": map[string]any{"town": "x"}, "prices": map[string]any{"a": map[string]any{"cents": "1"}},
	})
	if err := b.As("stock").Expect(events.EventSpec{Name: "nested.compared", Payload: events.Schema{"lines[].amount": "int", "lines[].qty": "int64", "address?.city": "string"}}); err != nil {
		t.Error(err)
	}
	want := []string{
		"address.city: string, nothing", "address.town: nothing, string", "lines[0].qty: int32, nothing", "lines[0].sku: string, int",
		"lines[0].tags[1]: string, int", `prices["a"].cents: int64, string`, "lines[].amount: int, nothing",
	}
	if diff := cmp.Diff(want, f.told(t)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}
