package typed

import (
	"encoding/json"
	"reflect"
	"time"

	"github.com/fastpluggy/eventbus/internal/hint"
)

// An Event is one occurrence with its payload as a T. Its JSON has the same
// keys as that of an [events.Event]. Events of a T that can be compared can be
// compared with ==: two are equal if all four fields are.
type Event[T any] struct {
	Name    string    `json:"name"`
	Source  string    `json:"source"`
	Time    time.Time `json:"time"`
	Payload T         `json:"payload"`
}

// MarshalJSON writes what the [events.Event] of the same emit writes: the
// payload has the fields of the topic, and no optional one that is nil. Options
// in the json tags of T change nothing.
func (e Event[T]) MarshalJSON() ([]byte, error) {
	type untyped Event[any]
	out := untyped{e.Name, e.Source, e.Time, e.Payload}
	if fields, err := hint.Fields(reflect.TypeFor[T]()); err == nil {
		out.Payload = encodeFields(reflect.ValueOf(&e.Payload).Elem(), fields)
	}
	return json.Marshal(out)
}
