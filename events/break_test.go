package events_test

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
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

// waits for another: what that listener emits for its next event is no circle.
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
				in := sub.Info()
				if in.Accepted != in.Delivered+in.Dropped || in.Running != 0 {
					t.Errorf("accepted %d, delivered %d, dropped %d, running %d", in.Accepted, in.Delivered, in.Dropped, in.Running)
				}
				must(t, b.Close(minute(t)))
			})
		})
	}
}

// ended after that.
func TestTimesGoWithTheLastObserver(t *testing.T) {
	for name, opts := range map[string][]events.Option{"sync": nil, "async": {events.Async()}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, release := unwatched(), make(chan int)
				ctx, cancel := context.WithCancel(background)
				go func() {
					for range b.Observe(ctx) {
					}
				}()
				synctest.Wait()
				sub := b.On("x", func(context.Context, events.Event) error { <-release; return nil }, opts...)
				go func() { mustEmit(t, b, "x", nil) }()
				synctest.Wait()
				cancel()
				synctest.Wait()
				time.Sleep(time.Second)
				close(release)
				synctest.Wait()
				if in := sub.Info(); in.P50 != 0 || in.P99 != 0 {
					t.Errorf("nobody observes, and P50 is %v", in.P50)
				}
				must(t, b.Close(background))
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

// also while others emit on and on, and the worker is just between two calls.
func TestB39_DrainWaitsForTheLastCallUnderLoad(t *testing.T) {
	b, stop := unwatched(), make(chan int)
	var done atomic.Int64
	b.On("x", func(_ context.Context, e events.Event) error {
		if n, ok := e.Payload()["n"].(int64); ok {
			for range 3 {
				runtime.Gosched()
			}
			done.Store(n)
		}
		return nil
	}, events.Async())
	var all sync.WaitGroup
	all.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				mustEmit(t, b, "x", nil)
			}
		}
	})
	for began, n := time.Now(), int64(1); time.Since(began) < 300*time.Millisecond; n++ {
		mustEmit(t, b, "x", events.Payload{"n": n})
		must(t, b.Drain(background))
		if got := done.Load(); got != n {
			t.Fatalf("Drain returned after event %d of %d", got, n)
		}
	}
	close(stop)
	all.Wait()
	must(t, b.Close(background))
}

// slow call.
func TestB31_ALoggerThatBlocksDoesNotEndTheWatch(t *testing.T) {
	log := &blockingLog{looping: make(chan int), release: make(chan int), slow: make(chan int)}
	b := events.New(events.WithLogger(slog.New(log)), events.WithSlowThreshold(40*time.Millisecond))
	var stop atomic.Bool
	b.On("loop.self", answers(b, "loop.self", func() bool { return !stop.Load() }), events.Async())
	mustEmit(t, b, "loop.self", nil)
	blocks := false
	b.On("x", func(context.Context, events.Event) error {
		if blocks {
			select {
			case <-log.slow:
			case <-time.After(5 * time.Second):
				t.Error("nobody was told of a slow call")
			}
		}
		return nil
	})
	for !blocks {
		select {
		case <-log.looping:
			blocks = true
		default:
		}
		mustEmit(t, b, "x", nil)
	}
	stop.Store(true)
	close(log.release)
	must(t, b.Close(background))
}

// A blockingLog signals when a loop is logged, and then blocks.
type blockingLog struct {
	looping, release, slow chan int
	told                   atomic.Bool
}

func (*blockingLog) Enabled(context.Context, slog.Level) bool { return true }
func (l *blockingLog) WithAttrs([]slog.Attr) slog.Handler     { return l }
func (l *blockingLog) WithGroup(string) slog.Handler          { return l }

func (l *blockingLog) Handle(_ context.Context, r slog.Record) error {
	switch {
	case strings.Contains(r.Message, "loop"):
		close(l.looping)
		<-l.release
	case strings.Contains(r.Message, "slow") && l.told.CompareAndSwap(false, true):
		close(l.slow)
	}
	return nil
}

// for that queue then, whose call waits for the turn that the emitter has.
func TestB61_AForwardedEventClosesACircle(t *testing.T) {
	from, to := typed.NewTopic[nothing]("circle.old"), typed.NewTopic[nothing]("circle.new")
	for name, wait := range map[string]func(b *events.Bus, s *events.Subscription) error{
		"turn":    func(b *events.Bus, _ *events.Subscription) error { return b.Emit(background, "serial", nil) },
		"OffWait": func(_ *events.Bus, s *events.Subscription) error { return s.OffWait(background) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, convert, proceed, first := unwatched(), make(chan int), make(chan int), true
				typed.Forward(b, from, to, func(n nothing) (nothing, error) { <-convert; return n, nil }, events.Async())
				serial := b.On("serial", func(context.Context, events.Event) error {
					if !first {
						return nil
					}
					first = false
					began := time.Now()
					err := from.EmitWait(minute(t), b, nothing{})
					if time.Since(began) > 0 || err != nil && !errors.Is(err, events.ErrWouldDeadlock) {
						t.Errorf("EmitWait: %v after %v", err, time.Since(began))
					}
					return nil
				}, events.Serial())
				to.On(b, func(context.Context, nothing) error { <-proceed; return wait(b, serial) }, events.Async())
				must(t, to.Emit(background, b, nothing{}))
				go func() { mustEmit(t, b, "serial", nil) }()
				synctest.Wait()
				close(proceed)
				synctest.Wait()
				close(convert)
				must(t, b.Close(background))
			})
		})
	}
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
