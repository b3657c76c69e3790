package events_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// An overlap counts the calls of a handler that run at once.
type overlap struct {
	mu        sync.Mutex
	now, most int
	seen      []any // the field n, in the order of the calls
}

func (o *overlap) handle(_ context.Context, e events.Event) error {
	n, _ := e.Get("n")
	o.mu.Lock()
	o.now++
	o.most, o.seen = max(o.most, o.now), append(o.seen, n)
	o.mu.Unlock()
	time.Sleep(time.Second)
	o.mu.Lock()
	o.now--
	o.mu.Unlock()
	return nil
}

// emitAtOnce emits n events from a goroutine each, one millisecond apart, and
// waits for all.
func emitAtOnce(b *events.Bus, n int) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			time.Sleep(time.Duration(i) * time.Millisecond)
			_ = b.Emit(background, "a", events.Payload{"n": i})
		})
	}
	wg.Wait()
}

// Serial lets one call run at a time, in the order of the emits; without it, all
// of them run at once.
func TestSerialRunsOneCallAtATime(t *testing.T) {
	for _, c := range []struct {
		name string
		opts []events.Option
		want int
	}{
		{"with Serial", []events.Option{events.Serial()}, 1},
		{"without", nil, 8},
	} {
		t.Run(c.name, inBubble(func(t *testing.T) {
			b, o := unwatched(), new(overlap)
			b.On("a", o.handle, c.opts...)
			emitAtOnce(b, 8)
			if o.most != c.want {
				t.Errorf("%d calls at once, want %d", o.most, c.want)
			}
			if want := []any{0, 1, 2, 3, 4, 5, 6, 7}; !slices.Equal(o.seen, want) {
				t.Errorf("called in the order %v", o.seen)
			}
			closeBus(t, b)
		}))
	}
}

// An emit inside the handler is nested, and does not wait for the call that it is
// in.
func TestSerialCallsNest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, calls := unwatched(), 0
		b.On("a", func(ctx context.Context, _ events.Event) error {
			if calls++; calls < 3 {
				return b.Emit(ctx, "a", nil)
			}
			return nil
		}, events.Serial())
		mustEmit(t, b, "a", nil)
		if calls != 3 {
			t.Errorf("%d calls, want 3", calls)
		}
		closeBus(t, b)
	})
}

// However a call ends, the next one has its turn.
func TestSerialPassesTheTurnOn(t *testing.T) {
	for name, end := range map[string]func() error{
		"error":  func() error { return errors.New("boom") },
		"panic":  func() error { panic("boom") },
		"Goexit": func() error { runtime.Goexit(); return nil },
	} {
		t.Run(name, inBubble(func(t *testing.T) {
			b, o := silenced(), new(overlap)
			b.On("a", func(ctx context.Context, e events.Event) error {
				_ = o.handle(ctx, e)
				return end()
			}, events.Serial())
			emitAtOnce(b, 3)
			if o.most != 1 || len(o.seen) != 3 {
				t.Errorf("%d calls, %d at once; want 3, one at a time", len(o.seen), o.most)
			}
			closeBus(t, b)
		}))
	}
}

// The end of the emitter's context does not end the wait for a turn: every
// listener of an accepted event is called.
func TestSerialWaitOutlastsItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, o := unwatched(), new(overlap)
		b.On("a", o.handle, events.Serial())
		go func() { _ = b.Emit(background, "a", nil) }()
		time.Sleep(time.Millisecond)
		ctx, cancel := context.WithTimeout(background, time.Millisecond)
		defer cancel()
		if err := b.Emit(ctx, "a", nil); err != nil || len(o.seen) != 2 {
			t.Errorf("Emit: %v; %d calls, want 2", err, len(o.seen))
		}
		closeBus(t, b)
	})
}

// Two serial listeners, each of which emits what the other gets, don't wait for
// each other for ever: an event fails, and the error handler gets the reason.
func TestSerialWaitsCloseNoCircle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var told []error
		b := unwatched()
		b.OnError(func(_ context.Context, _ events.Event, _ events.ListenerInfo, err error) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, err)
		})
		for name, other := range map[string]string{"a": "b", "b": "a"} {
			b.On(name, func(ctx context.Context, e events.Event) error {
				if _, nested := e.Get("nested"); nested {
					return nil
				}
				time.Sleep(time.Second)
				return b.Emit(ctx, other, events.Payload{"nested": true})
			}, events.Serial())
		}
		var wg sync.WaitGroup
		wg.Go(func() { _ = b.Emit(background, "a", nil) })
		wg.Go(func() { _ = b.Emit(background, "b", nil) })
		wg.Wait()
		if len(told) != 1 || !errors.Is(told[0], events.ErrWouldDeadlock) {
			t.Errorf("told %v; want ErrWouldDeadlock once", told)
		}
		closeBus(t, b)
	})
}

// Serial and several calls at once contradict each other. With one worker it
// changes nothing.
func TestSerialWithSeveralWorkersPanics(t *testing.T) {
	b := unwatched()
	for name, opt := range map[string]events.AsyncOption{"Workers": events.Workers(2), "Keyed": events.Keyed(keyOf)} {
		t.Run(name, func(t *testing.T) {
			wantText(t, mustPanic(t, func() { b.On("a", discard, events.Serial(), events.Async(opt)) }), "Serial", "leave one of them out")
		})
	}
	b.On("a", discard, events.Serial(), events.Async()).Off()
}
