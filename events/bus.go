package events

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/hint"
)

// A Bus delivers events between listeners that don't know each other. Make one
// with New: the methods of a nil or zero Bus panic and say so. A nil context stands
// for context.Background() in all of them; only [Until] refuses one. All methods are
// safe for concurrent use, inside handlers too.
type Bus dispatch.Bus

// state is what the views of one bus share beside the engine.
type state struct {
	logger    *slog.Logger
	handler   atomic.Pointer[ErrorHandler]
	trace     *tracer
	catalog   catalog
	observers observers
	claims    claims
	limits    dispatch.Limits
	mutations bool // WithMutationCheck
}

// A BusOption configures a new bus.
type BusOption func(*state)

// WithLogger sets where failures are logged. The default is slog.Default().
func WithLogger(l *slog.Logger) BusOption {
	if l == nil {
		panic("events: WithLogger(nil): leave the option out for slog.Default()")
	}
	return func(s *state) { s.logger = l }
}

// WithErrorHandler sets the error handler from the start; see [Bus.OnError].
func WithErrorHandler(h ErrorHandler) BusOption {
	if h == nil {
		panic("events: WithErrorHandler(nil): leave the option out for the default, which logs")
	}
	return func(s *state) { s.handler.Store(&h) }
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
	return func(s *state) { s.limits.Depth = n }
}

// WithCeiling sets how many events of the whole bus may go over the bounds of
// their queues because a listener emitted them. The default is 1,000,000.
// Beyond it they are dropped, and reported as ErrQueueFull.
func WithCeiling(n int) BusOption {
	if n < 0 {
		panic(fmt.Sprintf("events: WithCeiling(%d): 0 lets none go over; there is no fewer", n))
	}
	return func(s *state) { s.limits.Ceiling = int64(n) }
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
	return func(s *state) { s.limits.Slow = d }
}

// WithListenerLimit sets how many listeners an owner may have on one name, or
// one namespace, before it is named in the log, once: it may have forgotten to
// take them off. The default is 100; 0 turns that off. Nothing is refused.
func WithListenerLimit(n int) BusOption {
	if n < 0 {
		panic(fmt.Sprintf("events: WithListenerLimit(%d): 0 turns it off; there is no fewer", n))
	}
	return func(s *state) { s.limits.Listeners = n }
}

// New returns a bus. It starts no goroutine. A nil option panics.
func New(opts ...BusOption) *Bus {
	s := &state{limits: dispatch.DefaultLimits}
	for _, set := range opts {
		if set == nil {
			panic("events: New with a nil option: leave it out")
		}
		set(s)
	}
	core := dispatch.New()
	core.Core().Ext = s
	core.Core().Install(hooks((*Bus)(core), s), s.limits)
	(*Bus)(core).enforce()
	return (*Bus)(core)
}

// engine returns what b is a view of. A nil or zero bus is a mistake in the
// program, and panics in every method.
func (b *Bus) engine() *dispatch.Bus {
	e := (*dispatch.Bus)(b)
	e.Core()
	return e
}

func (b *Bus) core() *dispatch.Core { return (*dispatch.Bus)(b).Core() }

func (b *Bus) state() *state { return b.core().Ext.(*state) }

// As returns a view of the same bus for an owner, such as a plugin: its events
// have that source, its listeners that owner, and OffAll, Drain, Close and
// OnError of the view concern that owner alone. Views of one owner are the same in
// all but address. When [Bus.Close] of a view has returned, they stay closed, and As
// returns an open view of a new owner of that name, unless the bus itself is closed.
func (b *Bus) As(owner string) *Bus { return (*Bus)(b.engine().As(owner)) }

// Owner returns whose view b is: empty for a bus from New.
func (b *Bus) Owner() string { return b.engine().Owner().Name() }

// OffAll removes the listeners of this view's owner in one step, and returns
// how many they were. An emit that begins later reaches none of them. On a bus
// from New it removes those without an owner.
func (b *Bus) OffAll() int { return b.engine().OffAll() }

// Drain waits until everything has ended that the view's owner, or anybody on a
// bus from New, had accepted when it was called, and what listeners have emitted
// because of that, from queue to queue, over up to 64 hops. Then it returns nil, also
// if asynchronous listeners that answer each other go on. If ctx ends before, it
// returns a *DrainError with what was left. It does not refuse emits meanwhile and
// does not wait for those that come from outside, so it ends under any load. While
// somebody drains, an emit takes about a microsecond more.
//
// Inside a handler it does not wait for that handler, nor for one that waits for it.
// An emit under way is waited for as a whole: it may yet come to a listener of the
// view. If there is nothing to wait for, Drain takes less than a microsecond.
func (b *Bus) Drain(ctx context.Context) error {
	err := b.engine().Drain(ctx)
	if err == nil {
		return nil
	}
	left := &DrainError{Err: err}
	left.Pending, left.Running = b.engine().Left()
	return left
}

// Close refuses emits from outside at once, waits for what was accepted and for
// what comes of it, and takes the listeners off. During that time, what listeners
// emit on their own goroutines is delivered, over any number of hops: listeners that
// answer each other without end are stopped by the end of ctx. Then Close gives up
// with a *CloseError that names who was busy and counts what was not delivered.
// Closing again waits for the first one's result and returns it; inside a listener
// it doesn't wait, and returns nil if there is none yet. After Close, no goroutine of
// the bus is left except those of listeners that had not returned.
//
// Close in a handler can't wait for what is queued behind that handler: if there is
// something, it is counted as not delivered, and the error is ErrWouldDeadlock.
//
// On a view it concerns the view's owner. Emits through the view are refused, except
// those of listeners. Its listeners hear only what listeners emit from then on, for
// up to 64 hops, until they have done what was accepted. Other views go on. When it
// has returned, also with an error, all views of that owner stay closed, and the owner
// and its error handler have left the bus: [Bus.As] with its name returns a new, open
// view.
func (b *Bus) Close(ctx context.Context) error { return b.engine().Close(ctx) }

type contextKey struct{}

// NewContext returns a context that carries b, for route handlers.
func NewContext(ctx context.Context, b *Bus) context.Context {
	if ctx == nil {
		ctx = context.Background()
	}
	return context.WithValue(ctx, contextKey{}, b)
}

// FromContext returns the bus that ctx carries.
func FromContext(ctx context.Context) (*Bus, bool) {
	if ctx == nil {
		return nil, false
	}
	b, ok := ctx.Value(contextKey{}).(*Bus)
	return b, ok && b != nil
}

// Blocking returns a context in which Emit waits for asynchronous listeners,
// as a background job wants that ends with the process. Asynchronous listeners
// get a context without it. Synchronous ones get the emitter's own, so what
// they emit with it waits, too. Failures go to the error handler alone, and an event
// that a listener's policy drops is only counted: [Bus.EmitWait] returns both.
func Blocking(ctx context.Context) context.Context { return dispatch.Blocking(ctx) }

func fault(name string) string { return hint.NameFault(name) }
