package dispatch

import (
	"context"
	"unsafe"
)

// How far a fast round is whose listeners are counted in an int: whose turn it
// is, with returned added if that call has come back; or over.
const (
	roundOver    = -1
	callReturned = 1 << 30
)

// deliverFast calls plain handlers for as long as all goes well: no failure, and no
// listener that was taken off on the way. What comes after the loop stands in the
// deferred function: that always runs, and after a Goexit nothing else does; and
// the loop keeps the processor's registers to itself, which halves its cost. Its
// mark is what a look at the stack looks for.
//
//go:noinline
func deliverFast[T any](_ stackMark, t *table, at *roundCell, ctx context.Context, b *Bus, k *Kind[T], p *T, calls *[]func(context.Context, T) error) (err error) {
	turn, began := 0, b.core.clock.Load()
	defer func() {
		if turn != roundOver {
			err = resumeFast(t, at, ctx, b, k, noescape(p), began, turn, err, recover())
		} else if at.out.Add(1); at.limit.Load() < 0 {
			b.core.roundLeft(t)
		}
	}()
	v := *p // from where each call gets its copy without a detour
	limit := &at.limit
	for i, call := range *calls {
		turn = i + 1
		if failure := call(ctx, v); failure != nil || limit.Load() < 0 {
			turn += callReturned
			return failure
		}
	}
	turn = roundOver
	return nil
}

// noescape hides a pointer from escape analysis. It is for the payload alone, of
// which everybody makes a copy before the emit returns.
//
//go:nosplit
func noescape[T any](p *T) unsafe.Pointer {
	address := uintptr(unsafe.Pointer(p))
	return *(*unsafe.Pointer)(unsafe.Pointer(&address))
}

// widenGate is called by a round that met another core at a cell.
//
//go:noinline
func (c *Core) widenGate(t *table) {
	if t.gate.wide.Load() == nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		t.gate.widen()
	}
}

// resumeFast goes on where the fast path could not: behind the listener whose turn
// it was, which has returned a failure or nothing, or has panicked or ended the
// goroutine. The mark of the fast path is on the stack.
//
//go:noinline
func resumeFast(t *table, at *roundCell, ctx context.Context, b *Bus, k payloadKind, p unsafe.Pointer, began int64, turn int, failure error, v any) error {
	var r round
	r.begin(ctx, b, k, p, Emission{})
	r.table, r.cell, r.startedAt = t, at, began
	return r.resumeAfter(turn, failure, v)
}
