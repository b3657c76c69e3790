package events_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// A circle is a program in which everybody waits for the next one, so that a
// bus that simply waited would never end. It gets two buses, which it leaves to
// be closed.
var circles = []struct {
	name string
	run  func(t *testing.T, a, b *events.Bus)
}{
	{"EmitWait to each other", func(t *testing.T, a, _ *events.Bus) {
		emitWaits(t, a, "x", a, "y")
		emitWaits(t, a, "y", a, "x")
		mustEmitWait(t, a, "x")
		mustEmitWait(t, a, "y")
	}},
	{"EmitWait to each other on two buses", func(t *testing.T, a, b *events.Bus) {
		emitWaits(t, a, "x", b, "x")
		emitWaits(t, b, "x", a, "x")
		mustEmitWait(t, a, "x")
		mustEmitWait(t, b, "x")
	}},
	{"EmitWait to itself", func(t *testing.T, a, _ *events.Bus) {
		emitWaits(t, a, "x", a, "x")
		mustEmitWait(t, a, "x")
	}},
	{"Drain inside Blocking inside async", func(t *testing.T, a, _ *events.Bus) {
		a.On("x", func(ctx context.Context, _ events.Event) error { return a.Drain(ctx) }, events.Async())
		must(t, a.Emit(events.Blocking(background), "x", nil))
	}},
	{"Drain of each other's bus", func(t *testing.T, a, b *events.Bus) {
		both := meeting(2)
		a.On("x", func(ctx context.Context, _ events.Event) error { both(); return b.Drain(ctx) }, events.Async())
		b.On("x", func(ctx context.Context, _ events.Event) error { both(); return a.Drain(ctx) }, events.Async())
		mustEmit(t, a, "x", nil)
		mustEmitWait(t, b, "x")
	}},
	{"Drain of each other's bus by emitters", func(t *testing.T, a, b *events.Bus) {
		both := meeting(2)
		a.On("x", func(ctx context.Context, _ events.Event) error { both(); return b.Drain(ctx) })
		b.On("x", func(ctx context.Context, _ events.Event) error { both(); return a.Drain(ctx) })
		together(func() { mustEmitWait(t, a, "x") }, func() { mustEmitWait(t, b, "x") })
	}},
	{"Drain of the bus whose emitter waits", func(t *testing.T, a, b *events.Bus) {
		a.On("x", func(ctx context.Context, _ events.Event) error { return b.EmitWait(ctx, "x", nil) })
		b.On("x", func(ctx context.Context, _ events.Event) error { return a.Drain(ctx) }, events.Async())
		mustEmitWait(t, a, "x")
	}},
	{"OffWait of each other", func(t *testing.T, a, b *events.Bus) { offWaits(t, a, b, events.Async()) }},
	{"OffWait of each other by emitters", func(t *testing.T, a, b *events.Bus) { offWaits(t, a, b) }},
	{"OffWait of the listener whose emit waits", func(t *testing.T, a, _ *events.Bus) {
		outer := a.On("x", func(ctx context.Context, _ events.Event) error { return a.EmitWait(ctx, "y", nil) })
		a.On("y", func(ctx context.Context, _ events.Event) error { return outer.OffWait(ctx) }, events.Async())
		mustEmitWait(t, a, "x")
	}},
	{"Close of each other's bus", func(t *testing.T, a, b *events.Bus) {
		both := meeting(2)
		a.On("x", func(ctx context.Context, _ events.Event) error { both(); return b.Close(ctx) }, events.Async())
		b.On("x", func(ctx context.Context, _ events.Event) error { both(); return a.Close(ctx) }, events.Async())
		mustEmit(t, a, "x", nil)
		mustEmit(t, b, "x", nil)
	}},
	{"Drain, Close and OffWait in a ring", func(t *testing.T, a, b *events.Bus) {
		all := meeting(3)
		first := a.On("x", func(ctx context.Context, _ events.Event) error { all(); return b.Drain(ctx) }, events.Async())
		b.On("x", func(ctx context.Context, _ events.Event) error { all(); return first.OffWait(ctx) }, events.Async())
		a.On("y", func(ctx context.Context, _ events.Event) error { all(); return a.As("nobody").Close(ctx) }, events.Async())
		mustEmit(t, a, "x", nil)
		mustEmit(t, a, "y", nil)
		mustEmitWait(t, b, "x")
	}},
	{"EmitWait of a typed listener", func(t *testing.T, a, _ *events.Bus) { // no circle: it can be waited for
		var heard atomic.Int32
		matrixTopic.On(a, func(ctx context.Context, _ nothing) error { return a.EmitWait(ctx, "x", nil) })
		a.On("x", slow(0, &heard), events.Async())
		must(t, matrixTopic.EmitWait(background, a, nothing{}))
		if heard.Load() != 1 {
			t.Error("EmitWait did not wait")
		}
	}},
	{"full queues of each other", func(t *testing.T, a, b *events.Bus) {
		var left atomic.Int32
		left.Store(200)
		flood := func(to *events.Bus) events.Handler {
			return func(ctx context.Context, _ events.Event) error {
				for range 5 {
					if left.Add(-1) >= 0 {
						must(t, to.Emit(ctx, "x", nil))
					}
				}
				return nil
			}
		}
		a.On("x", flood(b), events.Async(events.Buffer(1)))
		b.On("x", flood(a), events.Async(events.Buffer(1)))
		together(func() { mustEmit(t, a, "x", nil) }, func() { mustEmit(t, b, "x", nil) })
		for left.Load() >= 0 { // Drain follows no event to another bus and back
			must(t, a.Drain(background))
			must(t, b.Drain(background))
		}
		must(t, a.Drain(background))
		must(t, b.Drain(background))
	}},
}

// B36, B42, B61: no call waits for a call that waits for it. Real goroutines, since
// a bubble does not see a deadlock of mutexes.
func TestB61_CirclesOfWaitsEnd(t *testing.T) {
	rounds := 100
	if raceEnabled {
		rounds = 20
	}
	for _, circle := range circles {
		t.Run(circle.name, func(t *testing.T) {
			watchdog(t, hang, func() {
				for range rounds {
					a, b := circleBus(t), circleBus(t)
					circle.run(t, a, b)
					closeBus(t, a)
					closeBus(t, b)
				}
			})
		})
	}
}

// circleBus is a bus on which nothing may fail but a wait that would not end.
func circleBus(t *testing.T) *events.Bus {
	return events.New(events.WithErrorHandler(func(_ context.Context, e events.Event, l events.ListenerInfo, err error) {
		if !errors.Is(err, events.ErrWouldDeadlock) {
			t.Errorf("%s of %s: %v", l.Name, e.Name, err)
		}
	}))
}

// emitWaits makes a listener that waits for all who get its emit, up to ten
// times, and is told that this would never end, unless they are quicker.
func emitWaits(t *testing.T, on *events.Bus, name string, to *events.Bus, next string) {
	var n atomic.Int32
	on.On(name, func(ctx context.Context, _ events.Event) error {
		if n.Add(1) > 10 {
			return nil
		}
		err := to.EmitWait(ctx, next, nil)
		if to == on && next == name && err == nil {
			t.Error("a listener has waited for itself")
		}
		if errors.Is(err, events.ErrWouldDeadlock) || errors.Is(err, events.ErrClosed) { // as wanted, or the test is over
			return nil
		}
		return err
	}, events.Async())
}

// offWaits makes two listeners that take each other off while both run.
func offWaits(t *testing.T, a, b *events.Bus, opts ...events.Option) {
	both := meeting(2)
	var first, second *events.Subscription
	first = a.On("x", func(ctx context.Context, _ events.Event) error { both(); return second.OffWait(ctx) }, opts...)
	second = b.On("x", func(ctx context.Context, _ events.Event) error { both(); return first.OffWait(ctx) }, opts...)
	together(func() { mustEmitWait(t, a, "x") }, func() { mustEmitWait(t, b, "x") })
}

// meeting returns a function that returns when n goroutines have called it.
func meeting(n int) func() {
	var here sync.WaitGroup
	here.Add(n)
	return func() { here.Done(); here.Wait() }
}

// together calls all at once and waits for them.
func together(all ...func()) {
	var group sync.WaitGroup
	for _, f := range all {
		group.Go(f)
	}
	group.Wait()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

func mustEmitWait(t *testing.T, b *events.Bus, name string) {
	t.Helper()
	must(t, b.EmitWait(background, name, nil))
}

// B40, B42: Close while emitters wait for room in a full queue delivers what
// they were let in with.
func TestB40_CloseWhileEmittersWaitForRoom(t *testing.T) {
	watchdog(t, hang, func() {
		for range 20 {
			b := events.New()
			release := make(chan struct{})
			s := b.On("a", func(context.Context, events.Event) error { <-release; return nil }, events.Async(events.Buffer(1)))
			var begun, accepted atomic.Int32
			emitter := func() {
				begun.Add(1)
				switch err := b.Emit(background, "a", nil); {
				case err == nil:
					accepted.Add(1)
				case !errors.Is(err, events.ErrClosed):
					t.Errorf("Emit: %v", err)
				}
			}
			together(emitter, emitter, emitter, emitter, emitter, emitter, func() {
				reaches(&begun, 6)
				together(func() { closeBus(t, b) }, func() {
					eventually(func() bool { return errors.Is(b.Emit(background, "b", nil), events.ErrClosed) })
					close(release)
				})
			})
			if i := s.Info(); i.Delivered != uint64(accepted.Load()) || i.Dropped != 0 {
				t.Errorf("%d emits were accepted; %+v", accepted.Load(), i)
			}
		}
	})
}

// B42, B61: the handler itself closes, while emitters wait for room behind it.
func TestB42_CloseInAHandlerThatEmittersWaitFor(t *testing.T) {
	watchdog(t, hang, func() {
		for range 20 {
			b := events.New()
			var begun atomic.Int32
			var once sync.Once
			closed := make(chan struct{})
			s := b.On("a", func(ctx context.Context, _ events.Event) error {
				once.Do(func() {
					defer close(closed)
					reaches(&begun, 6)
					if err := b.Close(ctx); err != nil && !errors.Is(err, events.ErrWouldDeadlock) {
						t.Errorf("Close: %v", err)
					}
				})
				return nil
			}, events.Async(events.Buffer(1)))
			emitter := func() {
				begun.Add(1)
				if err := b.Emit(background, "a", nil); err != nil && !errors.Is(err, events.ErrClosed) {
					t.Errorf("Emit: %v", err)
				}
			}
			together(emitter, emitter, emitter, emitter, emitter, emitter)
			<-closed // OffWait does not wait for a call that waits itself
			must(t, s.OffWait(background))
			wantSettled(t, s.Info())
		}
	})
}
