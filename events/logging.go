package events

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// reportSlowCall logs a call that lasts longer than the threshold, with the stack
// of its goroutine. If the call cannot be matched to one listener, it lists the
// candidates and names none.
func (b *Bus) reportSlowCall(s dispatch.SlowCall) {
	if s.Listener == nil {
		b.logWarn("events: slow listener call; one function made the handlers of several listeners, so it may be any of the candidates",
			"event", s.Event, "candidates", len(s.Candidates), "since", s.Since, "stack", string(s.Stack))
		return
	}
	in := listenerInfo(s.Listener, dispatch.Figures{})
	b.logWarn("events: slow listener call", "event", s.Event, "listener", in.Name, "owner", in.Owner,
		"place", in.place(), "since", s.Since, "stack", string(s.Stack))
}

// reportLoop logs asynchronous listeners that emit each other's events without end.
func (b *Bus) reportLoop(l dispatch.Loop) {
	var names, places []string
	for _, listener := range l.Listeners {
		in := listenerInfo(listener, dispatch.Figures{})
		names = append(names, listener.Topic()+" → "+in.Name)
		places = append(places, in.place())
	}
	b.logWarn("events: possible endless loop: each of these listeners emits an event of the next one, and the last one an event of the first",
		"events", l.Events, "listeners", names, "place", places, "per_second", int(l.Rate), "for", l.For)
}

// reportLeak logs an owner that has passed the limit of listeners on one name.
func (b *Bus) reportLeak(topic, owner string, count int) {
	b.logWarn("events: possible listener leak: one owner has many listeners on one name; take them off with Off, OffAll or Until",
		"event", topic, "owner", owner, "listeners", count)
}

// reportUnreadable logs what a program loses if its stack traces cannot be read.
func (b *Bus) reportUnreadable() {
	b.logWarn("events: cannot read the stack traces of this program, perhaps because it is obfuscated: EmitWait, Drain, Close and OffWait return ErrWouldDeadlock inside listeners",
		"go", runtime.Version())
}

func (b *Bus) logFailure(ctx context.Context, e *ListenerError, in ListenerInfo) {
	attrs := []any{
		"event", e.Event, "listener", e.Listener, "owner", e.Owner, "stage", e.Stage,
		"place", in.place(), "error", e.Err,
	}
	if p, ok := e.Err.(*PanicError); ok && p != nil {
		attrs = append(attrs, "stack", string(p.Stack))
	}
	b.logError(ctx, "events: listener failed", attrs...)
}

// logError logs a failure, and goes on if the logger panics: a listener's failure
// must not reach its emitter. Standard error is the last resort.
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
