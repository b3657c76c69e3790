package dispatch

import (
	"context"
	"unsafe"
)

// The way of a typed emit is EmitName, and then deliverFast or deliverUniform; or
// emitTyped, emitTo, enterTable and deliverSlow. An untyped emit comes in by
// Emit, and then takes the same way from emitBody on. Relay is for an event that
// was emitted before under another name.
//
// Each of them counts its round into the gate of a table first, and must count it
// out again exactly once: at the end of the round, or with undoRound if it does
// not start.

// An Emission is the options of one emit.
type Emission struct {
	Source string
	Wait   bool // EmitWait: wait for asynchronous listeners, and join the failures
}

// emitOptions are types that a public package has for the options of one emit.
type emitOptions interface {
	~struct {
		Source string
		Wait   bool
	}
}

// Emissions makes one Emission of the options of a public package.
func Emissions[O emitOptions](opts []O, wait bool) (e Emission) {
	e.Wait = wait
	for _, o := range opts {
		if source := Emission(o).Source; source != "" {
			e.Source = source
		}
	}
	return e
}

// EmitName emits to the name of k. It has the fast path: an emit without options,
// over a table whose listeners take the payload alone (deliverFast) or are
// uniform (deliverUniform). All other emits go to emitTyped. The steps of the
// fast path are written out here, since a function call is a tenth of an emit.
//
// The payload comes by pointer and is on the emitter's stack. Nothing keeps the
// pointer, so noescape hides it from escape analysis when it is passed to code
// without T.
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
	var alias aliasKind
	var convert func(to, from unsafe.Pointer) error
	if !plain && !(t.uniform && t.entries[0].kind == payloadKind(k)) {
		if t.fastCalls != nil {
			v := t.alias.Load()
			if !v.holds(unsafe.Pointer(k)) {
				v = b.core.judgeAlias(t, k, unsafe.Pointer(k))
			}
			alias, convert = v.alias, v.convert
		}
		if alias == nil {
			return emitTyped(ctx, b, k.Name, k, noescape(p), Emission{})
		}
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
	if alias != nil {
		if convert != nil {
			return alias.deliverConverted(t, at, ctx, b, k, noescape(p), convert)
		}
		return alias.deliverAlias(t, at, ctx, b, k, noescape(p))
	}
	if !plain {
		return deliverUniform(stackMark{addrOf(t)}, t, at, ctx, b, k, noescape(p), t.slot.name, "")
	}
	return deliverFast(stackMark{addrOf(t)}, t, at, ctx, b, k, noescape(p), p, calls)
}

// EmitWith is EmitName with options, or with a wait.
func EmitWith[T any, O emitOptions](ctx context.Context, b *Bus, k *Kind[T], p *T, opts []O, wait bool) error {
	return emitTyped(ctx, b, k.Name, k, noescape(p), Emissions(opts, wait))
}

// NoBus is the panic of an emit to no bus.
const NoBus = "events: a nil or zero *events.Bus: make one with events.New"

// Emit emits to a name that is a string. own makes a copy of the payload for the
// bus; it is called only if there is a listener.
//
// A contract checks the payload first. If that ends the goroutine, as an
// UnmarshalText of the user's may, the listeners still get the event.
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

// emitBody emits a payload that its contract, if any, has accepted.
func emitBody(ctx context.Context, b *Bus, t *table, name string, k *Kind[Body], p Body, own func(Body) Body, how Emission) error {
	t, at, err := b.enterTable(t, name)
	if err == nil {
		if len(t.entries) == 0 && !t.traced {
			b.core.leaveTable(t, at)
			return nil
		}
		p = own(p)
		if wrap := versionsOf(name); wrap != nil {
			p, k = wrap(p), versionedKind
		}
		if t.uniform && !how.Wait && t.entries[0].kind == payloadKind(k) {
			return deliverUniform(stackMark{addrOf(t)}, t, at, ctx, b, k, noescape(&p), name, how.Source)
		}
	}
	var r round // a composite literal would be built elsewhere and copied
	r.begin(ctx, b, k, nil, how)
	r.meta.Name = name
	if err != nil {
		return r.refusedWith(t, p, err)
	}
	r.table, r.cell, r.startedAt, r.payload = t, at, b.core.clock.Load(), noescape(&p)
	return deliverSlow(stackMark{addrOf(t)}, &r)
}

// emitTyped is for all typed emits that are not on the fast path.
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

// Relay emits an event again under another name, with the source and the time
// that it had. It is a part of the emit under the first name: if that waits, it
// also waits for the listeners here, and gets their failures.
func Relay[T any](ctx context.Context, b *Bus, k *Kind[T], p *T, was Meta) error {
	var r round
	r.begin(ctx, b, k, noescape(p), Emission{Source: was.Source})
	r.meta.Time = was.Time
	if outer, _ := Value(ctx, relayKey{}).(*relayedEmit); outer != nil {
		r.ctx, r.emitWait, r.relayed, r.emission.Wait = outer.ctx, outer.wait, true, true
	}
	return r.emitTo(k.Name)
}

// emitTo enters the table of an interned name and runs the round.
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
	return deliverSlow(stackMark{addrOf(t)}, r)
}

// enterTable counts a round in. It returns the table and the cell that the round
// is in then. If t is retired, that is another table.
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
		t, _ = c.tableFor(name) // no error: the name was checked when t was found
	}
}

// relayKey is the key under which a context has the emit that a relay belongs to.
type relayKey struct{}

// A relayedEmit is an emit on which a relay works: its context, and its wait.
type relayedEmit struct {
	ctx  context.Context
	wait *emitWait
}
