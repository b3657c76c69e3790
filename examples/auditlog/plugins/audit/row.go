package audit

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// A Row is one line of the audit log.
type Row struct {
	ID     int64           `json:"id"`     // given by the database, rising
	Topic  string          `json:"topic"`  // "user.login"
	Source string          `json:"source"` // the plugin that emitted it
	Data   json.RawMessage `json:"data"`   // the payload, a JSON object
	At     time.Time       `json:"at"`     // when it was emitted
}

// rowOf turns an event into the row that records it.
func rowOf(e events.Event) Row {
	return Row{Topic: e.Name, Source: e.Source, Data: encode(e.Payload()), At: e.Time}
}

// encode writes a payload as JSON. What JSON cannot hold (a channel, NaN) is
// replaced by a remark, field by field: an audit log would rather have an event
// with a hole in it than no event.
func encode(p events.Payload) json.RawMessage {
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
	if err != nil { // every value is valid JSON or a string by now
		return json.RawMessage(`{}`)
	}
	return data
}
