package dispatch

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/fastpluggy/eventbus/internal/errtext"
	"github.com/fastpluggy/eventbus/internal/latency"
)

// A Listener is one subscription. It has what every listener needs, in 128 bytes;
// what few need is in its options.
//
// The fields from owner to queue are set before the listener can be seen, except
// that handler is taken away once the listener is off and no call of it can come
// (see forgetHandler). slot, linked, slotIndex and ownerIndex are guarded by
// core.mu. off is written under core.mu and read without. delivered is added to
// under core.mu by tables, and without by calls that no table counts.
type Listener struct {
	owner        *Owner
	handler      any         // func(context.Context, T) error or func(context.Context, Meta, T) error
	kind         payloadKind // which knows T
	fn           uintptr     // program counter of the user's function
	registeredAt uintptr     // program counter of the registration
	priority     int
	seq          uint64 // number, in the order of registration
	queue        *queue // nil: the emitter calls the listener
	slot         *slot
	slotIndex    int32 // in slot.listeners
	ownerIndex   int32 // in owner.listeners

	off       atomic.Bool
	linked    bool          // it is in slot.listeners
	delivered atomic.Uint64 // calls, without those that its tables have not settled yet
	optional  atomic.Pointer[listenerOptions]
}

// listenerOptions are what few listeners have. They are replaced as a whole when
// the functions of a listener that is off are forgotten; until that Config does
// not change.
type listenerOptions struct {
	Config
	until     <-chan struct{} // closed when the context of Until ends
	stopWatch func()          // ends the watch of it
	serial    *turnstile
	*listenerCounts
}

// listenerCounts go on when the options are replaced. All are atomic; onceFired
// is written under core.mu.
type listenerCounts struct {
	onceFired     atomic.Bool   // an event has used up its once
	roundsSkipped atomic.Uint64 // rounds that passed over it after it was off
	turnsDropped  atomic.Uint64 // events that waited for their turn until it was off or disabled
	failed        atomic.Uint64
	lastFailure   atomic.Pointer[Last]
	breaker       circuitBreaker
	durations     atomic.Pointer[latency.Histogram] // of its calls, while the bus is observed
}

// noOptions are those of listeners without options. They are only read.
var noOptions = &listenerOptions{listenerCounts: new(listenerCounts)}

// options returns the options of l for reading.
func (l *Listener) options() *listenerOptions {
	if x := l.optional.Load(); x != nil {
		return x
	}
	return noOptions
}

// needOptions returns the options for writing.
func (l *Listener) needOptions() *listenerOptions {
	if x := l.optional.Load(); x != nil {
		return x
	}
	l.optional.CompareAndSwap(nil, &listenerOptions{listenerCounts: new(listenerCounts)})
	return l.optional.Load()
}

// Settings returns the subscription's options. Functions in it may only be
// compared with nil.
func (l *Listener) Settings() Config {
	c := l.options().Config
	c.Priority = l.priority
	return c
}

// Owner returns the name of the view that l was registered through.
func (l *Listener) Owner() string { return l.owner.name }

// OwnerExt returns what the public package keeps beside the owner.
func (l *Listener) OwnerExt() any { return l.owner.Extension() }

// Scope returns what Topic means.
func (l *Listener) Scope() Scope { return l.slot.scope }

// Topic returns the name or prefix that l listens to.
func (l *Listener) Topic() string { return l.slot.name }

// On reports whether l still listens.
func (l *Listener) On() bool { return !l.off.Load() }

// isWindingDown reports whether l hears only what listeners emit, since its owner
// is closing.
func (l *Listener) isWindingDown() bool { return l.seq <= l.owner.windingDownTo.Load() }

// isCountedByTable reports whether the rounds of its tables are its calls.
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

// Name returns the label, or without one the name of the function.
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
	text  atomic.Pointer[string] // the text of Err, after the first call of Text
}

// Text returns the text of the error. Its Error is called once, at the first call of
// Text, and on another goroutine, since it may panic, exit or block.
func (f *Last) Text() string {
	if text := f.text.Load(); text != nil {
		return *text
	}
	text, final := errtext.Read(f.Err)
	if final {
		f.text.Store(&text)
	}
	return text
}

// recordFailure counts a failure and calls the error handler. It sets reported to the
// failure as EmitWait joins it, also if the handler, the logger or the failure's own
// Error panics or ends the goroutine.
func (l *Listener) recordFailure(ctx context.Context, f Failure, reported *error) {
	f.Listener = l
	x := l.needOptions()
	if f.Stage != StageQueue && f.Stage != StagePredicate {
		x.failed.Add(1)
	}
	x.lastFailure.Store(&Last{Err: f.Err, Event: f.Meta.Name, At: time.Now()})
	hooks := &l.owner.core.hooks
	defer func() {
		if *reported == nil {
			*reported = hooks.Described(f)
		}
	}()
	if f.Stage == StageHandler && !l.off.Load() && x.tripsBreaker() {
		defer hooks.Disabled(ctx, f) // also if the error handler ends the goroutine
	}
	*reported = hooks.Failed(ctx, f)
}

// forgetHandler drops the functions of a listener that is off and can't be called
// any more, since the program may keep the subscription. The caller holds
// core.mu.
func (l *Listener) forgetHandler() {
	if !l.off.Load() || l.handler == nil {
		return
	}
	for t := range l.owner.core.tablesOf(l) {
		if t.contains(l) && (!t.isRetired() || t.gate.roundsInside() > 0) {
			return // settleIfEmpty tries again
		}
	}
	if l.queue != nil && !l.queue.isAtRest() {
		return // noteRest tries again
	}
	l.handler = nil
	if x := l.optional.Load(); x != nil {
		l.optional.Store(&listenerOptions{Config: x.Config.withoutFunctions(), stopWatch: x.stopWatch, listenerCounts: x.listenerCounts})
	}
}
