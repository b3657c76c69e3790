package host

import (
	"context"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// methodGrace is how long a method may take to return after its context has ended,
// and the time of each step of unloading after the context of Close has ended.
const methodGrace = 100 * time.Millisecond

// A methodCall is one method of a plugin that the host waits for.
type methodCall struct {
	plugin, stage, method string
	late                  func() // called if the method returns after the host has given it up
}

// A callResult is what a method returned.
type callResult[T any] struct {
	value T
	err   error
}

// callMethod calls a plugin's method, on a goroutine of its own: it may never
// return, or end its goroutine. Every call of a plugin goes through it, so that no
// plugin can take the others down. A failure is a *PluginError.
func callMethod[T any](ctx context.Context, c methodCall, f func() (T, error)) (value T, err error) {
	done := make(chan callResult[T], 1)
	var over atomic.Bool    // set by the end of the method or by the host that gives it up, whichever is first
	run := dispatch.Adopt() // a wait in f must not wait for the caller, which waits for f
	go run(func() {
		a := callResult[T]{err: events.ErrGoexit} // unless f returns or panics
		defer func() {
			if v := recover(); v != nil {
				a.err = &events.PanicError{Value: v, Stack: debug.Stack()}
			}
			done <- a
			if over.Swap(true) {
				c.late()
			}
		}()
		a.value, a.err = f()
	})
	a, returned := awaitResult(ctx, done)
	if !returned && !over.Swap(true) {
		return value, &PluginError{c.plugin, c.stage, &HangError{c.method, context.Cause(ctx)}}
	}
	if !returned {
		a = <-done
	}
	if a.err != nil {
		return value, &PluginError{c.plugin, c.stage, a.err}
	}
	return a.value, nil
}

// awaitResult waits until ctx has ended and the method had time to notice.
func awaitResult[T any](ctx context.Context, done <-chan T) (v T, ok bool) {
	select {
	case v = <-done:
		return v, true
	case <-ctx.Done():
	}
	last := time.NewTimer(methodGrace)
	defer last.Stop()
	select {
	case v = <-done:
		return v, true
	case <-last.C:
		return v, false
	}
}

// noResult is for methods that return an error alone, or nothing.
type noResult struct{}

// callForError is callMethod for a method that returns an error alone.
func callForError(ctx context.Context, c methodCall, f func() error) error {
	_, err := callMethod(ctx, c, func() (noResult, error) { return noResult{}, f() })
	return err
}
