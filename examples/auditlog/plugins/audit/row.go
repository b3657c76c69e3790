package audit

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// A Row is one row of the audit log.
type Row struct {
	ID     int64           `json:"id"`     // assigned by the database, increasing
	Topic  string          `json:"topic"`  // "user.login"
	Source string          `json:"source"` // the plugin that emitted it
	Data   json.RawMessage `json:"data"`   // the payload, a JSON object
	At     time.Time       `json:"at"`     // when it was emitted
}

// rowOf makes the row that records an event.
func rowOf(e events.Event) Row {
	return Row{Topic: e.Name, Source: e.Source, Data: encodePayload(e.Payload()), At: e.Time}
}

// encodePayload writes a payload as JSON. A value that JSON cannot hold (a
// channel, NaN) is replaced by a note: an incomplete event in the log is better
// than none.
func encodePayload(p events.Payload) json.RawMessage {
	if data, err := json.Marshal(p); err == nil {
		return data
	}
	whole := make(map[string]any, len(p))
	for field, value := range p {
		if data, err := json.Marshal(value); err == nil {
			whole[field] = json.RawMessage(data)
		} else {
			whole[field] = fmt.Sprintf("(not JSON: a %T)", value)
		}
	}
	data, err := json.Marshal(whole)
	if err != nil { // cannot happen: every value is valid JSON or a string by now
		return json.RawMessage(`{}`)
	}
	return data
}
