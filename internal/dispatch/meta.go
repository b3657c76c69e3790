package dispatch

import (
	"context"
	"time"
)

// Meta is what an event carries beside its payload.
type Meta struct {
	Name, Source string
	Time         time.Time
}

// A Body is a payload in a form that every listener can read, whatever type it
// was emitted with. It is made at most once an emit, and only where a listener
// of another kind than the emit's own will see it.
type Body interface {
	// Map returns the payload as a map that the caller owns.
	Map() map[string]any
	// Value returns one field.
	Value(field string) (any, bool)
	// Ref returns a pointer to one field's value, so that reading it allocates
	// nothing, or nil where the payload is a map or has no such field.
	Ref(field string) any
}

// A Handler takes an event in its general form.
type Handler func(ctx context.Context, m Meta, b Body) error

// Stages in which a listener can fail.
const (
	StageHandler   = "handler"
	StagePredicate = "predicate"
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

// Hooks are what the public package lends the engine.
type Hooks struct {
	// Failed reports a failure and returns it as the error that EmitWait joins.
	Failed func(ctx context.Context, f Failure) error
	// Panicked makes an error of what recover returned.
	Panicked func(value any, stack []byte) error
	// Refused makes an error of a name that is not one.
	Refused func(name, reason string) error
	// Traced is told of every emit, or nil.
	Traced func(t Trace)
	// Stuck makes the error of Close at its deadline.
	Stuck func(cause error, running []string, abandoned int) error
}

// A Trace is what became of one emit.
type Trace struct {
	Meta    Meta
	Entries []TraceEntry
	Err     error
}

// A TraceEntry is what one listener made of an emit.
type TraceEntry struct {
	Listener *Listener
	What     string
}
