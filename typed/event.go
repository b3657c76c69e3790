package typed

import (
	"encoding/json"
	"reflect"
	"time"

	"github.com/fastpluggy/eventbus/internal/hint"
)

// An Event is one occurrence with its payload as a T. Its JSON has the same keys as
// that of an [events.Event]. If a T can be compared, so can its events: two are
// equal if all four fields are.
type Event[T any] struct {
	Name    string    `json:"name"`
	Source  string    `json:"source"`
	Time    time.Time `json:"time"`
	Payload T         `json:"payload"`
}

// MarshalJSON writes the same as the [events.Event] of the emit: the payload has
// the fields of the topic, and no optional one that is nil. Options in the json
// tags of T change nothing.
func (e Event[T]) MarshalJSON() ([]byte, error) {
	type untyped Event[any]
	out := untyped{e.Name, e.Source, e.Time, e.Payload}
	if fields, err := hint.Fields(reflect.TypeFor[T]()); err == nil {
		out.Payload = encodeFields(reflect.ValueOf(&e.Payload).Elem(), fields)
	}
	return json.Marshal(out)
}
