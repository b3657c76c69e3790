package dispatch

import (
	"context"
	"time"
)

// deliver hands the event to one listener, in the form that it takes.
func (r *round) deliver(l *Listener) {
	if r.table.winding && l.winding() && !r.isConsequence() {
		r.passOver(l, "its owner is closing")
		return
	}
	x := l.options()
	if x.choosy() && !r.admits(l, x) {
		return
	}
	if l.queue != nil {
		r.enqueue(l, x)
		return
	}
	began := r.clock()
	var err error
	if x.serial != nil {
		var called bool
		if called, err = r.callInTurn(l, x); !called {
			return
		}
	} else {
		err = call(mark{addrOf(l)}, r, l)
	}
	if !began.IsZero() {
		l.took(began)
	}
	r.ended(l, err)
}

// ended counts a call that has returned, and reports its failure.
func (r *round) ended(l *Listener, err error) {
	l.countCall()
	if err != nil {
		r.failed(l, stageOf(err), unwrapped(err))
	} else {
		l.options().succeeded()
	}
}

// call calls one listener. Its mark says which, for reports of slow calls.
//
//go:noinline
func call(_ mark, r *round, l *Listener) error {
	ctx := r.ctx
	if l.options().Relay && r.wait != nil {
		ctx = context.WithValue(ctx, relayKey{}, &relaying{r.ctx, r.wait})
	}
	if l.kind == r.kind {
		return l.kind.call(ctx, l, (*Meta)(hidden(&r.meta)), r.payload)
	}
	return l.kind.callDecoded(ctx, l, (*Meta)(hidden(&r.meta)), r.general(), (*string)(hidden(&r.stage)))
}

// clock returns the time if the emit is observed.
func (r *round) clock() (now time.Time) {
	if !r.started.IsZero() {
		now = time.Now()
	}
	return now
}

// skips is asked if something was taken off since the round began.
func (r *round) skips(l *Listener) bool {
	if !l.off.Load() {
		return false
	}
	r.passOver(l, "off")
	return true
}

// passOver lets a listener go without the event.
func (r *round) passOver(l *Listener, why string) {
	if l.counted() {
		l.needOptions().skipped.Add(1)
	}
	r.missed(l, why)
}

// isConsequence reports whether a listener of the bus has emitted the event. Then
// those hear it whose owner is closing.
func (r *round) isConsequence() bool {
	if !r.looked {
		r.looked = true
		s := lookAtStack()
		if s.nested() {
			s.readMarks()
			s.forgetInnermost(1)
			r.consequence = r.bus.core.hasOn(s)
		}
	}
	return r.consequence
}

// general returns the event in the form that any listener can read.
func (r *round) general() Body {
	if r.body == nil {
		r.body = r.kind.box(r.payload) // the one allocation of an emit that listeners of several kinds hear
	}
	if r.meta.Time.IsZero() {
		r.meta.Time = time.Unix(0, r.began) // nobody wanted it, but the report of a failure shows it
	}
	return r.body
}

// admits asks whether the listener is on and enabled, then its predicate, then
// uses up a once: of all emits, the one that takes it off has it. A panic in the
// predicate counts as no.
func (r *round) admits(l *Listener, x *options) bool {
	if x.passes() {
		r.missed(l, "disabled since it failed again and again")
		return false
	}
	if isClosed(x.until) {
		l.Off()
		r.missed(l, "off: its context has ended")
		return false
	}
	if x.Predicate == nil && !x.Once {
		return true
	}
	body := r.general()
	if x.Predicate != nil {
		yes := r.asks(l, x, body)
		if !yes {
			r.missed(l, "predicate said no")
			return false
		}
		if l.off.Load() { // by the predicate
			r.missed(l, "off")
			return false
		}
	}
	return !x.Once || r.claims(l, x)
}

func (r *round) asks(l *Listener, x *options, body Body) bool {
	r.stage = StagePredicate
	yes := predicate(mark{addrOf(l)}, x, r.meta, body)
	r.stage = ""
	return yes
}

//go:noinline
func predicate(_ mark, x *options, m Meta, body Body) bool { return x.Predicate(m, body) }

// claims uses up a once, unless the event does not fit or has no key: that
// reaches no handler.
func (r *round) claims(l *Listener, x *options) bool {
	if err := r.converts(l); err != nil {
		r.failed(l, StageConvert, err)
		return false
	}
	if x.Key != nil {
		r.key = r.keyOf(l, x)
	}
	if l.off.Load() || !l.spend() {
		r.missed(l, "once, and done")
		return false
	}
	return true
}

// converts reports why the event does not convert for a listener of another kind.
func (r *round) converts(l *Listener) error {
	if l.kind == r.kind {
		return nil
	}
	r.stage = StageConvert
	err := l.kind.fits(r.meta, r.general())
	r.stage = ""
	return err
}

func (r *round) keyOf(l *Listener, x *options) string {
	r.stage = StageKey
	key := keyFunc(mark{addrOf(l)}, x, r.meta, r.general())
	r.stage = ""
	return key
}

//go:noinline
func keyFunc(_ mark, x *options, m Meta, body Body) string { return x.Key(m, body) }

// enqueue puts the event into a listener's queue.
func (r *round) enqueue(l *Listener, x *options) {
	q := l.queue
	it := item{ctx: r.async, source: r.meta.Source, at: r.began, extra: r.extra}
	if x.Key != nil && !x.Once {
		if err := r.converts(l); err != nil {
			r.queued(l, x, false, convertError{err})
			return
		}
		r.key = r.keyOf(l, x)
	}
	if q.overrun && r.wait != nil { // who takes the events is not to be seen
		it.extra, r.unwaited = nil, true
	}
	if l.kind == r.kind {
		dropped, err := q.push(r.ctx, r.key, &it, &r.meta, r.payload)
		r.queued(l, x, dropped, err)
		return
	}
	body := r.general()
	it.extra = &extra{body: body, at: r.meta.Time}
	if !q.overrun {
		it.extra.wait = r.wait
	}
	dropped, err := l.kind.pushDecoded(r.ctx, r.key, q, (*item)(hidden(&it)), (*Meta)(hidden(&r.meta)), body, (*string)(hidden(&r.stage)))
	r.queued(l, x, dropped, err)
}
