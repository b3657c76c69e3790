package events_test

import (
	"context"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// B01: higher priority first, ties in order of registration, whichever listeners
// come and go between them; any int is a priority.
func TestB01_OrderIsByPriorityThenRegistration(t *testing.T) {
	b, j := events.New(), &journal{}
	b.On("a", j.writes("min"), events.Priority(math.MinInt))
	b.On("a", j.writes("first"))
	gone := b.On("a", j.writes("gone"))
	b.On("a", j.writes("max"), events.Priority(math.MaxInt))
	b.On("a", j.writes("second"))
	b.On("a", j.writes("low"), events.Priority(-1))
	gone.Off()
	b.On("a", j.writes("third"))
	b.On("a", j.writes("high"), events.Priority(1))
	mustEmit(t, b, "a", nil)
	j.wants(t, "max high first second third low min")
}

// B02: listeners of the name, of its namespaces and of everything stand in one
// order.
func TestB02_AllKindsStandInOneOrder(t *testing.T) {
	b, j := events.New(), &journal{}
	b.OnAny(j.writes("any"))
	b.On("a.b.c", j.writes("exact"))
	b.OnNamespace("a", j.writes("a"))
	b.OnNamespace("a.b", j.writes("a.b"))
	b.OnAny(j.writes("any9"), events.Priority(9))
	b.OnNamespace("a", j.writes("a8"), events.Priority(8))
	b.On("a.b.c", j.writes("exact-1"), events.Priority(-1))
	b.OnAny(j.writes("late"))
	mustEmit(t, b, "a.b.c", nil)
	j.wants(t, "any9 a8 any exact a a.b late exact-1")
}

// B03: synchronous listeners run one at a time in the emitter's goroutine; all
// have returned when Emit does.
func TestB03_SyncListenersRunInTheEmittersGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		running, done := 0, 0 // no lock: the race detector would see a second goroutine
		for range 5 {
			b.On("a", func(context.Context, events.Event) error {
				if running++; running != 1 {
					t.Error("two listeners at once")
				}
				time.Sleep(time.Second)
				running--
				done++
				return nil
			})
		}
		start := time.Now()
		mustEmit(t, b, "a", nil)
		if done != 5 || time.Since(start) != 5*time.Second {
			t.Errorf("%d of 5 had returned after %v", done, time.Since(start))
		}
	})
}

// B04: an emit inside a handler is delivered before the outer one goes on.
func TestB04_NestedEmitIsDepthFirst(t *testing.T) {
	b, j := events.New(), &journal{}
	b.On("outer", func(ctx context.Context, _ events.Event) error {
		j.add("outer1(")
		err := b.Emit(ctx, "inner", nil)
		j.add(")")
		return err
	})
	b.On("outer", j.writes("outer2"))
	b.On("inner", j.writes("inner1"))
	b.On("inner", j.writes("inner2"))
	mustEmit(t, b, "outer", nil)
	j.wants(t, "outer1( inner1 inner2 ) outer2")
}

// B05: who is added during an emit gets the next one, also a nested one.
func TestB05_AddedListenerHearsTheNextEvent(t *testing.T) {
	b, j := events.New(), &journal{}
	b.On("a", func(ctx context.Context, e events.Event) error {
		j.add("first%v", e.Payload()["n"])
		if e.Payload()["n"] == 0 {
			b.On("a", j.writes("added"))
			b.OnNamespace("a", j.writes("never"))
			b.OnAny(j.writes("any"))
			return b.Emit(ctx, "a", events.Payload{"n": 1})
		}
		return nil
	})
	mustEmit(t, b, "a", events.Payload{"n": 0})
	j.add("|")
	mustEmit(t, b, "a", events.Payload{"n": 2})
	j.wants(t, "first0 first1 added any | first2 added any")
}

// B06: who is removed before it is reached is not called.
func TestB06_RemovedListenerIsNotCalled(t *testing.T) {
	for _, tt := range []struct {
		name string
		add  func(*events.Bus, events.Handler) *events.Subscription
	}{
		{"exact", func(b *events.Bus, h events.Handler) *events.Subscription { return b.On("a.b", h) }},
		{"namespace", func(b *events.Bus, h events.Handler) *events.Subscription { return b.OnNamespace("a", h) }},
		{"any", func(b *events.Bus, h events.Handler) *events.Subscription { return b.OnAny(h) }},
		{"async", func(b *events.Bus, h events.Handler) *events.Subscription { return b.On("a.b", h, events.Async()) }},
		{"once", func(b *events.Bus, h events.Handler) *events.Subscription { return b.On("a.b", h, events.Once()) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, j := events.New(), &journal{}
			var next *events.Subscription
			b.On("a.b", func(context.Context, events.Event) error { next.Off(); j.add("off"); return nil })
			next = tt.add(b, j.writes("removed"))
			b.OnAny(j.writes("last"))
			mustEmit(t, b, "a.b", nil)
			mustEmit(t, b, "a.b", nil)
			closeBus(t, b)
			j.wants(t, "off last off last")
			if n := next.Info().Delivered; n != 0 {
				t.Errorf("a removed listener counts %d calls", n)
			}
		})
	}
}

// B07: a handler takes itself off, and those behind it still run.
func TestB07_HandlerTakesItselfOff(t *testing.T) {
	b, j := events.New(), &journal{}
	var self *events.Subscription
	self = b.On("a", func(context.Context, events.Event) error {
		j.add("self:%v", self.Off())
		return nil
	})
	b.On("a", j.writes("next"))
	mustEmit(t, b, "a", nil)
	mustEmit(t, b, "a", nil)
	j.wants(t, "self:true next next")
}

// B08: what one goroutine emits, every listener gets in that order, also
// beside the emits of others.
func TestB08_OneEmittersEventsStayInOrder(t *testing.T) {
	const emitters, each = 8, 200
	b := events.New()
	// A synchronous listener runs in its emitter's goroutine, so each emitter
	// has a list of its own; the asynchronous one has one worker.
	sync1 := make([][]int, emitters)
	async := make([][]int, emitters)
	keep := func(seen [][]int) events.Handler {
		return func(_ context.Context, e events.Event) error {
			who, _ := events.Field[int](e, "who")
			n, err := events.Field[int](e, "n")
			seen[who] = append(seen[who], n)
			return err
		}
	}
	b.On("a", keep(sync1))
	b.OnNamespace("x", discard)
	b.OnAny(keep(async), events.Async(events.Buffer(7)))
	var all sync.WaitGroup
	for who := range emitters {
		all.Go(func() {
			for n := range each {
				if err := b.Emit(background, "a", events.Payload{"who": who, "n": n}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	closeBus(t, b)
	for who := range emitters {
		for name, seen := range map[string][]int{"synchronous": sync1[who], "asynchronous": async[who]} {
			if len(seen) != each || !slices.IsSorted(seen) {
				t.Errorf("%s listener heard %d of %d events of emitter %d, in order: %v",
					name, len(seen), each, who, slices.IsSorted(seen))
			}
		}
	}
}

// B09: a synchronous listener may run concurrently with itself; a worker of an
// asynchronous one makes one call at a time.
func TestB09_OnlyAsyncListenersAreSerial(t *testing.T) {
	for _, tt := range []struct {
		name string
		opts []events.Option
		want int32
	}{
		{"synchronous: one call an emitter", nil, 4},
		{"asynchronous: one worker by default", []events.Option{events.Async()}, 1},
		{"asynchronous: as many as were asked for", []events.Option{events.Async(events.Workers(3))}, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := events.New()
				var running, most atomic.Int32
				b.On("a", func(context.Context, events.Event) error {
					if n := running.Add(1); n > most.Load() {
						most.Store(n)
					}
					time.Sleep(time.Second)
					running.Add(-1)
					return nil
				}, tt.opts...)
				for range 4 {
					go func() { _ = b.Emit(background, "a", nil) }()
				}
				time.Sleep(time.Minute)
				if most.Load() != tt.want {
					t.Errorf("%d calls at once, want %d", most.Load(), tt.want)
				}
				closeBus(t, b)
			})
		})
	}
}

// B10: one function registered twice is called twice, and each registration is
// taken off alone.
func TestB10_SameFunctionTwiceIsCalledTwice(t *testing.T) {
	b, j := events.New(), &journal{}
	h := j.writes("h")
	first, second := b.On("a", h), b.On("a", h)
	mustEmit(t, b, "a", nil)
	first.Off()
	j.add("|")
	mustEmit(t, b, "a", nil)
	j.wants(t, "h h | h")
	if first == second {
		t.Error("two registrations are one subscription")
	}
}

// B62: the bus may be changed from inside a handler in every way.
func TestEverythingIsLegalInAHandler(t *testing.T) {
	b, j := events.New(), &journal{}
	b.On("a", func(ctx context.Context, e events.Event) error {
		s := b.On("b", j.writes("b"))
		if err := b.EmitWait(ctx, "b", nil); err != nil {
			return err
		}
		s.Off()
		b.As("x").On("c", discard)
		j.add("%d", b.As("x").OffAll())
		_, _, _ = b.Explain("a"), b.TopicInfo(), b.Catalog()
		if err := b.Declare(events.EventSpec{Name: "d"}); err != nil {
			return err
		}
		b.OnError(nil)
		return b.Close(ctx)
	})
	if err := b.EmitWait(background, "a", nil); err != nil {
		t.Fatal(err)
	}
	j.wants(t, "b 1")
	if err := b.Emit(background, "a", nil); err == nil {
		t.Error("Close in the handler had no effect")
	}
}
