package admin

import (
	"encoding/json"
	"strings"
	"sync"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// An entry is one event that was seen. What it looks like is worked out once,
// where somebody wants to know: most entries nobody looks at.
type entry struct {
	id   uint64
	seen events.Observation
	from *watch

	once  sync.Once
	shape Entry
	text  []byte // shape as a message of a stream; all streams share it
}

// An Entry is one event as the live view shows it.
type Entry struct {
	ID       uint64        `json:"id"`
	Name     string        `json:"name"`
	Source   string        `json:"source"`
	Time     time.Time     `json:"time"`
	Duration time.Duration `json:"duration_ns"`
	Reached  int           `json:"reached"` // listeners
	Failures []Failure     `json:"failures"`
	Error    string        `json:"error,omitempty"`  // what the emit returned
	Late     bool          `json:"late,omitempty"`   // an asynchronous listener has failed since
	Missed   uint64        `json:"missed,omitempty"` // events before it that nobody saw
	Payload  []Value       `json:"payload"`
}

// A Failure is what one listener has done wrong.
type Failure struct {
	Listener string `json:"listener"`
	Owner    string `json:"owner"`
	Stage    string `json:"stage"`
	Error    string `json:"error"`
}

func (e *entry) failing() bool { return len(e.seen.Failures) > 0 || e.seen.Err != nil }

func (e *entry) view() Entry {
	e.once.Do(e.work)
	return e.shape
}

func (e *entry) message() []byte {
	e.once.Do(e.work)
	return e.text
}

func (e *entry) work() {
	o := e.seen
	e.shape = Entry{
		ID: e.id, Name: o.Event.Name, Source: o.Event.Source, Time: o.Event.Time, Duration: o.Duration,
		Reached: o.Reached, Failures: []Failure{}, Error: errorText(o.Err, e.from.redactor), Late: o.Late, Missed: o.Missed,
		Payload: values(o.Event, e.from.opts.Payloads, e.from.redactor),
	}
	for _, f := range o.Failures {
		e.shape.Failures = append(e.shape.Failures, Failure{f.Listener, f.Owner, f.Stage, errorText(f.Err, e.from.redactor)})
	}
	text, _ := json.Marshal(e.shape) // strings and numbers alone: it can't fail
	e.text = message("", e.id, text)
	// Neither the payload nor the errors are needed any more. Who filters looks
	// at whether there are some.
}

// A filter says which events somebody wants to see. Topic and source are parts
// of the names, in any case of letters.
type filter struct {
	Topic   string
	Source  string
	Failing bool
}

func (f filter) lets(e *entry) bool {
	return (!f.Failing || e.failing()) && contains(e.seen.Event.Name, f.Topic) && contains(e.seen.Event.Source, f.Source)
}

func contains(text, part string) bool {
	return part == "" || strings.Contains(strings.ToLower(text), strings.ToLower(part))
}
