package dispatch

import (
	"context"
	"iter"
)

// An Occurrence is an event on its way out of a stream.
type Occurrence[T any] struct {
	Meta    Meta
	Payload T
}

// Stream returns the events of a topic as a sequence. Each range subscribes
// anew, and is off when it ends.
func Stream[T any](ctx context.Context, b *Bus, topic string, k *Kind[T], where uintptr, cfg Config) iter.Seq[Occurrence[T]] {
	cfg.Async, cfg.Workers, cfg.Key = true, 1, nil
	return func(yield func(Occurrence[T]) bool) {
		l := newListener(b, k, Source{where, where}, cfg)
		q := k.stampedQueue(l, nil)
		q.pulled, l.handler = true, q
		b.add(l, Exact, topic)
		defer func() {
			l.Off()
			l.release() // a once-listener was off already, maybe with its event in the queue
		}()
		pull(mark{addrOf(q)}, q, ctx, yield)
	}
}

// pull hands out events until the loop, the context or the subscription ends.
// Its mark is what ownFrames looks for: the loop's body counts as a
// listener.
//
//go:noinline
func pull[T any](_ mark, q *Queue[stamped[T]], ctx context.Context, yield func(Occurrence[T]) bool) {
	for {
		it, ok := q.pullNext(ctx)
		if !ok || !hand(q, &it, yield) {
			return
		}
	}
}

// pullNext waits for an event. What is queued comes out though the subscription
// has ended, unless the queue was discarded.
func (q *Queue[P]) pullNext(ctx context.Context) (it item[P], ok bool) {
	for {
		q.mu.Lock()
		if ctx.Err() != nil || q.off || q.over() {
			q.mu.Unlock()
			return it, false
		}
		if q.fill.n > 0 {
			q.running++
			q.fill.take(&it)
			if q.excess > 0 {
				q.tally()
			}
			q.letIn()
			q.mu.Unlock()
			return it, true
		}
		ready := make(chan struct{})
		q.ready = ready
		q.mu.Unlock()
		select {
		case <-ready:
		case <-ctx.Done():
		}
	}
}

// hand runs the loop's body for one event.
func hand[T any](q *Queue[stamped[T]], it *item[stamped[T]], yield func(Occurrence[T]) bool) bool {
	defer func() {
		q.mu.Lock()
		q.running--
		q.mu.Unlock()
		q.end(it, nil, nil)
		q.l.rested()
	}()
	return yield(Occurrence[T]{it.p.Meta, it.p.p})
}

// over reports whether nothing is queued and nothing will be; the caller holds
// the lock. A once-listener is off before its event is in the queue.
func (q *Queue[P]) over() bool {
	x := q.l.seldom()
	onItsWay := x.Once && x.fired.Load() && q.accepted == 0
	return q.fill.n == 0 && q.l.off.Load() && !onItsWay
}
