package events

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
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
	return json.Marshal(jsonEvent{e.Name, e.Source, e.Time, e.Payload()})
}

// UnmarshalJSON reads what MarshalJSON writes. The payload has the types of
// JSON, except that a whole number is an int64 or a uint64 if one can hold it,
// so that it keeps its digits; [Field] converts them. A number that no float64
// can hold is an error. The name is not checked.
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
	if _, err := exactNumbers(in.Payload); err != nil {
		return fmt.Errorf("events: payload of %q: %w", clip(in.Name), err)
	}
	*e = Event{Name: in.Name, Source: in.Source, Time: in.Time}.withBody(ownedCopy(mapBody(in.Payload)))
	return nil
}

// exactNumbers turns the numbers inside a value into Go numbers, in place.
func exactNumbers(v any) (any, error) {
	var err error
	switch v := v.(type) {
	case map[string]any:
		for key, entry := range v {
			if v[key], err = exactNumbers(entry); err != nil {
				return nil, err
			}
		}
	case []any:
		for i, entry := range v {
			if v[i], err = exactNumbers(entry); err != nil {
				return nil, err
			}
		}
	case json.Number:
		return exactNumber(string(v))
	}
	return v, nil
}

func exactNumber(text string) (any, error) {
	if i, err := strconv.ParseInt(text, 10, 64); err == nil && text != "-0" {
		return i, nil
	}
	if u, err := strconv.ParseUint(text, 10, 64); err == nil {
		return u, nil
	}
	return strconv.ParseFloat(text, 64)
}

// GobEncode writes the JSON of the event, since gob leaves out unexported fields,
// and so would lose the payload.
func (e Event) GobEncode() ([]byte, error) { return e.MarshalJSON() }

// GobDecode reads what GobEncode writes; see [Event.UnmarshalJSON].
func (e *Event) GobDecode(text []byte) error { return e.UnmarshalJSON(text) }
