package dispatch

import (
	"cmp"
	"time"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

// noteQueued records what became of a copy for an asynchronous listener.
func (r *round) noteQueued(l *Listener, x *listenerOptions, dropped bool, err error) {
	if x.Once { // it is off already, but its queue may have an event only now
		l.onceQueued(err != nil)
	}
	switch {
	case err == nil && dropped:
		r.traceMissed(l, "queue full: dropped")
		if r.emission.Wait {
			r.errs = append(r.errs, r.describeFailure(l, StageQueue, ErrDropped))
		}
	case err == nil:
		r.addRemark(l, "queued")
	case stageOf(err) == StageConvert:
		l.queue.countMisfit()
		r.noteFailure(l, StageConvert, withoutConvert(err))
	default:
		r.traceMissed(l, "queue full: dropped")
		r.noteUnaccepted(l, err)
	}
}

// noteUnaccepted reports that a queue did not take the event, and records it for the
// result.
func (r *round) noteUnaccepted(l *Listener, err error) {
	var reported error
	defer func() {
		r.unaccepted = append(r.unaccepted, reported)
		if r.trace != nil {
			r.trace.Failures = append(r.trace.Failures, reported)
		}
	}()
	r.reportError(l, StageQueue, err, &reported)
}

// reportFailure reports the panic or the error of the listener that was reached
// last.
func (r *round) reportFailure() {
	l, stage, failure := r.table.entries[r.position-1], r.stage, r.failure
	r.stage, r.failure = "", nil
	if r.reporting { // the error handler ended the goroutine
		r.reporting = false
		return
	}
	switch {
	case stage == StagePredicate:
	case l.queue != nil: // no key, or no conversion
		l.queue.countMisfit()
	default:
		l.countCall()
	}
	r.noteFailure(l, cmp.Or(stage, StageHandler), failure)
}

// noteFailure reports a failure, and records it for the result, also if the report
// panics or ends the goroutine.
func (r *round) noteFailure(l *Listener, stage string, err error) {
	var reported error
	defer func() {
		if reported != nil && r.emission.Wait {
			r.errs = append(r.errs, reported)
		}
		r.traceFailure(l, reported, err)
	}()
	r.reportError(l, stage, err, &reported)
}

// reportError calls the error handler, and sets reported to what EmitWait joins.
// reporting tells the recover of the round that the handler, and not the listener,
// has ended the goroutine.
func (r *round) reportError(l *Listener, stage string, err error, reported *error) {
	body := r.generalBody()
	r.reporting = true
	l.recordFailure(r.ctx, Failure{Meta: r.meta, Body: body, Stage: stage, Err: err}, reported)
	r.reporting = false
}

// describeFailure returns a failure as EmitWait joins it, and reports nothing.
func (r *round) describeFailure(l *Listener, stage string, err error) error {
	return r.bus.core.hooks.Described(Failure{Meta: r.meta, Listener: l, Stage: stage, Err: err})
}

// finishRound waits if the emit does, and joins the errors.
func (r *round) finishRound() error {
	switch {
	case r.emitWait == nil:
	case r.relayed:
		r.emitWait.addErrors(r.errs)
		r.errs = nil
	default:
		failures, err := r.emitWait.untilDone(r.ctx)
		if r.emission.Wait {
			r.errs = append(r.errs, failures...)
		}
		if err != nil {
			r.unaccepted = append(r.unaccepted, err)
		}
	}
	if r.leftUnwaited {
		r.unaccepted = append(r.unaccepted, ErrWouldDeadlock)
	}
	if r.unaccepted == nil && r.errs == nil && r.trace == nil {
		return nil
	}
	err := errtext.Join("events: ", append(r.unaccepted, r.errs...)...)
	if r.trace != nil {
		r.reportTrace(err)
	}
	return err
}

// refusedWith reports an emit that was not accepted to the hooks that trace or
// observe the bus, and returns err.
func (r *round) refusedWith(t *table, p Body, err error) error {
	c := r.bus.core
	if c.hooks.Traced == nil && !c.observed.Load() {
		return err
	}
	r.meta.Name = cmp.Or(r.meta.Name, t.slot.name)
	r.meta.Source = cmp.Or(r.emission.Source, r.bus.owner.name)
	r.meta.Time = time.Now()
	if p == nil && r.payload != nil {
		p = r.kind.box(r.payload)
	}
	refused := Trace{Meta: r.meta, Body: p, Refused: true, Err: err}
	if c.hooks.Traced != nil {
		c.hooks.Traced(refused)
	}
	if c.observed.Load() {
		c.hooks.Observed(refused)
	}
	return err
}

// A convertError marks the error of a payload that does not convert to a
// listener's type.
type convertError struct{ error }

func stageOf(err error) string {
	if _, is := err.(convertError); is {
		return StageConvert
	}
	return StageHandler
}

// withoutConvert returns the error that the user sees.
func withoutConvert(err error) error {
	if e, is := err.(convertError); is {
		return e.error
	}
	return err
}
