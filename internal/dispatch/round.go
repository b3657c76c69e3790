package dispatch

import (
	"cmp"
	"context"
	"runtime/debug"
	"time"
	"unsafe"
)

// A round is one emit on its way through a table, if it takes more than the
// fast path: listeners that see all of an event, that have a queue, that may let
// an event pass; an emit that waits; anything that went wrong on the fast path.
//
// It lives on the emitter's stack, and so must not be reached from the heap: no
// method hands r itself to an interface or to a function of the user's. What is
// allocated is the general form of the payload if a listener wants one, and what
// a wait needs.
type round struct {
	table        *table
	cell         *roundCell // where it is counted
	bus          *Bus
	ctx          context.Context
	emission     Emission
	kind         payloadKind
	payload      unsafe.Pointer // to a T of kind, on the emitter's stack
	startedAt    int64          // by the coarse clock
	relayed      bool           // its wait is that of the emit that it is relayed from
	prepared     bool           // it is prepared
	contextPanic any            // what a method of ctx has panicked with

	leftUnwaited bool // a listener has the event and can't be waited for

	turn         int   // how many entries have had their turn, the current one with them
	failure      error // of the entry that had its turn last, to be reported
	reporting    bool  // the error handler is being told
	allCalled    bool  // all have had their turn, and the round is counted out
	meta         Meta
	stage        string // of the current listener; empty: its handler
	key          string // of a once-listener's event, made before the once was used up
	general      Body
	queueContext context.Context // what asynchronous listeners get
	emitWait     *emitWait
	waiter       *waiter    // who waits, if the table is known to have queues
	extra        *itemExtra // of what goes into queues
	errs         []error    // failures, for EmitWait
	unaccepted   []error    // copies that were not accepted, for Emit
	trace        *Trace

	consequenceKnown, fromListener bool      // see isConsequence
	observedSince                  time.Time // of an observed emit
}

// begin sets what is known of an emit before its table is found.
func (r *round) begin(ctx context.Context, b *Bus, k payloadKind, p unsafe.Pointer, how Emission) {
	r.ctx, r.bus, r.kind, r.payload, r.emission = ctx, b, k, p, how
}

// resumeAfter runs the rest of a round that has come so far on a quicker way. failure
// is what the last call returned, or v what it has panicked with.
func (r *round) resumeAfter(turn int, failure error, v any) error {
	r.turn, r.failure = turn&^callReturned, failure
	if turn > 0 && turn&callReturned == 0 {
		r.failure = r.panicError(v)
	}
	return r.runRest()
}

// deliverSlow runs a round from its first listener on. Its mark is what a look at the
// stack looks for.
//
//go:noinline
func deliverSlow(_ stackMark, r *round) error { return r.runRest() }

// runRest runs what is left of a round. A context that panics is its emitter's own
// affair: the listeners hear the event as if it had no such method, and then the
// panic goes on.
func (r *round) runRest() error {
	err := r.runToEnd()
	if r.contextPanic != nil {
		panic(r.contextPanic)
	}
	return err
}

// panicError makes an error of what recover returned: nothing means Goexit.
func (r *round) panicError(v any) error { return r.bus.core.panicError(v) }

func (c *Core) panicError(v any) error {
	if v == nil {
		return ErrGoexit
	}
	return c.hooks.Panicked(v, debug.Stack())
}

// prepareMeta notes what the listeners will see of the event.
func (r *round) prepareMeta() {
	t := r.table
	r.meta.Name = cmp.Or(r.meta.Name, t.slot.name)
	r.meta.Source = cmp.Or(r.emission.Source, r.bus.owner.name)
	r.openTrace()
	if t.needsTime && r.meta.Time.IsZero() {
		r.meta.Time = time.Now()
	}
	if !r.meta.Time.IsZero() {
		r.startedAt = r.meta.Time.UnixNano()
	}
	if t.hasQueues || r.emission.Wait {
		r.prepareAsync()
	}
}

func (r *round) prepareAsync() {
	blocking := false
	switch {
	case r.queueContext != nil: // even has asked
	case r.ctx == context.Background():
		r.queueContext = r.ctx
	default:
		blocking = r.askContext()
	}
	if (blocking || r.emission.Wait) && r.emitWait == nil {
		r.emitWait = newEmitWait()
	}
	if r.emitWait != nil {
		r.extra = &itemExtra{wait: r.emitWait}
	}
}

// askContext makes the context for asynchronous listeners, and reports whether to
// wait for those.
func (r *round) askContext() (blocking bool) {
	defer func() {
		if r.queueContext == nil {
			r.contextPanic, r.queueContext = recover(), context.WithoutCancel(r.ctx)
		}
	}()
	blocking, _ = r.ctx.Value(blockingKey{}).(bool)
	r.queueContext = detachContext(r.ctx, blocking)
	return blocking
}

// runToEnd runs what is left of the round. That also holds if the goroutine ends
// meanwhile: a listener or the error handler has called Goexit, and nothing but
// deferred functions runs any more, whether or not a panic in one of those was
// recovered.
func (r *round) runToEnd() error {
	defer func() {
		if !r.allCalled {
			if r.failure == nil {
				r.reporting, r.stage = false, ""
			}
			_ = r.runToEnd()
		}
	}()
	if !r.prepared {
		r.prepared = true
		r.prepareMeta()
	}
	for {
		if r.failure != nil {
			r.reportFailure()
		}
		if r.callRemaining(); r.failure == nil {
			return r.finishRound()
		}
	}
}

// callRemaining calls the listeners that have not had their turn. One recover guards them
// all: a panic becomes the failure of the listener that had its turn last, and
// the caller goes on.
func (r *round) callRemaining() {
	done := false
	defer func() {
		if done {
			return
		}
		v := recover()
		if r.failure = r.panicError(v); v == nil {
			_ = r.runToEnd()
		}
	}()
	for r.turn < len(r.table.entries) {
		l := r.table.entries[r.turn]
		r.turn++
		if r.cell.limit.Load() >= 0 || !r.skipIfOff(l) {
			r.deliver(l)
		}
	}
	done, r.allCalled = true, true
	r.leaveTable()
}

// leaveTable counts the round out.
func (r *round) leaveTable() { r.bus.core.leaveTable(r.table, r.cell) }

// fitsContract reports whether a typed emit is as the contract of a strict bus wants it.
func (r *round) fitsContract(f *Form) bool {
	return f == nil || !r.bus.core.isStrict() || r.table.slot.contract.Load().Fits(f)
}
