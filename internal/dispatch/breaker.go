package dispatch

import (
	"sync/atomic"
)

// A circuitBreaker disables a listener that fails again and again. It is open
// while the listener is disabled. All fields are atomic; that of noOptions is
// only read.
type circuitBreaker struct {
	failuresInARow   atomic.Uint32
	open             atomic.Bool
	passedWhileOpen  atomic.Uint64 // events that were emitted during that time
	droppedWhileOpen atomic.Uint64 // events that were in its queue
}

// tripsBreaker counts a failure, and reports whether it is the one that disables
// the listener.
func (x *listenerOptions) tripsBreaker() bool {
	return x.Failures > 0 && x.breaker.failuresInARow.Add(1) >= uint32(x.Failures) && x.breaker.open.CompareAndSwap(false, true)
}

// resetFailures starts the count of failures in a row again. It is called after
// each call that goes well, and writes only if the one before did not.
func (x *listenerOptions) resetFailures() {
	if x.breaker.failuresInARow.Load() != 0 {
		x.breaker.failuresInARow.Store(0)
	}
}

// isDisabled reports whether failures have disabled the listener.
func (x *listenerOptions) isDisabled() bool { return x.breaker.open.Load() }

// Disabled reports whether failures have disabled l.
func (l *Listener) Disabled() bool { return l.options().isDisabled() }

// Enable lets a disabled listener get events again. It reports whether the
// listener was disabled.
func (l *Listener) Enable() bool {
	b := &l.options().breaker
	if !b.open.Load() { // that of noOptions is only read
		return false
	}
	b.failuresInARow.Store(0)
	return b.open.CompareAndSwap(true, false)
}
