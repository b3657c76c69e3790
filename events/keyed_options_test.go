package events_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// B15: a key function that panics does not use a Once up, as a predicate's
// panic does not: no call was made.
func TestB15_AKeyThatPanicsDoesNotUseOnceUp(t *testing.T) {
	for name, on := range map[string]func(b *events.Bus, h func() error, opts ...events.Option) *events.Subscription{
		"untyped": onUntyped, "typed": onNothing,
	} {
		t.Run(name, inBubble(func(t *testing.T) {
			b, calls, keys := unwatched(), 0, 0
			s := on(b, func() error { calls++; return nil }, events.Once(), events.Async(events.Keyed(func(events.Event) string {
				if keys++; keys < 3 {
					panic("no key")
				}
				return "k"
			})))
			for range 5 {
				_ = matrixTopic.EmitWait(background, b, nothing{})
			}
			if calls != 1 || keys != 3 {
				t.Errorf("%d calls after %d keys, want 1 after 3", calls, keys)
			}
			wantSettled(t, s.Info())
			closeBus(t, b)
		}))
	}
}

// B32: what fails before a handler is called is not a failed call: it neither
// counts as one nor disables the listener.
func TestB32_WhatFailsBeforeTheHandlerIsNoFailedCall(t *testing.T) {
	panics := func(events.Event) string { panic("no key") }
	for name, on := range map[string]func(b *events.Bus, opts ...events.Option) *events.Subscription{
		"a key function": func(b *events.Bus, opts ...events.Option) *events.Subscription {
			return b.On("a.b", discard, append(opts, events.Async(events.Keyed(panics)))...)
		},
		"a typed key function": func(b *events.Bus, opts ...events.Option) *events.Subscription {
			return matrixTopic.On(b, func(context.Context, nothing) error { return nil }, append(opts, events.Async(events.Keyed(panics)))...)
		},
		"a predicate": func(b *events.Bus, opts ...events.Option) *events.Subscription {
			return b.On("a.b", discard, append(opts, events.Predicate(func(events.Event) bool { panic("no") }))...)
		},
		"a conversion": func(b *events.Bus, opts ...events.Option) *events.Subscription {
			return misfitTopic.On(b, func(context.Context, misfitPayload) error { return nil }, opts...)
		},
		"a conversion for a queue": func(b *events.Bus, opts ...events.Option) *events.Subscription {
			return misfitTopic.On(b, func(context.Context, misfitPayload) error { return nil }, append(opts, events.Async())...)
		},
		"a conversion that panics": func(b *events.Bus, opts ...events.Option) *events.Subscription {
			textTrap = &trap{strike: func() { panic("boom") }}
			return trappedTopic.On(b, func(context.Context, trappedPayload) error { return nil }, opts...)
		},
		"a conversion for a queue that panics": func(b *events.Bus, opts ...events.Option) *events.Subscription {
			textTrap = &trap{strike: func() { panic("boom") }}
			return trappedTopic.On(b, func(context.Context, trappedPayload) error { return nil }, append(opts, events.Async())...)
		},
	} {
		t.Run(name, inBubble(func(t *testing.T) {
			told := &failures{}
			b := events.New(discardLog, events.WithSlowThreshold(0), events.WithErrorHandler(told.handle))
			s := on(b, events.DisableAfter(1))
			for range 3 {
				_ = b.EmitWait(background, "a.b", events.Payload{"n": "none", "t": "x"})
				if textTrap != nil {
					textTrap.spared.Store(0) // it strikes each time
				}
			}
			if s.Info().Disabled {
				t.Error("it is disabled, though its handler was never called")
			}
			if len(told.all) == 0 {
				t.Error("nothing was reported")
			}
			wantSettled(t, s.Info())
			closeBus(t, b)
			textTrap = nil
		}))
	}
}

type misfitPayload struct {
	N int `json:"n"`
}

var misfitTopic = typed.NewTopic[misfitPayload]("a.b")

// B33: what comes while a key's call is under way waits for it, though other
// workers have nothing to do.
func TestB33_AKeyIsServedByOneCallAtATime(t *testing.T) {
	bounded(t, func(t *testing.T) {
		b := unwatched()
		var inside, most, calls atomic.Int32
		b.On("a", func(context.Context, events.Event) error {
			most.Store(max(most.Load(), inside.Add(1)))
			defer inside.Add(-1)
			time.Sleep(time.Second)
			calls.Add(1)
			return nil
		}, events.Async(events.Keyed(keyOf), events.Workers(4)))
		for n := range 20 {
			mustEmit(t, b, "a", item("k", n))
			time.Sleep(100 * time.Millisecond)
		}
		closeBus(t, b)
		if most.Load() != 1 || calls.Load() != 20 {
			t.Errorf("%d calls of one key at a time, %d in all; want 1 and 20", most.Load(), calls.Load())
		}
	})
}

// B34: with keys, Latest keeps the newest event of each key.
func TestB34_LatestKeepsOneEventAKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := unwatched()
		release := make(chan struct{})
		log := &journal{}
		s := b.On("a", func(_ context.Context, e events.Event) error {
			<-release
			p := e.Payload()
			log.add("%v%v", p["key"], p["n"])
			return nil
		}, events.Async(events.Keyed(keyOf), events.Workers(1), events.WhenFull(events.Latest)))
		mustEmit(t, b, "a", item("x", 0)) // it is in its call
		synctest.Wait()
		for n := range 4 {
			for _, key := range []string{"a", "b", "c"} {
				mustEmit(t, b, "a", item(key, n))
			}
		}
		if i := s.Info(); i.Pending != 3 || i.Dropped != 9 {
			t.Errorf("%d pending, %d dropped; want 3, one a key, and 9", i.Pending, i.Dropped)
		}
		close(release)
		closeBus(t, b)
		log.wants(t, "x0 a3 b3 c3")
		wantSettled(t, s.Info())
	})
}

// B34: keys that were dropped leave nothing behind: neither memory nor time.
func TestB34_DroppedKeysLeaveNothing(t *testing.T) {
	for _, policy := range []events.FullPolicy{events.DropOldest, events.DropNewest} {
		t.Run(fmt.Sprint("policy ", policy), func(t *testing.T) {
			b := unwatched()
			release := make(chan struct{})
			s := b.On("a", func(context.Context, events.Event) error { <-release; return nil },
				events.Async(events.Keyed(keyOf), events.Workers(1), events.Buffer(16), events.WhenFull(policy)))
			n := 0
			emits := func(count int) time.Duration {
				began := time.Now()
				done := 0
				for ; done < count && time.Since(began) < 5*time.Second; done++ {
					n++
					_ = b.Emit(background, "a", item(fmt.Sprint("key-", n), n))
				}
				return time.Since(began) / time.Duration(done)
			}
			emits(100)
			first, before := quickest(emits), heap()
			emits(20_000)
			if grown := heap() - before; grown > 4<<20 {
				t.Errorf("the heap grew by %d KB with %d dropped keys; %d events are pending", grown>>10, n, s.Info().Pending)
			}
			if last := quickest(emits); last > 10*first+20*time.Microsecond {
				t.Errorf("an emit took %v at first, and %v later", first, last)
			}
			close(release)
			bounds(t, func() { closeBus(t, b) })
			wantSettled(t, s.Info())
		})
	}
}

// quickest is the least of several measurements: others use the machine, too.
func quickest(emits func(int) time.Duration) time.Duration {
	var all []time.Duration
	for range 5 {
		all = append(all, emits(100))
	}
	return slices.Min(all)
}
