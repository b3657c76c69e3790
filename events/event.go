package events

import (
	"context"
	"reflect"
	"time"

	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/refusal"
)

// A Handler is called for each event that its subscription matches. Its error goes
// to the error handler, and to the emitter only through EmitWait. Handlers run in
// the emitter's goroutine unless they are Async, and so concurrently with
// themselves if two goroutines emit.
type Handler func(ctx context.Context, e Event) error

// An Event is one occurrence. It is a value: a listener that changes its copy
// changes no other listener's. Pointers, slices and maps inside a payload lead to
// data that all listeners and the emitter share: treat it as read-only.
//
// Events can be compared with == and can be keys of a map: the copies of one event
// that its listeners get are equal, and events of two emits never are, however
// alike their payloads. An event marshals to JSON with its payload, and prints as
// one line.
type Event struct {
	Name   string    // "user.login"
	Source string    // the owner that emitted it: "auth_user"
	Time   time.Time // when Emit was called; to 50 ms in the report of a failure, if no listener of the event is given it

	// One of the two has the payload. A map in an interface makes == panic, and a
	// pointer to the map would be one more allocation for each emit. A
	// reflect.Value compares where the map is, and never what is in it.
	body   dispatch.Body // of a typed emit, or none
	fields reflect.Value // of an untyped emit: its mapBody
}

// newEvent makes the public form of an event.
func newEvent(m dispatch.Meta, b dispatch.Body) Event {
	return Event{Name: m.Name, Source: m.Source, Time: m.Time}.withBody(b)
}

// newestEvent makes the event that untyped code of a listener's sees, with the payload in
// its newest version. It refuses one that does not convert.
func newestEvent(m dispatch.Meta, b dispatch.Body) Event {
	newest, err := dispatch.Newest(m, b)
	if err != nil {
		refusal.Refuse(err)
	}
	return newEvent(m, newest)
}

func (e Event) withBody(b dispatch.Body) Event {
	if fields, ok := b.(mapBody); ok {
		e.fields = reflect.ValueOf(fields)
	} else {
		e.body = b
	}
	return e
}

// payloadBody returns the payload, or nil for an event that was not emitted.
func (e Event) payloadBody() dispatch.Body {
	if e.fields.IsValid() {
		return e.fields.Interface().(mapBody)
	}
	return e.body
}

// Payload returns a copy of the payload that the caller owns; never nil. It copies
// the map, or makes one of the fields of a struct.
func (e Event) Payload() Payload {
	b := e.payloadBody()
	if b == nil {
		return Payload{}
	}
	return b.Map()
}

// Get returns one field without copying the payload, and whether it is there.
func (e Event) Get(field string) (any, bool) {
	b := e.payloadBody()
	if b == nil {
		return nil, false
	}
	return b.Value(field)
}
