package events

import (
	"fmt"
	"log/slog"
	"time"
)

// A BusOption configures a new bus.
type BusOption func(*busState)

// WithLogger sets where failures are logged. The default is slog.Default(), as it
// is when something is logged. It panics on nil.
func WithLogger(l *slog.Logger) BusOption {
	if l == nil {
		panic("events: WithLogger(nil): leave the option out for slog.Default()")
	}
	return func(s *busState) { s.logger = l }
}

// WithErrorHandler sets the error handler from the start; see [Bus.OnError]. It
// panics on nil.
func WithErrorHandler(h ErrorHandler) BusOption {
	if h == nil {
		panic("events: WithErrorHandler(nil): leave the option out for the default, which logs")
	}
	return func(s *busState) { s.handler.Store(&h) }
}

// WithMaxDepth sets how deep emits may be nested in each other's listeners before a
// recursion is refused with a [*RecursionError]. The default is 64. That depth is
// exact for cycles of up to 16 names, or 7 if several processors have emitted one
// of them at once. A longer cycle goes deeper: it is refused at the latest when one
// name is under way for the fifth time, or for the ninth. A chain as deep of names
// that are all different may be refused, too; emits that are not inside each other
// never are, however many are under way. It panics on n below 1.
func WithMaxDepth(n int) BusOption {
	if n < 1 {
		panic(fmt.Sprintf("events: WithMaxDepth(%d): pass at least 1; leave the option out for 64", n))
	}
	return func(s *busState) { s.limits.Depth = n }
}

// WithCeiling sets how many events of the whole bus may go over the capacities of
// their queues because a listener emitted them. The default is 1,000,000. Beyond it
// they are dropped, and reported as ErrQueueFull. 0 allows none; it panics on n
// below 0.
func WithCeiling(n int) BusOption {
	if n < 0 {
		panic(fmt.Sprintf("events: WithCeiling(%d): pass 0 or more; 0 allows no event over the capacity of a queue", n))
	}
	return func(s *busState) { s.limits.Ceiling = int64(n) }
}

// WithSlowThreshold sets how long a call may last before it is logged, once, with
// its listener's place and its goroutine's stack. The default is 5 s; a call is
// noticed at most a quarter later. 0 turns that off; it panics on a negative d.
//
// The call's listener is found by its function. If one function has made the
// handlers of several listeners of the name, the log says that it may be any of
// them. An emit that waits for room is not a slow call. Reading the stacks stops
// the program for some 10 µs a goroutine: with more than 1,000 goroutines it is
// done at most once a minute, and slow calls found in between are logged without a
// stack.
func WithSlowThreshold(d time.Duration) BusOption {
	if d < 0 {
		panic(fmt.Sprintf("events: WithSlowThreshold(%v): pass 0 or more; 0 turns it off", d))
	}
	return func(s *busState) { s.limits.Slow = d }
}

// WithListenerLimit sets how many listeners an owner may have on one name, or one
// namespace, before it is named in the log, once: it may have forgotten to take
// them off. The default is 100; 0 turns that off; it panics on n below 0. No
// subscription is refused.
func WithListenerLimit(n int) BusOption {
	if n < 0 {
		panic(fmt.Sprintf("events: WithListenerLimit(%d): pass 0 or more; 0 turns it off", n))
	}
	return func(s *busState) { s.limits.Listeners = n }
}
