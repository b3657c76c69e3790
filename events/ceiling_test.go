package events_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// emitters are listeners of "go" that call emit, with the context that they
// got and with another one.
var emitters = map[string]func(b *events.Bus, emit func(context.Context)){
	"synchronous": func(b *events.Bus, emit func(context.Context)) {
		b.On("go", func(ctx context.Context, _ events.Event) error { emit(ctx); return nil })
	},
	"synchronous, context dropped": func(b *events.Bus, emit func(context.Context)) {
		b.On("go", func(context.Context, events.Event) error { emit(background); return nil })
	},
	"typed": func(b *events.Bus, emit func(context.Context)) {
		goTopic.On(b, func(ctx context.Context, _ ping) error { emit(ctx); return nil })
	},
	"asynchronous": func(b *events.Bus, emit func(context.Context)) {
		b.On("go", func(ctx context.Context, _ events.Event) error { emit(ctx); return nil }, events.Async())
	},
	"asynchronous, context dropped": func(b *events.Bus, emit func(context.Context)) {
		b.On("go", func(context.Context, events.Event) error { emit(background); return nil }, events.Async())
	},
	"workers": func(b *events.Bus, emit func(context.Context)) {
		b.On("go", func(context.Context, events.Event) error { emit(background); return nil }, events.Async(events.Workers(3)))
	},
	"keyed": func(b *events.Bus, emit func(context.Context)) {
		b.On("go", func(context.Context, events.Event) error { emit(background); return nil }, events.Async(events.Keyed(keyOf)))
	},
	"namespace once": func(b *events.Bus, emit func(context.Context)) {
		b.OnAny(func(_ context.Context, e events.Event) error { emit(background); return nil },
			events.Predicate(func(e events.Event) bool { return e.Name == "go" }), events.Once())
	},
	"body of a stream": func(b *events.Bus, emit func(context.Context)) {
		go func() {
			for range b.Stream(background, "go") {
				emit(background)
			}
		}()
		synctest.Wait()
	},
	"predicate": func(b *events.Bus, emit func(context.Context)) {
		b.On("go", discard, events.Predicate(func(events.Event) bool { emit(background); return true }))
	},
	"error handler of a typed listener": func(b *events.Bus, emit func(context.Context)) {
		goTopic.On(b, func(context.Context, ping) error { return errBoom })
		b.OnError(func(context.Context, events.Event, events.ListenerInfo, error) { emit(background) })
	},
	"error handler": func(b *events.Bus, emit func(context.Context)) {
		b.On("go", fails(errBoom))
		b.OnError(func(ctx context.Context, e events.Event, _ events.ListenerInfo, _ error) {
			if e.Name == "go" {
				emit(ctx)
			}
		})
	},
}

// full returns a listener whose queue has no room and whose worker is stuck.
func full(t *testing.T, b *events.Bus) *counter {
	t.Helper()
	c := newCounter(b, events.Buffer(1))
	for n := range 2 {
		mustEmit(t, b, "a", number(n))
		synctest.Wait()
	}
	return c
}

// B36: an emit that comes from a listener does not wait for room in a full
// queue, whatever kind of listener it is and whatever context it emits with.
// Its events go over the capacity, in order, and none is dropped.
func TestB36_AListenerThatEmitsNeverBlocks(t *testing.T) {
	for name, wire := range emitters {
		t.Run(name, inBubble(func(t *testing.T) {
			b := events.New()
			c := full(t, b)
			emitted := false
			wire(b, func(ctx context.Context) {
				for n := range 5 {
					if err := b.Emit(ctx, "a", number(2+n)); err != nil {
						t.Error(err)
					}
				}
				emitted = true
			})
			mustEmit(t, b, "go", nil)
			if synctest.Wait(); !emitted {
				t.Error("the listener waits for room")
			}
			figuresOf(c.Subscription).wants(t, figures{7, 0, 0, 6, 1})
			close(c.next)
			closeBus(t, b)
			if !slices.Equal(c.heard, []int{0, 1, 2, 3, 4, 5, 6}) {
				t.Errorf("delivered %v", c.heard)
			}
		}))
	}
}

// B36: two listeners that fill each other's queues go on.
func TestB36_TwoListenersFillEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var calls atomic.Int32
		for name, other := range map[string]string{"a": "b", "b": "a"} {
			b.On(name, func(_ context.Context, e events.Event) error {
				calls.Add(1)
				if n, _ := events.Field[int](e, "n"); n > 0 {
					mustEmit(t, b, other, number(n-1))
					mustEmit(t, b, other, number(n-1))
				}
				return nil
			}, events.Async(events.Buffer(1)))
		}
		mustEmit(t, b, "a", number(7))
		if err := b.Drain(background); err != nil || calls.Load() != 1<<8-1 {
			t.Errorf("%v after %d of 255 calls", err, calls.Load())
		}
		closeBus(t, b)
	})
}

// B36: an emit from a goroutine that a listener starts is like any other: it
// waits for room, and its context bounds that.
func TestB36_AGoroutineOfAListenerWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New(events.WithErrorHandler(new(failures).handle))
		c := full(t, b)
		var err error
		b.On("go", func(ctx context.Context, _ events.Event) error {
			ctx, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel()
			over := make(chan struct{})
			go func() { defer close(over); err = b.Emit(ctx, "a", number(2)) }()
			<-over
			return nil
		}, events.Async())
		mustEmit(t, b, "go", nil)
		time.Sleep(time.Hour)
		synctest.Wait()
		if !errors.Is(err, events.ErrQueueFull) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Emit: %v; want ErrQueueFull and the deadline", err)
		}
		figuresOf(c.Subscription).wants(t, figures{3, 0, 1, 1, 1})
		close(c.next)
		closeBus(t, b)
	})
}

// B36: past the ceiling events are dropped, counted and reported. It is one
// for the whole bus, and what is delivered or taken off makes room below it.
func TestB36_TheCeiling(t *testing.T) {
	for _, ceiling := range []int{0, 1, 5} {
		synctest.Test(t, func(t *testing.T) {
			f := &failures{}
			b := events.New(events.WithCeiling(ceiling), events.WithErrorHandler(f.handle))
			one := full(t, b)
			refused := 0
			b.On("go", func(context.Context, events.Event) error {
				for n := range 10 {
					if err := b.Emit(background, "a", number(n)); errors.Is(err, events.ErrQueueFull) {
						refused++
					} else if err != nil {
						t.Error(err)
					}
				}
				return nil
			})
			over, want := uint64(ceiling), 10-ceiling
			check := func(when string, s *events.Subscription, f figures) {
				t.Helper()
				mustEmit(t, b, "go", nil)
				if refused != want {
					t.Errorf("%s: %d of 10 emits were refused, want %d", when, refused, want)
				}
				refused = 0
				synctest.Wait()
				figuresOf(s).wants(t, f)
			}
			check("at first", one.Subscription, figures{12, 0, 10 - over, 1 + ceiling, 1})
			if len(f.all) != want || f.all[0].listener.Name != "counter" || !errors.Is(f.all[0].err, events.ErrQueueFull) {
				t.Errorf("%d reports: %v", len(f.all), f.all)
			}
			for range 2 + ceiling {
				one.next <- struct{}{}
			}
			synctest.Wait()
			figuresOf(one.Subscription).wants(t, figures{12, 2 + over, 10 - over, 0, 0})
			mustEmit(t, b, "a", number(0))
			synctest.Wait()
			mustEmit(t, b, "a", number(1))
			check("when they were delivered", one.Subscription, figures{24, 2 + over, 20 - 2*over, 1 + ceiling, 1})
			one.Off()
			two := full(t, b)
			check("when they were taken off", two.Subscription, figures{12, 0, 10 - over, 1 + ceiling, 1})
			close(one.next)
			close(two.next)
			closeBus(t, b)
		})
	}
}

// B36: the ceiling is that of the bus, not of a queue.
func TestB36_TheCeilingIsOfTheBus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New(events.WithCeiling(5), events.WithErrorHandler(new(failures).handle))
		one := newCounter(b, events.Buffer(1))
		two := newCounter(b, events.Buffer(1))
		for n := range 2 {
			mustEmit(t, b, "a", number(n))
			synctest.Wait()
		}
		b.On("go", func(context.Context, events.Event) error { return b.Emit(background, "a", number(2)) })
		for range 10 {
			_ = b.Emit(background, "go", nil)
		}
		f, g := figuresOf(one.Subscription), figuresOf(two.Subscription)
		if f.Pending+g.Pending != 2+5 || f.Dropped+g.Dropped != 15 {
			t.Errorf("%+v and %+v; want 5 over the capacity, 15 dropped", f, g)
		}
		close(one.next)
		close(two.next)
		closeBus(t, b)
	})
}
