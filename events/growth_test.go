package events_test

import (
	"context"
	"fmt"
	"runtime"
	"sync"
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
			s, gone := subscribeLuggage(b, opts)
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
func subscribeLuggage(b *events.Bus, opts []events.Option) (*events.Subscription, weak.Pointer[luggage]) {
	l := new(luggage)
	s := b.On("a.b", func(context.Context, events.Event) error { runtime.KeepAlive(l); return nil }, opts...)
	return s, weak.Make(l)
}

// B53: nor does it keep the functions of its options.
func TestB53_AKeptSubscriptionKeepsNoFunction(t *testing.T) {
	for name, option := range map[string]func(l *luggage) events.Option{
		"predicate": func(l *luggage) events.Option {
			return events.Predicate(func(events.Event) bool { runtime.KeepAlive(l); return true })
		},
		"key": func(l *luggage) events.Option {
			return events.Async(events.Keyed(func(events.Event) string { runtime.KeepAlive(l); return "" }))
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := unwatched()
			s, gone := subscribeWithLuggage(b, option)
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
func subscribeWithLuggage(b *events.Bus, option func(*luggage) events.Option) (*events.Subscription, weak.Pointer[luggage]) {
	l := new(luggage)
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

// crowdOfWaits lets n goroutines wait in OffWait, each for a listener of its own,
// since a handler of their name does not return. release ends all of it.
func crowdOfWaits(b *events.Bus, n int) (release func()) {
	gate := make(chan struct{})
	var wg sync.WaitGroup
	b.On("x", func(context.Context, events.Event) error { <-gate; return nil }, events.Priority(1))
	subs := make([]*events.Subscription, n)
	for i := range subs {
		subs[i] = b.On("x", discard)
	}
	wg.Go(func() { _ = b.Emit(background, "x", nil) })
	time.Sleep(50 * time.Millisecond)
	for _, s := range subs {
		wg.Go(func() { _ = s.OffWait(background) })
	}
	return func() { close(gate); wg.Wait() }
}

// Waits at the same time cost what they cost one after the other.
func TestManyOffWaitsAtOnceAreNotQuadratic(t *testing.T) {
	b := unwatched(discardLog)
	n := scaled(t, 32_000)
	d := took(t, time.Minute, "OffWait of many listeners at once", func() {
		release := crowdOfWaits(b, n)
		time.Sleep(100 * time.Millisecond)
		release()
	})
	if d > 3*time.Second {
		t.Errorf("%d OffWaits at once took %v", n, d)
	}
	closeBus(t, b)
}

// Goroutines that wait on one bus cost nothing on another.
func TestWaitsOnOneBusDoNotSlowAnother(t *testing.T) {
	a, b := unwatched(discardLog), unwatched()
	round := func() time.Duration {
		best := time.Hour
		for range 10 {
			began := time.Now()
			in := make(chan struct{})
			s := b.On("a.b", func(context.Context, events.Event) error {
				close(in)
				for range 20 { // so that OffWait has something to wait for
					runtime.Gosched()
				}
				return nil
			})
			go func() { _ = b.Emit(background, "a.b", nil) }()
			<-in
			_ = s.OffWait(background)
			best = min(best, time.Since(began))
		}
		return best
	}
	alone := round()
	release := crowdOfWaits(a, scaled(t, 4000))
	time.Sleep(time.Second)
	if beside := round(); beside > 20*alone+time.Millisecond {
		t.Errorf("On, Emit and OffWait took %v, and %v while others wait on another bus", alone, beside)
	}
	watchdog(t, time.Minute, release)
	closeBus(t, a)
	closeBus(t, b)
}

// Closing n views takes n times one view's time, not n squared.
func TestClosingManyViewsIsNotQuadratic(t *testing.T) {
	closing := func(n int) time.Duration {
		b := unwatched()
		for i := range n {
			b.As(fmt.Sprint("v", i)).On("a.b", discard)
		}
		d := took(t, time.Minute, "Close of many views", func() {
			for i := range n {
				if err := b.As(fmt.Sprint("v", i)).Close(background); err != nil {
					t.Errorf("Close: %v", err)
				}
			}
		})
		closeBus(t, b)
		return d
	}
	n := scaled(t, 8000)
	closing(100)
	few, many := closing(n/8), closing(n)
	if many > 24*few+50*time.Millisecond {
		t.Errorf("%d views took %v, %d took %v", n/8, few, n, many)
	}
}

// A look at all listeners holds up no emit, and one listener's figures are not
// found among all tables.
func TestIntrospectionHoldsUpNobody(t *testing.T) {
	b := unwatched()
	n := scaled(t, 100_000)
	var s *events.Subscription
	for i := range n {
		s = b.On(fmt.Sprintf("many.n%d", i), discard)
	}
	mustEmit(t, b, "many.n0", nil)
	best := time.Hour
	for range 20 {
		began := time.Now()
		_ = s.Info()
		best = min(best, time.Since(began))
	}
	if best > 100*time.Microsecond {
		t.Errorf("Info of one of %d listeners took %v", n, best)
	}
	over := make(chan struct{})
	var whole time.Duration
	go func() {
		defer close(over)
		began := time.Now()
		for range 3 {
			_ = b.Listeners()
		}
		whole = time.Since(began) / 3
	}()
	worst := time.Duration(0)
	for looking := true; looking; {
		select {
		case <-over:
			looking = false
		default:
			began := time.Now()
			extra := b.On("many.n0", discard)
			mustEmit(t, b, "many.n0", nil)
			extra.Off()
			worst = max(worst, time.Since(began))
			time.Sleep(time.Millisecond)
		}
	}
	if worst > 100*time.Millisecond && worst > whole/3 {
		t.Errorf("an emit took %v while Listeners, which takes %v, looked at %d", worst, whole, n)
	}
	watchdog(t, time.Minute, func() { closeBus(t, b) })
}
