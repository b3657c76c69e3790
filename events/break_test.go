package events_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// minute bounds a wait that should end at once. In a bubble it costs nothing.
func minute(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(background, time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// does not wait for the last one itself, and must look again all the same.
func TestB61_AnOffWaitSeesACircleThatSomebodyElseCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := unwatched()
		queued, proceed, turn, take := make(chan int), make(chan int), make(chan int), make(chan int)
		outer := b.On("outer", func(context.Context, events.Event) error { return b.EmitWait(background, "queue", nil) })
		b.On("queue", func(context.Context, events.Event) error {
			close(queued)
			<-proceed
			return b.Emit(background, "serial", nil)
		}, events.Async())
		first := true
		b.On("serial", func(context.Context, events.Event) error {
			if first {
				first = false
				close(turn)
				<-take
				began := time.Now()
				if err := outer.OffWait(minute(t)); err != nil || time.Since(began) > 0 {
					t.Errorf("OffWait: %v after %v", err, time.Since(began))
				}
			}
			return nil
		}, events.Serial())
		go func() { mustEmit(t, b, "outer", nil) }()
		<-queued
		go func() { mustEmit(t, b, "serial", nil) }()
		<-turn
		close(take)
		synctest.Wait()
		close(proceed)
		must(t, b.Close(background))
	})
}
