package vet

import (
	"reflect"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// The analyzer knows the bus by name only, and the testdata hold a stand-in of
// it, so a change to the real one would go unnoticed but for this test.
func TestTheRealBusIsAsAssumed(t *testing.T) {
	bus := reflect.TypeFor[*events.Bus]()
	if got := bus.Elem(); got.PkgPath() != eventsPath || got.Name() != "Bus" {
		t.Errorf("the bus is %v of %s, want Bus of %s", got, got.PkgPath(), eventsPath)
	}
	for name, m := range methods {
		got, ok := bus.MethodByName(name)
		if !ok {
			t.Errorf("the bus has no method %s", name)
			continue
		}
		if in := got.Type.In(1 + m.arg); in.Kind() != reflect.String {
			t.Errorf("argument %d of %s is a %v, want a name", m.arg, name, in)
		}
	}
	spec := reflect.TypeFor[events.EventSpec]()
	if f := spec.Field(0); f.Name != "Name" || spec.PkgPath() != eventsPath {
		t.Errorf("the first field of %v is %s, want Name", spec, f.Name)
	}
	if got := reflect.TypeFor[typed.Topic[struct{}]]().PkgPath(); got != typedPath {
		t.Errorf("topics are of %s, want %s", got, typedPath)
	}
}
