package events_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// B33: an asynchronous listener gets its events in the order emitted, one at
// a time.
func TestB33_AsyncIsFirstInFirstOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var heard []int
		running := 0
		b.On("a", func(_ context.Context, e events.Event) error {
			if running++; running != 1 {
				t.Error("concurrent with itself")
			}
			time.Sleep(time.Millisecond)
			running--
			n, err := events.Field[int](e, "n")
			heard = append(heard, n)
			return err
		}, events.Async())
		for n := range 500 {
			mustEmit(t, b, "a", events.Payload{"n": n})
		}
		closeBus(t, b)
		for i, n := range heard {
			if i != n {
				t.Fatalf("event %d came as number %d", n, i)
			}
		}
		if len(heard) != 500 {
			t.Errorf("%d of 500 events came", len(heard))
		}
	})
}

// B33: a queue holds 1,024 events, or what Buffer says; then an emit waits for
// room, and its context bounds the wait.
func TestB33_QueuesAreBounded(t *testing.T) {
	for _, tt := range []struct {
		name string
		opt  events.Option
		want int
	}{
		{"by default", events.Async(), 1024},
		{"by Buffer", events.Async(events.Buffer(3)), 3},
		{"as small as can be", events.Async(events.Buffer(1)), 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, f := watched()
				release := make(chan struct{})
				s := b.On("a", func(context.Context, events.Event) error { <-release; return nil }, tt.opt, events.Label("full"))
				mustEmit(t, b, "a", nil)
				synctest.Wait() // the worker has the first one
				for range tt.want {
					mustEmit(t, b, "a", nil)
				}
				var other atomic.Int32
				b.On("a", slow(0, &other))
				ctx, cancel := context.WithTimeout(background, time.Second)
				defer cancel()
				start := time.Now()
				err := b.Emit(ctx, "a", nil)
				if !errors.Is(err, events.ErrQueueFull) || !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
					t.Errorf("Emit: %v after %v; want ErrQueueFull and the deadline after 1s", err, time.Since(start))
				}
				if l, ok := errors.AsType[*events.ListenerError](err); !ok || l.Stage != "queue" || l.Listener != "full" {
					t.Errorf("Emit: %v; want the listener and stage queue", err)
				}
				if other.Load() != 1 || !errors.Is(f.one(t).err, events.ErrQueueFull) {
					t.Errorf("the other listener heard %d events; want 1 and a report", other.Load())
				}
				if i := s.Info(); i.Pending != tt.want || i.Dropped != 1 || i.Running != 1 || i.Delivered != 0 {
					t.Errorf("figures: %+v", i)
				}
				go func() { time.Sleep(time.Hour); close(release) }()
				mustEmit(t, b, "a", nil) // waits for room
				if time.Since(start) < time.Hour {
					t.Error("an emit found room in a full queue")
				}
				closeBus(t, b)
				if i := s.Info(); i.Delivered != uint64(tt.want)+2 || i.Dropped != 1 {
					t.Errorf("figures after Close: %+v", i)
				}
			})
		})
	}
}

// B33: workers give up order, explicitly; each event still comes once.
func TestB33_WorkersDeliverEachEventOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var n atomic.Int32
		b.On("a", slow(time.Second, &n), events.Async(events.Workers(10)))
		start := time.Now()
		for range 100 {
			mustEmit(t, b, "a", nil)
		}
		closeBus(t, b)
		if n.Load() != 100 || time.Since(start) != 10*time.Second {
			t.Errorf("%d of 100 after %v, want 10s", n.Load(), time.Since(start))
		}
	})
}

// A slow asynchronous listener delays neither the emitter nor another listener.
func TestSlowAsyncListenerDelaysNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var slowly, fast, direct atomic.Int32
		b.On("a", slow(time.Hour, &slowly), events.Async())
		b.On("a", slow(0, &fast), events.Async())
		b.On("a", slow(0, &direct))
		start := time.Now()
		for range 10 {
			mustEmit(t, b, "a", nil)
		}
		synctest.Wait()
		if time.Since(start) != 0 || fast.Load() != 10 || direct.Load() != 10 || slowly.Load() != 0 {
			t.Errorf("after %v: %d, %d and %d calls", time.Since(start), fast.Load(), direct.Load(), slowly.Load())
		}
		closeBus(t, b)
	})
}

type valueKey struct{}

// B37: an asynchronous handler gets the values of the emit's context, but
// neither its end nor Blocking.
func TestB37_AsyncContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var calls, nested atomic.Int32
		b.On("a", func(ctx context.Context, _ events.Event) error {
			time.Sleep(time.Second) // the request has ended
			if ctx.Err() != nil || ctx.Value(valueKey{}) != "value" {
				t.Errorf("err %v, value %v", ctx.Err(), ctx.Value(valueKey{}))
			}
			if _, ok := ctx.Deadline(); ok {
				t.Error("the deadline came along")
			}
			if err := b.Emit(ctx, "b", nil); err != nil { // would be ErrWouldDeadlock in Blocking
				t.Error(err)
			}
			calls.Add(1)
			return nil
		}, events.Async())
		b.On("b", slow(time.Second, &nested), events.Async())
		ctx, cancel := context.WithTimeout(context.WithValue(background, valueKey{}, "value"), time.Minute)
		if err := b.Emit(ctx, "a", nil); err != nil {
			t.Error(err)
		}
		cancel()
		if err := b.Drain(background); err != nil {
			t.Error(err)
		}
		if err := b.EmitWait(events.Blocking(context.WithValue(background, valueKey{}, "value")), "a", nil); err != nil {
			t.Error(err)
		}
		closeBus(t, b)
		if calls.Load() != 2 || nested.Load() != 2 {
			t.Errorf("%d and %d calls, want 2 each", calls.Load(), nested.Load())
		}
	})
}

// B38: no goroutine before there is something to do, none after it.
func TestB38_IdleListenersHaveNoGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		before := goroutines()
		b := events.New()
		var n atomic.Int32
		for range 100 {
			b.On("a", slow(time.Second, &n), events.Async(events.Workers(2)))
		}
		if extra := goroutines() - before; extra != 0 {
			t.Errorf("100 idle listeners have %d goroutines", extra)
		}
		mustEmit(t, b, "a", nil)
		synctest.Wait()
		if extra := goroutines() - before; extra != 100 {
			t.Errorf("100 busy listeners have %d goroutines", extra)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if extra := goroutines() - before; extra != 0 || n.Load() != 100 {
			t.Errorf("after %d calls %d goroutines are left", n.Load(), extra)
		}
	})
}

// B36: a listener that emits into a full queue, its own even, does not
// wait; the event goes over the capacity.
func TestListenerEmitsIntoAFullQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var n atomic.Int32
		s := b.On("a", func(_ context.Context, e events.Event) error {
			n.Add(1)
			if e.Payload()["more"] == true {
				for range 10 {
					if err := b.Emit(background, "a", nil); err != nil { // its context is dropped, on purpose
						t.Error(err)
					}
				}
			}
			return nil
		}, events.Async(events.Buffer(1)))
		mustEmit(t, b, "a", events.Payload{"more": true})
		synctest.Wait()
		closeBus(t, b)
		if n.Load() != 11 || s.Info().Dropped != 0 {
			t.Errorf("%d of 11 delivered; %+v", n.Load(), s.Info())
		}
	})
}

// B36: a listener that emits into a full queue does not use up its patience.
func TestB36_AListenerThatEmitsReturnsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		c := full(t, b)
		b.On("go", func(ctx context.Context, _ events.Event) error {
			ctx, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel()
			return b.Emit(ctx, "a", number(2))
		})
		began := time.Now()
		if err := b.EmitWait(background, "go", nil); err != nil || time.Since(began) != 0 {
			t.Errorf("the listener's emit took %v: %v", time.Since(began), err)
		}
		close(c.next)
		mustCloseInTime(t, b)
	})
}
