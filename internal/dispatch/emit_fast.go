package dispatch

import (
	"context"
	"unsafe"
)

// How far a round of deliverFast or deliverUniform is, as one int: the number of
// the listener that is called, from 1, plus callReturned if its call has returned;
// or roundOver.
const (
	roundOver    = -1
	callReturned = 1 << 30
)

// deliverFast calls plain handlers as long as all goes well: no failure, and no
// listener that was taken off during the round. Otherwise resumeFast runs the
// rest. That is in a deferred function, because it always runs: after a Goexit
// nothing else does. It also leaves the processor's registers to the loop, which
// halves its cost. was is the payload as it was emitted, of kind k: mostly p. Its mark tells lookAtStack of a round over t.
//
//go:noinline
func deliverFast[T any](_ stackMark, t *table, at *roundCell, ctx context.Context, b *Bus, k payloadKind, was unsafe.Pointer, p *T, calls *[]func(context.Context, T) error) (err error) {
	position, began := 0, b.core.clock.Load()
	defer func() {
		if position != roundOver {
			err = resumeFast(t, at, ctx, b, k, was, began, position, err, recover())
		} else if at.out.Add(1); at.limit.Load() < 0 {
			b.core.roundLeft(t)
		}
	}()
	v := *p // each call gets its copy from here, without a load through p
	limit := &at.limit
	for i, call := range *calls {
		position = i + 1
		if failure := call(ctx, v); failure != nil || limit.Load() < 0 {
			position += callReturned
			return failure
		}
	}
	position = roundOver
	return nil
}

// noescape hides a pointer from escape analysis. Use it only for pointers that
// nothing keeps beyond the emit: the payload is copied before that.
//
//go:nosplit
func noescape[T any](p *T) unsafe.Pointer {
	address := uintptr(unsafe.Pointer(p))
	return *(*unsafe.Pointer)(unsafe.Pointer(&address))
}

// letContentsEscape has the compiler put on the heap what the fields of a payload point
// at. noescape hides that too, but a listener may keep it. An emit that also hands the
// payload to handlers in sight of the compiler, as Emit does, needs no call.
func letContentsEscape[T any](p *T) {
	if neverCalled != nil {
		neverCalled(*p)
	}
}

// neverCalled is nil. The compiler must take it for a function that keeps its argument.
var neverCalled func(any)

// widenGate is called by a round that met another core in a cell.
//
//go:noinline
func (c *Core) widenGate(t *table) {
	if t.gate.wide.Load() == nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		t.gate.widen()
	}
}

// resumeFast continues a round of deliverFast with the listener after the current
// one. That has returned a failure or nil, has panicked with v, or has ended the
// goroutine. The mark of deliverFast is still on the stack.
//
//go:noinline
func resumeFast(t *table, at *roundCell, ctx context.Context, b *Bus, k payloadKind, p unsafe.Pointer, began int64, position int, failure error, v any) error {
	var r round
	r.begin(ctx, b, k, p, Emission{})
	r.table, r.cell, r.startedAt = t, at, began
	return r.resumeAfter(position, failure, v)
}
