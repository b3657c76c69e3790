package events_test

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// B13: once is once, though 16 goroutines emit at the same moment, 2,000 times
// over, and whatever kind of listener it is.
func TestB13_OnceUnderConcurrentEmits(t *testing.T) {
	const rounds, emitters = 2000, 16
	b := events.New()
	for round := range rounds {
		var calls atomic.Int32
		h := func(context.Context, events.Event) error { calls.Add(1); return nil }
		switch round % 4 {
		case 0:
			b.On("a.b", h, events.Once())
		case 1:
			b.OnNamespace("a", h, events.Once())
		case 2:
			b.OnAny(h, events.Once(), events.Async())
		case 3:
			var here sync.WaitGroup // all have passed the predicate before any uses the listener up
			here.Add(emitters)
			b.On("a.b", h, events.Once(), events.Predicate(func(events.Event) bool {
				here.Done()
				here.Wait()
				return true
			}))
		}
		var all sync.WaitGroup
		start := make(chan struct{})
		for range emitters {
			all.Go(func() {
				<-start
				_ = b.Emit(background, "a.b", nil)
			})
		}
		close(start)
		all.Wait()
		if err := b.Drain(background); err != nil {
			t.Fatal(err)
		}
		if calls.Load() != 1 {
			t.Fatalf("round %d: %d calls", round, calls.Load())
		}
	}
	if n := b.ListenerCount(); n != 0 {
		t.Errorf("%d listeners are left", n)
	}
}

// B14: an emit of its own topic inside a once-handler doesn't call it again.
func TestB14_OnceWithNestedEmit(t *testing.T) {
	b, j := events.New(), &journal{}
	b.On("a", func(ctx context.Context, _ events.Event) error {
		j.add("once")
		return b.Emit(ctx, "a", nil)
	}, events.Once())
	b.On("a", j.writes("other"))
	mustEmit(t, b, "a", nil)
	j.wants(t, "once other other")
}

// B15: what uses a once up, and what does not.
func TestB15_WhatUsesAOnceUp(t *testing.T) {
	type handler = func(n int) error
	ok := func(int) error { return nil }
	for _, tt := range []struct {
		name      string
		predicate func(n int) bool
		handle    handler
		want      []int // the events that reach the handler
	}{
		{"a predicate that says no does not", func(n int) bool { return n == 2 }, ok, []int{2}},
		{"a predicate that panics does not", func(n int) bool {
			if n < 2 {
				panic(n)
			}
			return true
		}, ok, []int{2}},
		{"a handler that fails does", nil, func(int) error { return errBoom }, []int{0}},
		{"a handler that panics does", nil, func(n int) error { panic(n) }, []int{0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, _ := watched()
			var got []int
			opts := []events.Option{events.Once()}
			if tt.predicate != nil {
				opts = append(opts, events.Predicate(func(e events.Event) bool { v, _ := e.Get("n"); return tt.predicate(v.(int)) }))
			}
			b.On("a", func(_ context.Context, e events.Event) error {
				n := e.Payload()["n"].(int)
				got = append(got, n)
				return tt.handle(n)
			}, opts...)
			for n := range 4 {
				mustEmit(t, b, "a", events.Payload{"n": n})
			}
			if len(got) != 1 || got[0] != tt.want[0] {
				t.Errorf("heard %v, want %v", got, tt.want)
			}
		})
	}
}

// B16: a once that has fired is gone when the emit returns, and its closure
// can be collected.
func TestB16_FiredOnceIsGone(t *testing.T) {
	b := events.New()
	b.On("a", discard) // the table stays in use
	var freed atomic.Bool
	addOnce(b, &freed)
	if n := b.ListenerCount(); n != 2 {
		t.Fatalf("%d listeners, want 2", n)
	}
	mustEmit(t, b, "a", nil)
	if n := b.ListenerCount(); n != 1 {
		t.Errorf("%d listeners after the once has fired, want 1", n)
	}
	mustEmit(t, b, "a", nil)
	for range 100 {
		if runtime.GC(); freed.Load() {
			break
		}
		runtime.Gosched()
	}
	if !freed.Load() {
		t.Error("the closure of a once that has fired is still held")
	}
	runtime.KeepAlive(b)
}

// addOnce keeps the closure off the test's own stack.
//
//go:noinline
func addOnce(b *events.Bus, freed *atomic.Bool) {
	held := new([64]byte)
	runtime.AddCleanup(held, func(freed *atomic.Bool) { freed.Store(true) }, freed)
	b.On("a", func(context.Context, events.Event) error { held[0]++; return nil }, events.Once())
}
