package dispatch

import (
	"cmp"
	"time"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

// queued notes what became of a copy for an asynchronous listener.
func (r *round) queued(l *Listener, x *options, dropped bool, err error) {
	if x.Once { // it is off, though only now it may have something to do
		l.onceQueued(err != nil)
	}
	switch {
	case err == nil && dropped:
		r.missed(l, "queue full: dropped")
		if r.how.Wait {
			r.errs = append(r.errs, r.described(l, StageQueue, ErrDropped))
		}
	case err == nil:
		r.remark(l, "queued")
	case stageOf(err) == StageConvert:
		l.queue.misfit()
		r.failed(l, StageConvert, unwrapped(err))
	default:
		r.missed(l, "queue full: dropped")
		told := r.report(l, StageQueue, err)
		r.late = append(r.late, told)
		if r.trace != nil {
			r.trace.Failures = append(r.trace.Failures, told)
		}
	}
}

// reportFailure reports the panic or the error of the listener that had its turn
// last.
func (r *round) reportFailure() {
	l, stage, failure := r.table.entries[r.turn-1], r.stage, r.failure
	r.stage, r.failure = "", nil
	if r.reporting { // the error handler ended the goroutine
		r.reporting = false
		return
	}
	switch {
	case stage == StagePredicate:
	case l.queue != nil: // no key, or no conversion
		l.queue.misfit()
	default:
		l.countCall()
	}
	r.failed(l, cmp.Or(stage, StageHandler), failure)
}

func (r *round) failed(l *Listener, stage string, err error) {
	told := r.report(l, stage, err)
	if told != nil && r.how.Wait {
		r.errs = append(r.errs, told)
	}
	r.noted(l, told, err)
}

func (r *round) report(l *Listener, stage string, err error) error {
	body := r.general()
	r.reporting = true
	err = l.fail(r.ctx, Failure{Meta: r.meta, Body: body, Stage: stage, Err: err})
	r.reporting = false
	return err
}

func (r *round) described(l *Listener, stage string, err error) error {
	return r.bus.core.hooks.Described(Failure{Meta: r.meta, Listener: l, Stage: stage, Err: err})
}

// finish waits if it was asked to, and gathers the errors.
func (r *round) finish() error {
	switch {
	case r.wait == nil:
	case r.relayed:
		r.wait.addErrors(r.errs)
		r.errs = nil
	default:
		failures, err := r.wait.untilDone(r.ctx, r.waiter)
		if r.how.Wait {
			r.errs = append(r.errs, failures...)
		}
		if err != nil {
			r.late = append(r.late, err)
		}
	}
	if r.unwaited {
		r.late = append(r.late, ErrWouldDeadlock)
	}
	if r.late == nil && r.errs == nil && r.trace == nil {
		return nil
	}
	err := errtext.Join("events: ", append(r.late, r.errs...)...)
	if r.trace != nil {
		r.tellTrace(err)
	}
	return err
}

// refusedWith tells those who observe or trace the bus of an emit that was not
// accepted, and returns why.
func (r *round) refusedWith(t *table, p Body, err error) error {
	c := r.bus.core
	if c.hooks.Traced == nil && !c.observed.Load() {
		return err
	}
	r.meta.Name = cmp.Or(r.meta.Name, t.slot.name)
	r.meta.Source = cmp.Or(r.how.Source, r.bus.owner.name)
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

// A convertError marks a payload that a listener can't take.
type convertError struct{ error }

func stageOf(err error) string {
	if _, is := err.(convertError); is {
		return StageConvert
	}
	return StageHandler
}

func unwrapped(err error) error {
	if e, is := err.(convertError); is {
		return e.error
	}
	return err
}
