package dispatch

import (
	"context"
	"errors"
	"runtime/debug"
	"time"
)

// An Emission is what the options of one emit say.
type Emission struct {
	Source string
	Wait   bool // EmitWait: for asynchronous listeners too, and join the failures
}

// EmitName emits to an interned name: one load finds the table.
func EmitName[T any](ctx context.Context, b *Bus, n *Name, p T, box func(T) Body, o Emission) error {
	r := round[T]{bus: b, ctx: ctx, payload: p, box: box, how: o}
	r.offs = b.core.offs.Load()
	for r.enter(b.core.tableOf(n)) {
	}
	return r.emit(n.Text)
}

// Emit emits to a name that came as a string. own makes the payload the bus's
// own, and is called only where somebody listens.
func Emit(ctx context.Context, b *Bus, name string, p Body, own func(Body) Body, o Emission) error {
	r := round[Body]{bus: b, ctx: ctx, payload: p, box: same, how: o}
	r.offs = b.core.offs.Load()
	for r.enter(b.core.tableFor(name)) {
	}
	if len(r.table.entries) > 0 {
		r.payload = own(p)
	}
	return r.emit(name)
}

func same(b Body) Body { return b }

// A round is one emit on its way through a table. It lives on the emitter's
// stack: nothing of it is allocated unless a listener is of another kind.
type round[T any] struct {
	bus     *Bus
	ctx     context.Context
	table   *table
	payload T
	box     func(T) Body
	how     Emission
	meta    Meta
	next    int    // the entry being called
	offs    uint64 // the count of Offs when the round began
	pair    *pair  // where the round is counted
	*extra         // made when first needed
}

// extra is what few rounds need.
type extra struct {
	body  Body
	async context.Context // what asynchronous listeners get
	wait  *Wait
	errs  []error // failures, for EmitWait
	late  []error // copies that were not accepted, for Emit
	trace *Trace
}

// enter counts the round in. It reports whether t went out of use meanwhile,
// so that the caller looks again.
func (r *round[T]) enter(t *table) (again bool) {
	r.table, r.pair = t, t.gate.enter()
	if !t.retired.Load() {
		return false
	}
	r.abort()
	return true
}

// leave counts the round out. Whoever waits, or a table that went out of use
// meanwhile, is seen to on the slow way.
func (r *round[T]) leave() {
	r.pair.out.Add(1)
	r.after()
}

// abort takes back an entry after which nobody was called.
func (r *round[T]) abort() {
	r.pair.undo()
	r.after()
}

func (r *round[T]) after() {
	t := r.table
	if t.retired.Load() || r.bus.core.watched.Load() != 0 {
		r.bus.core.left(t)
	}
}

func (r *round[T]) emit(name string) error {
	c := r.bus.core
	if r.bus.owner.closed.Load() {
		r.abort()
		return ErrClosed
	}
	r.meta.Name = name
	t := r.table
	if t.timed || t.async || r.how.Wait || c.hooks.Traced != nil {
		r.prepare()
	}
	for !run(t, r) {
	}
	if r.extra == nil {
		return nil
	}
	return r.finish()
}

// prepare makes what only some rounds need: the time stamp, and what waits.
func (r *round[T]) prepare() {
	r.stamp()
	if traced := r.bus.core.hooks.Traced != nil; traced {
		r.more().trace = &Trace{Meta: r.meta}
	}
	if r.how.Wait || r.table.async && isBlocking(r.ctx) {
		r.more().wait = newWait()
	}
}

func (r *round[T]) more() *extra {
	if r.extra == nil {
		r.extra = new(extra)
	}
	return r.extra
}

// run calls the listeners from r.next on. One recover guards them all: after a
// panic it returns false, and the caller goes on behind the listener that
// panicked. Its first argument is what ownFrames looks for.
//
//go:noinline
func run[T any](t *table, r *round[T]) (done bool) {
	defer func() {
		if !done {
			r.rescue(recover())
		}
	}()
	offs := &r.bus.core.offs
	for ; r.next < len(t.entries); r.next++ {
		e := &t.entries[r.next]
		if offs.Load() != r.offs && r.skips(e.l) {
			continue
		}
		var err error
		switch call := e.fast.(type) {
		case func(context.Context, T) error:
			err = call(r.ctx, r.payload)
		case func(context.Context, Meta, T) error:
			err = call(r.ctx, r.meta, r.payload)
		default:
			r.other(e.l)
			continue
		}
		if err != nil {
			r.failed(e.l, StageHandler, err)
		}
	}
	done = true
	r.leave()
	return true
}

// rescue reports a panic and steps over the listener. Goexit can't be stopped:
// the rest of the round runs from here, before the goroutine ends.
func (r *round[T]) rescue(v any) {
	l := r.table.entries[r.next].l
	if v != nil {
		r.failed(l, StageHandler, r.bus.core.hooks.Panicked(v, debug.Stack()))
		r.next++
		return
	}
	r.failed(l, StageHandler, ErrGoexit)
	r.next++
	for !run(r.table, r) {
	}
}

// skips is asked where something was taken off since the round began.
func (r *round[T]) skips(l *Listener) bool {
	if !l.off.Load() {
		return false
	}
	if l.counted() {
		l.skipped.Add(1)
	}
	r.note(l, "off")
	return true
}

// general returns the event in the form that any listener can read.
func (r *round[T]) general() (Meta, Body) {
	x := r.more()
	if x.body == nil {
		x.body = r.box(r.payload)
	}
	if r.meta.Time.IsZero() {
		r.stamp() // nobody wanted the time, but the report of a failure shows it
	}
	return r.meta, x.body
}

func (r *round[T]) stamp() {
	r.meta.Time, r.meta.Source = time.Now(), r.how.Source
	if r.meta.Source == "" {
		r.meta.Source = r.bus.owner.name
	}
}

func (r *round[T]) failed(l *Listener, stage string, err error) {
	m, b := r.general()
	r.joined(l.fail(r.ctx, Failure{Meta: m, Body: b, Stage: stage, Err: err}))
	r.note(l, "failed: "+err.Error())
}

func (r *round[T]) joined(err error) {
	if err != nil && r.how.Wait {
		r.errs = append(r.errs, err)
	}
}

func (r *round[T]) note(l *Listener, what string) {
	if r.extra != nil && r.trace != nil {
		r.trace.Entries = append(r.trace.Entries, TraceEntry{l, what})
	}
}

// other delivers to a listener with a predicate, a queue, a single shot, or a
// payload type other than the emit's.
func (r *round[T]) other(l *Listener) {
	m, b := r.general()
	if l.Predicate != nil || l.Once {
		if !r.admits(l, m, b) {
			return
		}
	}
	if l.Async {
		r.enqueue(l, m, b)
		return
	}
	defer func() {
		if !l.counted() {
			l.delivered.Add(1)
		}
	}()
	if err := l.slow(r.ctx, m, b); err != nil {
		r.failed(l, stageOf(err), unwrapConvert(err))
	}
}

// admits asks the predicate, then uses up a once: who loses the swap was not
// the one.
func (r *round[T]) admits(l *Listener, m Meta, b Body) bool {
	yes, err := l.accepts(r.ctx, m, b)
	r.joined(err)
	if !yes {
		r.note(l, "predicate said no")
		return false
	}
	if l.Once && !l.fired.CompareAndSwap(false, true) {
		r.note(l, "once, and done")
		return false
	}
	if l.Once {
		l.spent()
	}
	return true
}

func (r *round[T]) enqueue(l *Listener, m Meta, b Body) {
	if r.async == nil {
		r.async = detached(r.ctx)
	}
	err := l.push(r.ctx, r.async, m, b, r.wait)
	if l.Once { // it is off, though only now it may have something to do
		l.once(err)
	}
	switch {
	case err == nil:
		r.note(l, "queued")
	case stageOf(err) == StageConvert:
		l.delivered.Add(1)
		r.failed(l, StageConvert, unwrapConvert(err))
	default:
		r.note(l, "queue full: dropped")
		r.late = append(r.late, l.fail(r.ctx, Failure{Meta: m, Body: b, Stage: StageQueue, Err: err}))
	}
}

// finish waits where it was asked to and gathers the errors.
func (r *round[T]) finish() error {
	x := r.extra
	if x.wait != nil {
		failures, err := x.wait.over(r.ctx)
		if r.how.Wait {
			x.errs = append(x.errs, failures...)
		}
		x.late = append(x.late, err)
	}
	err := errors.Join(append(x.late, x.errs...)...)
	if x.trace != nil {
		r.traced(err)
	}
	return err
}

// traced fills in those of whom there was nothing to say, and tells.
func (r *round[T]) traced(err error) {
	t := r.trace
	told := map[*Listener]string{}
	for _, e := range t.Entries {
		told[e.Listener] = e.What
	}
	t.Entries = t.Entries[:0]
	for _, e := range r.table.entries {
		t.Entries = append(t.Entries, TraceEntry{e.l, told[e.l]})
	}
	t.Err = err
	r.bus.core.hooks.Traced(*t)
}
