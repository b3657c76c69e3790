package dispatch

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"
)

// A Listener is one subscription. It has what every listener needs, in 128
// bytes; what few need is in its options.
//
// owner to queue are set before anybody else sees it. slot, linked, index and
// owned are guarded by core.mu. handler is taken away when the listener is off
// and no call of it can be under way: see forget.
type Listener struct {
	owner    *Owner
	handler  any  // func(context.Context, T) error or func(context.Context, Meta, T) error
	kind     kind // what knows T
	fn       uintptr
	where    uintptr
	priority int
	seq      uint64
	queue    *queue // nil: it is called by the emitter
	slot     *slot
	index    int32 // in its slot's list
	owned    int32 // in its owner's list

	off       atomic.Bool
	linked    bool          // whether it is in its slot's list
	delivered atomic.Uint64 // all but the rounds of tables that are not settled
	rare      atomic.Pointer[options]
}

// options are what few listeners have. Config does not change.
type options struct {
	Config
	until  <-chan struct{} // closed when the context of Until ends
	stop   func()          // ends the watch of it
	serial *turnstile
	*counts
}

// counts go on when the functions of a listener that is off are forgotten.
type counts struct {
	fired   atomic.Bool   // its once is used up by an event; written under core.mu
	skipped atomic.Uint64 // rounds that passed over it since it was off
	failed  atomic.Uint64
	last    atomic.Pointer[Last]
	breaker breaker
	times   atomic.Pointer[times] // of its calls, while somebody observes
}

// noOptions are those of listeners that have none; they are only read.
var noOptions = &options{counts: new(counts)}

func (l *Listener) options() *options {
	if x := l.rare.Load(); x != nil {
		return x
	}
	return noOptions
}

// needOptions returns the options to write to.
func (l *Listener) needOptions() *options {
	if x := l.rare.Load(); x != nil {
		return x
	}
	l.rare.CompareAndSwap(nil, &options{counts: new(counts)})
	return l.rare.Load()
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

// winding reports whether l hears only what listeners emit, since its owner is
// closing.
func (l *Listener) winding() bool { return l.seq <= l.owner.winding.Load() }

// counted reports whether the rounds of its tables count its calls.
func (l *Listener) counted() bool { return l.queue == nil && !l.options().choosy() }

// countCall counts a call that no table counts.
func (l *Listener) countCall() {
	if l.queue == nil && l.options().choosy() {
		l.delivered.Add(1)
	}
}

// timed reports whether l sees the time stamp.
func (l *Listener) timed() bool {
	x := l.options()
	return x.Predicate != nil || x.Key != nil || l.kind.stamped(l)
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
	f, _ := runtime.CallersFrames([]uintptr{l.where}).Next()
	return f.File, f.Line
}

// Last is a listener's last failure.
type Last struct {
	Err   error
	Event string
	At    time.Time
}

// fail counts an error and hands it to the error handler.
func (l *Listener) fail(ctx context.Context, f Failure) error {
	f.Listener = l
	x := l.needOptions()
	if f.Stage != StageQueue && f.Stage != StagePredicate {
		x.failed.Add(1)
	}
	x.last.Store(&Last{f.Err, f.Meta.Name, time.Now()})
	hooks := &l.owner.core.hooks
	if f.Stage == StageHandler && !l.off.Load() && x.trips() {
		defer hooks.Disabled(ctx, f) // also if the error handler ends the goroutine
	}
	return hooks.Failed(ctx, f)
}

// forget lets go of the functions of a listener that is off and can't be called
// any more, since the program may keep the subscription. The caller holds
// core.mu.
func (l *Listener) forget() {
	if !l.off.Load() || l.handler == nil {
		return
	}
	for t := range l.owner.core.tablesOf(l) {
		if t.contains(l) && (!t.retired() || t.gate.inside() > 0) {
			return // settleRetired asks again
		}
	}
	if l.queue != nil && !l.queue.resting() {
		return // rested asks again
	}
	l.handler = nil
	if x := l.rare.Load(); x != nil {
		l.rare.Store(&options{Config: x.Config.forgotten(), stop: x.stop, counts: x.counts})
	}
}
