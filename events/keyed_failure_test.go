package events_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// B25: a handler that panics or exits loses that event alone: those of its key
// and of others come, in order.
func TestB25_KeyedHandlersThatFail(t *testing.T) {
	for name, fall := range map[string]func(){
		"panic": func() { panic("boom") }, "Goexit": runtime.Goexit,
	} {
		for _, workers := range []int{1, 2, 4} {
			t.Run(fmt.Sprintf("%s, %d workers", name, workers), inBubble(func(t *testing.T) {
				b, f := watched()
				var mu sync.Mutex
				heard := map[string][]int{}
				s := b.On("a", func(_ context.Context, e events.Event) error {
					n, err := events.Field[int](e, "n")
					mu.Lock()
					heard[keyOf(e)] = append(heard[keyOf(e)], n)
					mu.Unlock()
					if n%3 == 0 {
						fall()
					}
					return err
				}, events.Async(events.Keyed(keyOf), events.Workers(workers)))
				for n := range 30 {
					mustEmit(t, b, "a", item("x", n))
					mustEmit(t, b, "a", item("y", n))
				}
				closeBus(t, b)
				for key, ns := range heard {
					if !slices.IsSorted(ns) || len(ns) != 30 {
						t.Errorf("key %s: %v", key, ns)
					}
				}
				if i := s.Info(); i.Failed != 20 || len(f.all) != 20 {
					t.Errorf("%d failed, %d were reported; want 20", i.Failed, len(f.all))
				}
				figuresOf(s).wants(t, figures{Accepted: 60, Delivered: 60})
			}))
		}
	}
}

// B25: the same on all cores, many times: a key whose handler has ended its
// goroutine is served again.
func TestB25_KeyedGoexitUnderLoad(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for round := range 300 {
		b := events.New(events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) {}))
		s := b.On("a", func(context.Context, events.Event) error { runtime.Goexit(); return nil },
			events.Async(events.Keyed(keyOf), events.Workers(2)))
		for n := range 20 {
			mustEmit(t, b, "a", item("x", n))
		}
		if err := b.Drain(ctx); err != nil {
			t.Fatalf("round %d: %v; %+v", round, err, s.Info())
		}
	}
}

// B20: a key function that fails is the listener's failure: the event
// is accepted and failed, the others get it, and the figures add up.
func TestKeyFunctionThatFails(t *testing.T) {
	for name, fall := range map[string]func() string{
		"panic":  func() string { panic("boom") },
		"Goexit": func() string { runtime.Goexit(); return "" },
	} {
		t.Run(name, inBubble(func(t *testing.T) {
			b, f := watched()
			j := &journal{}
			s := b.On("a", j.writes("keyed"), events.Async(events.Keyed(func(e events.Event) string {
				if keyOf(e) == "bad" {
					return fall()
				}
				return keyOf(e)
			})), events.Label("keyed"))
			b.On("a", j.writes("next"))
			over := make(chan struct{})
			go func() {
				defer close(over)
				_ = b.Emit(background, "a", item("bad", 0))
			}()
			<-over
			mustEmit(t, b, "a", item("good", 1))
			closeBus(t, b)
			j.wants(t, "next next keyed")
			if got := f.one(t); got.listener.Name != "keyed" {
				t.Errorf("reported of %s: %v", got.listener.Name, got.err)
			}
			if i := s.Info(); i.Failed != 1 {
				t.Errorf("%d failed, want 1", i.Failed)
			}
			figuresOf(s).wants(t, figures{Accepted: 2, Delivered: 2})
		}))
	}
}
