package events_test

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// A foreignContext is none of the standard library's: context.AfterFunc of it
// costs a goroutine.
type foreignContext struct {
	mu   sync.Mutex
	done chan struct{}
	err  error
}

func newForeign() *foreignContext { return &foreignContext{done: make(chan struct{})} }

func (c *foreignContext) Deadline() (time.Time, bool) { return time.Time{}, false }
func (c *foreignContext) Done() <-chan struct{}       { return c.done }
func (c *foreignContext) Value(any) any               { return nil }

func (c *foreignContext) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

func (c *foreignContext) cancel() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.err = context.Canceled
	close(c.done)
}

// cancelable are contexts of several makes, each with what ends it.
var cancelable = map[string]func() (context.Context, func()){
	"WithCancel": func() (context.Context, func()) { return context.WithCancel(background) },
	"a child": func() (context.Context, func()) {
		ctx, cancel := context.WithCancel(background)
		return context.WithValue(ctx, valueKey{}, 1), cancel
	},
	"WithCancelCause": func() (context.Context, func()) {
		ctx, cancel := context.WithCancelCause(background)
		return ctx, func() { cancel(errBoom) }
	},
	"foreign": func() (context.Context, func()) {
		c := newForeign()
		return c, c.cancel
	},
	"a child of a foreign one": func() (context.Context, func()) {
		c := newForeign()
		return context.WithValue(c, valueKey{}, 1), c.cancel
	},
}

// untilPaths are listeners that are bound to a context, and an emit.
var untilPaths = map[string]func(b *events.Bus, h func() error, opt events.Option){
	"sync":      func(b *events.Bus, h func() error, o events.Option) { onUntyped(b, h, o) },
	"typed":     func(b *events.Bus, h func() error, o events.Option) { onNothing(b, h, o) },
	"async":     func(b *events.Bus, h func() error, o events.Option) { onUntyped(b, h, o, events.Async()) },
	"once":      func(b *events.Bus, h func() error, o events.Option) { onUntyped(b, h, o, events.Once()) },
	"predicate": func(b *events.Bus, h func() error, o events.Option) { onUntyped(b, h, o, events.Predicate(always)) },
	"namespace": func(b *events.Bus, h func() error, o events.Option) {
		b.OnNamespace("a", func(context.Context, events.Event) error { return h() }, o)
	},
	"any": func(b *events.Bus, h func() error, o events.Option) {
		b.OnAny(func(context.Context, events.Event) error { return h() }, o)
	},
}

// B19: an emit that begins after cancel has returned calls no listener that was
// bound to the context, however many there are.
func TestB19_UntilHearsNothingAfterCancel(t *testing.T) {
	for kind, bound := range cancelable {
		for path, on := range untilPaths {
			t.Run(kind+", "+path, func(t *testing.T) {
				late, rounds := 0, 50
				for _, listeners := range []int{1, 100} {
					for range rounds {
						b := events.New()
						ctx, cancel := bound()
						var mu sync.Mutex
						h := func() error {
							mu.Lock()
							defer mu.Unlock()
							late++
							return nil
						}
						for range listeners {
							on(b, h, events.Until(ctx))
						}
						cancel()
						_ = b.EmitWait(background, "a.b", nil)
						_ = matrixTopic.EmitWait(background, b, nothing{})
						closeBus(t, b)
					}
				}
				if late > 0 {
					t.Errorf("%d calls by emits that began after cancel had returned", late)
				}
			})
		}
	}
}

// B19: also the rest of an emit does not call it, where one of its listeners
// ends the context.
func TestB19_UntilHearsNothingAfterCancelInTheSameEmit(t *testing.T) {
	for kind, bound := range cancelable {
		for path, on := range untilPaths {
			if path == "async" {
				continue // its predicate and its queue come first
			}
			t.Run(kind+", "+path, func(t *testing.T) {
				for range 50 {
					b := events.New()
					ctx, cancel := bound()
					b.On("a.b", func(context.Context, events.Event) error { cancel(); return nil }, events.Priority(9))
					called := false
					on(b, func() error { called = true; return nil }, events.Until(ctx))
					mustEmit(t, b, "a.b", nil)
					if called {
						t.Fatal("it was called after cancel had returned, on the same goroutine")
					}
					closeBus(t, b)
				}
			})
		}
	}
}

// B19: a listener costs no goroutine, whichever package made the context.
func TestB19_UntilOfAForeignContextCostsNoGoroutine(t *testing.T) {
	b := events.New()
	c := newForeign()
	before := runtime.NumGoroutine()
	const n = 1000
	for range n {
		b.On("a.b", discard, events.Until(c))
	}
	if more := runtime.NumGoroutine() - before; more > n/10 {
		t.Errorf("%d listeners cost %d goroutines", n, more)
	}
	c.cancel()
	mustEmit(t, b, "a.b", nil)
	bounds(t, func() { eventually(func() bool { return b.ListenerCount() == 0 }) })
	closeBus(t, b)
	bounds(t, func() { eventually(func() bool { return runtime.NumGoroutine() <= before+1 }) })
}

// Off of a listener, and Close, let go of a foreign context's goroutine.
func TestB19_OffLetsGoOfAForeignContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		before := goroutines()
		b := events.New()
		c := newForeign()
		off := b.On("a.b", discard, events.Until(c))
		b.On("a.b", discard, events.Until(c))
		off.Off()
		closeBus(t, b)
		synctest.Wait()
		if n := goroutines(); n != before {
			t.Errorf("%d goroutines before, %d after", before, n)
		}
	})
}
