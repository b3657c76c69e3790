package dispatch

import (
	"cmp"
	"context"
	"runtime/debug"
	"time"
	"unsafe"

	"github.com/fastpluggy/eventbus/internal/errtext"
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
	r.turn, r.failure = turn&^returned, failure
	if turn&returned == 0 {
		r.failure = r.caught(v)
	}
	return r.rest()
}

// slow runs a round from its first listener on. Its mark is what a look at the
// stack looks for. A context that panics is its emitter's own affair: the
// listeners hear the event as if it had no such method, and then the panic goes
// on.
//
//go:noinline
func slow(_ mark, r *round) error {
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
	if r.ctx != context.Background() {
		blocking = r.askContext()
	} else {
		r.async = r.ctx
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
func (r *round) leave() {
	r.at.out.Add(1)
	r.afterUndo()
}

// afterUndo sees to a table that was retired while the round was inside.
func (r *round) afterUndo() {
	if r.at.limit.Load() < 0 {
		r.bus.core.roundLeft(r.table)
	}
}

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
// uses up a once: who loses the swap was not the one. A panic in the predicate
// counts as no.
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
	if !x.fired.CompareAndSwap(false, true) {
		r.missed(l, "once, and done")
		return false
	}
	l.spent()
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
		failures, err := r.wait.untilDone(r.ctx)
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

// fits reports whether a typed emit is as the contract of a strict bus wants it.
func (r *round) fits(f *Form) bool {
	return f == nil || !r.bus.core.strict() || r.table.slot.contract.Load().Fits(f)
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

// relayKey is where a relay finds the emit that it belongs to.
type relayKey struct{}

type relaying struct {
	ctx  context.Context
	wait *emitWait
}
