package dispatch

import (
	"cmp"
	"context"
	"time"
	"unsafe"
)

// isUniform reports whether all listeners of a table take the payload in the same
// form, let no event pass and need nothing else than the event: then even can
// deliver it.
func isUniform(entries []*Listener) bool {
	for _, l := range entries {
		x := l.options()
		if l.kind != entries[0].kind || x.maySkipEvents() || x.Relay || x.Key != nil {
			return false
		}
	}
	return true
}

// deliverUniform is the middle way: listeners that have a queue, or see all of an event, and
// an emit that does not wait, for as long as all goes well. It is fast without the
// payload's type, and built in the same way. Its mark is what a look at the stack
// looks for.
//
//go:noinline
func deliverUniform(_ stackMark, t *table, at *roundCell, ctx context.Context, b *Bus, k payloadKind, p unsafe.Pointer, name, source string) (err error) {
	turn := 0
	var m Meta
	it := queueItem{at: b.core.clock.Load()}
	defer func() {
		if turn != roundOver {
			err = resumeUniform(t, at, ctx, b, k, p, &m, &it, source, turn, err, recover())
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
			turn = callReturned
			return nil
		}
	}
	for i, l := range t.entries {
		if q := l.queue; q != nil {
			if !q.pushFast((*queueItem)(noescape(&it)), &m, p) {
				turn = i + callReturned
				return nil
			}
			turn = i + 1
			continue
		}
		turn = i + 1
		if failure := callUniform(stackMark{addrOf(l)}, ctx, l, &m, p); failure != nil || at.limit.Load() < 0 {
			turn += callReturned
			return failure
		}
	}
	turn = roundOver
	return nil
}

//go:noinline
func callUniform(_ stackMark, ctx context.Context, l *Listener, m *Meta, p unsafe.Pointer) error {
	return l.kind.callHandler(ctx, l, (*Meta)(noescape(m)), p)
}

// forQueues returns ctx as asynchronous listeners get it, or nil if that takes
// more: in a Blocking context, or if a method of ctx panics.
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

// resumeUniform goes on where even could not.
//
//go:noinline
func resumeUniform(t *table, at *roundCell, ctx context.Context, b *Bus, k payloadKind, p unsafe.Pointer, m *Meta, it *queueItem, source string, turn int, failure error, v any) error {
	var r round
	r.begin(ctx, b, k, p, Emission{Source: source})
	r.table, r.cell, r.startedAt, r.meta, r.queueContext = t, at, it.at, *m, it.ctx
	return r.resumeAfter(turn, failure, v)
}
