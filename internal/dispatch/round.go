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
	table   *table
	at      *cell // where it is counted
	bus     *Bus
	ctx     context.Context
	how     Emission
	kind    kind
	payload unsafe.Pointer // to a T of kind, on the emitter's stack
	began   int64          // by the coarse clock
	relayed bool           // its wait is that of the emit that it is relayed from
	ready   bool           // it is prepared
	broken  any            // what a method of ctx has panicked with

	unwaited bool // a listener has the event and can't be waited for

	turn      int   // how many entries have had their turn, the current one with them
	failure   error // of the entry that had its turn last, to be reported
	reporting bool  // the error handler is being told
	over      bool  // all have had their turn, and the round is counted out
	meta      Meta
	stage     string // of the current listener; empty: its handler
	key       string // of a once-listener's event, made before the once was used up
	body      Body
	async     context.Context // what asynchronous listeners get
	wait      *emitWait
	waiter    *waiter // who waits, if the table is known to have queues
	extra     *extra  // of what goes into queues
	errs      []error // failures, for EmitWait
	late      []error // copies that were not accepted, for Emit
	trace     *Trace

	looked, consequence bool      // see isConsequence
	started             time.Time // of an observed emit
}

// begin sets what is known of an emit before its table is found.
func (r *round) begin(ctx context.Context, b *Bus, k kind, p unsafe.Pointer, how Emission) {
	r.ctx, r.bus, r.kind, r.payload, r.how = ctx, b, k, p, how
}

// resume goes on where the fast path could not: behind the listener whose turn
// it was, which has returned a failure or nothing, or has panicked or ended the
// goroutine. The mark of the fast path is on the stack.
//
//go:noinline
func resume(t *table, at *cell, ctx context.Context, b *Bus, k kind, p unsafe.Pointer, began int64, turn int, failure error, v any) error {
	var r round
	r.begin(ctx, b, k, p, Emission{})
	r.table, r.at, r.began = t, at, began
	return r.goOnAfter(turn, failure, v)
}

// goOnAfter runs the rest of a round that has come so far on a quicker way. failure
// is what the last call returned, or v what it has panicked with.
func (r *round) goOnAfter(turn int, failure error, v any) error {
	r.turn, r.failure = turn&^returned, failure
	if turn > 0 && turn&returned == 0 {
		r.failure = r.caught(v)
	}
	return r.run()
}

// slow runs a round from its first listener on. Its mark is what a look at the
// stack looks for.
//
//go:noinline
func slow(_ mark, r *round) error { return r.run() }

// run runs what is left of a round. A context that panics is its emitter's own
// affair: the listeners hear the event as if it had no such method, and then the
// panic goes on.
func (r *round) run() error {
	err := r.rest()
	if r.broken != nil {
		panic(r.broken)
	}
	return err
}

// caught makes an error of what recover returned: nothing means Goexit.
func (r *round) caught(v any) error { return r.bus.core.caught(v) }

func (c *Core) caught(v any) error {
	if v == nil {
		return ErrGoexit
	}
	return c.hooks.Panicked(v, debug.Stack())
}

// prepare notes what the listeners will see of the event.
func (r *round) prepare() {
	t := r.table
	r.meta.Name = cmp.Or(r.meta.Name, t.slot.name)
	r.meta.Source = cmp.Or(r.how.Source, r.bus.owner.name)
	r.openTrace()
	if t.timed && r.meta.Time.IsZero() {
		r.meta.Time = time.Now()
	}
	if !r.meta.Time.IsZero() {
		r.began = r.meta.Time.UnixNano()
	}
	if t.async || r.how.Wait {
		r.prepareAsync()
	}
}

func (r *round) prepareAsync() {
	blocking := false
	switch {
	case r.async != nil: // even has asked
	case r.ctx == context.Background():
		r.async = r.ctx
	default:
		blocking = r.askContext()
	}
	if (blocking || r.how.Wait) && r.wait == nil {
		r.wait = newEmitWait()
	}
	if r.wait != nil {
		r.extra = &extra{wait: r.wait}
	}
}

// askContext makes the context for asynchronous listeners, and reports whether to
// wait for those.
func (r *round) askContext() (blocking bool) {
	defer func() {
		if r.async == nil {
			r.broken, r.async = recover(), context.WithoutCancel(r.ctx)
		}
	}()
	blocking, _ = r.ctx.Value(blockingKey{}).(bool)
	r.async = detached(r.ctx, blocking)
	return blocking
}

// rest runs what is left of the round. That also holds if the goroutine ends
// meanwhile: a listener or the error handler has called Goexit, and nothing but
// deferred functions runs any more, whether or not a panic in one of those was
// recovered.
func (r *round) rest() error {
	defer func() {
		if !r.over {
			if r.failure == nil {
				r.reporting, r.stage = false, ""
			}
			_ = r.rest()
		}
	}()
	if !r.ready {
		r.ready = true
		r.prepare()
	}
	for {
		if r.failure != nil {
			r.reportFailure()
		}
		if r.loop(); r.failure == nil {
			return r.finish()
		}
	}
}

// loop calls the listeners that have not had their turn. One recover guards them
// all: a panic becomes the failure of the listener that had its turn last, and
// the caller goes on.
func (r *round) loop() {
	done := false
	defer func() {
		if done {
			return
		}
		v := recover()
		if r.failure = r.caught(v); v == nil {
			_ = r.rest()
		}
	}()
	for r.turn < len(r.table.entries) {
		l := r.table.entries[r.turn]
		r.turn++
		if r.at.limit.Load() >= 0 || !r.skips(l) {
			r.deliver(l)
		}
	}
	done, r.over = true, true
	r.leave()
}

// leave counts the round out.
func (r *round) leave() { r.bus.core.leave(r.table, r.at) }

func (c *Core) leave(t *table, at *cell) {
	at.out.Add(1)
	if at.limit.Load() < 0 {
		c.roundLeft(t)
	}
}

// fits reports whether a typed emit is as the contract of a strict bus wants it.
func (r *round) fits(f *Form) bool {
	return f == nil || !r.bus.core.strict() || r.table.slot.contract.Load().Fits(f)
}

// relayKey is where a relay finds the emit that it belongs to.
type relayKey struct{}

type relaying struct {
	ctx  context.Context
	wait *emitWait
}
