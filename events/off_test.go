package events_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// B11: Off is true once and never harms another listener, also after others have
// taken the place.
func TestB11_OffIsIdempotent(t *testing.T) {
	b, j := events.New(), &journal{}
	s := b.On("a", j.writes("s"))
	if !s.Off() || s.Off() {
		t.Error("Off: want true, then false")
	}
	b.On("a", j.writes("other"))
	b.On("a", j.writes("again"))
	for range 3 {
		if s.Off() {
			t.Error("Off of a subscription that is off returned true")
		}
	}
	mustEmit(t, b, "a", nil)
	j.wants(t, "other again")
	if n := b.ListenerCount(); n != 2 {
		t.Errorf("%d listeners, want 2", n)
	}
}

// B11: of many that call Off at once, one is told that it did it.
func TestB11_OffFromManyGoroutines(t *testing.T) {
	b := events.New()
	for range 200 {
		s := b.On("a", discard)
		var won atomic.Int32
		done := make(chan struct{})
		for range 4 {
			go func() {
				if s.Off() {
					won.Add(1)
				}
				done <- struct{}{}
			}()
		}
		for range 4 {
			<-done
		}
		if won.Load() != 1 {
			t.Fatalf("Off returned true %d times", won.Load())
		}
	}
}

// B12: no emit after Off calls the handler.
func TestB12_NoEmitAfterOffCalls(t *testing.T) {
	b, j := events.New(), &journal{}
	subs := []*events.Subscription{
		b.On("a.b", j.writes("exact")), b.OnNamespace("a", j.writes("namespace")), b.OnAny(j.writes("any")),
		b.On("a.b", j.writes("async"), events.Async()), b.On("a.b", j.writes("once"), events.Once()),
	}
	for _, s := range subs {
		s.Off()
	}
	mustEmit(t, b, "a.b", nil)
	closeBus(t, b)
	j.wants(t, "")
}

// B12: OffWait returns when no call runs, or with its context's error; the
// listener is off at once in both cases.
func TestB12_OffWaitWaitsForTheCall(t *testing.T) {
	for name, opts := range map[string][]events.Option{"synchronous": nil, "asynchronous": {events.Async()}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := events.New()
				var n atomic.Int32
				s := b.On("a", slow(time.Minute, &n), opts...)
				go func() { _ = b.Emit(background, "a", nil) }()
				synctest.Wait()
				ctx, cancel := context.WithTimeout(background, time.Second)
				defer cancel()
				if err := s.OffWait(ctx); !errors.Is(err, context.DeadlineExceeded) || n.Load() != 0 {
					t.Errorf("OffWait: %v, want the deadline while the handler runs", err)
				}
				if s.Off() {
					t.Error("OffWait gave up and left the listener on")
				}
				if err := s.OffWait(background); err != nil || n.Load() != 1 {
					t.Errorf("OffWait: %v after %d calls, want 1", err, n.Load())
				}
				closeBus(t, b)
			})
		})
	}
}

// B12: what Off discards with a queue is counted as dropped; B34 adds
// up before and after.
func TestOffCountsWhatItDiscards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var n atomic.Int32
		s := b.On("a", slow(time.Second, &n), events.Async())
		for range 5 {
			mustEmit(t, b, "a", nil)
		}
		synctest.Wait()
		if i := s.Info(); i.Running != 1 || i.Pending != 4 {
			t.Errorf("before: %d running, %d pending; want 1, 4", i.Running, i.Pending)
		}
		s.Off()
		if err := s.OffWait(background); err != nil {
			t.Error(err)
		}
		if i := s.Info(); i.Delivered != 1 || i.Dropped != 4 || i.Pending != 0 || i.Running != 0 {
			t.Errorf("after: %+v; want 1 delivered, 4 dropped", i)
		}
		closeBus(t, b)
	})
}

// B18: OffAll takes off all listeners of one owner, of every kind, and no others.
func TestB18_OffAllByOwner(t *testing.T) {
	b, j := events.New(), &journal{}
	mine, other := b.As("mine"), b.As("other")
	mine.On("a", j.writes("on"))
	b.As("mine").OnNamespace("a", j.writes("namespace"))
	mine.OnAny(j.writes("any"), events.Async())
	mine.On("a", j.writes("once"), events.Once())
	other.On("a", j.writes("other"))
	b.On("a", j.writes("root"))
	if n := mine.OffAll(); n != 4 {
		t.Errorf("OffAll took off %d, want 4", n)
	}
	if n := mine.OffAll(); n != 0 {
		t.Errorf("OffAll again took off %d", n)
	}
	mustEmit(t, b, "a", nil)
	j.wants(t, "other root")
	if n := b.OffAll(); n != 1 {
		t.Errorf("OffAll of the bus itself took off %d, want the 1 without an owner", n)
	}
	mine.On("a", j.writes("back"))
	mustEmit(t, b, "a", nil)
	closeBus(t, b)
	j.wants(t, "other root other back")
}

// B18: an emit that begins after OffAll sees none of the owner's listeners,
// though another goroutine was emitting while they were taken off.
func TestB18_OffAllUnderEmits(t *testing.T) {
	b := events.New()
	for range 300 {
		view := b.As("plugin")
		heard := 0
		for range 4 {
			view.On("a", func(context.Context, events.Event) error { heard++; return nil })
		}
		done := make(chan struct{})
		go func() { defer close(done); view.OffAll() }()
		_ = b.Emit(background, "a", nil) // may see some go while it runs
		<-done
		before := heard
		mustEmit(t, b, "a", nil)
		if heard != before {
			t.Fatalf("%d calls after OffAll had returned", heard-before)
		}
	}
}

// B19: a subscription bound to a context is off when that ends, and costs no
// goroutine until then.
func TestB19_UntilTheContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, j := events.New(), &journal{}
		ctx, cancel := context.WithCancel(background)
		before := goroutines()
		for range 10 {
			b.On("a", discard, events.Until(ctx))
		}
		if n := goroutines() - before; n != 0 {
			t.Errorf("10 subscriptions cost %d goroutines", n)
		}
		s := b.On("a", j.writes("a"), events.Until(ctx))
		mustEmit(t, b, "a", nil)
		cancel()
		synctest.Wait()
		mustEmit(t, b, "a", nil)
		j.wants(t, "a")
		if s.Off() || b.ListenerCount() != 0 {
			t.Errorf("%d listeners are on after the end of their context", b.ListenerCount())
		}
	})
}

// B19: the end of the context takes the listener off, not the next emit.
func TestB19_UntilTakesOffWithoutAnEmit(t *testing.T) {
	for kind, bound := range cancelable {
		t.Run(kind, inBubble(func(t *testing.T) {
			b := unwatched()
			ctx, cancel := bound()
			b.On("a", discard, events.Until(ctx))
			b.On("a", discard, events.Until(ctx), events.Async())
			cancel()
			synctest.Wait()
			if n := b.ListenerCount(); n != 0 {
				t.Errorf("%d listeners are on after the end of their context", n)
			}
			closeBus(t, b)
		}))
	}
}

// B19: a context that has ended already: no listener is called.
func TestB19_UntilAnEndedContext(t *testing.T) {
	b, j := events.New(), &journal{}
	ctx, cancel := context.WithCancel(background)
	cancel()
	s := b.On("a", j.writes("a"), events.Until(ctx))
	mustEmit(t, b, "a", nil)
	j.wants(t, "")
	if s.Off() {
		t.Error("the subscription was on")
	}
}

// Off before the end of the context, and the end after it, get on.
func TestB19_OffBeforeTheContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		ctx, cancel := context.WithCancel(background)
		s := b.On("a", discard, events.Until(ctx))
		if !s.Off() {
			t.Error("Off: false")
		}
		cancel()
		synctest.Wait()
	})
}

// Off of a keyed listener with a large queue takes one pass, not one for each
// event, since it delays all others during that time.
func TestOffOfAFullKeyedQueue(t *testing.T) {
	const n = 50_000
	b := events.New()
	stop := make(chan struct{})
	s := b.On("a", func(context.Context, events.Event) error { <-stop; return nil },
		events.Async(events.Buffer(n), events.Workers(1), events.Keyed(keyOf)))
	for i := range n {
		mustEmit(t, b, "a", events.Payload{"key": string(rune('a'+i%26)) + strings.Repeat("x", i%1000), "i": i})
	}
	watchdog(t, time.Minute, func() { s.Off() })
	close(stop)
	closeBus(t, b)
	if in := s.Info(); in.Accepted != in.Delivered+in.Dropped || in.Dropped == 0 {
		t.Errorf("%d accepted, %d delivered, %d dropped", in.Accepted, in.Delivered, in.Dropped)
	}
}
