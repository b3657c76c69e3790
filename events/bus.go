package events

import (
	"context"
	"log/slog"
	"sync/atomic"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// A Bus delivers events between listeners that don't know each other. Make one with
// New: the methods of a nil or zero Bus panic and say so. A nil context stands for
// context.Background() in all of them; only [Until] refuses one. All methods are
// safe for concurrent use, also inside handlers.
//
// The type is defined on the engine's own, as [Option] and [Subscription] are, so
// that package typed converts a *Bus to the engine's type at no cost, and neither
// the engine nor its methods are part of this package's API.
type Bus dispatch.Bus

// busState is what the views of one bus share besides the engine.
type busState struct {
	logger    *slog.Logger
	handler   atomic.Pointer[ErrorHandler]
	trace     *tracer
	catalog   catalog
	observers observers
	claims    claims
	limits    dispatch.Limits
	mutations bool // WithMutationCheck
}

// New returns a bus. It starts no goroutine. Its options are functions; see
// [BusOption]. A nil option panics.
func New(opts ...BusOption) *Bus {
	s := &busState{limits: dispatch.DefaultLimits}
	for _, set := range opts {
		if set == nil {
			panic("events: New with a nil option: leave it out")
		}
		set(s)
	}
	core := dispatch.New()
	core.Core().Ext = s
	core.Core().Install(engineHooks((*Bus)(core), s), s.limits)
	(*Bus)(core).enforceContracts()
	return (*Bus)(core)
}

// engine returns the engine's view of b. A nil or zero bus is a mistake in the
// program, and panics in every method.
func (b *Bus) engine() *dispatch.Bus {
	e := (*dispatch.Bus)(b)
	e.Core()
	return e
}

func (b *Bus) core() *dispatch.Core { return (*dispatch.Bus)(b).Core() }

func (b *Bus) state() *busState { return b.core().Ext.(*busState) }

// As returns a view of the same bus for an owner, such as a plugin: its events have
// that source, its listeners that owner, and OffAll, Drain, Close and OnError of
// the view concern that owner alone. Views of one owner differ only in their
// address. It may be called any number of times; the bus keeps an owner as long as
// it is in use. When [Bus.Close] of a view has returned, all views of the owner stay
// closed, and As returns an open view of a new owner of that name, unless the bus
// itself is closed.
func (b *Bus) As(owner string) *Bus { return (*Bus)(b.engine().As(owner)) }

// Owner returns the owner of the view b. It is empty for a bus from New.
func (b *Bus) Owner() string { return b.engine().Owner().Name() }

// OffAll takes off the listeners of this view's owner in one step, and returns
// their number. An emit that begins later reaches none of them. On a bus from New
// it takes off the listeners without an owner.
func (b *Bus) OffAll() int { return b.engine().OffAll() }

// Drain waits until everything has ended that the view's owner, or any owner on a
// bus from New, had accepted when it was called, and what listeners have emitted
// because of that, from queue to queue, over up to 64 hops. Then it returns nil,
// also if asynchronous listeners that answer each other go on. If ctx ends first,
// it returns a *DrainError with what was left. It does not refuse emits during that
// time and does not wait for those that come from outside, so it ends under any
// load. While a Drain runs, an emit takes about a microsecond more.
//
// Inside a handler it does not wait for that handler, nor for one that waits for
// it. An emit under way is waited for as a whole, since it may yet reach a listener
// of the view. If there is nothing to wait for, Drain takes less than a
// microsecond.
func (b *Bus) Drain(ctx context.Context) error {
	err := b.engine().Drain(ctx)
	if err == nil {
		return nil
	}
	left := &DrainError{Err: err}
	left.Pending, left.Running = b.engine().Left()
	return left
}

// Close refuses emits from outside at once, waits for all accepted events and for
// the events that listeners emit because of them, and takes the listeners off.
// During that time, events that listeners emit on their own goroutines are
// delivered, over any number of hops: listeners that answer each other without end
// are stopped by the end of ctx. Then Close gives up with a *CloseError that names
// the busy listeners and counts what was not delivered. Closing again waits for the
// first result and returns it; inside a listener it does not wait, and returns nil
// if there is no result yet. After Close, no goroutine of the bus is left except
// those of listeners that had not returned.
//
// Close in a handler can't wait for what is queued behind that handler: such events
// are counted as not delivered, and the error is ErrWouldDeadlock.
//
// On a view it concerns the view's owner. Emits through the view are refused,
// except those of listeners. Its listeners get only what listeners emit from then
// on, for up to 64 hops, until they have done what was accepted. Other views go on.
// When it has returned, also with an error, all views of that owner stay closed, and
// the owner and its error handler have left the bus: [Bus.As] with its name returns
// a new, open view.
func (b *Bus) Close(ctx context.Context) error { return b.engine().Close(ctx) }
