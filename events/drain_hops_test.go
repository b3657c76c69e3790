package events_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// B39: Drain waits for what listeners emit because of what it waits for, from
// queue to queue.
func TestB39_DrainWaitsForConsequences(t *testing.T) {
	for first, opts := range map[string][]events.Option{"sync": nil, "async": {events.Async()}} {
		t.Run(first, inBounds(func(t *testing.T) {
			b := unwatched()
			var heard atomic.Int32
			const hops = 20
			for i := range hops {
				b.On(fmt.Sprint("n", i), func(context.Context, events.Event) error {
					time.Sleep(time.Second)
					heard.Add(1)
					return b.Emit(background, fmt.Sprint("n", i+1), nil)
				}, opts...)
				opts = []events.Option{events.Async()}
			}
			go func() { _ = b.Emit(background, "n0", nil) }()
			time.Sleep(time.Second / 2)
			if err := b.Drain(background); err != nil || heard.Load() != hops {
				t.Errorf("Drain: %v after %d of %d calls", err, heard.Load(), hops)
			}
			wantClosed(t, b)
		}))
	}
}

// B39: it follows them for a while only: two that answer each other would hold
// it up for ever.
func TestB39_DrainEndsThoughListenersAnswerEachOther(t *testing.T) {
	bounded(t, func(t *testing.T) {
		b := unwatched()
		var over atomic.Bool
		for name, next := range map[string]string{"ping": "pong", "pong": "ping"} {
			b.On(name, func(ctx context.Context, _ events.Event) error {
				if time.Sleep(time.Second); over.Load() {
					return nil
				}
				return b.Emit(ctx, next, nil)
			}, events.Async())
		}
		mustEmit(t, b, "ping", nil)
		ctx, cancel := context.WithTimeout(background, time.Hour)
		defer cancel()
		if err := b.Drain(ctx); err != nil {
			t.Errorf("Drain: %v", err)
		}
		over.Store(true)
		time.Sleep(time.Minute)
		wantClosed(t, b)
	})
}

// B39: Drain does not wait for what others emit during that time: it takes no
// longer than what was queued when it began.
func TestB39_DrainWaitsForNobodyWhoComesLater(t *testing.T) {
	for name, opts := range map[string][]events.Option{"sync": nil, "workers": {events.Async(events.Workers(50))}} {
		t.Run(name, inBounds(func(t *testing.T) {
			b := unwatched()
			b.On("x", func(context.Context, events.Event) error { time.Sleep(time.Second); return nil }, opts...)
			end := make(chan struct{})
			go func() {
				for {
					select {
					case <-end:
						return
					case <-time.After(100 * time.Millisecond):
						go func() { _ = b.Emit(background, "x", nil) }()
					}
				}
			}()
			time.Sleep(10 * time.Second)
			began := time.Now()
			if err := b.Drain(background); err != nil || time.Since(began) > 3*time.Second {
				t.Errorf("Drain: %v after %v, want a second", err, time.Since(began))
			}
			close(end)
			time.Sleep(time.Minute)
			wantClosed(t, b)
		}))
	}
}

// B39: a call is waited for also if nothing was emitted for a long time before it.
func TestB39_DrainWaitsAfterALongPause(t *testing.T) {
	for name, emit := range map[string]func(*events.Bus) error{"untyped": emitUntyped, "typed": emitNothing} {
		t.Run(name, inBounds(func(t *testing.T) {
			b := unwatched()
			var takes atomic.Int64
			onNothing(b, func() error { time.Sleep(time.Duration(takes.Load())); return nil })
			for range 100 {
				_ = emit(b)
			}
			time.Sleep(time.Hour)
			takes.Store(int64(time.Minute))
			go func() { _ = emit(b) }()
			time.Sleep(time.Millisecond)
			ctx, cancel := context.WithTimeout(background, time.Second)
			defer cancel()
			if left, ok := errors.AsType[*events.DrainError](b.Drain(ctx)); !ok || left.Running != 1 {
				t.Errorf("Drain while a call runs: %v", left)
			}
			time.Sleep(time.Hour)
			wantClosed(t, b)
		}))
	}
}
