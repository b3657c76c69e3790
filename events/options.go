package events

import (
	"context"
	"fmt"
	"math"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// The package has three styles of options, for a reason each: BusOption is a
// function, since only this package makes them; Option and AsyncOption are structs
// around a function of the engine's settings, since package typed makes Options
// too; EmitOption is a plain value, so that an emit with options allocates nothing.
// A new option of a listener goes here, as an Option.

// An Option configures one subscription.
type Option dispatch.Option

// Priority calls a listener before those with a lower n. The default is 0;
// listeners of equal priority are called in order of registration. Any int is
// allowed.
func Priority(n int) Option {
	return Option{Set: func(c *dispatch.Config) { c.Priority = n }}
}

// Once takes the listener off with its first event: it is called at most once,
// however many goroutines emit. An event that its predicate rejects does not count;
// one on which its handler fails does.
func Once() Option {
	return Option{Set: func(c *dispatch.Config) { c.Once = true }}
}

// Predicate lets the listener get only events for which p returns true; several
// must all return true. It runs in the emitter's goroutine, also if the listener is
// asynchronous, and may run concurrently with itself; a panic in it counts as false
// and is reported. It panics on nil.
func Predicate(p func(Event) bool) Option {
	if p == nil {
		panic("events: Predicate(nil): leave the option out to get every event")
	}
	return Option{Set: func(c *dispatch.Config) {
		before := c.Predicate
		c.Predicate = func(m dispatch.Meta, b dispatch.Body) bool {
			return (before == nil || before(m, b)) && p(newestEvent(m, b))
		}
	}}
}

// Until takes the listener off when ctx ends. No emit that begins after that calls
// the handler, nor does the rest of one that the same goroutine is in. The events
// in the queue of an asynchronous one are discarded, a moment later. It costs no
// goroutine; for contexts that are not of package context, all listeners of the bus
// that have the same one share a goroutine. If the Done of ctx panics, the listener
// stays on. It panics on a nil ctx.
func Until(ctx context.Context) Option {
	if ctx == nil {
		panic("events: Until(nil): leave the option out to listen until Off")
	}
	return Option{Set: func(c *dispatch.Config) { c.Until = ctx }}
}

// DisableAfter disables the listener when that many of its calls in a row have
// failed: with an error, a panic or a Goexit. An event that does not convert, or a
// panic of its predicate, does not count as a failed call. From then on the
// listener gets no events, until [Subscription.Enable]: keep what On returns.
// [ListenerInfo] counts the events that it misses, including those that its
// predicate would reject. The events in its queue are dropped; an EmitWait of one
// of them returns [ErrDropped]. It is logged and emitted as [ListenerDisabled]. A
// loop over Stream can't fail.
//
// The default is never. An emit of such a name takes some 40 ns more. It panics on
// less than 1.
func DisableAfter(failures int) Option {
	if failures < 1 || failures > math.MaxInt32 {
		panic(fmt.Sprintf("events: DisableAfter(%d): pass at least 1; leave the option out to never disable the listener", failures))
	}
	return Option{Set: func(c *dispatch.Config) { c.Failures = failures }}
}

// Serial lets one call of the handler run at a time, in the order in which the
// emits came: an emit from another goroutine waits for its turn. If the listener is
// taken off or disabled during that time, the event is dropped: it is counted, and
// EmitWait returns [ErrDropped]. Without Serial, a synchronous listener runs
// concurrently in all goroutines that emit. A call from inside the handler itself, by
// an emit of the same name, is nested, as without Serial.
//
// The emitter's context does not end that wait, since every listener of an accepted
// event is called. An emit does not begin a wait that could never end: if the call
// that has the turn waits for this emit, the event fails with ErrWouldDeadlock,
// which the error handler gets. An asynchronous listener with one worker is serial
// by itself; with Workers or Keyed, Serial panics. An emit of such a name takes
// some 60 ns more.
func Serial() Option {
	return Option{Set: func(c *dispatch.Config) { c.Serial = true }}
}

// Label names the listener in reports and introspection, in place of its function's
// name. Several listeners may have the same label.
func Label(name string) Option {
	return Option{Set: func(c *dispatch.Config) { c.Label = name }}
}

// Async gives the listener a queue of its own, and a goroutine while there is
// something in it, so that it delays neither the emitter nor other listeners until
// the queue is full ([WhenFull]). Its context has the values of the emitter's, but
// neither its end nor [Blocking]. It panics on an empty AsyncOption.
func Async(opts ...AsyncOption) Option {
	for _, o := range opts {
		if o.Set == nil {
			panic("events: Async with an empty AsyncOption: make options with functions such as events.Buffer or events.Workers")
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

// Buffer sets the capacity of the queue, in events. The default is 1,024. [WhenFull]
// says what happens to an event that finds it full. It panics on n below 1.
func Buffer(n int) AsyncOption {
	if n < 1 {
		panic(fmt.Sprintf("events: Buffer(%d): pass at least 1; leave the option out for 1024", n))
	}
	return AsyncOption{Set: func(c *dispatch.Config) { c.Capacity = n }}
}

// A FullPolicy says what happens to an event that finds a queue full: [Block], the
// default, [DropNewest], [DropOldest] or [Latest]. Dropped events are counted: see
// [ListenerInfo].
type FullPolicy dispatch.Policy

const (
	// Block lets the emit wait for room until its context ends; it then returns
	// ErrQueueFull. An emit from inside a listener does not wait, since the
	// listener itself may have to make the room: its event goes over the capacity,
	// up to the ceiling of the bus (WithCeiling).
	Block FullPolicy = FullPolicy(dispatch.Block)
	// DropNewest drops the event that finds no room.
	DropNewest FullPolicy = FullPolicy(dispatch.DropNewest)
	// DropOldest drops the event that has waited longest.
	DropOldest FullPolicy = FullPolicy(dispatch.DropOldest)
	// Latest keeps only the newest event, regardless of Buffer: for listeners that
	// need the current state, not every change. If the listener is Keyed, it keeps
	// the newest event of each key, for as many keys as Buffer says; beyond that,
	// the event that has waited longest is dropped.
	Latest FullPolicy = FullPolicy(dispatch.Latest)
)

// WhenFull sets what happens to an event that finds the queue full. The default is
// Block. It panics on an unknown policy.
func WhenFull(p FullPolicy) AsyncOption {
	if !dispatch.Policy(p).IsKnown() {
		panic(fmt.Sprintf("events: WhenFull(%d): choose %s", p, dispatch.PolicyNames()))
	}
	return AsyncOption{Set: func(c *dispatch.Config) { c.Full = dispatch.Policy(p) }}
}

// Keyed keeps events of one key in order, one call at a time, and lets those of
// different keys run concurrently: as many as Workers says, and by default as many
// as there are processors. key runs in the emitter's goroutine and gets all of
// the event, as an untyped handler does. If it panics, the listener does not get the event, and that is
// reported in the stage "key". It panics on nil.
func Keyed(key func(Event) string) AsyncOption {
	if key == nil {
		panic("events: Keyed(nil): pass a func(events.Event) string, such as one that returns the user's id")
	}
	return AsyncOption{Set: func(c *dispatch.Config) {
		c.Key = func(m dispatch.Meta, b dispatch.Body) string { return key(newestEvent(m, b)) }
	}}
}

// Workers sets how many calls of the handler may run at once. The default, 1, keeps
// events in the order emitted and the handler to one call at a time; more give up
// both, except for events of one key if the listener is Keyed. It panics on n below
// 1.
func Workers(n int) AsyncOption {
	if n < 1 {
		panic(fmt.Sprintf("events: Workers(%d): pass at least 1; leave the option out for 1", n))
	}
	return AsyncOption{Set: func(c *dispatch.Config) { c.Workers = n }}
}
