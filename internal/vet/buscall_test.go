package vet

import (
	"context"
	"reflect"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// The analyzers know the bus by name only, and testdata has a copy of its
// signatures. Only this test notices a change to the real bus.
func TestTheRealBusIsAsAssumed(t *testing.T) {
	bus := reflect.TypeFor[*events.Bus]()
	if got := bus.Elem(); got.PkgPath() != eventsPath || got.Name() != "Bus" {
		t.Errorf("the bus is %v of %s, want Bus of %s", got, got.PkgPath(), eventsPath)
	}
	for name, f := range busFuncs {
		for arg, want := range map[int]reflect.Type{
			f.Name: reflect.TypeFor[string](), f.Payload: reflect.TypeFor[events.Payload](), f.Handler: reflect.TypeFor[events.Handler](),
		} {
			if arg < 0 {
				continue
			}
			if in, ok := argument(t, bus, name, arg); !ok || in != want {
				t.Errorf("argument %d of %s is a %v, want a %v", arg, name, in, want)
			}
		}
	}
}

// argument returns the type of a method's argument.
func argument(t *testing.T, of reflect.Type, name string, arg int) (reflect.Type, bool) {
	t.Helper()
	m, ok := of.MethodByName(name)
	if !ok {
		t.Errorf("%v has no method %s", of, name)
		return nil, false
	}
	if m.Type.NumIn() <= 1+arg {
		return nil, false
	}
	return m.Type.In(1 + arg), true
}

func TestTheRealSpecIsAsAssumed(t *testing.T) {
	spec := reflect.TypeFor[events.EventSpec]()
	if spec.PkgPath() != eventsPath {
		t.Errorf("specs are of %s, want %s", spec.PkgPath(), eventsPath)
	}
	for name, want := range map[string]reflect.Type{
		"Name": reflect.TypeFor[string](), "Payload": reflect.TypeFor[events.Schema](), "GoName": reflect.TypeFor[string](),
	} {
		if f, ok := spec.FieldByName(name); !ok || f.Type != want {
			t.Errorf("the field %s is a %v, want a %v", name, f.Type, want)
		}
	}
}

type nothing struct{}

// These stop compiling if typed topics change, or the functions by which handlers
// read fields.
var (
	_ = typed.Generated[nothing]
	_ = typed.NewTopic[nothing]
	_ = events.Field[int]

	_ func(events.Event, string) (any, bool)                                                                                = events.Event.Get
	_ func(events.Event) events.Payload                                                                                     = events.Event.Payload
	_ func(*typed.Topic[nothing], *events.Bus, func(context.Context, nothing) error, ...events.Option) *events.Subscription = (*typed.Topic[nothing]).On
	_ func(*typed.Topic[nothing], context.Context, *events.Bus, nothing, ...events.EmitOption) error                        = (*typed.Topic[nothing]).Emit
	_ func(*typed.Topic[nothing], context.Context, *events.Bus, nothing, ...events.EmitOption) error                        = (*typed.Topic[nothing]).EmitWait
)

func TestTheRealTopicIsAsAssumed(t *testing.T) {
	if got := reflect.TypeFor[typed.Topic[nothing]]().PkgPath(); got != typedPath {
		t.Errorf("topics are of %s, want %s", got, typedPath)
	}
	topic := reflect.TypeFor[*typed.Topic[nothing]]()
	for _, name := range nonEmittingMethods {
		if _, ok := topic.MethodByName(name); !ok {
			t.Errorf("%v has no method %s", topic, name)
		}
	}
}
