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
func Stream[T any](ctx context.Context, b *Bus, topic string, call Call[T], cfg Config) iter.Seq[Occurrence[T]] {
	return func(yield func(Occurrence[T]) bool) {
		cfg.Async, cfg.Workers = true, 1
		l := newListener(b, Exact, topic, call.Func, call.Where, cfg)
		q := newQueue(l, nil, call)
		q.pulled = true
		l.q, l.push = q, q.convert(call.Decode)
		if b.add(l); !l.On() {
			return
		}
		defer func() {
			l.Off()
			l.release() // a once-listener was off already, maybe with its event in the queue
		}()
		pull(q, ctx, yield)
	}
}

// pull hands out events until the loop, the context or the subscription ends.
// Its first argument is what ownFrames looks for: the loop's body counts as a
// listener.
//
//go:noinline
func pull[T any](q *Queue[T], ctx context.Context, yield func(Occurrence[T]) bool) {
	for {
		it, ok := q.next(ctx)
		if !ok || !q.yield(it, yield) {
			return
		}
	}
}

// next waits for an event. What is queued comes out though the subscription
// has ended, unless the queue was discarded.
func (q *Queue[T]) next(ctx context.Context) (it item[T], ok bool) {
	for {
		q.mu.Lock()
		if ctx.Err() != nil || q.off || q.n == 0 && q.l.off.Load() {
			q.mu.Unlock()
			return it, false
		}
		if q.n > 0 {
			q.running++
			it = q.take()
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

// yield runs the loop's body for one event.
func (q *Queue[T]) yield(it item[T], yield func(Occurrence[T]) bool) bool {
	defer func() {
		q.mu.Lock()
		q.running--
		q.mu.Unlock()
		q.l.delivered.Add(1)
		it.wait.finish(nil)
		q.l.rested()
	}()
	return yield(Occurrence[T]{it.meta, it.p})
}
