package dispatch

import (
	"context"
	"sync/atomic"
)

// A Config is what the options of one subscription say.
type Config struct {
	Priority  int
	Once      bool
	Predicate func(Meta, Body) bool
	Async     bool
	Buffer    int
	Workers   int
	Label     string
	Until     context.Context
}

// An Option sets one thing of a Config; the public packages name and check it.
type Option struct{ Set func(*Config) }

// Scope says what a listener's Topic means.
type Scope uint8

// The three scopes.
const (
	Exact     Scope = iota // events of that name
	Namespace              // events below that prefix
	Any                    // all events
)

// A Call is a handler in its forms.
type Call[T any] struct {
	Plain   func(context.Context, T) error       // gets the payload alone, or nil
	WithAll func(context.Context, Meta, T) error // gets everything, or nil
	Box     func(T) Body                         // the general form of a payload
	// Decode makes the emit's general form into a T.
	Decode func(Meta, Body) (T, error)
	Func   uintptr // the user's function, for its name
	Where  uintptr // the place of registration
}

// A Listener is one subscription.
type Listener struct {
	bus   *Bus
	Topic string
	Scope Scope
	Func  uintptr
	Where uintptr
	Config

	fast  any                                                            // what a round calls for a payload of its own type; nil: go through slow
	slow  func(context.Context, Meta, Body) error                        // the general call, which converts
	push  func(wait, ctx context.Context, m Meta, b Body, w *Wait) error // async: into the queue, converted
	q     queue                                                          // async only
	plain bool                                                           // gets the payload alone
	stop  func() bool                                                    // ends the watch of Until

	seq    uint64
	index  int  // in its slot's list
	linked bool // whether it is in that list
	owned  int  // in its owner's list

	off       atomic.Bool
	fired     atomic.Bool
	delivered atomic.Uint64 // all but the rounds of tables that stand
	skipped   atomic.Uint64 // rounds that passed over it since it was off
	failed    atomic.Uint64
	lastErr   atomic.Pointer[error]
}

// Owner returns the name of the view that it was registered through.
func (l *Listener) Owner() string { return l.bus.owner.name }

// counted reports whether the rounds of its tables count its calls.
func (l *Listener) counted() bool { return !l.Async && !l.Once && l.Predicate == nil }

// fail counts an error and hands it to the error handler.
func (l *Listener) fail(ctx context.Context, f Failure) error {
	f.Listener = l
	if f.Stage != StageQueue && f.Stage != StagePredicate {
		l.failed.Add(1)
	}
	l.lastErr.Store(&f.Err)
	return l.bus.core.hooks.Failed(ctx, f)
}

// accepts asks the predicate. A panic in it counts as no.
func (l *Listener) accepts(ctx context.Context, m Meta, b Body) (yes bool, err error) {
	if l.Predicate == nil {
		return true, nil
	}
	done := false
	defer func() {
		if done {
			return
		}
		yes, err = false, l.fail(ctx, Failure{Meta: m, Body: b, Stage: StagePredicate, Err: l.bus.core.caught(recover())})
	}()
	yes = l.Predicate(m, b)
	done = true
	return yes, nil
}

// View returns the view that l was registered through.
func (l *Listener) View() *Bus { return l.bus }
