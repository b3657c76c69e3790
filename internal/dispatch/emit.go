package dispatch

import (
	"context"
	"unsafe"
)

// An Emission is what the options of one emit say.
type Emission struct {
	Source string
	Wait   bool // EmitWait: for asynchronous listeners too, and join the failures
}

// emitOptions are what the options of one emit are to the public package that
// has them as a type of its own.
type emitOptions interface {
	~struct {
		Source string
		Wait   bool
	}
}

// Emissions makes one of the options of a public package.
func Emissions[O emitOptions](opts []O, wait bool) (e Emission) {
	e.Wait = wait
	for _, o := range opts {
		if source := Emission(o).Source; source != "" {
			e.Source = source
		}
	}
	return e
}

// EmitName emits to the name of k. It is the fast path: an emit without options
// to a table of plain handlers, which take the payload alone. All else goes to
// emit. What the fast path needs stands here, not in functions: a call is a
// tenth of an emit.
//
// The payload comes by pointer and is on the emitter's stack: nobody keeps the
// pointer, so it is hidden from escape analysis where code without T gets it.
//
//go:noinline
func EmitName[T any, O emitOptions](ctx context.Context, b *Bus, k *Kind[T], p *T, opts []O) error {
	if b == nil || b.core == nil {
		panic(NoBus)
	}
	t := b.core.recentTables[k.id%recentTableCount].Load()
	if t == nil || t.number != k.id || ctx == nil || len(opts) > 0 {
		return EmitWith(ctx, b, k, p, opts, false)
	}
	calls, plain := t.fastCalls.(*[]func(context.Context, T) error)
	if !plain && !(t.uniform && t.entries[0].kind == payloadKind(k)) {
		return emitTyped(ctx, b, k.Name, k, noescape(p), Emission{})
	}
	at := &t.gate.narrow
	if w := t.gate.wide.Load(); w != nil {
		at = w.cellHere()
	}
	in := at.in.Load()
	if !at.in.CompareAndSwap(in, in+1) {
		b.core.widenGate(t)
		return emitTyped(ctx, b, k.Name, k, noescape(p), Emission{})
	}
	if int64(in+1-at.out.Load()) > at.limit.Load() || b.owner.state.Load() != viewOpen {
		b.core.undoRound(t, at)
		return emitTyped(ctx, b, k.Name, k, noescape(p), Emission{})
	}
	if !plain {
		return deliverUniform(stackMark{addrOf(t)}, t, at, ctx, b, k, noescape(p), t.slot.name, "")
	}
	return deliverFast(stackMark{addrOf(t)}, t, at, ctx, b, k, p, calls)
}

// EmitWith is EmitName with options, or to wait.
func EmitWith[T any, O emitOptions](ctx context.Context, b *Bus, k *Kind[T], p *T, opts []O, wait bool) error {
	return emitTyped(ctx, b, k.Name, k, noescape(p), Emissions(opts, wait))
}

// NoBus is what an emit to no bus panics with.
const NoBus = "events: a nil or zero *events.Bus: make one with events.New"

// Emit emits to a name that came as a string. own makes the payload the bus's
// own, and is called only if somebody listens.
//
// A contract is judged first. If that ends the goroutine, such as by an
// UnmarshalText of the user's, that is no reason for the listeners not to hear
// the event.
func Emit(ctx context.Context, b *Bus, name string, k *Kind[Body], p Body, own func(Body) Body, how Emission) error {
	if ctx == nil {
		ctx = context.Background()
	}
	t, err := b.core.tableFor(name)
	if err != nil {
		return err
	}
	if held := t.slot.contract.Load(); held != nil && b.owner.state.Load() != viewClosed {
		judged := false
		defer func() {
			if !judged {
				_ = emitBody(ctx, b, t, name, k, p, own, how)
			}
		}()
		err := held.Check(ctx, b, name, p, how)
		if judged = true; err != nil {
			var r round
			r.begin(ctx, b, k, nil, how)
			r.meta.Name = name
			return r.refusedWith(t, p, err)
		}
	}
	return emitBody(ctx, b, t, name, k, p, own, how)
}

func emitBody(ctx context.Context, b *Bus, t *table, name string, k *Kind[Body], p Body, own func(Body) Body, how Emission) error {
	t, at, err := b.enterTable(t, name)
	if err == nil {
		if len(t.entries) == 0 && !t.traced {
			b.core.leaveTable(t, at)
			return nil
		}
		p = own(p)
		if t.uniform && !how.Wait && t.entries[0].kind == payloadKind(k) {
			return deliverUniform(stackMark{addrOf(t)}, t, at, ctx, b, k, noescape(&p), name, how.Source)
		}
	}
	var r round // a literal would be made elsewhere and copied
	r.begin(ctx, b, k, nil, how)
	r.meta.Name = name
	if err != nil {
		return r.refusedWith(t, p, err)
	}
	r.table, r.cell, r.startedAt, r.payload = t, at, b.core.clock.Load(), noescape(&p)
	r.lookEarly()
	return deliverSlow(stackMark{addrOf(t)}, &r)
}

// emitTyped is the way of all typed emits but the fast ones.
//
//go:noinline
func emitTyped(ctx context.Context, b *Bus, n *Name, k payloadKind, p unsafe.Pointer, how Emission) error {
	if b == nil || b.core == nil {
		panic(NoBus)
	}
	if ctx == nil {
		ctx = context.Background()
	}
	var r round
	r.begin(ctx, b, k, p, how)
	return r.emitTo(n)
}

// Relay emits what was emitted under another name before, with the source and
// the time that it had then. It is part of the emit under the other name: a
// wait there waits for its listeners too, and is told of their failures.
func Relay[T any](ctx context.Context, b *Bus, k *Kind[T], p *T, was Meta) error {
	var r round
	r.begin(ctx, b, k, noescape(p), Emission{Source: was.Source})
	r.meta.Time = was.Time
	if outer, _ := Value(ctx, relayKey{}).(*relayedEmit); outer != nil {
		r.ctx, r.emitWait, r.relayed, r.emission.Wait = outer.ctx, outer.wait, true, true
	}
	return r.emitTo(k.Name)
}

// emitTo enters the table of an interned name and goes through it.
func (r *round) emitTo(n *Name) error {
	b := r.bus
	t := b.core.tableForNumber(n)
	t, at, err := b.enterTable(t, n.Text)
	if err != nil {
		return r.refusedWith(t, nil, err)
	}
	r.table, r.cell, r.startedAt = t, at, b.core.clock.Load()
	if len(t.entries) == 0 && !t.traced {
		r.leaveTable()
		return nil
	}
	if form := r.kind.form(); !r.fitsContract(form) {
		b.core.undoRound(t, at)
		return r.refusedWith(t, nil, t.slot.contract.Load().Refuse(r.ctx, b, t.slot.name, form, r.emission))
	}
	r.lookEarly()
	return deliverSlow(stackMark{addrOf(t)}, r)
}

// lookEarly looks at the stack of an emit that is going to wait: here it is six
// frames smaller than where the wait begins, which is a quarter of a microsecond.
func (r *round) lookEarly() {
	if r.emission.Wait && r.table.hasQueues && !r.relayed {
		r.waiter = newWaiter(nil, 0)
	}
}

// enterTable counts a round in. It returns the table and the cell that it is in then:
// another table, if t is out of use.
func (b *Bus) enterTable(t *table, name string) (*table, *roundCell, error) {
	c := b.core
	for {
		at, inside := t.gate.countIn()
		if inside <= at.limit.Load() && b.owner.state.Load() == viewOpen {
			return t, at, nil
		}
		if at.limit.Load() >= 0 {
			err := c.checkStack(b.owner, t, inside, at.limit.Load(), name)
			if err != nil {
				c.undoRound(t, at)
			}
			return t, at, err
		}
		c.undoRound(t, at)
		t, _ = c.tableFor(name) // which is a name, or the first table would not have been found
	}
}

// relayKey is where a relay finds the emit that it belongs to.
type relayKey struct{}

type relayedEmit struct {
	ctx  context.Context
	wait *emitWait
}
