package events

import (
	"context"
	"errors"
	"maps"
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
type Event struct {
	Name   string    // "user.login"
	Source string    // who emitted it: "auth_user"
	Time   time.Time // when Emit was called

	body dispatch.Body
}

// Payload returns a copy of the payload that the caller owns; never nil.
func (e Event) Payload() Payload {
	if e.body == nil {
		return Payload{}
	}
	return e.body.Map()
}

// Get returns one field without a copy of the payload, and whether it is there.
func (e Event) Get(field string) (any, bool) {
	if e.body == nil {
		return nil, false
	}
	return e.body.Value(field)
}

// Field returns one field as a T, or a *PayloadError. Numbers convert where no
// value changes; a string becomes a time.Time (RFC 3339), []byte (base64) or
// what its UnmarshalText makes of it; maps and slices become structs and
// slices. It allocates nothing where the field is a T already.
func Field[T any](e Event, field string) (T, error) {
	if e.body != nil {
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

// mapBody is the payload of an untyped emit: the bus's own copy of the map.
type mapBody map[string]any

func (m mapBody) Map() map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return maps.Clone(map[string]any(m))
}

func (m mapBody) Value(field string) (any, bool) { v, ok := m[field]; return v, ok }

func (m mapBody) Ref(string) any { return nil }

// Len counts the fields, for package typed.
func (m mapBody) Len() int { return len(m) }
