package dispatch

import (
	"context"
	"iter"
	"runtime"
	"strings"
)

// An Occurrence is an event on its way out of a stream.
type Occurrence[T any] struct {
	Meta    Meta
	Payload T
}

// Stream returns the events of a topic as a sequence. Each range subscribes
// anew, and is off when it ends.
func Stream[T any](ctx context.Context, b *Bus, topic string, k *Kind[T], where uintptr, cfg Config) iter.Seq[Occurrence[T]] {
	if ctx == nil {
		ctx = context.Background()
	}
	cfg.Async, cfg.Workers, cfg.Key = true, 1, nil
	return func(yield func(Occurrence[T]) bool) {
		l := newListener(b, k, streaming{}, Source{where, where}, cfg)
		q := l.queue
		q.pulled, q.slab, q.overrun = true, newSlab(), underPull()
		b.add(l, Exact, topic)
		defer func() {
			l.Off()
			l.end() // a once-listener was off already, maybe with its event in the queue
		}()
		pull(mark{addrOf(q)}, q, ctx, func(j *job) bool {
			o := Occurrence[T]{*j.meta, *(*T)(j.payload)}
			if q.overrun {
				q.handed(j)
			}
			return yield(o)
		})
	}
}

// streaming stands for the handler of a stream, which is the loop's body.
type streaming struct{}

// underPull reports whether the goroutine is one that iter.Pull has made. Then
// the loop's body is not below the stream on the stack but on another goroutine,
// which nobody can see. So an event counts as done when it is handed out, and
// emits go over the queue's bound: they may come from that body, and would wait
// for it for ever.
func underPull() bool {
	pcs := make([]uintptr, 64)
	for {
		n := runtime.Callers(2, pcs)
		if n < len(pcs) {
			pcs = pcs[:n]
			break
		}
		pcs = make([]uintptr, 4*len(pcs))
	}
	frames := runtime.CallersFrames(pcs)
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "iter.Pull") {
			return true
		}
		if !more {
			return false
		}
	}
}

// pull hands out events until the loop, the context or the subscription ends.
// Its mark is what a look at the stack looks for: the loop's body counts as a
// listener.
//
//go:noinline
func pull(_ mark, q *queue, ctx context.Context, yield func(*job) bool) {
	ended := doneOf(ctx)
	var j job
	for q.nextInStream(ctx, ended, &j) && q.hand(&j, yield) {
	}
}

// nextInStream waits for an event. What is queued comes out though the
// subscription has ended, unless the queue was discarded.
func (q *queue) nextInStream(ctx context.Context, ended <-chan struct{}, j *job) bool {
	for {
		if hasEnded(ctx) {
			return false
		}
		ready, ok, over := q.takeForStream(j)
		if ok || over {
			return ok
		}
		select {
		case <-ready:
		case <-ended:
			return false
		}
	}
}

func (q *queue) takeForStream(j *job) (ready chan struct{}, ok, over bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.off || q.streamOver() {
		return nil, false, true
	}
	i := q.slab.next(q)
	if i == none {
		q.ready = make(chan struct{})
		return q.ready, false, false
	}
	q.slab.take(i)
	n := &q.slab.nodes[i]
	it, meta := n.item, n.meta
	*j = job{&it, &meta, q.store.at(0, int(i)), i}
	q.running++
	if q.excess > 0 {
		q.tally()
	}
	q.letIn()
	return nil, true, false
}

// hand runs the loop's body for one event.
func (q *queue) hand(j *job, yield func(*job) bool) bool {
	if !q.overrun {
		defer q.handed(j)
	}
	return yield(j)
}

// handed ends the body's call.
func (q *queue) handed(j *job) {
	q.end(j, nil)
	q.mu.Lock()
	q.running--
	q.mu.Unlock()
	q.rested()
}

// streamOver reports whether nothing is queued and nothing will be; the caller
// holds the lock. A once-listener is off before its event is in the queue.
func (q *queue) streamOver() bool {
	x := q.l.options()
	onItsWay := x.Once && x.fired.Load() && q.accepted == 0
	return q.slab.n == 0 && q.l.off.Load() && !onItsWay
}
