package host

import (
	"context"
	"time"
)

// A heldContext is the context of Load or Close with what its Deadline and Done
// returned at the beginning. They and Err are methods of the caller's code: one that
// panics or ends the goroutine in the middle would leave plugins half unloaded. At the
// beginning it leaves nothing, and is not called again.
type heldContext struct {
	values context.Context // the caller's
	end    time.Time
	bound  bool // there is a deadline
	done   <-chan struct{}
}

func holdContext(ctx context.Context) context.Context {
	c := heldContext{values: ctx, done: ctx.Done()}
	c.end, c.bound = ctx.Deadline()
	return c
}

func (c heldContext) Deadline() (time.Time, bool) { return c.end, c.bound }
func (c heldContext) Done() <-chan struct{}       { return c.done }

// Err says of a context that has ended why, as far as that can be seen from outside.
func (c heldContext) Err() error {
	select {
	case <-c.done:
	default:
		return nil
	}
	if c.bound && !time.Now().Before(c.end) {
		return context.DeadlineExceeded
	}
	return context.Canceled
}

// Value counts as without a value if it panics.
func (c heldContext) Value(key any) (v any) {
	defer func() { _ = recover() }()
	return c.values.Value(key)
}
