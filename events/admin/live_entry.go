package admin

import (
	"encoding/json"
	"strings"
	"sync"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// A liveEntry is one observed event. Its JSON is made when it is first needed:
// most entries are never shown.
type liveEntry struct {
	id          uint64
	observation events.Observation
	observer    *busObserver

	once  sync.Once
	shape Entry
	text  []byte // shape as a message of a stream, shared by all streams
}

// An Entry is one event in the live view and in the stream.
type Entry struct {
	ID       uint64        `json:"id"`
	Name     string        `json:"name"`
	Source   string        `json:"source"`
	Time     time.Time     `json:"time"`
	Duration time.Duration `json:"duration_ns"`
	Reached  int           `json:"reached"` // number of listeners
	Failures []Failure     `json:"failures"`
	Error    string        `json:"error,omitempty"`  // what the emit returned
	Late     bool          `json:"late,omitempty"`   // an asynchronous listener has failed since
	Missed   uint64        `json:"missed,omitempty"` // events before it that came too fast to be recorded
	Payload  []Value       `json:"payload"`
}

// A Failure is the failure of one listener.
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
	text, _ := json.Marshal(e.shape) // only strings and numbers, so it cannot fail
	e.text = frameMessage("", e.id, text)
	// The payload and the errors are not needed any more, but stay: filters ask
	// whether there are errors.
}

// A liveFilter selects events of the live view. Topic and Source are parts of
// names, in upper or lower case.
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
