package dispatch

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"
)

// A Listener is one subscription. It has what every listener needs, in 128
// bytes; what few need is in its rare part.
type Listener struct {
	owner    *Owner
	slot     *slot
	handler  any  // func(context.Context, T) error, func(context.Context, Meta, T) error, or *Queue[T]
	kind     kind // what knows T
	fn       uintptr
	where    uintptr
	priority int
	seq      uint64
	index    int32 // in its slot's list
	owned    int32 // in its owner's list

	off       atomic.Bool
	linked    bool          // whether it is in its slot's list
	delivered atomic.Uint64 // all but the rounds of tables that stand
	rare      atomic.Pointer[rare]
}

// rare is what few listeners have.
type rare struct {
	Config
	queue queue
	stop  func() bool // ends the watch of Until

	fired   atomic.Bool
	skipped atomic.Uint64 // rounds that passed over it since it was off
	failed  atomic.Uint64
	last    atomic.Pointer[Last]
	breaker breaker
	times   atomic.Pointer[times] // of its calls, while somebody observes
}

// nothing is the rare part of listeners that have none; it is only read.
var nothing = new(rare)

func (l *Listener) seldom() *rare {
	if r := l.rare.Load(); r != nil {
		return r
	}
	return nothing
}

// more returns the rare part to write to.
func (l *Listener) more() *rare {
	if r := l.rare.Load(); r != nil {
		return r
	}
	l.rare.CompareAndSwap(nil, new(rare))
	return l.rare.Load()
}

func (l *Listener) queue() queue { return l.seldom().queue }
func (l *Listener) async() bool  { return l.seldom().Async }

// Settings returns what the subscription's options said.
func (l *Listener) Settings() Config {
	c := l.seldom().Config
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

// counted reports whether the rounds of its tables count its calls.
func (l *Listener) counted() bool {
	r := l.seldom()
	return !r.Async && !r.choosy()
}

// timed reports whether l sees the time stamp.
func (l *Listener) timed() bool { return l.seldom().Predicate != nil || l.kind.timed(l) }

// Name returns the label, else the name of the function.
func (l *Listener) Name() string {
	if label := l.seldom().Label; label != "" {
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
	r := l.more()
	if f.Stage != StageQueue && f.Stage != StagePredicate {
		r.failed.Add(1)
	}
	r.last.Store(&Last{f.Err, f.Meta.Name, time.Now()})
	if f.Stage == StageHandler && !l.off.Load() && r.trips() {
		defer l.owner.core.hooks.Disabled(ctx, f) // also where the error handler ends the goroutine
	}
	return l.owner.core.hooks.Failed(ctx, f)
}
