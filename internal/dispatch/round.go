package dispatch

import (
	"cmp"
	"context"
	"time"
)

// An Emission is what the options of one emit say.
type Emission struct {
	Source string
	Wait   bool // EmitWait: for asynchronous listeners too, and join the failures
}

// Emissions makes one of the options of a public package, whose own type they
// have.
func Emissions[O ~struct {
	Source string
	Wait   bool
}](opts []O, wait bool) (e Emission) {
	e.Wait = wait
	for _, o := range opts {
		if source := Emission(o).Source; source != "" {
			e.Source = source
		}
	}
	return e
}

// EmitName emits to an interned name, whose number finds the table.
func EmitName[T any](ctx context.Context, b *Bus, n *Name, k *Kind[T], p *T, how Emission) error {
	t, pair, err := b.begin(n)
	if err != nil {
		return err
	}
	var r round // a literal would be made elsewhere and copied, for 6 ns
	r.table, r.pair, r.bus, r.ctx, r.how = t, pair, b, ctx, how
	var failure error
	switch plan := t.plan.(type) {
	case []func(context.Context, T) error:
		failure = quick(mark{addrOf(t), addrOf(pair)}, t, &r, k, p, plan)
	case evenly[T]:
		if t.mixes(how) {
			failure = mixed(mark{addrOf(t), addrOf(pair)}, t, &r, k, p)
		}
	}
	if failure == nil && r.begun == len(t.entries) && !t.traced {
		if t.gate.leave(pair) {
			b.core.after(t)
		}
		return nil
	}
	return slowly(&r, k, p, failure)
}

// begin finds the table of an interned name and counts the round in. It is
// enter and two more written out: calls were a sixth of an emit.
func (b *Bus) begin(n *Name) (*table, *pair, error) {
	var t *table
	if all := *b.core.numbered.Load(); n.id < len(all) {
		t = all[n.id].Load()
	}
	if t == nil {
		t = b.core.number(n)
	}
	p := &t.gate.one[t.gate.phase.Load()&1]
	was := p.in.Load()
	if t.gate.wide.Load() != nil || !p.in.CompareAndSwap(was, was+1) {
		return b.enter(t, n.Text)
	}
	inside := int64(was + 1 - p.out.Load())
	if inside > t.gate.limit.Load() || b.owner.closed.Load() {
		return b.core.admit(b.owner, t, p, inside, n.Text)
	}
	return t, p, nil
}

// Emit emits to a name that came as a string. own makes the payload the bus's
// own, and is called only where somebody listens.
func Emit(ctx context.Context, b *Bus, name string, k *Kind[Body], p Body, own func(Body) Body, how Emission) error {
	t, err := b.core.tableFor(name)
	if err != nil {
		return err
	}
	if held := t.slot.contract.Load(); held != nil && !b.owner.closed.Load() {
		if err := held.Check(ctx, b, name, p, how); err != nil {
			return err
		}
	}
	t, pair, err := b.enter(t, name)
	if err != nil {
		return err
	}
	if len(t.entries) == 0 && !t.traced {
		t.leave(b.core, pair)
		return nil
	}
	p = own(p)
	var r round
	r.table, r.pair, r.bus, r.ctx, r.how, r.name = t, pair, b, ctx, how, name
	var failure error
	if _, ok := t.plan.(evenly[Body]); ok && t.mixes(how) {
		failure = mixed(mark{addrOf(t), addrOf(pair)}, t, &r, k, &p)
		if failure == nil && r.begun == len(t.entries) {
			t.leave(b.core, pair)
			return nil
		}
	}
	return slowly(&r, k, &p, failure)
}

// A round is one emit on its way through a table.
type round struct {
	table *table
	pair  *pair // where it is counted
	bus   *Bus
	ctx   context.Context
	how   Emission
	name  string    // where the table serves several
	begun int       // how many entries have had their turn, the current one with them
	at    time.Time // of the emit, where a listener sees it
}

// meta is what listeners see of the event beside its payload.
func (r *round) meta() Meta {
	return Meta{cmp.Or(r.name, r.table.slot.name), cmp.Or(r.how.Source, r.bus.owner.name), r.at}
}

// enter counts a round in, and returns the pair that takes it out again. What
// is out of the ordinary is seen to in guard.go.
func (b *Bus) enter(t *table, name string) (*table, *pair, error) {
	p, inside, high := t.gate.enter()
	if high || b.owner.closed.Load() {
		return b.core.admit(b.owner, t, p, inside, name)
	}
	return t, p, nil
}

// leave counts a round out.
func (t *table) leave(c *Core, p *pair) {
	if t.gate.leave(p) {
		c.after(t)
	}
}

// quick calls plain handlers for as long as all goes well: no failure, and no
// listener that was taken off on the way. Its mark is what ownFrames looks
// for. The payload comes by pointer, since each copy of it that is read
// at once costs the processor 3 ns.
//
//go:noinline
func quick[T any](_ mark, t *table, r *round, k *Kind[T], p *T, calls []func(context.Context, T) error) (failure error) {
	done := false
	defer func() {
		if done {
			return
		}
		if failure = r.bus.core.caught(recover()); failure == ErrGoexit {
			_ = slowly(r, k, p, failure)
		}
	}()
	ctx := r.ctx
	for i, call := range calls {
		r.begun = i + 1
		if err := call(ctx, *p); err != nil {
			done = true
			return err
		}
		if t.gate.limit.Load() < 0 {
			break
		}
	}
	done = true
	return nil
}

// mixes reports whether mixed may do: nobody waits, and no queue takes its
// events' source from the emitter's view where they have another.
func (t *table) mixes(how Emission) bool { return !how.Wait && (how.Source == "" || !t.async) }

// mixed is quick where some of the listeners are asynchronous, or see all of
// the event. A context whose methods panic is the emitter's own affair; the
// round is counted out.
//
//go:noinline
func mixed[T any](_ mark, t *table, r *round, k *Kind[T], p *T) (failure error) {
	done := false
	defer func() {
		if done {
			return
		}
		if r.begun == 0 {
			t.leave(r.bus.core, r.pair)
			return
		}
		if failure = r.bus.core.caught(recover()); failure == ErrGoexit {
			_ = slowly(r, k, p, failure)
		}
	}()
	async := r.ctx
	var m Meta
	if t.timed {
		r.at = time.Now()
		m = r.meta()
	}
	if t.async {
		if isBlocking(r.ctx) {
			done = true
			return nil
		}
		async = detached(r.ctx, false)
	}
	for i, l := range t.entries {
		r.begun = i + 1
		var err error
		switch h := l.handler.(type) {
		case func(context.Context, Meta, T) error:
			err = h(r.ctx, m, *p)
		case func(context.Context, T) error:
			err = h(r.ctx, *p)
		case *Queue[T]:
			err = h.accept(r.ctx, async, r.bus.owner, p)
		case *Queue[stamped[T]]:
			err = h.accept(r.ctx, async, r.bus.owner, &stamped[T]{m, *p})
		}
		if err != nil {
			done = true
			return err
		}
		if t.gate.limit.Load() < 0 {
			break
		}
	}
	done = true
	return nil
}
