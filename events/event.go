package events

import (
	"context"
	"errors"
	"reflect"
	"time"

	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/hint"
)

// A Handler is called for each event that its subscription matches. Its error
// goes to the error handler, and to the emitter only through EmitWait.
// Handlers run in the emitter's goroutine, and so at the same time as
// themselves where two goroutines emit, unless they are Async.
type Handler func(ctx context.Context, e Event) error

// Payload is the untyped form of what an event carries: field → value.
type Payload map[string]any

// An Event is one occurrence. It is a value: what one listener does with it,
// no other listener can see. What pointers, slices and maps inside a payload
// lead to is shared by all, and the emitter: treat it as read-only.
//
// Events can be compared with == and can be keys of a map: the copies of one
// event that its listeners get are equal, and events of two emits never are,
// however alike their payloads. An event marshals to JSON with its payload, and
// prints as one line.
type Event struct {
	Name   string    // "user.login"
	Source string    // who emitted it: "auth_user"
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

func (e Event) withBody(b dispatch.Body) Event {
	if fields, ok := b.(mapBody); ok {
		e.fields = reflect.ValueOf(fields)
	} else {
		e.body = b
	}
	return e
}

// payloadBody returns the payload, or nil for an event that nobody emitted.
func (e Event) payloadBody() dispatch.Body {
	if e.fields.IsValid() {
		return e.fields.Interface().(mapBody)
	}
	return e.body
}

// Payload returns a copy of the payload that the caller owns; never nil.
func (e Event) Payload() Payload {
	b := e.payloadBody()
	if b == nil {
		return Payload{}
	}
	return b.Map()
}

// Get returns one field without a copy of the payload, and whether it is there.
func (e Event) Get(field string) (any, bool) {
	b := e.payloadBody()
	if b == nil {
		return nil, false
	}
	return b.Value(field)
}

// Field returns one field as a T, or a *PayloadError. Numbers convert where no
// value changes; a string becomes a time.Time (RFC 3339), []byte (base64) or
// what its UnmarshalText makes of it; maps and slices become structs and
// slices. A field that is nil is the zero value of a T that can be nil, such as
// an error, a pointer, a slice or a map, and a *PayloadError for any other T, as
// a field that is missing is for all. It allocates nothing if the field is a T
// already.
func Field[T any](e Event, field string) (T, error) {
	if e.body != nil { // no map has its fields by reference
		if p, ok := e.body.Ref(field).(*T); ok {
			return *p, nil
		}
	}
	v, ok := e.Get(field)
	if !ok {
		var zero T
		return zero, &PayloadError{e.Name, field, hint.NameOf(reflect.TypeFor[T]()), "nothing"}
	}
	t, err := hint.Into[T](v)
	if err != nil {
		return t, payloadError(e.Name, field, err)
	}
	return t, nil
}

func payloadError(topic, field string, err error) error {
	if c, ok := errors.AsType[*hint.ConvertError](err); ok {
		return &PayloadError{topic, field + c.Path, c.Want, c.Have}
	}
	return &PayloadError{topic, field, "a value", err.Error()}
}
