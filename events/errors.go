package events

import (
	"fmt"
	"strings"

	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/errtext"
)

// Errors that say what happened; compare with errors.Is. The text of every error
// of this package begins with "events: ". One that wraps or joins others says so
// once, at the front.
var (
	// ErrClosed is returned by emits from outside once Close has begun, and by all
	// emits when it is over.
	ErrClosed = dispatch.ErrClosed
	// ErrWouldDeadlock is returned if a wait could never have ended. Events that were
	// not waited for are queued and will be delivered. It is also reported for an
	// event that a listener with Serial misses for that reason, and is the cause in
	// the *CloseError of a Close in a handler that leaves events.
	ErrWouldDeadlock = dispatch.ErrWouldDeadlock
	// ErrQueueFull is wrapped by an emit's error if a full queue had no room before
	// the context ended, and reported if a listener's own emits passed the bus's
	// ceiling.
	ErrQueueFull = dispatch.ErrQueueFull
	// ErrDropped is in the error of an EmitWait for each listener that lost the
	// event before it was called: its queue was full, it was taken off or
	// disabled, or Close gave up. An Emit that waited for room when Close gave up
	// returns it with ErrClosed.
	ErrDropped = dispatch.ErrDropped
	// ErrGoexit is reported for a handler that ended its goroutine.
	ErrGoexit = dispatch.ErrGoexit
)

// A NameError says why a string is not a valid event name.
type NameError struct {
	Name   string // cut to 64 bytes
	Reason string // what is wrong and what would be right
}

// Error quotes the name and says what is wrong and what would be right.
func (e *NameError) Error() string { return fmt.Sprintf("events: bad name %q: %s", e.Name, e.Reason) }

// A PayloadError says which field of an event does not match. Want and Have are
// types; Have is "nothing" for a field that is missing.
type PayloadError struct {
	Topic, Field, Want, Have string
}

// Error names the event, the field and both types.
func (e *PayloadError) Error() string {
	return fmt.Sprintf("events: payload of %q: field %q: want %s, have %s", e.Topic, e.Field, e.Want, e.Have)
}

// A PanicError is a listener's panic as a value. Value is the argument of panic;
// for panic(nil) that is a *runtime.PanicNilError. Stack is that of the panic.
type PanicError struct {
	Value any
	Stack []byte
}

// Error returns the text of the panic's value.
func (e *PanicError) Error() string {
	return "events: panic: " + errtext.InnerText(fmt.Sprint(e.Value))
}

// Unwrap returns the panic's value if that is an error, otherwise nil.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// A ListenerError says which listener of which owner failed on which event, and in
// which stage: handler, predicate, key, convert, queue or contract.
type ListenerError struct {
	Event, Owner, Listener, Stage string
	Err                           error
}

// Error names the event, the listener, its owner and the stage, and then the
// listener's own error.
func (e *ListenerError) Error() string {
	owner := ""
	if e.Owner != "" {
		owner = " of " + e.Owner
	}
	return fmt.Sprintf("events: %q: listener %s%s failed (%s): %s", e.Event, e.Listener, owner, e.Stage, errtext.Inner(e.Err))
}

// Unwrap returns the listener's own error.
func (e *ListenerError) Unwrap() error { return e.Err }

// A MutationError says that a listener has changed what others share: the elements
// of a slice or a map, or what a pointer points to. See [WithMutationCheck].
type MutationError struct {
	Topic  string
	Fields []string // of the payload, sorted
}

// Error names the event and the fields.
func (e *MutationError) Error() string {
	return fmt.Sprintf("events: %q: the listener changed what is inside %s, which all listeners share: "+
		"let it change a copy (slices.Clone, maps.Clone, *p)", e.Topic, quoteAll(e.Fields))
}

func quoteAll(fields []string) string {
	var out []string
	for _, f := range fields {
		out = append(out, fmt.Sprintf("%q", f))
	}
	return strings.Join(out, ", ")
}

// A ConflictError says that two owners declare one name with different payloads, or
// one owner declares it twice with different ones.
type ConflictError struct {
	Name, Owner, Other string
}

// Error names the event and both owners.
func (e *ConflictError) Error() string {
	return fmt.Sprintf("events: %q is declared by %q with another payload than by %q: "+
		"rename one of them, or give both the same fields and types", e.Name, e.Owner, e.Other)
}

// A RecursionError is returned by an emit that is nested too deep in others,
// because listeners emit each other's events without end. The event reached no
// listener.
type RecursionError struct {
	Name  string
	Depth int      // the emits around it
	Cycle []string // the names of the cycle; for a long cycle only its last names
}

// Error names the event and the cycle.
func (e *RecursionError) Error() string {
	return fmt.Sprintf("events: %q is emitted inside %d other emits (%s): break the cycle in one of its listeners",
		e.Name, e.Depth, strings.Join(e.Cycle, " → "))
}

// lastCycle cuts the names of nested emits to one turn of the cycle: from the
// previous occurrence of the last name to the end.
func lastCycle(names []string) []string {
	last := len(names) - 1
	for i := last - 1; i >= 0; i-- {
		if names[i] == names[last] {
			return names[i:]
		}
	}
	return names
}

// A SpecError says what is wrong with a field of a declaration.
type SpecError struct {
	Name, Field string
	Err         error
}

// Error names the event and the field, and then the cause.
func (e *SpecError) Error() string {
	return fmt.Sprintf("events: declaration of %q: field %q: %s", e.Name, e.Field, errtext.Inner(e.Err))
}

// Unwrap returns the cause.
func (e *SpecError) Unwrap() error { return e.Err }

// A CloseError says what Close had not done when its context ended.
type CloseError struct {
	Running   []string // "topic → listener" of each that was busy
	Abandoned int      // events that were accepted and not delivered
	Err       error    // the context's error, or ErrWouldDeadlock for a Close in a handler
}

// Error gives the cause, the number of events and the busy listeners.
func (e *CloseError) Error() string {
	busy := ""
	if len(e.Running) > 0 {
		busy = "; still busy: " + strings.Join(e.Running, ", ")
	}
	return fmt.Sprintf("events: close gave up (%s): %d events not delivered%s", errtext.Inner(e.Err), e.Abandoned, busy)
}

// Unwrap returns the context's error.
func (e *CloseError) Unwrap() error { return e.Err }

// A DrainError says what was left when the context of Drain ended.
type DrainError struct {
	Pending, Running int
	Err              error
}

// Error gives the cause and how much was left.
func (e *DrainError) Error() string {
	return fmt.Sprintf("events: drain gave up (%s): %d events queued, %d calls running", errtext.Inner(e.Err), e.Pending, e.Running)
}

// Unwrap returns the context's error.
func (e *DrainError) Unwrap() error { return e.Err }

// MarshalText returns the error's text, for JSON: as an object, the error that it
// wraps would be {}.
func (e *ListenerError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// MarshalText returns the error's text, for JSON; the stack is left out.
func (e *PanicError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// MarshalText returns the error's text, for JSON: as an object, the error that it
// wraps would be {}.
func (e *SpecError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// MarshalText returns the error's text, for JSON: as an object, the error that it
// wraps would be {}.
func (e *CloseError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// MarshalText returns the error's text, for JSON: as an object, the error that it
// wraps would be {}.
func (e *DrainError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }
