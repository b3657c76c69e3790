package events

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"runtime"
	"sync/atomic"

	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/refusal"
)

// hooks are what the engine calls back for.
func hooks(b *Bus, s *state) dispatch.Hooks {
	h := dispatch.Hooks{
		Failed: func(ctx context.Context, f dispatch.Failure) error {
			return b.report(ctx, event(f.Meta, f.Body), f.Listener, f.Stage, f.Err)
		},
		Described: func(f dispatch.Failure) error { return described(f) },
		Panicked:  panicked,
		Stuck: func(cause error, running []string, abandoned int) error {
			return &CloseError{running, abandoned, cause}
		},
		Check: ValidateName,
		Recursed: func(name string, depth int, names []string) error {
			return &RecursionError{Name: name, Depth: depth, Cycle: cycle(names)}
		},
		Breakable:  s.breakable(b),
		Disabled:   b.disabled,
		Slow:       b.slow,
		Looping:    b.looping,
		Leaking:    b.leaking,
		Unreadable: b.unreadable,
		Observed:   s.observed,
	}
	if s.trace != nil {
		s.trace.failed = b.traceFailed
		h.Traced = b.traced
	}
	if s.mutations {
		h.Around = unchanged
	}
	return h
}

// panicked makes an error of a panic, or of a predicate's reason to say no.
func panicked(v any, stack []byte) error {
	if no, ok := v.(refusal.Refusal); ok {
		return no.Err
	}
	return &PanicError{v, stack}
}

// OnError replaces the error handler, for this view's owner where b is a view.
// The default, which nil restores, logs through slog, a panic with its stack.
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

// reportingKey marks the context of an error handler, and so of what it emits,
// also where that is delivered on another goroutine.
type reportingKey struct{}

// reporting counts the error handlers that run now, on all buses. Only while
// it is not zero does a failure look for one below it on the stack, which
// costs microseconds.
var reporting atomic.Int32

// nested reports whether a failure comes out of an error handler's own emit.
// The context shows it, unless the handler emits with another one; then the
// stack does.
func nested(ctx context.Context) bool {
	return dispatch.Value(ctx, reportingKey{}) != nil || reporting.Load() > 0 && isBelow(errorHandlerFrame)
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

// report tells the error handler of a failure, and returns it as EmitWait
// joins it. What fails while an error handler runs goes to the log only, so
// that a handler that emits can't call itself for ever.
func (b *Bus) report(ctx context.Context, e Event, l *dispatch.Listener, stage string, err error) error {
	in := info(l, dispatch.Figures{})
	out := listenerError(e.Name, in, stage, err)
	if l.Settings().Async && stage == dispatch.StageHandler && b.core().Observed() {
		b.state().observedLate(e, out)
	}
	h := b.handlerFor(l)
	if h == nil || nested(ctx) {
		b.log(ctx, out, in)
		return out
	}
	b.callErrorHandler(context.WithValue(ctx, reportingKey{}, true), *h, e, in, out)
	return out
}

// described is a failure as EmitWait joins it, if nobody need be told.
func described(f dispatch.Failure) *ListenerError {
	return listenerError(f.Meta.Name, info(f.Listener, dispatch.Figures{}), f.Stage, f.Err)
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
	reporting.Add(1)
	defer func() {
		reporting.Add(-1)
		if done {
			return
		}
		v := recover()
		b.log(ctx, out, in)
		b.logError(ctx, "events: the error handler failed too", "panic", fmt.Sprint(v))
	}()
	h(ctx, e, in, out.Err)
	done = true
}

// slow logs a call that goes on and on, with what its goroutine is doing.
// If it can't be told whose call that is, it blames nobody.
func (b *Bus) slow(s dispatch.SlowCall) {
	if s.Listener == nil {
		b.logWarn("events: a listener is slow; which of them can't be told, since one function has made their handlers",
			"event", s.Event, "candidates", len(s.Candidates), "since", s.Since, "stack", string(s.Stack))
		return
	}
	in := info(s.Listener, dispatch.Figures{})
	b.logWarn("events: a listener is slow", "event", s.Event, "listener", in.Name, "owner", in.Owner,
		"place", in.place(), "since", s.Since, "stack", string(s.Stack))
}

// looping tells of asynchronous listeners that answer each other on and on.
func (b *Bus) looping(l dispatch.Loop) {
	var names, places []string
	for _, listener := range l.Listeners {
		in := info(listener, dispatch.Figures{})
		names = append(names, listener.Topic()+" → "+in.Name)
		places = append(places, in.place())
	}
	b.logWarn("events: a loop that does not end: these listeners emit what the next one hears, and the last one what the first hears",
		"events", l.Events, "listeners", names, "place", places, "per_second", int(l.Rate), "for", l.For)
}

// leaking names an owner that seems to subscribe again and again.
func (b *Bus) leaking(topic, owner string, count int) {
	b.logWarn("events: an owner has many listeners on one name; does it forget to take them off?",
		"event", topic, "owner", owner, "listeners", count)
}

// unreadable says what a program gives up whose stack traces can't be read.
func (b *Bus) unreadable() {
	b.logWarn("events: the stack traces of this program can't be read, perhaps because it is obfuscated: EmitWait, Drain, Close and OffWait return ErrWouldDeadlock inside listeners",
		"go", runtime.Version())
}

func (b *Bus) log(ctx context.Context, e *ListenerError, in ListenerInfo) {
	attrs := []any{
		"event", e.Event, "listener", e.Listener, "owner", e.Owner, "stage", e.Stage,
		"place", in.place(), "error", e.Err,
	}
	if p, ok := e.Err.(*PanicError); ok && p != nil {
		attrs = append(attrs, "stack", string(p.Stack))
	}
	b.logError(ctx, "events: a listener failed", attrs...)
}

// logError survives a logger that panics: the listener that failed is no
// reason for its emitter to. Standard error is the last resort.
func (b *Bus) logError(ctx context.Context, message string, attrs ...any) {
	defer lastResort(message)
	b.logger().ErrorContext(ctx, message, attrs...)
}

func (b *Bus) logWarn(message string, attrs ...any) {
	defer lastResort(message)
	b.logger().Warn(message, attrs...)
}

func lastResort(message string) {
	if v := recover(); v != nil {
		fmt.Fprintf(os.Stderr, "%s, and the logger panicked: %v\n", message, v)
	}
}

func (b *Bus) logger() *slog.Logger {
	if l := b.state().logger; l != nil {
		return l
	}
	return slog.Default()
}
