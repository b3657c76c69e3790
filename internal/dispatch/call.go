package dispatch

import (
	"context"
	"time"
	"unsafe"
)

// A takenEvent is the event that a worker is calling its listener with.
type takenEvent struct {
	it      *queueItem
	meta    *Meta
	payload unsafe.Pointer
	node    int32 // in the slab
}

// callRelay calls a listener that emits its events again under another name. An
// emit that waits for this listener then waits for those events, too.
func (q *queue) callRelay(j *takenEvent) error {
	ctx := j.it.ctx
	if j.it.extra != nil && j.it.extra.wait != nil {
		ctx = context.WithValue(ctx, relayKey{}, &relayedEmit{j.it.ctx, j.it.extra.wait})
	}
	return q.l.kind.callHandler(ctx, q.l, j.meta, j.payload)
}

// dropDisabled drops an event that was queued before its listener was disabled.
func (q *queue) dropDisabled(j *takenEvent) {
	q.mu.Lock()
	q.countDropped(j.it, j.meta)
	q.mu.Unlock()
	q.l.needOptions().breaker.droppedWhileOpen.Add(1)
	q.releasePlace(j)
}

// endCall ends a call. reported is its failure as EmitWait joins it, or nil.
func (q *queue) endCall(j *takenEvent, reported error) {
	q.callsDone.Add(1)
	if j.it.extra != nil && j.it.extra.wait != nil {
		j.it.extra.wait.copyDone(q, reported)
		if q.slab == nil {
			q.idleYields = 0 // its emitter goes on at once, best on this core: see lingerForMore
		}
	}
	if q.slab != nil {
		q.releasePlace(j)
	}
}

// releasePlace frees the place of an event that is done. Waiters for it are woken
// when the worker takes the next event, or ends.
func (q *queue) releasePlace(j *takenEvent) {
	if q.slab == nil {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.slab.release(q, j.node)
}

// endBrokenCall ends a call that panicked, or whose goroutine ends by
// runtime.Goexit in the handler or in the error handler. A failure in the handler is
// not reported yet.
func (q *queue) endBrokenCall(j *takenEvent, inHandler bool, reported error, v any) {
	defer func() { q.endCall(j, reported) }()
	if inHandler {
		q.reportFailure(j, q.core.panicError(v), &reported)
	}
}

// reportFailure reports a failure, with the event as it was emitted. It sets reported
// to the failure as EmitWait joins it, also if the report panics or ends the
// goroutine.
func (q *queue) reportFailure(j *takenEvent, err error, reported *error) {
	f := Failure{Meta: q.metaOf(j.it, j.meta), Stage: StageHandler, Err: err}
	if j.it.extra != nil {
		f.Body = j.it.extra.body
	}
	if f.Body == nil {
		f.Body = q.l.kind.box(j.payload)
	}
	q.l.recordFailure(j.it.ctx, f, reported)
}

// metaOf returns what is known of a queued event. stamp is the Meta that its
// listener sees, if it sees one.
func (q *queue) metaOf(it *queueItem, stamp *Meta) Meta {
	if q.keepsMeta && stamp != nil {
		return *stamp
	}
	m := Meta{Name: q.l.slot.name, Source: it.source, Time: time.Unix(0, it.at)}
	if it.extra != nil && !it.extra.at.IsZero() {
		m.Time = it.extra.at
	}
	return m
}
