package events_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// A listener of another bus is outside: what it emits while a bus closes is
// refused, like all that comes from outside.
func TestCloseRefusesListenersOfAnotherBus(t *testing.T) {
	for name, opts := range map[string][]events.Option{"sync": nil, "async": {events.Async()}} {
		t.Run(name, inBounds(func(t *testing.T) {
			b, other := unwatched(), unwatched()
			b.On("x", func(context.Context, events.Event) error { time.Sleep(10 * time.Second); return nil }, events.Async())
			b.On("late", discard)
			late := make(chan error, 1)
			other.On("x", func(ctx context.Context, _ events.Event) error { late <- b.Emit(ctx, "late", nil); return nil }, opts...)
			mustEmit(t, b, "x", nil)
			closed := make(chan error, 1)
			go func() { closed <- b.Close(background) }()
			time.Sleep(time.Second)
			mustEmit(t, other, "x", nil)
			if err := <-late; !errors.Is(err, events.ErrClosed) {
				t.Errorf("an emit by another bus's listener: %v, want ErrClosed", err)
			}
			if err := <-closed; err != nil {
				t.Errorf("Close: %v", err)
			}
			wantClosed(t, other)
		}))
	}
}

// B40: the listeners of a view that closes get what listeners emit, and nothing
// more of what comes from outside; those of others do.
func TestB40_AViewThatClosesHearsNobodyElse(t *testing.T) {
	for name, opts := range map[string][]events.Option{
		"sync": nil, "async": {events.Async()}, "once": {events.Once()}, "keyed": {events.Async(events.Keyed(keyOf))},
	} {
		t.Run(name, inBounds(func(t *testing.T) {
			b := unwatched()
			var heard, others atomic.Int32
			b.As("p").On("busy", func(ctx context.Context, _ events.Event) error {
				time.Sleep(10 * time.Second)
				return b.Emit(ctx, "x", nil)
			}, events.Async())
			b.As("p").On("x", counts(&heard), opts...)
			b.As("q").On("x", counts(&others))
			mustEmit(t, b, "busy", nil)
			closed := make(chan error, 1)
			go func() { closed <- b.As("p").Close(background) }()
			for range 5 {
				time.Sleep(time.Second)
				mustEmit(t, b, "x", nil)
			}
			if err := <-closed; err != nil {
				t.Errorf("Close: %v", err)
			}
			if heard.Load() != 1 || others.Load() != 6 {
				t.Errorf("%d events heard, want the one of its own listener; others heard %d, want 6", heard.Load(), others.Load())
			}
			wantClosed(t, b)
		}))
	}
}
