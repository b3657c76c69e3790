package events

import (
	"fmt"
	"log/slog"
	"time"
)

// A BusOption configures a new bus.
type BusOption func(*busState)

// WithLogger sets where failures are logged. The default is slog.Default().
func WithLogger(l *slog.Logger) BusOption {
	if l == nil {
		panic("events: WithLogger(nil): leave the option out for slog.Default()")
	}
	return func(s *busState) { s.logger = l }
}

// WithErrorHandler sets the error handler from the start; see [Bus.OnError].
func WithErrorHandler(h ErrorHandler) BusOption {
	if h == nil {
		panic("events: WithErrorHandler(nil): leave the option out for the default, which logs")
	}
	return func(s *busState) { s.handler.Store(&h) }
}

// WithMaxDepth sets how deep emits may be nested in each other's listeners
// before a recursion is refused with a [*RecursionError]. The default is 64. That
// depth is exact for circles of up to 16 names, or 7 if several processors have
// emitted one of them at once. A longer circle goes deeper: it is refused at the
// latest when one name is under way for the fifth time, or for the ninth. A chain as
// deep of names that are all different may be refused, too; emits that are not
// inside each other never are, however many are under way.
func WithMaxDepth(n int) BusOption {
	if n < 1 {
		panic(fmt.Sprintf("events: WithMaxDepth(%d): at least 1 emit may be inside another", n))
	}
	return func(s *busState) { s.limits.Depth = n }
}

// WithCeiling sets how many events of the whole bus may go over the bounds of
// their queues because a listener emitted them. The default is 1,000,000.
// Beyond it they are dropped, and reported as ErrQueueFull.
func WithCeiling(n int) BusOption {
	if n < 0 {
		panic(fmt.Sprintf("events: WithCeiling(%d): 0 lets none go over; there is no fewer", n))
	}
	return func(s *busState) { s.limits.Ceiling = int64(n) }
}

// WithSlowThreshold sets how long a call may last before it is logged, once,
// with its listener's place and its goroutine's stack. The default is 5 s; a
// call is noticed at most a quarter later. 0 turns that off.
//
// The listener is told by its function. If one function has made the handlers of
// several listeners of the name, the log says that it may be any of them. An emit
// that waits for room is no slow call. To read the stacks stops the program for some
// 10 µs a goroutine: with more than 1,000 goroutines that is done once a minute at
// most, and calls that are found in between are logged without a stack.
func WithSlowThreshold(d time.Duration) BusOption {
	if d < 0 {
		panic(fmt.Sprintf("events: WithSlowThreshold(%v): 0 turns it off; there is no less", d))
	}
	return func(s *busState) { s.limits.Slow = d }
}

// WithListenerLimit sets how many listeners an owner may have on one name, or
// one namespace, before it is named in the log, once: it may have forgotten to
// take them off. The default is 100; 0 turns that off. Nothing is refused.
func WithListenerLimit(n int) BusOption {
	if n < 0 {
		panic(fmt.Sprintf("events: WithListenerLimit(%d): 0 turns it off; there is no fewer", n))
	}
	return func(s *busState) { s.limits.Listeners = n }
}
