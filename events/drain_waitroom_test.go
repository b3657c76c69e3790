package events_test

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// An emit that is about to wait for room, and reads its stack without the queue's
// lock, is not a call under way: a wait that began at that moment counted one whose
// end was never reported to it.

// B39, B42: a handler drains while the emitter waits for room in its queue.
func TestB42_DrainInHandlerWhileAnEmitComesToWaitForRoom(t *testing.T) {
	for range repeats(2000, 100) {
		b := unwatched()
		b.On("a", func(context.Context, events.Event) error { return b.Drain(background) }, events.Async(events.Buffer(1)))
		within(t, "emits to a handler that drains", func() {
			for range 8 {
				mustEmit(t, b, "a", nil)
			}
		})
		closeBus(t, b)
	}
}

// B39: a drain outside, beside emits that come to wait for room, and an OffWait
// that drops them.
func TestB39_DrainBesideOffAndEmitsThatWaitForRoom(t *testing.T) {
	for range repeats(20_000, 1000) {
		b := unwatched()
		s := b.On("a", discard, events.Async(events.Buffer(1)))
		within(t, "two emitters that drain, beside an OffWait", func() {
			var wg sync.WaitGroup
			for range 2 {
				wg.Go(func() {
					for range 3 {
						_ = b.Emit(background, "a", nil)
						_ = b.Drain(background)
					}
				})
			}
			wg.Go(func() { runtime.Gosched(); _ = s.OffWait(background) })
			wg.Wait()
		})
		closeBus(t, b)
	}
}

// within fails the test if f takes seconds, with all stacks.
func within(t *testing.T, what string, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		buf := make([]byte, 1<<16)
		t.Fatalf("%s: no end\n%s", what, buf[:runtime.Stack(buf, true)])
	}
}

// B42: a handler of a keyed listener waits for emits that wait for room in its own
// queue. It may go on when all workers are held, which the end of an idle worker
// can bring about.
func TestB42_OffWaitInAKeyedHandlerWhileEmitsWaitForRoom(t *testing.T) {
	for range repeats(4000, 200) {
		b := unwatched()
		other := b.On("a", discard)
		b.On("a", func(context.Context, events.Event) error { return other.OffWait(background) },
			events.Async(events.Buffer(1), events.Keyed(func(e events.Event) string { return e.Source })))
		within(t, "emits of two keys", func() {
			var wg sync.WaitGroup
			for _, key := range []string{"x", "y", "x", "y"} {
				wg.Go(func() {
					for range 6 {
						_ = b.Emit(background, "a", nil, events.From(key))
					}
				})
			}
			wg.Wait()
		})
		closeBus(t, b)
	}
}
