package admin

import (
	"encoding/json"
	"strings"
	"sync"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// An liveEntry is one event that was seen. What it looks like is worked out once,
// where somebody wants to know: most entries nobody looks at.
type liveEntry struct {
	id          uint64
	observation events.Observation
	observer    *busObserver

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

func (e *liveEntry) hasFailed() bool {
	return len(e.observation.Failures) > 0 || e.observation.Err != nil
}

func (e *liveEntry) asJSON() Entry {
	e.once.Do(e.renderOnce)
	return e.shape
}

func (e *liveEntry) streamMessage() []byte {
	e.once.Do(e.renderOnce)
	return e.text
}

func (e *liveEntry) renderOnce() {
	o := e.observation
	e.shape = Entry{
		ID: e.id, Name: o.Event.Name, Source: o.Event.Source, Time: o.Event.Time, Duration: o.Duration,
		Reached: o.Reached, Failures: []Failure{}, Error: errorText(o.Err, e.observer.redactor), Late: o.Late, Missed: o.Missed,
		Payload: payloadValues(o.Event, e.observer.opts.Payloads, e.observer.redactor),
	}
	for _, f := range o.Failures {
		e.shape.Failures = append(e.shape.Failures, Failure{f.Listener, f.Owner, f.Stage, errorText(f.Err, e.observer.redactor)})
	}
	text, _ := json.Marshal(e.shape) // strings and numbers alone: it can't fail
	e.text = frameMessage("", e.id, text)
	// Neither the payload nor the errors are needed any more. Who filters looks
	// at whether there are some.
}

// A liveFilter says which events somebody wants to see. Topic and source are parts
// of the names, in any case of letters.
type liveFilter struct {
	Topic   string
	Source  string
	Failing bool
}

func (f liveFilter) matchesEntry(e *liveEntry) bool {
	return (!f.Failing || e.hasFailed()) && containsFold(e.observation.Event.Name, f.Topic) && containsFold(e.observation.Event.Source, f.Source)
}

func containsFold(text, part string) bool {
	return part == "" || strings.Contains(strings.ToLower(text), strings.ToLower(part))
}
