package events_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// exitingDone is a context whose Done ends the goroutine.
type exitingDone struct{ context.Context }

func (exitingDone) Done() <-chan struct{} { runtime.Goexit(); return nil }

// own affair: the event is dropped and counted, and Drain ends.
func TestAContextThatExitsWhileAnEmitWaitsForRoom(t *testing.T) {
	for name, opts := range map[string][]events.AsyncOption{
		"ring": {events.Buffer(1)}, "slab": {events.Buffer(1), events.Workers(2)},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, release := unwatched(), make(chan int)
				sub := b.On("x", func(context.Context, events.Event) error { <-release; return nil }, events.Async(opts...))
				for range 3 {
					go func() { mustEmit(t, b, "x", nil) }()
					synctest.Wait()
				}
				go func() { _ = b.Emit(exitingDone{background}, "x", nil) }()
				synctest.Wait()
				close(release)
				must(t, b.Drain(minute(t)))
				wantSettled(t, sub.Info())
				must(t, b.Close(minute(t)))
			})
		})
	}
}

// closes after that.
func TestB40_ACloseWhoseContextExitsIsOver(t *testing.T) {
	for name, view := range map[string]func(b *events.Bus) *events.Bus{
		"bus": func(b *events.Bus) *events.Bus { return b }, "view": func(b *events.Bus) *events.Bus { return b.As("p") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, release := view(unwatched()), make(chan int)
				sub := b.On("x", func(context.Context, events.Event) error { <-release; return nil }, events.Async())
				mustEmit(t, b, "x", nil)
				synctest.Wait()
				go func() { _ = b.Close(exitingDone{background}) }()
				synctest.Wait()
				began := time.Now()
				var closed *events.CloseError
				if err := b.Close(minute(t)); !errors.As(err, &closed) || time.Since(began) > 0 {
					t.Errorf("Close again: %v after %v", err, time.Since(began))
				}
				if err := b.Emit(background, "x", nil); !errors.Is(err, events.ErrClosed) || sub.Off() {
					t.Errorf("the bus is not closed: %v", err)
				}
				close(release)
			})
		})
	}
}
