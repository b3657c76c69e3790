package events_test

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// B26, B25: an error handler that ends the goroutine of an asynchronous
// listener, as t.Fatal in a test's does, costs nothing but that goroutine: each
// call is reported and counted once, the queue goes on, and waits end.
func TestB26_ErrorHandlerGoexitAsync(t *testing.T) {
	for _, f := range faulty {
		for name, opts := range map[string][]events.AsyncOption{
			"one worker": nil, "workers": {events.Workers(2)}, "keyed": {events.Keyed(keyOf)},
		} {
			t.Run(f.name+", "+name, inBubble(func(t *testing.T) {
				var told []error
				b := events.New(events.WithLogger(slog.New(slog.DiscardHandler)), events.WithErrorHandler(
					func(_ context.Context, _ events.Event, _ events.ListenerInfo, err error) {
						told = append(told, err)
						runtime.Goexit()
					}))
				s := b.On("a", f.handler, events.Async(opts...))
				ctx, cancel := context.WithTimeout(background, time.Minute)
				defer cancel()
				for range 3 {
					if err := b.EmitWait(ctx, "a", nil); errors.Is(err, context.DeadlineExceeded) {
						t.Fatalf("EmitWait never ends: %+v", s.Info())
					}
				}
				if err := b.Drain(ctx); err != nil {
					t.Fatal(err)
				}
				for _, err := range told {
					if !f.want(err) {
						t.Errorf("reported: %v", err)
					}
				}
				if i := s.Info(); len(told) != 3 || i.Failed != 3 {
					t.Errorf("%d reports, %d failures; want 3 each", len(told), i.Failed)
				}
				figuresOf(s).wants(t, figures{Accepted: 3, Delivered: 3})
				closeBus(t, b)
			}))
		}
	}
}
