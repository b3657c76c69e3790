package dispatch

import (
	"cmp"
	"errors"
)

// ended counts a call that no table counts.
func (l *Listener) ended() {
	if x := l.seldom(); !x.Async && x.choosy() {
		l.delivered.Add(1)
	}
}

// stumbled reports the panic or the error of the listener that had its turn
// last. It has a mark since the error handler may emit or wait, too.
//
//go:noinline
func stumbled[T any](_ mark, r *delivery[T], failure error) {
	l, stage := r.table.entries[r.begun-1], r.stage
	r.stage = ""
	switch q := l.queue(); {
	case r.reporting: // the error handler ended the goroutine
		r.reporting = false
		return
	case stage != "":
	case stageOf(failure) == StageQueue:
		r.queued(l, true, unwrapped(failure))
		return
	case q != nil: // its conversion panicked
		q.unfit()
	default:
		l.ended()
	}
	r.failed(l, cmp.Or(stage, StageHandler), failure)
}

// queued notes what became of a copy for an asynchronous listener.
func (r *delivery[T]) queued(l *Listener, dropped bool, err error) {
	if l.seldom().Once { // it is off, though only now it may have something to do
		l.once(err)
	}
	switch {
	case err == nil && dropped:
		r.missed(l, "queue full: dropped")
	case err == nil:
		r.remark(l, "queued")
	case stageOf(err) == StageConvert:
		l.queue().unfit()
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

func (r *delivery[T]) failed(l *Listener, stage string, err error) {
	told := r.report(l, stage, err)
	r.joined(told)
	r.noted(l, told, err)
}

func (r *delivery[T]) report(l *Listener, stage string, err error) error {
	m, b := r.general()
	r.reporting = true
	err = l.fail(r.ctx, Failure{Meta: m, Body: b, Stage: stage, Err: err})
	r.reporting = false
	return err
}

func (r *delivery[T]) joined(err error) {
	if err != nil && r.how.Wait {
		r.errs = append(r.errs, err)
	}
}

// finish waits where it was asked to and gathers the errors.
func (r *delivery[T]) finish() error {
	if r.wait != nil {
		failures, err := r.wait.over(r.ctx)
		if r.how.Wait {
			r.errs = append(r.errs, failures...)
		}
		if err != nil {
			r.late = append(r.late, err)
		}
	}
	if r.late == nil && r.errs == nil && r.trace == nil {
		return nil
	}
	err := errors.Join(append(r.late, r.errs...)...)
	if r.trace != nil {
		r.traced(err)
	}
	return err
}
