package dispatch

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/fastpluggy/eventbus/internal/latency"
)

// A Listener is one subscription. It has what every listener needs, in 128
// bytes; what few need is in its options.
//
// owner to queue are set before anybody else sees it. slot, linked, index and
// owned are guarded by core.mu. handler is taken away when the listener is off
// and no call of it can be under way: see forget.
type Listener struct {
	owner        *Owner
	handler      any         // func(context.Context, T) error or func(context.Context, Meta, T) error
	kind         payloadKind // what knows T
	fn           uintptr
	registeredAt uintptr
	priority     int
	seq          uint64
	queue        *queue // nil: it is called by the emitter
	slot         *slot
	slotIndex    int32 // in its slot's list
	ownerIndex   int32 // in its owner's list

	off       atomic.Bool
	linked    bool          // whether it is in its slot's list
	delivered atomic.Uint64 // all but the rounds of tables that are not settled
	optional  atomic.Pointer[listenerOptions]
}

// listenerOptions are what few listeners have. Config does not change.
type listenerOptions struct {
	Config
	until     <-chan struct{} // closed when the context of Until ends
	stopWatch func()          // ends the watch of it
	serial    *turnstile
	*listenerCounts
}

// listenerCounts go on when the functions of a listener that is off are forgotten.
type listenerCounts struct {
	onceFired     atomic.Bool   // its once is used up by an event; written under core.mu
	roundsSkipped atomic.Uint64 // rounds that passed over it since it was off
	failed        atomic.Uint64
	lastFailure   atomic.Pointer[Last]
	breaker       circuitBreaker
	durations     atomic.Pointer[latency.Histogram] // of its calls, while somebody observes
}

// noOptions are those of listeners that have none; they are only read.
var noOptions = &listenerOptions{listenerCounts: new(listenerCounts)}

func (l *Listener) options() *listenerOptions {
	if x := l.optional.Load(); x != nil {
		return x
	}
	return noOptions
}

// needOptions returns the options to write to.
func (l *Listener) needOptions() *listenerOptions {
	if x := l.optional.Load(); x != nil {
		return x
	}
	l.optional.CompareAndSwap(nil, &listenerOptions{listenerCounts: new(listenerCounts)})
	return l.optional.Load()
}

// Settings returns what the subscription's options said. Functions in it are
// there to be compared with nil.
func (l *Listener) Settings() Config {
	c := l.options().Config
	c.Priority = l.priority
	return c
}

// Owner returns the name of the view that l was registered through.
func (l *Listener) Owner() string { return l.owner.name }

// OwnerExt returns what the public package keeps beside the owner.
func (l *Listener) OwnerExt() any { return l.owner.Ext.Load() }

// Scope returns what Topic means.
func (l *Listener) Scope() Scope { return l.slot.scope }

// Topic returns the name or prefix that l listens to.
func (l *Listener) Topic() string { return l.slot.name }

// On reports whether l still listens.
func (l *Listener) On() bool { return !l.off.Load() }

// isWindingDown reports whether l hears only what listeners emit, since its owner is
// closing.
func (l *Listener) isWindingDown() bool { return l.seq <= l.owner.windingDownTo.Load() }

// isCountedByTable reports whether the rounds of its tables count its calls.
func (l *Listener) isCountedByTable() bool { return l.queue == nil && !l.options().maySkipEvents() }

// countCall counts a call that no table counts.
func (l *Listener) countCall() {
	if l.queue == nil && l.options().maySkipEvents() {
		l.delivered.Add(1)
	}
}

// needsTime reports whether l sees the time stamp.
func (l *Listener) needsTime() bool {
	x := l.options()
	return x.Predicate != nil || x.Key != nil || l.kind.seesMeta(l)
}

// Name returns the label, else the name of the function.
func (l *Listener) Name() string {
	if label := l.options().Label; label != "" {
		return label
	}
	if f := runtime.FuncForPC(l.fn); f != nil {
		return f.Name()
	}
	return "?"
}

// Place returns where l was registered.
func (l *Listener) Place() (file string, line int) {
	f, _ := runtime.CallersFrames([]uintptr{l.registeredAt}).Next()
	return f.File, f.Line
}

// Last is a listener's last failure.
type Last struct {
	Err   error
	Event string
	At    time.Time
}

// recordFailure counts an error and hands it to the error handler.
func (l *Listener) recordFailure(ctx context.Context, f Failure) error {
	f.Listener = l
	x := l.needOptions()
	if f.Stage != StageQueue && f.Stage != StagePredicate {
		x.failed.Add(1)
	}
	x.lastFailure.Store(&Last{f.Err, f.Meta.Name, time.Now()})
	hooks := &l.owner.core.hooks
	if f.Stage == StageHandler && !l.off.Load() && x.tripsBreaker() {
		defer hooks.Disabled(ctx, f) // also if the error handler ends the goroutine
	}
	return hooks.Failed(ctx, f)
}

// forgetHandler lets go of the functions of a listener that is off and can't be called
// any more, since the program may keep the subscription. The caller holds
// core.mu.
func (l *Listener) forgetHandler() {
	if !l.off.Load() || l.handler == nil {
		return
	}
	for t := range l.owner.core.tablesOf(l) {
		if t.contains(l) && (!t.isRetired() || t.gate.roundsInside() > 0) {
			return // settleRetired asks again
		}
	}
	if l.queue != nil && !l.queue.isAtRest() {
		return // rested asks again
	}
	l.handler = nil
	if x := l.optional.Load(); x != nil {
		l.optional.Store(&listenerOptions{Config: x.Config.withoutFunctions(), stopWatch: x.stopWatch, listenerCounts: x.listenerCounts})
	}
}
