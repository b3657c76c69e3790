package host

import (
	"context"
	"time"
)

// A contextCopy is the context of Load or Close, with the results that its Deadline
// and Done had at the beginning. They and Err are code of the caller: one that panics
// or ends the goroutine later would leave plugins half unloaded. At the beginning
// there is nothing to leave, and later they are not called.
type contextCopy struct {
	caller      context.Context
	deadline    time.Time
	hasDeadline bool
	done        <-chan struct{}
}

// endedContext leaves only the grace to each step of unloading.
var endedContext = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

func readContext(ctx context.Context) context.Context {
	c := contextCopy{caller: ctx, done: ctx.Done()}
	c.deadline, c.hasDeadline = ctx.Deadline()
	return c
}

func (c contextCopy) Deadline() (time.Time, bool) { return c.deadline, c.hasDeadline }
func (c contextCopy) Done() <-chan struct{}       { return c.done }

// Err returns what Done and Deadline show: the caller's Err is not called.
func (c contextCopy) Err() error {
	select {
	case <-c.done:
	default:
		return nil
	}
	if c.hasDeadline && !time.Now().Before(c.deadline) {
		return context.DeadlineExceeded
	}
	return context.Canceled
}

// Value returns nil if the caller's Value panics.
func (c contextCopy) Value(key any) (v any) {
	defer func() { _ = recover() }()
	return c.caller.Value(key)
}
