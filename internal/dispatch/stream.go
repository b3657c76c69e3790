package dispatch

import (
	"context"
	"iter"
	"runtime"
)

// An Occurrence is an event on its way out of a stream.
type Occurrence[T any] struct {
	Meta    Meta
	Payload T
}

// Stream returns the events of a topic as a sequence. Each range over it
// subscribes again, and takes the listener off when it ends.
func Stream[T any](ctx context.Context, b *Bus, topic string, k *Kind[T], where uintptr, cfg Config) iter.Seq[Occurrence[T]] {
	if ctx == nil {
		ctx = context.Background()
	}
	cfg.Async, cfg.Workers, cfg.Key = true, 1, nil
	return func(yield func(Occurrence[T]) bool) {
		l := newListener(b, k, streamHandler{}, CallSite{where, where}, cfg)
		q := l.queue
		q.isStream, q.slab, q.neverBlocks = true, newSlab(), underPull()
		b.addListener(l, Exact, topic)
		defer func() {
			l.Off()
			l.endListener() // a once-listener was off already, maybe with its event in the queue
		}()
		runStream(stackMark{addrOf(q)}, q, ctx, func(j *takenEvent) bool {
			o := Occurrence[T]{*j.meta, *(*T)(j.payload)}
			if q.neverBlocks {
				q.endLoopBody(j)
			}
			return yield(o)
		})
	}
}

// streamHandler takes the place of a stream's handler, which is the loop's
// body.
type streamHandler struct{}

// underPull reports whether the goroutine is one that iter.Pull has made. Then the
// loop's body is not below the stream on the stack but on another goroutine, which
// can't be found. So an event counts as done when it is handed out, and emits go
// over the queue's capacity: they may come from that body, and would wait for it
// for ever.
func underPull() bool {
	pcs := make([]uintptr, 64)
	n := runtime.Callers(2, pcs)
	for n == len(pcs) {
		pcs = make([]uintptr, 4*len(pcs))
		n = runtime.Callers(2, pcs)
	}
	names := pullNames()
	frames := runtime.CallersFrames(pcs[:n])
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		if base, generic := cutTypeArgs(f.Function); generic && (base == names[0] || base == names[1]) {
			return true
		}
	}
	return false
}

// runStream hands out events until the loop, the context or the subscription
// ends. Its mark tells lookAtStack that the loop body counts as a listener.
//
//go:noinline
func runStream(_ stackMark, q *queue, ctx context.Context, yield func(*takenEvent) bool) {
	ended := doneOf(ctx)
	var j takenEvent
	for q.nextInStream(ctx, ended, &j) && q.runLoopBody(&j, yield) {
	}
}

// nextInStream waits for an event. After the end of the subscription it still
// returns the events that are queued, unless the queue was discarded.
func (q *queue) nextInStream(ctx context.Context, ended <-chan struct{}, j *takenEvent) bool {
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

// takeForStream takes an event. If there is none, it returns a channel that is
// closed when one comes; or over, if none will.
func (q *queue) takeForStream(j *takenEvent) (ready chan struct{}, ok, over bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.discarded || q.streamOver() {
		return nil, false, true
	}
	i := q.slab.nextNode(q)
	if i == noNode {
		q.streamReady = make(chan struct{})
		return q.streamReady, false, false
	}
	q.slab.take(i)
	n := &q.slab.nodes[i]
	it, meta := n.queueItem, n.meta
	*j = takenEvent{&it, &meta, q.store.pointerTo(0, int(i)), i}
	q.running++
	if q.excess > 0 {
		q.updateExcess()
	}
	q.admitWaiting()
	return nil, true, false
}

// runLoopBody runs the loop's body for one event.
func (q *queue) runLoopBody(j *takenEvent, yield func(*takenEvent) bool) bool {
	if !q.neverBlocks {
		defer q.endLoopBody(j)
	}
	return yield(j)
}

// endLoopBody ends that call of the body.
func (q *queue) endLoopBody(j *takenEvent) {
	q.endCall(j, nil)
	q.mu.Lock()
	q.running--
	q.mu.Unlock()
	q.noteRest()
}

// streamOver reports whether nothing is queued and nothing can come. The caller
// holds the lock. A once-listener is off before its event is in the queue.
func (q *queue) streamOver() bool {
	x := q.l.options()
	onItsWay := x.Once && x.onceClaimed.Load() && q.accepted == 0
	return q.slab.waiting == 0 && q.l.off.Load() && !onItsWay
}
