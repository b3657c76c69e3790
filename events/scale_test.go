package events_test

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/fastpluggy/eventbus/events"
)

// These tests are about size. How long things take is a matter of benchmarks;
// here what is quadratic shows as a test that does not end.

// scaled returns n, or a twentieth with the race detector, which takes 10 times the
// memory and time. With -short it skips the test.
func scaled(t *testing.T, n int) int {
	t.Helper()
	if testing.Short() {
		t.Skip("a size test")
	}
	return underRace(n)
}

func underRace(n int) int {
	if raceEnabled {
		return n / 20
	}
	return n
}

// B50: 100,000 listeners on one name are added, called once each in order,
// and taken off one by one or in one step; and an owner with so many is named
// once (B54).
func TestB50_ManyListenersOnOneName(t *testing.T) {
	n := scaled(t, 100_000)
	for name, on := range map[string]func(b *events.Bus, h events.Handler, opts ...events.Option) *events.Subscription{
		"exact": func(b *events.Bus, h events.Handler, o ...events.Option) *events.Subscription {
			return b.On("a.b", h, o...)
		},
		"namespace": func(b *events.Bus, h events.Handler, o ...events.Option) *events.Subscription {
			return b.OnNamespace("a", h, o...)
		},
		"everything": func(b *events.Bus, h events.Handler, o ...events.Option) *events.Subscription {
			return b.OnAny(h, o...)
		},
	} {
		t.Run(name, func(t *testing.T) {
			b, r := limited()
			heard, sorted, last := 0, true, 0
			subs := make([]*events.Subscription, n)
			for i := range n {
				priority := i % 1000
				subs[i] = on(b, func(context.Context, events.Event) error {
					sorted = sorted && (heard == 0 || priority <= last)
					last = priority
					heard++
					return nil
				}, events.Priority(priority))
				if i%(n/10) == 0 { // tables come and go
					mustEmit(t, b, "a.b", nil)
					heard = 0
				}
			}
			if mustEmit(t, b, "a.b", nil); heard != n || !sorted {
				t.Errorf("%d of %d heard it, in order: %v", heard, n, sorted)
			}
			if len(r.told) != 1 {
				t.Errorf("the owner was named %d times", len(r.told))
			}
			for i := range n / 2 {
				subs[(i*7919)%n].Off()
			}
			heard = 0
			if mustEmit(t, b, "a.b", nil); heard != b.ListenerCount() {
				t.Errorf("%d of %d heard it", heard, b.ListenerCount())
			}
			if left := b.ListenerCount(); b.OffAll() != left || b.ListenerCount() != 0 {
				t.Errorf("%d listeners are left", b.ListenerCount())
			}
		})
	}
}

// B51, B52: a million names with a listener each take at most 400 MB, which is
// 300 bytes each with the name itself. Those that were emitted have a table
// too, and take 450 to 490. When all are off the heap is where it was, within a
// hundredth of what it had grown (a twentieth is promised, but the index alone
// would be less).
func TestB51_B52_AMillionNames(t *testing.T) {
	million := underRace(repeats(1_000_000, 100_000))
	for away, n := range map[string]int{"OffAll": million, "Off": million / 10, "Close": million / 10} {
		t.Run(away, func(t *testing.T) {
			b := events.New()
			before := heap()
			subs := make([]*events.Subscription, 0, n) // Off needs them; the other ways do without
			for i := range n {
				s := b.On(fmt.Sprintf("plugin.name%07d", i), discard)
				if away == "Off" {
					subs = append(subs, s)
				}
			}
			idle := heap() - before - int64(8*cap(subs))
			if per := idle / int64(n); per > 300 {
				t.Errorf("an idle name takes %d bytes, want 300 at most", per)
			}
			for i := range n {
				mustEmit(t, b, fmt.Sprintf("plugin.name%07d", i), nil)
			}
			used := heap() - before - int64(8*cap(subs))
			if per := used / int64(n); per > 512 {
				t.Errorf("a name that was emitted takes %d bytes, want 512 at most", per)
			}
			t.Logf("%d names take %d MB idle and %d MB when all were emitted", n, idle>>20, used>>20)
			takeOff(t, b, away, subs)
			subs = nil
			if left := heap() - before; left > used/100 {
				t.Errorf("%d KB of %d KB are left", left>>10, used>>10)
			}
			runtime.KeepAlive(b)
		})
	}
}

//go:noinline
func takeOff(t *testing.T, b *events.Bus, away string, subs []*events.Subscription) {
	switch away {
	case "OffAll":
		b.OffAll()
	case "Off":
		for i, s := range subs {
			s.Off()
			subs[i] = nil
		}
	case "Close":
		closeBus(t, b)
	}
	if n := b.ListenerCount(); n != 0 {
		t.Errorf("%d listeners are left", n)
	}
}

// B48, B52: a million names that come from outside leave nothing, also where a
// namespace gets them.
func TestB52_NamesFromOutsideLeaveNothing(t *testing.T) {
	n := scaled(t, 1_000_000)
	b := events.New()
	b.OnNamespace("heard", discard)
	mustEmit(t, b, "heard.first", nil)
	before := heap()
	for i := range n {
		mustEmit(t, b, fmt.Sprintf("heard.name%d", i), nil)
		mustEmit(t, b, fmt.Sprintf("unheard.name%d", i), nil)
	}
	if left := heap() - before; left > 1<<20 {
		t.Errorf("%d names left %d KB", n, left>>10)
	}
	runtime.KeepAlive(b)
}

// B52: on and off for ever does not grow the bus.
func TestB52_ComingAndGoingLeavesNothing(t *testing.T) {
	n := scaled(t, 200_000)
	b := events.New()
	b.On("a.stays", discard)
	churn := func(n int) {
		for i := range n {
			s := b.On(fmt.Sprintf("a.name%d", i), discard)
			k := b.OnNamespace(fmt.Sprintf("a.name%d", i), discard, events.Async())
			mustEmit(t, b, "a.stays", nil)
			s.Off()
			k.Off()
		}
	}
	churn(1000)
	before := heap()
	churn(n)
	if left := heap() - before; left > 1<<20 {
		t.Errorf("%d listeners that came and went left %d KB", n, left>>10)
	}
	runtime.KeepAlive(b)
}

// B19: 10,000 subscriptions bound to a context have no goroutine among them.
func TestB19_UntilCostsNoGoroutineEach(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 10_000
		b := events.New(events.WithListenerLimit(0))
		ctx, cancel := context.WithCancel(background)
		before := goroutines()
		for i := range n {
			b.On(fmt.Sprintf("a.n%d", i%100), discard, events.Until(ctx))
		}
		if got := goroutines() - before; got != 0 {
			t.Errorf("%d subscriptions cost %d goroutines", n, got)
		}
		cancel()
		synctest.Wait()
		if b.ListenerCount() != 0 || goroutines() != before {
			t.Errorf("after the end %d listeners and %d goroutines are left", b.ListenerCount(), goroutines()-before)
		}
	})
}

// B54: taking listeners off below the limit does not hide a later leak.
func TestB54_CountAfterManyCameAndWent(t *testing.T) {
	var log strings.Builder
	b := events.New(events.WithListenerLimit(3), events.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	b.On("a", discard)
	for _, s := range []*events.Subscription{b.As("b").On("a", discard), b.As("b").On("a", discard), b.As("b").On("a", discard)} {
		s.Off()
	}
	leaky := b.As("leaky")
	for range 10 {
		leaky.On("a", discard).Off()
	}
	for range 4 {
		leaky.On("a", discard)
	}
	if !strings.Contains(log.String(), "owner=leaky") {
		t.Errorf("the owner of 4 listeners with a limit of 3 is not named: %q", log.String())
	}
}
