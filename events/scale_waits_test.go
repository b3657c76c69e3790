package events_test

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

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
