package events

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// reportSlowCall logs a call that goes on and on, with what its goroutine is doing.
// If it can't be told whose call that is, it blames nobody.
func (b *Bus) reportSlowCall(s dispatch.SlowCall) {
	if s.Listener == nil {
		b.logWarn("events: a listener is slow; which of them can't be told, since one function has made their handlers",
			"event", s.Event, "candidates", len(s.Candidates), "since", s.Since, "stack", string(s.Stack))
		return
	}
	in := listenerInfo(s.Listener, dispatch.Figures{})
	b.logWarn("events: a listener is slow", "event", s.Event, "listener", in.Name, "owner", in.Owner,
		"place", in.place(), "since", s.Since, "stack", string(s.Stack))
}

// reportLoop tells of asynchronous listeners that answer each other on and on.
func (b *Bus) reportLoop(l dispatch.Loop) {
	var names, places []string
	for _, listener := range l.Listeners {
		in := listenerInfo(listener, dispatch.Figures{})
		names = append(names, listener.Topic()+" → "+in.Name)
		places = append(places, in.place())
	}
	b.logWarn("events: a loop that does not end: these listeners emit what the next one hears, and the last one what the first hears",
		"events", l.Events, "listeners", names, "place", places, "per_second", int(l.Rate), "for", l.For)
}

// reportLeak names an owner that seems to subscribe again and again.
func (b *Bus) reportLeak(topic, owner string, count int) {
	b.logWarn("events: an owner has many listeners on one name; does it forget to take them off?",
		"event", topic, "owner", owner, "listeners", count)
}

func (b *Bus) logFailure(ctx context.Context, e *ListenerError, in ListenerInfo) {
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
