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

// waits for another: what that listener emits for its next event is not a circle.
func TestSerialHearsWhatComesFromAQueueThatIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, f := watched()
		slow, again, calls := make(chan int), make(chan int), 0
		b.On("both", func(context.Context, events.Event) error { <-slow; return nil }, events.Async())
		b.On("both", func(_ context.Context, e events.Event) error {
			if v, _ := e.Payload()["again"].(bool); v {
				<-again
				return b.Emit(background, "serial", events.Payload{"inner": true})
			}
			return nil
		}, events.Async())
		b.On("serial", func(_ context.Context, e events.Event) error {
			calls++
			if _, inner := e.Payload()["inner"]; !inner {
				return b.EmitWait(background, "both", nil)
			}
			return nil
		}, events.Serial())
		go func() { mustEmit(t, b, "serial", nil) }()
		synctest.Wait()
		mustEmit(t, b, "both", events.Payload{"again": true})
		synctest.Wait()
		close(again)
		synctest.Wait()
		close(slow)
		must(t, b.Close(background))
		if len(f.all) > 0 || calls != 2 {
			t.Errorf("%d calls, failures %v; want 2 and none", calls, f.all)
		}
	})
}

// listener that it does not wait for any more waits for another one.
func TestB12_OffWaitWaitsThoughAQueueThatIsDoneWaitsForIt(t *testing.T) {
	for name, wait := range map[string]func(b *events.Bus) error{
		"EmitWait": func(b *events.Bus) error { return b.EmitWait(background, "both", nil) },
		"Drain": func(b *events.Bus) error {
			mustEmit(t, b, "both", nil)
			return b.Drain(background)
		},
	} {
		t.Run(name, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { offWaitBehind(t, wait) }) })
	}
}

func offWaitBehind(t *testing.T, wait func(b *events.Bus) error) {
	a, b := unwatched(), unwatched()
	slow, again, running := make(chan int), make(chan int), false
	b.On("both", func(context.Context, events.Event) error { <-slow; return nil }, events.Async())
	b.On("both", func(_ context.Context, e events.Event) error {
		if v, _ := e.Payload()["again"].(bool); v {
			<-again
			return a.Emit(background, "serial", events.Payload{"inner": true})
		}
		return nil
	}, events.Async())
	outer := a.On("outer", func(context.Context, events.Event) error {
		running = true
		defer func() { running = false }()
		return wait(b)
	})
	a.On("serial", func(_ context.Context, e events.Event) error {
		if _, inner := e.Payload()["inner"]; !inner {
			close(again)
			time.Sleep(time.Millisecond)
			must(t, outer.OffWait(background))
			if running {
				t.Error("OffWait returned, and the handler runs")
			}
		}
		return nil
	}, events.Serial())
	go func() { mustEmit(t, a, "outer", nil) }()
	synctest.Wait()
	mustEmit(t, b, "both", events.Payload{"again": true})
	go func() { mustEmit(t, a, "serial", nil) }()
	go func() { time.Sleep(time.Second); close(slow) }()
	time.Sleep(2 * time.Second)
	must(t, b.Close(background))
	must(t, a.Close(background))
}

// or disabled during that time: OffWait in the handler does not wait for it.
func TestB12_NobodyIsCalledInTurnOnceOff(t *testing.T) {
	for name, end := range map[string]func(s *events.Subscription) error{
		"OffWait":  func(s *events.Subscription) error { return s.OffWait(background) },
		"Off":      func(s *events.Subscription) error { s.Off(); return nil },
		"disabled": func(*events.Subscription) error { return errBoom },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, _ := watched()
				proceed, calls := make(chan int), 0
				var s *events.Subscription
				s = b.On("x", func(context.Context, events.Event) error {
					calls++
					<-proceed
					return end(s)
				}, events.Serial(), events.DisableAfter(1))
				for range 3 {
					go func() { mustEmit(t, b, "x", nil) }()
					synctest.Wait()
				}
				close(proceed)
				synctest.Wait()
				if in := s.Info(); calls != 1 || in.Delivered != 1 {
					t.Errorf("%d calls, delivered %d, want 1", calls, in.Delivered)
				}
				must(t, b.Close(background))
			})
		})
	}
}
