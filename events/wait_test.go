package events_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// waits are the calls that wait until nothing of a listener runs. p is the view
// of the listener's owner.
var waits = []struct {
	name string
	wait func(b, p *events.Bus, s *events.Subscription, ctx context.Context) error
}{
	{"OffWait", func(_, _ *events.Bus, s *events.Subscription, ctx context.Context) error { return s.OffWait(ctx) }},
	{"Drain of the view", func(_, p *events.Bus, _ *events.Subscription, ctx context.Context) error { return p.Drain(ctx) }},
	{"Drain of the bus", func(b, _ *events.Bus, _ *events.Subscription, ctx context.Context) error { return b.Drain(ctx) }},
	{"Close of the view", func(_, p *events.Bus, _ *events.Subscription, ctx context.Context) error { return p.Close(ctx) }},
	{"Close of the bus", func(b, _ *events.Bus, _ *events.Subscription, ctx context.Context) error { return b.Close(ctx) }},
}

// A wait from outside waits for a synchronous handler also while that waits
// itself for another's listener: only a circle is a reason not to.
func TestWaitsWaitForAHandlerThatWaits(t *testing.T) {
	for name, inner := range map[string]func(ctx context.Context, b *events.Bus) error{
		"EmitWait": func(ctx context.Context, b *events.Bus) error { return b.EmitWait(ctx, "slow", nil) },
		"Blocking": func(ctx context.Context, b *events.Bus) error { return b.Emit(events.Blocking(ctx), "slow", nil) },
		"a full queue": func(ctx context.Context, b *events.Bus) error {
			_ = b.Emit(ctx, "slow", nil)
			return b.EmitWait(ctx, "slow", nil)
		},
		"Drain of another view": func(ctx context.Context, b *events.Bus) error {
			_ = b.Emit(ctx, "slow", nil)
			return b.As("other").Drain(ctx)
		},
	} {
		for _, w := range waits {
			t.Run(name+", "+w.name, inBounds(func(t *testing.T) {
				b := unwatched()
				p := b.As("p")
				b.As("other").On("slow", func(context.Context, events.Event) error { time.Sleep(10 * time.Second); return nil },
					events.Async(events.Buffer(1)))
				var ended atomic.Bool
				s := p.On("x", func(ctx context.Context, _ events.Event) error {
					defer ended.Store(true)
					if err := inner(ctx, b); err != nil {
						t.Errorf("the handler's own wait: %v", err)
					}
					time.Sleep(time.Second)
					return nil
				})
				go func() { _ = b.Emit(background, "x", nil) }()
				time.Sleep(time.Second)
				ctx, cancel := context.WithTimeout(background, time.Minute)
				defer cancel()
				if err := w.wait(b, p, s, ctx); err != nil {
					t.Errorf("%s: %v", w.name, err)
				}
				if !ended.Load() {
					t.Errorf("%s has returned, and the handler runs", w.name)
				}
				time.Sleep(time.Minute)
				wantClosed(t, b)
			}))
		}
	}
}

// A stuckAfterFunc is a context whose AfterFunc gives out a stop that takes its
// time: so a goroutine is inside Off for as long.
type stuckAfterFunc struct {
	context.Context
	release chan struct{}
}

func (c stuckAfterFunc) AfterFunc(f func()) (stop func() bool) {
	inner := context.AfterFunc(c.Context, f)
	return func() bool { <-c.release; return inner() }
}

// Drain does not return while a call runs, whatever other goroutines do: here
// one is inside Off, of a listener of the same name or of another, or of the one
// that is called.
func TestDrainIsExactWhileAnotherTakesOff(t *testing.T) {
	for _, opts := range [][]events.Option{nil, {events.Async()}} {
		for _, name := range []string{"x", "other", "itself"} {
			for _, first := range []string{"Off", "Emit"} {
				t.Run(fmt.Sprintf("%s, %s first, %d options", name, first, len(opts)), inBounds(func(t *testing.T) {
					drainsBeside(t, name, first == "Off", opts)
				}))
			}
		}
	}
}

func drainsBeside(t *testing.T, name string, offFirst bool, opts []events.Option) {
	b := unwatched()
	c := stuckAfterFunc{newForeign(), make(chan struct{})}
	until := events.Until(c)
	h := func(context.Context, events.Event) error { time.Sleep(time.Minute); return nil }
	var other *events.Subscription
	if name == "itself" {
		other = b.On("x", h, append(slices.Clone(opts), until)...)
		offFirst = false
	} else {
		other = b.On(name, discard, until)
		b.On("x", h, opts...)
	}
	off := make(chan struct{})
	acts := []func(){func() { defer close(off); other.Off() }, func() { _ = b.Emit(background, "x", nil) }}
	if !offFirst {
		slices.Reverse(acts)
	}
	for _, act := range acts {
		go act()
		synctest.Wait()
	}
	ctx, cancel := context.WithTimeout(background, time.Second)
	defer cancel()
	if left, ok := errors.AsType[*events.DrainError](b.Drain(ctx)); !ok || left.Running != 1 {
		t.Errorf("Drain while a call runs: %v", left)
	}
	close(c.release)
	<-off
	time.Sleep(time.Hour)
	wantDrained(t, b)
	wantClosed(t, b)
}

// occupied is a bus whose view p has a listener of x that is in a call until
// release is closed, and one event in its queue, which holds no more.
func occupied(t *testing.T, opts ...events.AsyncOption) (b, p *events.Bus, s *events.Subscription, release chan struct{}) {
	b = unwatched()
	p = b.As("p")
	release = make(chan struct{})
	s = p.On("x", func(context.Context, events.Event) error { <-release; return nil }, events.Async(append(opts, events.Buffer(1))...))
	mustEmit(t, b, "x", nil)
	synctest.Wait()
	return b, p, s, release
}

// Waits in a handler wait however deep the stack is, below it and above it.
func TestWaitsOnADeepStackWait(t *testing.T) {
	needsFrames(t)
	for name, wait := range map[string]func(b *events.Bus, ctx context.Context) error{
		"EmitWait": func(b *events.Bus, ctx context.Context) error { return b.EmitWait(ctx, "slow", nil) },
		"Blocking": func(b *events.Bus, ctx context.Context) error { return b.Emit(events.Blocking(ctx), "slow", nil) },
		"Drain": func(b *events.Bus, ctx context.Context) error {
			_ = b.Emit(ctx, "slow", nil)
			return b.Drain(ctx)
		},
		"Close": func(b *events.Bus, ctx context.Context) error {
			_ = b.Emit(ctx, "slow", nil)
			return b.Close(ctx)
		},
		"OffWait": func(b *events.Bus, ctx context.Context) error {
			s := b.On("once", func(context.Context, events.Event) error { return b.EmitWait(ctx, "slow", nil) })
			go func() { _ = b.Emit(background, "once", nil) }()
			time.Sleep(time.Second)
			return s.OffWait(ctx)
		},
	} {
		for where, on := range map[string]func(b *events.Bus, h func() error){
			"sync":      func(b *events.Bus, h func() error) { onUntyped(b, h) },
			"typed":     func(b *events.Bus, h func() error) { onNothing(b, h) },
			"slow path": func(b *events.Bus, h func() error) { onUntyped(b, h, events.Predicate(always), events.Once()) },
			"nested": func(b *events.Bus, h func() error) {
				b.On("inner", func(context.Context, events.Event) error { return h() })
				onUntyped(b, func() error { deep(60, func() { _ = b.Emit(background, "inner", nil) }); return nil })
			},
		} {
			for _, depth := range []int{60, 300} {
				t.Run(fmt.Sprintf("%s, %s, %d", name, where, depth), inBounds(func(t *testing.T) {
					b := unwatched()
					var over atomic.Bool
					b.On("slow", func(context.Context, events.Event) error { time.Sleep(10 * time.Second); over.Store(true); return nil }, events.Async())
					on(b, func() error {
						deep(depth, func() {
							ctx, cancel := context.WithTimeout(background, time.Minute)
							defer cancel()
							if err := wait(b, ctx); err != nil || !over.Load() {
								t.Errorf("%v; the asynchronous listener has ended: %v", err, over.Load())
							}
						})
						return nil
					})
					deep(depth, func() { mustEmit(t, b, "a.b", nil) })
					_ = b.Close(background)
				}))
			}
		}
	}
}
