package dispatch

import (
	"context"
	"errors"
	"time"
)

// Meta is an event without its payload.
type Meta struct {
	Name, Source string
	Time         time.Time
}

// A Body is a payload in a form that every listener can read, whatever type it
// was emitted with. It is made at most once an emit, and only if a listener of
// another kind will see it.
type Body interface {
	// Map returns the payload as a map that the caller owns.
	Map() map[string]any
	// Value returns one field.
	Value(field string) (any, bool)
	// Ref returns a pointer to one field's value, so that reading it allocates
	// nothing, or nil if the payload is a map or has no such field.
	Ref(field string) any
}

// The sentinel errors that package events exports under the same names.
var (
	ErrClosed        = errors.New("events: the bus is closed")
	ErrWouldDeadlock = errors.New("events: waiting here would deadlock; events that are queued stay so")
	ErrQueueFull     = errors.New("events: the listener's queue is full")
	ErrDropped       = errors.New("events: the event was dropped before its listener was called")
	ErrGoexit        = errors.New("events: the listener ended its goroutine with runtime.Goexit (t.FailNow does that)")
)

// Stages in which a listener can fail.
const (
	StageHandler   = "handler"
	StagePredicate = "predicate"
	StageKey       = "key"
	StageConvert   = "convert"
	StageQueue     = "queue"
)

// A Failure is one listener's failure on one event.
type Failure struct {
	Meta     Meta
	Body     Body
	Listener *Listener
	Stage    string
	Err      error
}

// A SlowCall is a call that takes long and has not ended.
type SlowCall struct {
	Listener   *Listener   // nil if it can't be told from Candidates
	Candidates []*Listener // those that it may be, if Listener is nil
	Event      string      // the name, or for a shared table what it serves
	Since      time.Time
	Stack      []byte // of the goroutine; nil if it was not read
}

// A Loop is a cycle of asynchronous listeners that answer each other.
type Loop struct {
	Listeners []*Listener // each emits what the next one gets
	Events    []string    // what they get
	Rate      float64     // events a second
	For       time.Duration
}

// Hooks are functions of the public package that the engine calls. None is called
// under a lock, except Described, which therefore runs no user code.
type Hooks struct {
	// Failed reports a failure and returns it as the error that EmitWait joins.
	Failed func(ctx context.Context, f Failure) error
	// Described returns a failure as EmitWait joins it, and reports nothing.
	Described func(f Failure) error
	// Panicked makes an error of what recover returned.
	Panicked func(value any, stack []byte) error
	// Check returns an error for a string that is not a valid name.
	Check func(name string) error
	// Recursed makes the error of an emit that is nested too deep. The names
	// are those of the emits around it as far as they are known, the refused
	// one last.
	Recursed func(name string, depth int, names []string) error
	// Traced is called after every emit; or nil.
	Traced func(t Trace)
	// Observed is called after every emit while Observe is on.
	Observed func(t Trace)
	// Stuck makes the error of Close at its deadline.
	Stuck func(cause error, running []string, abandoned int) error
	// Slow is called once for each call that lasts longer than Limits.Slow.
	Slow func(s SlowCall)
	// Looping is called once for each Loop.
	Looping func(l Loop)
	// Leaking is called once for an owner that passes Limits.Listeners on a name.
	Leaking func(topic, owner string, count int)
	// Breakable is called for each listener that failures may disable.
	Breakable func()
	// Disabled is called with the failure that disabled a listener.
	Disabled func(ctx context.Context, f Failure)
	// Unreadable is called once if this program's tracebacks can't be read, so that
	// nothing may wait inside a listener; or nil.
	Unreadable func()
	// Around calls a handler, and may look at the payload before and after; or nil,
	// which costs nothing.
	Around func(name string, payload func() Body, call func() error) error
}

// Limits are what the engine watches for. Zero turns one off, unless its comment
// says otherwise.
type Limits struct {
	Depth     int           // emits inside each other; at least 1
	Ceiling   int64         // events of a bus beyond the capacities of its queues
	Slow      time.Duration // how long a call may last before it is reported
	Listeners int           // of one owner on one name, before that is reported
}

// DefaultLimits are those of a bus without other limits.
var DefaultLimits = Limits{Depth: 64, Ceiling: 1_000_000, Slow: 5 * time.Second, Listeners: 100}
