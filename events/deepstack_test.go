package events_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// needsFrames skips a test on processors for which Go keeps no frame pointers.
// There marks are read off a traceback, which shows the 50 innermost and the 50
// outermost frames of a stack.
func needsFrames(t *testing.T) {
	t.Helper()
	if !walksFrames {
		t.Skip("on this processor marks are read off a traceback, which leaves out the middle of a deep stack")
	}
}

const walksFrames = runtime.GOARCH == "amd64" || runtime.GOARCH == "arm64"

// soon is a context for a wait that should not wait.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(background, 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// A call of a serial listener from inside its handler is nested, with any number of
// frames in between.
func TestSerialIsNestedOnADeepStack(t *testing.T) {
	needsFrames(t)
	for _, frames := range []int{0, 30, 100} {
		b, calls := unwatched(), 0
		b.OnError(func(_ context.Context, _ events.Event, _ events.ListenerInfo, err error) {
			t.Errorf("%d frames: %v", frames, err)
		})
		b.On("a", func(ctx context.Context, _ events.Event) error {
			if calls++; calls < 10 {
				deep(frames, func() { mustEmit(t, b, "a", nil) })
			}
			return nil
		}, events.Serial())
		mustEmit(t, b, "a", nil)
		if calls != 10 {
			t.Errorf("%d frames: %d calls, want 10", frames, calls)
		}
	}
}

// B42, B61: a wait leaves out the calls that it is itself inside of, whatever
// function of the user's they are in, in the middle of a deep stack.
func TestB42_WaitsBelowUserCodeOnADeepStack(t *testing.T) {
	needsFrames(t)
	waits := map[string]func(b *events.Bus, s *events.Subscription) error{
		"OffWait": func(_ *events.Bus, s *events.Subscription) error { return s.OffWait(soon(t)) },
		"Drain":   func(b *events.Bus, _ *events.Subscription) error { return b.Drain(soon(t)) },
	}
	for where, option := range map[string]func(emit func()) events.Option{
		"predicate": func(emit func()) events.Option {
			return events.Predicate(func(events.Event) bool { emit(); return true })
		},
		"key": func(emit func()) events.Option {
			return events.Async(events.Keyed(func(events.Event) string { emit(); return "" }))
		},
	} {
		for name, wait := range waits {
			t.Run(where+", "+name, func(t *testing.T) {
				b, first := unwatched(), true
				s := b.On("a", discard, option(func() {
					if first {
						first = false
						deep(60, func() { mustEmit(t, b, "b", nil) })
					}
				}))
				b.On("b", func(context.Context, events.Event) error {
					deep(60, func() { mustEmit(t, b, "c", nil) })
					return nil
				})
				b.On("c", func(context.Context, events.Event) error {
					deep(60, func() {
						if err := wait(b, s); err != nil {
							t.Errorf("the wait returned %v", err)
						}
					})
					return nil
				})
				deep(60, func() {
					// OffWait drops the event of a key that is being made.
					if err := b.EmitWait(background, "a", nil); err != nil && !errors.Is(err, events.ErrDropped) {
						t.Error(err)
					}
				})
				closeBus(t, b)
			})
		}
	}
}

// B42: so does one in a loop over a stream.
func TestB42_DrainInAStreamOnADeepStack(t *testing.T) {
	needsFrames(t)
	for _, frames := range []int{0, 60, 300} {
		b := unwatched()
		go func() {
			for b.ListenerCount() == 0 {
				runtime.Gosched()
			}
			_ = b.Emit(background, "a", nil)
		}()
		deep(frames, func() {
			for range b.Stream(background, "a") {
				deep(frames, func() {
					if err := b.Drain(soon(t)); err != nil {
						t.Errorf("%d frames: %v", frames, err)
					}
				})
				break
			}
		})
		closeBus(t, b)
	}
}

// B61: a circle of waits does not close, however deep the stacks are that it leads
// through.
func TestB61_CircleThroughADeepStack(t *testing.T) {
	needsFrames(t)
	for _, frames := range []int{0, 60} {
		for how, wait := range map[string]func(v *events.Bus, s *events.Subscription) error{
			"Drain":   func(v *events.Bus, _ *events.Subscription) error { return v.Drain(background) },
			"OffWait": func(_ *events.Bus, s *events.Subscription) error { return s.OffWait(background) },
			"Close":   func(v *events.Bus, _ *events.Subscription) error { return v.Close(background) },
		} {
			b := unwatched()
			v := b.As("v")
			s := v.On("a", func(context.Context, events.Event) error {
				deep(frames, func() { _ = b.EmitWait(background, "q", nil) })
				return nil
			})
			b.On("q", func(context.Context, events.Event) error { return wait(v, s) }, events.Async())
			within(t, how, func() { deep(frames, func() { _ = b.Emit(background, "a", nil) }) })
			closeBus(t, b)
		}
	}
}

// A relay emits each event under another name, and says so of those that are marked.
type relayOf struct {
	emit    func(ctx context.Context)
	running *bool
	began   chan struct{}
	end     chan struct{}
}

type markedKey struct{}

func (r *relayOf) handle(ctx context.Context, _ events.Event) error {
	if ctx.Value(markedKey{}) == nil {
		r.emit(ctx)
		return nil
	}
	*r.running = true
	close(r.began)
	<-r.end
	*r.running = false
	return nil
}

// B12: OffWait waits for the call of another goroutine, though the handlers of all
// emits on its own deep stack are values of one method.
func TestB12_OffWaitOnADeepStackOfOneFunction(t *testing.T) {
	needsFrames(t)
	b, running := unwatched(), false
	began, end := make(chan struct{}), make(chan struct{})
	next := func(name string) func(context.Context) {
		return func(ctx context.Context) { deep(60, func() { _ = b.Emit(ctx, name, nil) }) }
	}
	b.On("a", (&relayOf{emit: next("b")}).handle)
	middle := b.On("b", (&relayOf{next("c"), &running, began, end}).handle)
	b.On("c", func(context.Context, events.Event) error {
		deep(60, func() {
			time.AfterFunc(50*time.Millisecond, func() { close(end) })
			if err := middle.OffWait(soon(t)); err != nil || running {
				t.Errorf("OffWait returned %v; a call runs: %v", err, running)
			}
		})
		return nil
	})
	go func() { _ = b.Emit(context.WithValue(background, markedKey{}, 1), "b", nil) }()
	<-began
	deep(60, func() { mustEmit(t, b, "a", nil) })
	closeBus(t, b)
}
