package events

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"time"

	"github.com/fastpluggy/eventbus/internal/convert"
)

// jsonEvent is the form of an event in JSON.
type jsonEvent struct {
	Name    string         `json:"name"`
	Source  string         `json:"source"`
	Time    time.Time      `json:"time"`
	Payload map[string]any `json:"payload"`
}

// MarshalJSON writes name, source, time and payload, as [Event.Payload] returns
// it: {} if there is none. It fails if a value in the payload has no JSON.
func (e Event) MarshalJSON() ([]byte, error) {
	return json.Marshal(jsonEvent{e.Name, e.Source, e.Time, addressable(e.Payload())})
}

// MarshalJSON writes the fields, also those of types that write their JSON by methods of
// a pointer, such as big.Int, for which encoding/json writes {} in a map. It is null for
// a nil payload.
func (p Payload) MarshalJSON() ([]byte, error) {
	return json.Marshal(addressable(p))
}

// UnmarshalJSON reads what MarshalJSON writes, with the numbers that
// [Event.UnmarshalJSON] makes: none is rounded. Fields that p had are gone after it.
func (p *Payload) UnmarshalJSON(text []byte) error {
	var fields map[string]any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&fields); err != nil {
		return fmt.Errorf("events: payload from JSON: %w", err)
	}
	if _, err := convert.ExactNumbers(fields); err != nil {
		return fmt.Errorf("events: payload from JSON: %w", err)
	}
	*p = fields
	return nil
}

// addressable returns the fields in a form of which json.Marshal loses none.
func addressable(p map[string]any) map[string]any {
	out := p
	for name, v := range p {
		if pointer := convert.Addressable(v); pointer != nil && reflect.TypeOf(pointer) != reflect.TypeOf(v) {
			if len(out) > 0 && reflect.ValueOf(out).Pointer() == reflect.ValueOf(p).Pointer() {
				out = maps.Clone(p)
			}
			out[name] = pointer
		}
	}
	return out
}

// UnmarshalJSON reads what MarshalJSON writes. The payload has the types of
// JSON, except that a whole number is an int64 or a uint64 if one can hold it,
// so that it keeps its digits; [Field] converts them. It is a json.Number if a
// float64 would round it. A number beyond float64 is an error. The name is not
// checked.
func (e *Event) UnmarshalJSON(text []byte) error {
	if string(text) == "null" { // as encoding/json wants it
		return nil
	}
	var in jsonEvent
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&in); err != nil {
		return fmt.Errorf("events: event from JSON: %w", err)
	}
	if _, err := convert.ExactNumbers(in.Payload); err != nil {
		return fmt.Errorf("events: payload of %q: %w", clip(in.Name), err)
	}
	*e = Event{Name: in.Name, Source: in.Source, Time: in.Time}.withBody(ownedCopy(mapBody(in.Payload)))
	return nil
}

// GobEncode writes the JSON of the event, since gob leaves out unexported fields,
// and so would lose the payload.
func (e Event) GobEncode() ([]byte, error) { return e.MarshalJSON() }

// GobDecode reads what GobEncode writes; see [Event.UnmarshalJSON].
func (e *Event) GobDecode(text []byte) error { return e.UnmarshalJSON(text) }
