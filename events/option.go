package events

import (
	"context"
	"fmt"
	"math"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// An Option configures one subscription.
type Option dispatch.Option

// Priority makes a listener hear events before those with a lower n. The
// default is 0; ties go by order of registration.
func Priority(n int) Option {
	return Option{Set: func(c *dispatch.Config) { c.Priority = n }}
}

// Once takes the listener off with its first event: it is called exactly once
// however many goroutines emit. An event that its predicate refuses does not
// use it up; one that its handler fails on does.
func Once() Option {
	return Option{Set: func(c *dispatch.Config) { c.Once = true }}
}

// Predicate lets the listener hear only events for which p says yes; several
// must all say yes. It runs in the emitter's goroutine, also where the listener
// is asynchronous; a panic in it counts as no and is reported.
func Predicate(p func(Event) bool) Option {
	if p == nil {
		panic("events: Predicate(nil): leave the option out to hear every event")
	}
	return Option{Set: func(c *dispatch.Config) {
		before := c.Predicate
		c.Predicate = func(m dispatch.Meta, b dispatch.Body) bool {
			return (before == nil || before(m, b)) && p(event(m, b))
		}
	}}
}

// Until takes the listener off when ctx ends. No emit that begins after that calls
// the handler, nor does the rest of one that the same goroutine is in. What is in
// the queue of an asynchronous one is discarded, a moment later. It costs no
// goroutine; for a context that is not of package context, all listeners of the bus
// that have it share one. If the Done of ctx panics, the listener stays on.
func Until(ctx context.Context) Option {
	if ctx == nil {
		panic("events: Until(nil): leave the option out to listen until Off")
	}
	return Option{Set: func(c *dispatch.Config) { c.Until = ctx }}
}

// DisableAfter disables the listener when that many of its calls in a row have
// failed: with an error, a panic or a Goexit. An event that does not fit it, or
// a panic of its predicate, is no failed call. From then on events pass it by,
// those that its predicate would refuse too, and what its queue holds is
// dropped, which an EmitWait of it returns as [ErrDropped], until
// [Subscription.Enable]: keep what On returns. That is logged and emitted as
// [ListenerDisabled];
// [ListenerInfo] counts what passes. A loop over Stream can't fail.
// The default is never. An emit of such a name takes some 40 ns more.
func DisableAfter(failures int) Option {
	if failures < 1 || failures > math.MaxInt32 {
		panic(fmt.Sprintf("events: DisableAfter(%d): at least 1 failure disables a listener; leave the option out for never", failures))
	}
	return Option{Set: func(c *dispatch.Config) { c.Failures = failures }}
}

// Serial lets one call of the handler run at a time, in the order in which the
// emits came: an emit from another goroutine waits for its turn. If the listener is
// taken off or disabled during the wait, the event is dropped: it is counted, and an
// EmitWait returns [ErrDropped]. Without it, a
// synchronous listener runs at once in all goroutines that emit. A call from
// inside the handler itself, by an emit of the same name, is nested as ever.
//
// The emitter's context does not bound that wait, since every listener of an
// accepted event is called. A wait that could never end is not begun: if whoever has
// the turn waits for this emit, the event fails with ErrWouldDeadlock, which the
// error handler gets.
// An asynchronous listener with one worker is serial by itself; with Workers or
// Keyed, Serial panics. An emit of such a name takes some 60 ns more.
func Serial() Option {
	return Option{Set: func(c *dispatch.Config) { c.Serial = true }}
}

// Label names the listener in reports and introspection, in place of its
// function's name.
func Label(name string) Option {
	return Option{Set: func(c *dispatch.Config) { c.Label = name }}
}

// Async gives the listener a queue of its own and a goroutine while there is
// something in it, so that it delays neither the emitter nor other listeners
// until the queue is full ([WhenFull]). Its context has the values of the
// emitter's, but neither its end nor [Blocking].
func Async(opts ...AsyncOption) Option {
	for _, o := range opts {
		if o.Set == nil {
			panic("events: an empty events.AsyncOption: make them with events.Buffer and events.Workers")
		}
	}
	return Option{Set: func(c *dispatch.Config) {
		c.Async = true
		for _, o := range opts {
			o.Set(c)
		}
	}}
}

// An AsyncOption configures an asynchronous listener's queue.
type AsyncOption dispatch.Option

// Buffer sets how many events the queue holds. The default is 1024. An event
// that finds it full fares as [WhenFull] says.
func Buffer(n int) AsyncOption {
	if n < 1 {
		panic(fmt.Sprintf("events: Buffer(%d): a queue holds at least 1 event", n))
	}
	return AsyncOption{Set: func(c *dispatch.Config) { c.Buffer = n }}
}

// A FullPolicy says what becomes of an event that finds a queue full. What is
// dropped is counted: see [ListenerInfo].
type FullPolicy dispatch.Policy

const (
	// Block lets the emit wait for room until its context ends; it then returns
	// ErrQueueFull. An emit from inside a listener does not wait, since that
	// could be what makes the room: its event goes over the bound, up to the
	// ceiling of the bus (WithCeiling).
	Block = FullPolicy(dispatch.Block)
	// DropNewest drops the event that finds no room.
	DropNewest = FullPolicy(dispatch.DropNewest)
	// DropOldest drops the event that has waited longest.
	DropOldest = FullPolicy(dispatch.DropOldest)
	// Latest keeps one event, the newest, whatever Buffer says: for listeners
	// that want to know how things are, not how they came about. If the listener
	// is Keyed, it keeps the newest event of each key, of as many keys as Buffer
	// says: beyond that, the event that has waited longest is dropped.
	Latest = FullPolicy(dispatch.Latest)
)

// WhenFull sets what becomes of an event that finds the queue full. The default
// is Block.
func WhenFull(p FullPolicy) AsyncOption {
	if !dispatch.Policy(p).IsKnown() {
		panic(fmt.Sprintf("events: WhenFull(%d): choose %s", p, dispatch.PolicyNames()))
	}
	return AsyncOption{Set: func(c *dispatch.Config) { c.Full = dispatch.Policy(p) }}
}

// Keyed keeps events of one key in order, one call at a time, and lets those of
// different keys run at once: as many as Workers says, and by default as many
// as there are processors. key runs in the emitter's goroutine and sees the event
// as it was emitted. If it panics, the listener does not get the event, and that is
// reported in the stage "key".
func Keyed(key func(Event) string) AsyncOption {
	if key == nil {
		panic("events: Keyed(nil): pass a func(events.Event) string, such as one that returns the user's id")
	}
	return AsyncOption{Set: func(c *dispatch.Config) {
		c.Key = func(m dispatch.Meta, b dispatch.Body) string { return key(event(m, b)) }
	}}
}

// Workers sets how many calls of the handler may run at once. The default, 1,
// keeps events in the order emitted and the handler to one call at a time;
// more give both up, except for events of one key if the listener is Keyed.
func Workers(n int) AsyncOption {
	if n < 1 {
		panic(fmt.Sprintf("events: Workers(%d): a listener needs at least 1", n))
	}
	return AsyncOption{Set: func(c *dispatch.Config) { c.Workers = n }}
}
