package dispatch

import (
	"bytes"
	"cmp"
	"context"
	"runtime"
	"time"
	"unsafe"
)

// A round is one emit on its way through a table, if neither deliverFast nor
// deliverUniform can do it: a listener may skip the event or converts it, the emit
// waits or is traced, or something went wrong on the quicker way.
//
// A round is used by its own goroutine only, and no lock guards it. It is on the
// emitter's stack, and so nothing on the heap may refer to it: no method passes r to
// an interface or to a function of the user's. It allocates only the general form of
// the payload, if a listener needs it, and what a wait needs.
//
// Its listeners are called in order: position says how far it is. After a panic or
// a Goexit it continues with the next one.
type round struct {
	// These are set by begin, emitTo and resumeAfter.
	table     *table
	cell      *roundCell // in which the round is counted
	bus       *Bus
	ctx       context.Context
	emission  Emission
	kind      payloadKind
	payload   unsafe.Pointer // to a T of kind, on the emitter's stack
	startedAt int64          // by the coarse clock, or the exact time if a listener sees it
	relayed   bool           // emitWait is that of the emit that this one relays

	// These are made by prepareMeta or on first use.
	prepared      bool
	meta          Meta
	general       Body            // the general form of the payload: see generalBody
	queueContext  context.Context // for asynchronous listeners
	emitWait      *emitWait       // nil: the emit does not wait
	extra         *itemExtra      // for the items in queues
	trace         *Trace
	observedSince time.Time // zero: the emit is not observed

	// This is how far the round is.
	position  int    // entries that were reached, including the current one
	stage     string // of the current listener; empty: its handler
	key       string // of a once-listener's event, asked for before it is taken off
	failure   error  // of the last call, not reported yet
	reporting bool   // the error handler is being called
	allCalled bool   // all entries were reached, and the round is counted out

	// These become the result.
	errs         []error // failures, for EmitWait
	unaccepted   []error // events that a queue did not take, for Emit
	leftUnwaited bool    // a stream has the event, for which the emit can't wait
	contextPanic any     // what a method of ctx has panicked with

	consequenceKnown, fromListener bool // see isConsequence
}

// begin sets what is known of an emit before its table is found.
func (r *round) begin(ctx context.Context, b *Bus, k payloadKind, p unsafe.Pointer, how Emission) {
	r.ctx, r.bus, r.kind, r.payload, r.emission = ctx, b, k, p, how
}

// resumeAfter runs the rest of a round that has come to a certain position on a
// quicker way. failure is what the last call returned; if it did not return, v is
// what it has panicked with.
func (r *round) resumeAfter(position int, failure error, v any) error {
	r.position, r.failure = position&^callReturned, failure
	if position > 0 && position&callReturned == 0 {
		r.failure = r.panicError(v)
	}
	return r.runRest()
}

// deliverSlow runs a round from its first listener on. Its mark tells lookAtStack
// of a round over the table.
//
//go:noinline
func deliverSlow(_ stackMark, r *round) error { return r.runRest() }

// runRest runs the rest of the round. If a method of the emitter's context
// panics, that is the emitter's bug: the listeners get the event as if the
// context had no such method, and then the panic continues in the emitter.
func (r *round) runRest() error {
	err := r.runToEnd()
	if r.contextPanic != nil {
		panic(r.contextPanic)
	}
	return err
}

// panicError makes an error of what recover returned. A nil means Goexit.
func (r *round) panicError(v any) error { return r.bus.core.panicError(v) }

// panicError makes an error of what recover returned.
func (c *Core) panicError(v any) error {
	if v == nil {
		return ErrGoexit
	}
	return c.hooks.Panicked(v, panicStack())
}

// panicStack is debug.Stack with a buffer in which 100 frames have room at once.
// debug.Stack begins with 1 kB and walks the whole stack again for each doubling.
func panicStack() []byte {
	buf := make([]byte, 32<<10)
	for {
		if n := runtime.Stack(buf, false); n < len(buf) {
			return bytes.Clone(buf[:n])
		}
		buf = make([]byte, 2*len(buf))
	}
}

// prepareMeta sets what the listeners will see of the event.
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

// prepareAsync sets what the items in queues will have: the context and, if the
// emit waits, the wait. A Blocking context makes Emit wait as well.
func (r *round) prepareAsync() {
	blocking := false
	switch {
	case r.queueContext != nil: // deliverUniform has made it
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

// askContext makes the context for asynchronous listeners, and reports whether
// the emit waits for them.
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

// runToEnd runs the rest of the round, and also does so if the goroutine ends on
// the way: if a listener or the error handler calls Goexit, only deferred
// functions still run, whether or not a panic in one of those was recovered.
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

// callRemaining calls the listeners that the round has not reached. One recover
// guards all of them: a panic becomes the failure of the listener that was called
// last, and the caller continues behind it.
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
	for r.position < len(r.table.entries) {
		l := r.table.entries[r.position]
		r.position++
		if r.cell.limit.Load() >= 0 || !r.skipIfOff(l) {
			r.deliver(l)
		}
	}
	done, r.allCalled = true, true
	r.leaveTable()
}

// leaveTable counts the round out.
func (r *round) leaveTable() { r.bus.core.leaveTable(r.table, r.cell) }

// fitsContract reports whether a typed emit fits the contract of a strict bus.
func (r *round) fitsContract(f *Form) bool {
	return f == nil || !r.bus.core.isStrict() || r.table.slot.contract.Load().Fits(f)
}
