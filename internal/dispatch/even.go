package dispatch

import (
	"cmp"
	"context"
	"time"
	"unsafe"
)

// isEven reports whether all listeners of a table take the payload in the same
// form, let no event pass and need nothing else than the event: then even can
// deliver it.
func isEven(entries []*Listener) bool {
	for _, l := range entries {
		x := l.options()
		if l.kind != entries[0].kind || x.choosy() || x.Relay || x.Key != nil {
			return false
		}
	}
	return true
}

// even is the middle way: listeners that have a queue, or see all of an event, and
// an emit that does not wait, for as long as all goes well. It is fast without the
// payload's type, and built in the same way. Its mark is what a look at the stack
// looks for.
//
//go:noinline
func even(_ mark, t *table, at *cell, ctx context.Context, b *Bus, k kind, p unsafe.Pointer, name, source string) (err error) {
	turn := 0
	var m Meta
	it := item{at: b.core.clock.Load()}
	defer func() {
		if turn != over {
			err = goOn(t, at, ctx, b, k, p, &m, &it, source, turn, err, recover())
		} else if at.out.Add(1); at.limit.Load() < 0 {
			b.core.roundLeft(t)
		}
	}()
	m.Name, m.Source = name, cmp.Or(source, b.owner.name)
	if t.timed {
		m.Time = time.Now()
		it.at = m.Time.UnixNano()
	}
	if it.source = m.Source; t.async {
		if it.ctx = forQueues(ctx); it.ctx == nil {
			turn = returned
			return nil
		}
	}
	for i, l := range t.entries {
		if q := l.queue; q != nil {
			if !q.accept((*item)(hidden(&it)), &m, p) {
				turn = i + returned
				return nil
			}
			turn = i + 1
			continue
		}
		turn = i + 1
		if failure := callEven(mark{addrOf(l)}, ctx, l, &m, p); failure != nil || at.limit.Load() < 0 {
			turn += returned
			return failure
		}
	}
	turn = over
	return nil
}

//go:noinline
func callEven(_ mark, ctx context.Context, l *Listener, m *Meta, p unsafe.Pointer) error {
	return l.kind.call(ctx, l, (*Meta)(hidden(m)), p)
}

// forQueues returns ctx as asynchronous listeners get it, or nil if that takes
// more: in a Blocking context, or if a method of ctx panics.
func forQueues(ctx context.Context) (async context.Context) {
	if ctx == context.Background() {
		return ctx
	}
	defer survive()
	if blocking, _ := ctx.Value(blockingKey{}).(bool); blocking {
		return nil
	}
	return detached(ctx, false)
}

// goOn goes on where even could not.
//
//go:noinline
func goOn(t *table, at *cell, ctx context.Context, b *Bus, k kind, p unsafe.Pointer, m *Meta, it *item, source string, turn int, failure error, v any) error {
	var r round
	r.begin(ctx, b, k, p, Emission{Source: source})
	r.table, r.at, r.began, r.meta, r.async = t, at, it.at, *m, it.ctx
	return r.goOnAfter(turn, failure, v)
}
