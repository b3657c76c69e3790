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
