package dispatch

import (
	"cmp"
	"context"
	"time"
	"unsafe"
)

// isUniform reports whether deliverUniform can be used: all listeners take the
// payload in the same form, get every event, and need nothing but the event.
func isUniform(entries []*Listener) bool {
	for _, l := range entries {
		x := l.options()
		if l.kind != entries[0].kind || x.maySkipEvents() || x.Relay || x.Key != nil {
			return false
		}
	}
	return true
}

// deliverUniform is the middle way, for an emit that does not wait and listeners
// that have a queue or see all of an event, as long as all goes well. It is built
// like deliverFast, but without the payload's type, so there is one copy of it in
// the program. Its mark tells lookAtStack of a round over t.
//
//go:noinline
func deliverUniform(_ stackMark, t *table, at *roundCell, ctx context.Context, b *Bus, k payloadKind, p unsafe.Pointer, name, source string) (err error) {
	position := 0
	var m Meta
	it := queueItem{at: b.core.clock.Load()}
	defer func() {
		if position != roundOver {
			err = resumeUniform(t, at, ctx, b, k, p, &m, &it, source, position, err, recover())
		} else if at.out.Add(1); at.limit.Load() < 0 {
			b.core.roundLeft(t)
		}
	}()
	m.Name, m.Source = name, cmp.Or(source, b.owner.name)
	if t.needsTime {
		m.Time = time.Now()
		it.at = m.Time.UnixNano()
	}
	if it.source = m.Source; t.hasQueues {
		if it.ctx = forQueues(ctx); it.ctx == nil {
			position = callReturned
			return nil
		}
	}
	for i, l := range t.entries {
		if q := l.queue; q != nil {
			if !q.pushFast((*queueItem)(noescape(&it)), &m, p) {
				position = i + callReturned
				return nil
			}
			position = i + 1
			continue
		}
		position = i + 1
		if failure := callUniform(stackMark{addrOf(l)}, ctx, l, &m, p); failure != nil || at.limit.Load() < 0 {
			position += callReturned
			return failure
		}
	}
	position = roundOver
	return nil
}

// callUniform calls one listener for deliverUniform. Its mark says which one, for
// reports of slow calls.
//
//go:noinline
func callUniform(_ stackMark, ctx context.Context, l *Listener, m *Meta, p unsafe.Pointer) error {
	return l.kind.callHandler(ctx, l, (*Meta)(noescape(m)), p)
}

// forQueues returns ctx as asynchronous listeners get it. In a Blocking context,
// or if a method of ctx panics, it returns nil: then the slow path must do it.
func forQueues(ctx context.Context) (async context.Context) {
	if ctx == context.Background() {
		return ctx
	}
	defer ignorePanic()
	if blocking, _ := ctx.Value(blockingKey{}).(bool); blocking {
		return nil
	}
	return detachContext(ctx, false)
}

// resumeUniform continues a round of deliverUniform.
//
//go:noinline
func resumeUniform(t *table, at *roundCell, ctx context.Context, b *Bus, k payloadKind, p unsafe.Pointer, m *Meta, it *queueItem, source string, position int, failure error, v any) error {
	var r round
	r.begin(ctx, b, k, p, Emission{Source: source})
	r.table, r.cell, r.startedAt, r.meta, r.queueContext = t, at, it.at, *m, it.ctx
	return r.resumeAfter(position, failure, v)
}
