package events

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"sync/atomic"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// OnError replaces the error handler, for this view's owner where b is a view.
// The default, which nil restores, logs through slog, a panic with its stack.
func (b *Bus) OnError(h ErrorHandler) {
	if b.Owner() == "" {
		b.state().handler.Store(nilOr(h))
		return
	}
	b.engine().Extend(nilOr(h))
}

func nilOr(h ErrorHandler) *ErrorHandler {
	if h == nil {
		return nil
	}
	return &h
}

// reportingKey marks the context of an error handler, and so of what it emits,
// also where that is delivered on another goroutine.
type reportingKey struct{}

// runningErrorHandlers counts the error handlers that run now, on all buses. Only while
// it is not zero does a failure look for one below it on the stack, which
// costs microseconds.
var runningErrorHandlers atomic.Int32

// inErrorHandler reports whether a failure comes out of an error handler's own emit.
// The context shows it, unless the handler emits with another one; then the
// stack does.
func inErrorHandler(ctx context.Context) bool {
	return dispatch.Value(ctx, reportingKey{}) != nil || runningErrorHandlers.Load() > 0 && isBelow(errorHandlerFrame)
}

var errorHandlerFrame string // set below: callErrorHandler leads back here

func init() { errorHandlerFrame = frameOf((*Bus).callErrorHandler) }

// frameOf returns what a function is called in a traceback.
func frameOf(f any) string { return runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name() }

// isBelow looks for a function on this goroutine's stack.
func isBelow(function string) bool {
	var pcs [128]uintptr
	for skip := 1; ; skip += len(pcs) {
		n := runtime.Callers(skip, pcs[:])
		frames := runtime.CallersFrames(pcs[:n])
		for more := n > 0; more; {
			var f runtime.Frame
			if f, more = frames.Next(); f.Function == function {
				return true
			}
		}
		if n < len(pcs) {
			return false
		}
	}
}

// reportFailure tells the error handler of a failure, and returns it as EmitWait
// joins it. What fails while an error handler runs goes to the log only, so
// that a handler that emits can't call itself for ever.
func (b *Bus) reportFailure(ctx context.Context, e Event, l *dispatch.Listener, stage string, err error) error {
	in := listenerInfo(l, dispatch.Figures{})
	out := listenerError(e.Name, in, stage, err)
	if l.Settings().Async && stage == dispatch.StageHandler && b.core().Observed() {
		b.state().notifyLateFailure(e, out)
	}
	h := b.handlerFor(l)
	if h == nil || inErrorHandler(ctx) {
		b.logFailure(ctx, out, in)
		return out
	}
	b.callErrorHandler(context.WithValue(ctx, reportingKey{}, true), *h, e, in, out)
	return out
}

// describeFailure is a failure as EmitWait joins it, if nobody need be told.
func describeFailure(f dispatch.Failure) *ListenerError {
	return listenerError(f.Meta.Name, listenerInfo(f.Listener, dispatch.Figures{}), f.Stage, f.Err)
}

func listenerError(event string, in ListenerInfo, stage string, err error) *ListenerError {
	return &ListenerError{event, in.Owner, in.Name, stage, err}
}

// handlerFor returns the owner's error handler, else the bus's, else nil.
func (b *Bus) handlerFor(l *dispatch.Listener) *ErrorHandler {
	if h, _ := l.OwnerExt().(*ErrorHandler); h != nil {
		return h
	}
	return b.state().handler.Load()
}

// callErrorHandler survives the handler's own panic, and logs it once.
//
//go:noinline
func (b *Bus) callErrorHandler(ctx context.Context, h ErrorHandler, e Event, in ListenerInfo, out *ListenerError) {
	done := false
	runningErrorHandlers.Add(1)
	defer func() {
		runningErrorHandlers.Add(-1)
		if done {
			return
		}
		v := recover()
		b.logFailure(ctx, out, in)
		b.logError(ctx, "events: the error handler failed too", "panic", fmt.Sprint(v))
	}()
	h(ctx, e, in, out.Err)
	done = true
}

// An ErrorHandler is told of every listener's failure: the event as it was emitted,
// whatever the listener takes of it, the bare error, and who it was. It runs on the goroutine of the listener that failed, before the
// next one is called. It may emit; failures of such emits go to the log only.
type ErrorHandler func(ctx context.Context, e Event, l ListenerInfo, err error)
