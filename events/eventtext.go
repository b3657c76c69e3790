package events

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"time"
)

// String returns one line for humans, with the payload as JSON. The text
// may change.
func (e Event) String() string {
	var out strings.Builder
	out.WriteString(e.Name)
	if e.Source != "" {
		fmt.Fprintf(&out, " from %q", e.Source)
	}
	if !e.Time.IsZero() {
		out.WriteString(" at " + e.Time.Format(time.RFC3339Nano))
	}
	text, err := json.Marshal(e.Payload())
	if err != nil { // a %v of a payload that contains itself would overflow the stack
		return fmt.Sprintf("%s: payload without JSON (%v)", out.String(), err)
	}
	fmt.Fprintf(&out, ": %s", text)
	return out.String()
}

// LogValue shows an event in slog as a group: name, source, time and payload.
func (e Event) LogValue() slog.Value {
	return slog.GroupValue(slog.String("name", e.Name), slog.String("source", e.Source),
		slog.Time("time", e.Time), slog.Any("payload", e.Payload()))
}
