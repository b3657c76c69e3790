package events_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// serialPaths are listeners that can be serial, each with an emit that it gets.
var serialPaths = map[string]func(b *events.Bus, h func() error, opts ...events.Option) *events.Subscription{
	"untyped": onUntyped, "typed": onNothing,
	"predicate": func(b *events.Bus, h func() error, opts ...events.Option) *events.Subscription {
		return onUntyped(b, h, append(opts, events.Predicate(always))...)
	},
	"breaker": func(b *events.Bus, h func() error, opts ...events.Option) *events.Subscription {
		return onUntyped(b, h, append(opts, events.DisableAfter(9))...)
	},
	"namespace": func(b *events.Bus, h func() error, opts ...events.Option) *events.Subscription {
		return b.OnNamespace("a", func(context.Context, events.Event) error { return h() }, opts...)
	},
	"async": func(b *events.Bus, h func() error, opts ...events.Option) *events.Subscription {
		return onUntyped(b, h, append(opts, events.Async())...)
	},
}

// B09: a serial listener makes one call at a time, however many goroutines emit.
func TestSerialIsOneCallAtATime(t *testing.T) {
	for name, on := range serialPaths {
		t.Run(name, inBounds(func(t *testing.T) {
			b := unwatched()
			var mu sync.Mutex
			inside, most, calls := 0, 0, 0
			count := func(n int) {
				mu.Lock()
				defer mu.Unlock()
				inside += n
				most, calls = max(most, inside), calls+max(n, 0)
			}
			on(b, func() error { count(1); defer count(-1); time.Sleep(time.Second); return nil }, events.Serial())
			for i := range 6 {
				if i%2 == 0 {
					go func() { _ = emitUntyped(b) }()
				} else {
					go func() { _ = emitNothing(b) }()
				}
			}
			time.Sleep(time.Minute)
			synctest.Wait()
			if most != 1 || calls != 6 {
				t.Errorf("%d calls at a time, %d in all; want 1 and 6", most, calls)
			}
			wantClosed(t, b)
		}))
	}
}

// The calls come in the order of the emits.
func TestSerialKeepsTheOrderOfTheEmits(t *testing.T) {
	bounded(t, func(t *testing.T) {
		b, log := unwatched(), &journal{}
		b.On("a", func(_ context.Context, e events.Event) error {
			time.Sleep(time.Second)
			log.add("%v", e.Payload()["n"])
			return nil
		}, events.Serial())
		for n := range 5 {
			go func() { _ = b.Emit(background, "a", number(n)) }()
			synctest.Wait()
		}
		time.Sleep(time.Minute)
		log.wants(t, "0 1 2 3 4")
		wantClosed(t, b)
	})
}

// A call from inside the handler is nested, and the turn goes on when it is over.
func TestSerialNests(t *testing.T) {
	for _, depth := range []int{0, 40} {
		t.Run(fmt.Sprint(depth, " deep"), inBounds(func(t *testing.T) {
			b, log := unwatched(), &journal{}
			b.On("a", func(ctx context.Context, e events.Event) error {
				log.add("+%s", e.Source)
				if e.Source == "first" {
					deep(depth, func() { _ = b.Emit(ctx, "a", nil, events.From("nested")) })
				}
				time.Sleep(time.Second)
				log.add("-%s", e.Source)
				return nil
			}, events.Serial())
			for _, source := range []string{"first", "second"} {
				go func() { _ = b.Emit(background, "a", nil, events.From(source)) }()
				synctest.Wait()
			}
			time.Sleep(time.Minute)
			log.wants(t, "+first +nested -nested -first +second -second")
			wantClosed(t, b)
		}))
	}
}

// A handler that fails, however it does, gives the turn back.
func TestSerialHandlersThatFail(t *testing.T) {
	strikes := map[string]func() error{
		"error": func() error { return errBoom },
		"panic": func() error { panic("boom") },
	}
	for _, exit := range exits {
		strikes[exit.name] = func() error { exit.exit(); return nil }
	}
	for name, strike := range strikes {
		for path, on := range serialPaths {
			t.Run(name+", "+path, inBounds(func(t *testing.T) {
				b, calls := unwatched(), 0
				s := on(b, func() error {
					if calls++; calls == 1 {
						return strike()
					}
					return nil
				}, events.Serial())
				apart(func() { _ = emitUntyped(b) })
				for range 2 {
					go func() { _ = emitUntyped(b) }()
					time.Sleep(time.Second)
				}
				synctest.Wait()
				if calls != 3 || s.Info().Failed != 1 {
					t.Errorf("%d calls, %d failed; want 3 and 1", calls, s.Info().Failed)
				}
				wantAllQuiet(t, b, s)
			}))
		}
	}
}

// B61: two that wait for each other's turn: the one that comes last does not
// wait, and its event fails with ErrWouldDeadlock.
func TestSerialClosesNoCircle(t *testing.T) {
	bounded(t, func(t *testing.T) {
		told := &failures{}
		b := events.New(events.WithSlowThreshold(0), events.WithErrorHandler(told.handle))
		both := meeting(2)
		heard := 0
		for name, next := range map[string]string{"a": "b", "b": "a"} {
			b.On(name, func(ctx context.Context, e events.Event) error {
				if e.Source == "inner" {
					heard++
					return nil
				}
				both()
				return b.Emit(ctx, next, nil, events.From("inner"))
			}, events.Serial())
		}
		together(func() { mustEmit(t, b, "a", nil) }, func() { mustEmit(t, b, "b", nil) })
		if err := told.one(t).err; !errors.Is(err, events.ErrWouldDeadlock) || heard != 1 {
			t.Errorf("told %v, %d inner events heard; want ErrWouldDeadlock and 1", err, heard)
		}
		wantClosed(t, b)
	})
}

// B61: nor does the one that has the turn wait for a queue whose worker waits for
// the turn.
func TestSerialEmitWaitClosesNoCircle(t *testing.T) {
	bounded(t, func(t *testing.T) {
		b := unwatched()
		var waited error
		inTurn := 0
		b.On("serial", func(ctx context.Context, _ events.Event) error {
			if inTurn++; inTurn > 1 {
				return nil
			}
			_ = b.Emit(ctx, "queue", nil)
			time.Sleep(time.Second) // the worker is in line for the turn now
			waited = b.EmitWait(ctx, "queue", nil)
			return nil
		}, events.Serial())
		b.On("queue", func(ctx context.Context, _ events.Event) error { return b.Emit(ctx, "serial", nil) }, events.Async())
		mustEmit(t, b, "serial", nil)
		wantDrained(t, b)
		if !errors.Is(waited, events.ErrWouldDeadlock) || inTurn != 3 {
			t.Errorf("EmitWait: %v, want ErrWouldDeadlock; %d calls, want 3", waited, inTurn)
		}
		wantClosed(t, b)
	})
}
