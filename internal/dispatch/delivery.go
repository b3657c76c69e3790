package dispatch

import (
	"context"
	"time"
)

// A delivery is a round that is more than a loop over plain handlers. It lives
// on the emitter's stack, too: what is allocated is the general form of the
// payload, where a listener wants one, and what a wait needs.
type delivery[T any] struct {
	round
	kind      *Kind[T]
	payload   T
	reporting bool // the error handler is being told
	resumed   bool // by a goroutine that ends: its first mark stays on the stack
	over      bool // all have had their turn, and the round is counted out
	meta      Meta
	stage     string // of the current listener; empty: its handler
	body      Body
	async     context.Context // what asynchronous listeners get
	wait      *Wait
	errs      []error // failures, for EmitWait
	late      []error // copies that were not accepted, for Emit
	trace     *Trace
	began     time.Time // of an observed emit
}

// slowly does what a quick round does not: it goes on behind the listener that
// failed, if one did, and calls those who want more than the payload.
//
//go:noinline
func slowly[T any](r *round, k *Kind[T], p *T, failure error) error {
	if r.begun == 0 && failure == nil && !r.fits(k.Form) {
		return r.refused(k.Form)
	}
	var d delivery[T] // a literal would be made elsewhere and copied
	d.round, d.kind, d.payload, d.resumed = *r, k, *p, failure == ErrGoexit
	ready := false
	defer func() {
		if !ready { // the context panicked: that is the emitter's own affair
			d.table.leave(d.bus.core, d.pair)
		}
	}()
	d.prepare()
	ready = true
	return d.rest(failure)
}

// rest runs what is left of the round. An error handler that ends the
// goroutine is no reason to stop either.
func (r *delivery[T]) rest(failure error) error {
	defer func() {
		if !r.over { // the error handler has ended the goroutine
			r.reporting, r.stage = false, ""
			_ = r.rest(nil)
		}
	}()
	for {
		if failure != nil {
			stumbled(r.mark(), r, failure)
		}
		if failure = run(r.mark(), r.table, r); failure == nil {
			break
		}
	}
	return r.finish()
}

func (r *delivery[T]) mark() mark {
	if r.resumed {
		return mark{}
	}
	return mark{addrOf(r.table), addrOf(r.pair)}
}

// prepare notes what the listeners will see of the event.
func (r *delivery[T]) prepare() {
	r.meta = r.round.meta()
	r.open()
	t := r.table
	if t.timed && r.meta.Time.IsZero() {
		r.meta.Time = time.Now()
	}
	if t.async {
		blocking := isBlocking(r.ctx)
		r.async = detached(r.ctx, blocking)
		if blocking || r.how.Wait {
			r.wait = newWait()
		}
	}
}

// run calls the listeners that have not had their turn. One recover guards them
// all: a panic comes back as the failure of the listener that had its turn
// last, and the caller goes on. Its mark is what ownFrames looks for.
//
//go:noinline
func run[T any](_ mark, t *table, r *delivery[T]) (failure error) {
	done := false
	defer func() {
		if done {
			return
		}
		if failure = r.bus.core.caught(recover()); failure == ErrGoexit {
			r.resumed = true
			_ = r.rest(failure)
		}
	}()
	for r.begun < len(t.entries) {
		l := t.entries[r.begun]
		r.begun++
		if t.gate.limit.Load() >= 0 || !r.skips(l) {
			r.deliver(l)
		}
	}
	done, r.over = true, true
	t.leave(r.bus.core, r.pair)
	return nil
}

// deliver hands the event to one listener, in the form that it takes.
func (r *delivery[T]) deliver(l *Listener) {
	if l.seldom().choosy() && !r.admits(l) {
		return
	}
	var err error
	began := r.clock()
	switch h := l.handler.(type) {
	case func(context.Context, T) error:
		err = h(r.ctx, r.payload)
	case func(context.Context, Meta, T) error:
		err = h(r.ctx, r.meta, r.payload)
	case *Queue[T]:
		dropped, err := h.push(r.ctx, &item[T]{r.async, r.bus.owner, r.wait, r.payload})
		r.queued(l, dropped, err)
		return
	case *Queue[stamped[T]]:
		dropped, err := h.push(r.ctx, &item[stamped[T]]{r.async, r.bus.owner, r.wait, stamped[T]{r.meta, r.payload}})
		r.queued(l, dropped, err)
		return
	default:
		err = r.other(l)
	}
	if !began.IsZero() && !l.async() {
		l.took(began)
	}
	l.ended()
	if err != nil {
		r.failed(l, stageOf(err), unwrapped(err))
	} else if !l.async() {
		l.seldom().succeeded()
	}
}

// clock returns the time where the emit is observed.
func (r *delivery[T]) clock() (now time.Time) {
	if !r.began.IsZero() {
		now = time.Now()
	}
	return now
}

// other delivers to a listener of another payload type.
func (r *delivery[T]) other(l *Listener) error {
	m, b := r.meta, r.boxed() // who sees the time has it already
	if !l.async() {
		return l.kind.call(r.ctx, l, m, b)
	}
	dropped, err := l.kind.push(r.ctx, r.async, l, r.bus.owner, r.wait, m, b)
	r.queued(l, dropped, err)
	return nil
}

// skips is asked where something was taken off since the round began.
func (r *delivery[T]) skips(l *Listener) bool {
	if !l.off.Load() {
		return false
	}
	if l.counted() {
		l.more().skipped.Add(1)
	}
	r.missed(l, "off")
	return true
}

// general returns the event in the form that any listener can read.
func (r *delivery[T]) general() (Meta, Body) {
	b := r.boxed()
	if r.meta.Time.IsZero() {
		r.meta.Time = time.Now() // nobody wanted it, but the report of a failure shows it
	}
	return r.meta, b
}

func (r *delivery[T]) boxed() Body {
	if r.body == nil {
		r.body = r.kind.Box(r.payload) // the one allocation of an emit that listeners of several kinds hear
	}
	return r.body
}

// admits asks whether the listener is disabled, then its predicate, then uses up
// a once: who loses the swap was not the one. A panic in the predicate counts as
// no.
func (r *delivery[T]) admits(l *Listener) bool {
	x := l.seldom()
	if x.passes() {
		r.missed(l, "disabled since it failed again and again")
		return false
	}
	if x.Predicate == nil && !x.Once {
		return true
	}
	m, b := r.general()
	if x.Predicate != nil {
		r.stage = StagePredicate
		yes := x.Predicate(m, b)
		if r.stage = ""; !yes {
			r.missed(l, "predicate said no")
			return false
		}
		if l.off.Load() { // by the predicate
			r.missed(l, "off")
			return false
		}
	}
	return !x.Once || r.first(l, x, m, b)
}

// first uses up a once, unless the event does not fit: that reaches no handler.
func (r *delivery[T]) first(l *Listener, x *rare, m Meta, b Body) bool {
	if err := l.kind.fits(m, b); err != nil {
		r.failed(l, StageConvert, unwrapped(err))
		return false
	}
	if !x.fired.CompareAndSwap(false, true) {
		r.missed(l, "once, and done")
		return false
	}
	l.spent()
	return true
}
