package events_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// took returns how long f takes, and ends the test's patience at limit.
func took(t *testing.T, limit time.Duration, what string, f func()) time.Duration {
	t.Helper()
	began := time.Now()
	if stacks := stacksAfter(limit, f); stacks != "" {
		t.Fatalf("%s: not over after %v", what, limit)
	}
	return time.Since(began)
}

// B52: an owner who has gone, such as a request's, leaves nothing behind.
func TestB52_OwnersThatAreGoneLeaveNothing(t *testing.T) {
	for name, use := range map[string]func(b, view *events.Bus){
		"only asked for": func(_, _ *events.Bus) {},
		"emitted":        func(_, view *events.Bus) { _ = view.Emit(background, "a.b", nil) },
		"listened":       func(_, view *events.Bus) { view.On("a.b", discard).Off() },
		"closed":         func(_, view *events.Bus) { view.On("a.b", discard); _ = view.Close(background) },
		"all off":        func(_, view *events.Bus) { view.On("a.b", discard, events.Async()); view.OffAll() },
	} {
		t.Run(name, func(t *testing.T) {
			b := unwatched()
			n := scaled(t, 100_000)
			round := func(from int) {
				began := time.Now()
				for i := range n {
					use(b, b.As(fmt.Sprintf("request-%d", from+i)))
					if time.Since(began) > 10*time.Second {
						t.Fatalf("%d owners after 10 s, want %d", i, n)
					}
				}
			}
			round(0)
			before := heap()
			round(n)
			grown := heap() - before
			for range 50 { // the collector's cleanups run on a goroutine of their own
				if grown <= int64(n)*15 {
					break
				}
				time.Sleep(time.Millisecond)
				grown = heap() - before
			}
			if grown > int64(n)*15 {
				t.Errorf("%d owners that are gone cost %d KB", n, grown>>10)
			}
			if known := len(b.OwnerInfo()); known > n/10 && name != "closed" {
				t.Errorf("%d owners are remembered", known)
			}
			closeBus(t, b)
		})
	}
}

// B53: a subscription that is kept after Off keeps no handler.
func TestB53_AKeptSubscriptionKeepsNoHandler(t *testing.T) {
	for name, opts := range map[string][]events.Option{
		"sync": nil, "async": {events.Async()}, "keyed": {events.Async(events.Keyed(keyOf))}, "once": {events.Once()},
		"predicate": {events.Predicate(always)}, "until": {events.Until(t.Context())}, "breaker": {events.DisableAfter(3)},
	} {
		t.Run(name, func(t *testing.T) {
			b := unwatched()
			s, gone := subscribeHeldData(b, opts)
			s.Off()
			mustEmit(t, b, "a.b", nil) // an emit makes the tables again
			for tries := 0; !isGone(gone); tries++ {
				if tries == 20 {
					t.Fatal("the subscription keeps the handler")
				}
			}
			runtime.KeepAlive(s)
			if i := s.Info(); i.Name == "" || i.Line == 0 {
				t.Errorf("its description is gone: %+v", i)
			}
			closeBus(t, b)
		})
	}
}

//go:noinline
func subscribeHeldData(b *events.Bus, opts []events.Option) (*events.Subscription, weak.Pointer[heldData]) {
	l := new(heldData)
	s := b.On("a.b", func(context.Context, events.Event) error { runtime.KeepAlive(l); return nil }, opts...)
	return s, weak.Make(l)
}

// B53: nor does it keep the functions of its options.
func TestB53_AKeptSubscriptionKeepsNoFunction(t *testing.T) {
	for name, option := range map[string]func(l *heldData) events.Option{
		"predicate": func(l *heldData) events.Option {
			return events.Predicate(func(events.Event) bool { runtime.KeepAlive(l); return true })
		},
		"key": func(l *heldData) events.Option {
			return events.Async(events.Keyed(func(events.Event) string { runtime.KeepAlive(l); return "" }))
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := unwatched()
			s, gone := subscribeWithHeldData(b, option)
			s.Off()
			mustEmit(t, b, "a.b", nil)
			for tries := 0; !isGone(gone); tries++ {
				if tries == 20 {
					t.Fatal("the subscription keeps what its option holds")
				}
			}
			runtime.KeepAlive(s)
			closeBus(t, b)
		})
	}
}

//go:noinline
func subscribeWithHeldData(b *events.Bus, option func(*heldData) events.Option) (*events.Subscription, weak.Pointer[heldData]) {
	l := new(heldData)
	return b.On("a.b", discard, option(l)), weak.Make(l)
}

// B51: a bus pays for the names that it uses, not for those of the process. The
// names of typed topics live as long as the process, which is one of its own.
func TestB51_ABusPaysForItsOwnNames(t *testing.T) {
	names := scaled(t, 200_000)
	aloneFor(t, 6*tooLong, func() {
		var last *typed.Topic[nothing]
		for i := range names {
			last = typed.NewTopic[nothing](fmt.Sprintf("growth.n%d", i))
		}
		const buses = 50
		before := heap()
		var all []*events.Bus
		for range buses {
			b := unwatched()
			last.On(b, func(context.Context, nothing) error { return nil })
			mustNotFail(last.Emit(background, b, nothing{}))
			all = append(all, b)
		}
		if grown := heap() - before; grown > buses*100<<10 {
			t.Errorf("%d buses with one name each, of %d in the process, cost %d KB", buses, names, grown>>10)
		}
		runtime.KeepAlive(all)
	})
}
