package events

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"sync/atomic"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// OnError replaces the error handler; on a view, only for the view's owner. The
// default, which nil restores, logs through slog, a panic with its stack. It may be
// called at any time, also concurrently with emits.
func (b *Bus) OnError(h ErrorHandler) {
	switch {
	case b.Owner() != "" && h == nil:
		b.engine().Extend(nil)
	case b.Owner() != "":
		b.engine().Extend(&h)
	case h == nil:
		b.state().handler.Store(nil)
	default:
		b.state().handler.Store(&h)
	}
}

// reportingKey marks the context that an error handler gets, and so the events that
// it emits with it, also when they are delivered on another goroutine.
type reportingKey struct{}

// runningErrorHandlers counts the error handlers that run now, on all buses. Only
// while it is not zero does a failure search the stack for one, which costs
// microseconds.
var runningErrorHandlers atomic.Int32

// inErrorHandler reports whether a failure comes from an emit of an error handler.
// The context shows it, unless the handler emits with another one; then the stack
// does.
func inErrorHandler(ctx context.Context) bool {
	return dispatch.Value(ctx, reportingKey{}) != nil || runningErrorHandlers.Load() > 0 && isBelow(errorHandlerFrame)
}

var errorHandlerFrame string // set in init, since callErrorHandler refers to it

func init() { errorHandlerFrame = frameOf((*Bus).callErrorHandler) }

// frameOf returns the name of a function as it appears in a traceback.
func frameOf(f any) string { return runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name() }

// isBelow reports whether a function is on this goroutine's stack.
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

// reportFailure passes a failure to the error handler, and returns it as EmitWait
// joins it. A failure inside an error handler's emit is only logged, so that a
// handler that emits cannot call itself without end.
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

// describeFailure returns a failure as EmitWait joins it, without reporting it.
func describeFailure(f dispatch.Failure) *ListenerError {
	return listenerError(f.Meta.Name, listenerInfo(f.Listener, dispatch.Figures{}), f.Stage, f.Err)
}

func listenerError(event string, in ListenerInfo, stage string, err error) *ListenerError {
	return &ListenerError{event, in.Owner, in.Name, stage, err}
}

// handlerFor returns the owner's error handler, otherwise the bus's, otherwise nil.
func (b *Bus) handlerFor(l *dispatch.Listener) *ErrorHandler {
	if h, _ := l.OwnerExt().(*ErrorHandler); h != nil {
		return h
	}
	return b.state().handler.Load()
}

// callErrorHandler calls h, and logs a panic or Goexit of it once.
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
		b.logError(ctx, "events: the error handler failed as well", "panic", fmt.Sprint(v))
	}()
	h(ctx, e, in, out.Err)
	done = true
}

// An ErrorHandler gets every failure of a listener: the event as it was emitted,
// the listener, and the bare error. It runs on the goroutine of the listener that
// failed, before the next one is called, and several goroutines may call it at
// once. It may emit; failures of such emits are only logged. For a [*ContractError]
// the ListenerInfo is empty.
type ErrorHandler func(ctx context.Context, e Event, l ListenerInfo, err error)
