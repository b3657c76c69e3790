package events_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// B61: on the goroutine of an asynchronous listener EmitWait and Blocking wait
// for synchronous listeners only. They return ErrWouldDeadlock with the
// failures of those, and what was not waited for is delivered.
func TestB61_WaitingClosesNoCircle(t *testing.T) {
	for name, wire := range emitters {
		if name == "synchronous" || name == "synchronous, context dropped" || name == "typed" ||
			name == "namespace once" || name == "predicate" || strings.HasPrefix(name, "error handler") {
			continue // on an ordinary goroutine, where a wait ends
		}
		for way, emit := range map[string]func(*events.Bus, context.Context) error{
			"EmitWait": func(b *events.Bus, ctx context.Context) error { return b.EmitWait(ctx, "a", nil) },
			"Blocking": func(b *events.Bus, ctx context.Context) error { return b.Emit(events.Blocking(ctx), "a", nil) },
			"nested": func(b *events.Bus, ctx context.Context) (err error) { // in a synchronous listener of the same goroutine
				s := b.On("inner", func(ctx context.Context, _ events.Event) error { err = b.EmitWait(ctx, "a", nil); return nil })
				defer s.Off()
				return errors.Join(b.Emit(ctx, "inner", nil), err)
			},
		} {
			t.Run(name+", "+way, inBubble(func(t *testing.T) {
				b, j := events.New(events.WithErrorHandler(new(failures).handle)), &journal{}
				var told error
				wire(b, func(ctx context.Context) { told = emit(b, ctx) })
				b.On("a", func(context.Context, events.Event) error { time.Sleep(time.Second); j.add("async"); return nil }, events.Async())
				b.On("a", fails(errBoom))
				b.On("a", j.writes("sync"))
				mustEmit(t, b, "go", nil)
				synctest.Wait()
				if !errors.Is(told, events.ErrWouldDeadlock) || errors.Is(told, errBoom) != (way != "Blocking") {
					t.Errorf("%s returned %v", way, told)
				}
				closeBus(t, b)
				j.wants(t, "sync async")
			}))
		}
	}
}

// B61: if there is no asynchronous listener, nothing can deadlock.
func TestB61_NothingToWaitForIsNoDeadlock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, j := events.New(), &journal{}
		told := errBoom
		b.On("go", func(ctx context.Context, _ events.Event) error { told = b.EmitWait(ctx, "a", nil); return nil }, events.Async())
		b.On("a", j.writes("sync"))
		mustEmit(t, b, "go", nil)
		synctest.Wait()
		closeBus(t, b)
		if j.wants(t, "sync"); told != nil {
			t.Errorf("EmitWait: %v", told)
		}
	})
}

// deep calls f at the end of a stack of many frames.
func deep(n int, f func()) {
	if n > 0 {
		deep(n-1, f)
		runtime.KeepAlive(n) // no tail call
		return
	}
	f()
}

// B61: an ordinary goroutine waits, however deep its stack is: it is told from
// a listener's.
func TestB61_WaitsOnADeepStack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		s := b.On("a", func(context.Context, events.Event) error { time.Sleep(time.Second); return nil }, events.Async(events.Buffer(1)))
		deep(200, func() {
			if err := b.EmitWait(background, "a", nil); err != nil {
				t.Errorf("EmitWait: %v", err)
			}
			start := time.Now()
			for range 5 {
				mustEmit(t, b, "a", nil)
			}
			if i := s.Info(); i.Pending != 1 || time.Since(start) == 0 {
				t.Errorf("%d events are in a queue with room for 1", i.Pending)
			}
			if err := errors.Join(b.Drain(background), s.OffWait(background), b.Close(background)); err != nil {
				t.Error(err)
			}
		})
		time.Sleep(time.Hour)
	})
}
