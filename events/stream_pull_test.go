package events_test

import (
	"context"
	"errors"
	"iter"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// pulls are streams of a.b under iter.Pull: next reports whether there was one.
var pulls = map[string]func(b *events.Bus, opts ...events.Option) (next func() bool, stop func()){
	"untyped": func(b *events.Bus, opts ...events.Option) (func() bool, func()) {
		next, stop := iter.Pull(b.Stream(background, "a.b", opts...))
		return func() bool { _, ok := next(); return ok }, stop
	},
	"typed": func(b *events.Bus, opts ...events.Option) (func() bool, func()) {
		all := matrixTopic.Stream(background, b, opts...)
		next, stop := iter.Pull(all)
		return func() bool { _, ok := next(); return ok }, stop
	},
}

// pulled starts a stream under iter.Pull and takes its first event: what
// follows is in the body of its loop.
func pulled(t *testing.T, b *events.Bus, pull func(*events.Bus, ...events.Option) (func() bool, func()), opts ...events.Option) (next func() bool, stop func()) {
	next, stop = pull(b, opts...)
	go func() {
		time.Sleep(time.Second)
		mustEmit(t, b, "a.b", nil)
	}()
	if !next() {
		t.Error("the first event did not come")
	}
	return next, stop
}

// A wait between two steps of a stream under iter.Pull, which is the body of its
// loop, does not wait for its own caller.
func TestWaitsBetweenTwoPullsDoNotWaitForThemselves(t *testing.T) {
	for kind, pull := range pulls {
		for name, wait := range map[string]func(b *events.Bus, ctx context.Context) error{
			"Drain":             func(b *events.Bus, ctx context.Context) error { return b.Drain(ctx) },
			"Drain of the view": func(b *events.Bus, ctx context.Context) error { return b.As("p").Drain(ctx) },
			"Close":             func(b *events.Bus, ctx context.Context) error { return b.Close(ctx) },
			"Close of the view": func(b *events.Bus, ctx context.Context) error { return b.As("p").Close(ctx) },
		} {
			t.Run(kind+", "+name, inBounds(func(t *testing.T) {
				b := unwatched()
				_, stop := pulled(t, b.As("p"), pull)
				defer stop()
				ctx, cancel := context.WithTimeout(background, time.Minute)
				defer cancel()
				if err := wait(b, ctx); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}))
		}
	}
}

// An emit to one's own full queue goes over the capacity, as in any body of a loop.
func TestEmitBetweenTwoPullsDoesNotWaitForItself(t *testing.T) {
	for kind, pull := range pulls {
		t.Run(kind, inBounds(func(t *testing.T) {
			b := unwatched()
			next, stop := pulled(t, b, pull, events.Async(events.Buffer(1)))
			defer stop()
			ctx, cancel := context.WithTimeout(background, time.Minute)
			defer cancel()
			for range 5 {
				if err := b.Emit(ctx, "a.b", nil); err != nil {
					t.Errorf("Emit: %v", err)
				}
			}
			for i := range 5 {
				if !next() {
					t.Errorf("event %d did not come", i)
				}
			}
		}))
	}
}

// EmitWait of one's own name would wait for the next step.
func TestEmitWaitBetweenTwoPullsIsRefused(t *testing.T) {
	for kind, pull := range pulls {
		t.Run(kind, inBounds(func(t *testing.T) {
			b := unwatched()
			next, stop := pulled(t, b, pull)
			defer stop()
			ctx, cancel := context.WithTimeout(background, time.Minute)
			defer cancel()
			if err := b.EmitWait(ctx, "a.b", nil); !errors.Is(err, events.ErrWouldDeadlock) {
				t.Errorf("EmitWait: %v, want ErrWouldDeadlock", err)
			}
			if !next() {
				t.Error("its event did not come")
			}
		}))
	}
}

// A stream that was stopped leaves nothing behind, also where it was not begun.
func TestAPullThatIsStoppedLeavesNothing(t *testing.T) {
	for kind, pull := range pulls {
		t.Run(kind, inBounds(func(t *testing.T) {
			b := unwatched()
			before := goroutines()
			_, unused := pull(b)
			unused()
			_, stop := pulled(t, b, pull)
			stop()
			synctest.Wait()
			if n, g := b.ListenerCount(), goroutines(); n != 0 || g != before {
				t.Errorf("%d listeners are on, and %d goroutines more", n, g-before)
			}
			wantDrained(t, b)
			wantClosed(t, b)
		}))
	}
}

// Close from outside lets it have what is queued, and ends it.
func TestCloseEndsAPull(t *testing.T) {
	for kind, pull := range pulls {
		t.Run(kind, inBounds(func(t *testing.T) {
			b := unwatched()
			next, stop := pulled(t, b, pull)
			defer stop()
			mustEmit(t, b, "a.b", nil)
			closed := make(chan error, 1)
			go func() { closed <- b.Close(background) }()
			time.Sleep(time.Second)
			if !next() || next() {
				t.Error("want the event that was queued, and the end")
			}
			if err := <-closed; err != nil {
				t.Errorf("Close: %v", err)
			}
		}))
	}
}
