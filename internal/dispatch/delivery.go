package dispatch

import (
	"context"
	"time"
)

// This is one listener on the slow path, in the order in which deliver asks:
// whether its owner is closing, whether it may be skipped, whether it has a queue,
// whether it must wait for its turn; and then the call. A panic anywhere in here
// is recovered by round.callRemaining; stage says then what has panicked.

// deliver hands the event to one listener: it calls the listener, or puts the
// event into its queue.
func (r *round) deliver(l *Listener) {
	if r.table.windsDown && l.isWindingDown() && !r.isConsequence() {
		r.noteMissed(l, "its owner is closing")
		return
	}
	x := l.options()
	if x.maySkipEvents() && !r.shouldCall(l, x) {
		return
	}
	if l.queue != nil {
		r.enqueue(l, x)
		return
	}
	began := r.observedStart()
	var err error
	if x.serial != nil {
		var ended bool
		if ended, err = r.callInTurn(l, x); !ended {
			return
		}
	} else {
		err = callListener(stackMark{addrOf(l)}, r, l)
	}
	if !began.IsZero() {
		l.noteDuration(began)
	}
	r.endCall(l, err)
}

// endCall counts a call that has returned, and reports its failure.
func (r *round) endCall(l *Listener, err error) {
	l.countCall()
	if err != nil {
		r.noteFailure(l, stageOf(err), withoutConvert(err))
	} else {
		l.options().resetFailures()
	}
}

// callListener calls one listener. Its mark says which one, for reports of slow
// calls.
//
//go:noinline
func callListener(_ stackMark, r *round, l *Listener) error {
	ctx := r.ctx
	if l.options().Relay && r.emitWait != nil {
		ctx = context.WithValue(ctx, relayKey{}, &relayedEmit{r.ctx, r.emitWait})
	}
	if l.kind == r.kind {
		return l.kind.callHandler(ctx, l, (*Meta)(noescape(&r.meta)), r.payload)
	}
	return l.kind.callDecoded(ctx, l, (*Meta)(noescape(&r.meta)), r.generalBody(), (*string)(noescape(&r.stage)))
}

// observedStart returns the time if the emit is observed, and otherwise zero.
func (r *round) observedStart() (now time.Time) {
	if !r.observedSince.IsZero() {
		now = time.Now()
	}
	return now
}

// skipIfOff skips a listener that is off. It is called only if a table was
// retired since the round began.
func (r *round) skipIfOff(l *Listener) bool {
	if !l.off.Load() {
		return false
	}
	r.noteMissed(l, "off")
	return true
}

// noteMissed records that a listener does not get the event, and why. For a
// listener that counts its own calls, traceMissed is enough.
func (r *round) noteMissed(l *Listener, why string) {
	if l.isCountedByTable() {
		l.needOptions().roundsSkipped.Add(1)
	}
	r.traceMissed(l, why)
}

// isConsequence reports whether a listener of the bus has emitted the event.
// Listeners whose owner is closing get such events only.
func (r *round) isConsequence() bool {
	if !r.consequenceKnown {
		r.consequenceKnown = true
		s := lookAtStack()
		if s.isNested() {
			s.readMarks()
			s.forgetInnermost(1)
			r.fromListener = r.bus.core.hasListenerOn(s)
		}
	}
	return r.fromListener
}

// generalBody returns the payload in the form that any listener can read.
func (r *round) generalBody() Body {
	if r.general == nil {
		r.general = r.kind.box(r.payload) // the only allocation of an emit to listeners of several kinds
	}
	if r.meta.Time.IsZero() {
		r.meta.Time = time.Unix(0, r.startedAt) // no listener wanted it, but the report of a failure shows it
	}
	return r.general
}

// shouldCall asks whether the listener is enabled and still on, then its
// predicate, and then takes a once-listener off: of all emits, the first one to
// do so gets it. A panic in the predicate counts as no.
func (r *round) shouldCall(l *Listener, x *listenerOptions) bool {
	if x.isDisabled() {
		x.breaker.passedWhileOpen.Add(1)
		r.traceMissed(l, "disabled after repeated failures")
		return false
	}
	if isClosed(x.until) {
		l.Off()
		r.traceMissed(l, "off: its context has ended")
		return false
	}
	if x.Predicate == nil && !x.Once {
		return true
	}
	body := r.generalBody()
	if x.Predicate != nil {
		yes := r.askPredicate(l, x, body)
		if !yes {
			r.traceMissed(l, "predicate said no")
			return false
		}
		if l.off.Load() { // by the predicate
			r.traceMissed(l, "off")
			return false
		}
	}
	return !x.Once || r.claimOnce(l, x)
}

// claimOnce takes a once-listener off for this event, unless the event does not
// convert or has no key: then it reaches no handler.
func (r *round) claimOnce(l *Listener, x *listenerOptions) bool {
	if err := r.conversionError(l); err != nil {
		r.noteFailure(l, StageConvert, err)
		return false
	}
	if x.Key != nil {
		r.key = r.keyOf(l, x)
	}
	if l.off.Load() || !l.claimOnce() {
		r.traceMissed(l, "once, and another event was first")
		return false
	}
	return true
}

// conversionError returns why the event does not convert for a listener of
// another kind, or nil.
func (r *round) conversionError(l *Listener) error {
	if l.kind == r.kind {
		return nil
	}
	r.stage = StageConvert
	err := l.kind.decodeError(r.meta, r.generalBody())
	r.stage = ""
	return err
}

// enqueue puts the event into a listener's queue.
func (r *round) enqueue(l *Listener, x *listenerOptions) {
	q := l.queue
	it := queueItem{ctx: r.queueContext, source: r.meta.Source, at: r.startedAt, extra: r.extra}
	if x.Key != nil && !x.Once {
		if err := r.conversionError(l); err != nil {
			r.noteQueued(l, x, false, convertError{err})
			return
		}
		r.key = r.keyOf(l, x)
	}
	if q.neverBlocks && r.emitWait != nil { // the goroutine that takes the events can't be found
		it.extra, r.leftUnwaited = nil, true
	}
	if l.kind == r.kind {
		dropped, err := q.push(r.ctx, r.key, &it, &r.meta, r.payload)
		r.noteQueued(l, x, dropped, err)
		return
	}
	body := r.generalBody()
	it.extra = &itemExtra{body: body, at: r.meta.Time}
	if !q.neverBlocks {
		it.extra.wait = r.emitWait
	}
	dropped, err := l.kind.pushDecoded(r.ctx, r.key, q, (*queueItem)(noescape(&it)), (*Meta)(noescape(&r.meta)), body, (*string)(noescape(&r.stage)))
	r.noteQueued(l, x, dropped, err)
}
