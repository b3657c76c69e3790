package events_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// B12: OffWait is the barrier. Emitters on all cores and a namespace that
// comes and goes try to get a call in after it has returned.
func TestB12_NothingRunsAfterOffWait(t *testing.T) {
	b := events.New()
	stop := make(chan struct{})
	var emitters sync.WaitGroup
	for range 4 {
		emitters.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					_ = b.Emit(t.Context(), "user.login", nil)
				}
			}
		})
	}
	for i := range 100 {
		var over atomic.Bool
		h := func(context.Context, events.Event) error {
			if over.Load() {
				t.Error("called after OffWait had returned")
			}
			return nil
		}
		var s *events.Subscription
		switch i % 3 {
		case 0:
			s = b.On("user.login", h, events.Priority(i%5))
		case 1:
			s = b.OnNamespace("user", h)
		case 2:
			s = b.On("user.login", h, events.Async(events.Buffer(4)))
		}
		for s.Info().Delivered == 0 {
		}
		if err := s.OffWait(t.Context()); err != nil {
			t.Fatal(err)
		}
		over.Store(true)
	}
	close(stop)
	emitters.Wait()
}

// Promise 12: what a listener was called with is counted exactly, though
// rounds are counted and tables come and go meanwhile.
func TestDeliveredIsExact(t *testing.T) {
	b := events.New()
	var plain, picky, queued atomic.Uint64
	count := func(n *atomic.Uint64) events.Handler {
		return func(context.Context, events.Event) error { n.Add(1); return nil }
	}
	p := b.On("a.b", count(&plain))
	k := b.On("a.b", count(&picky), events.Predicate(func(e events.Event) bool { v, _ := e.Get("i"); return v.(int)%2 == 0 }))
	q := b.OnNamespace("a", count(&queued), events.Async(events.Buffer(16)))
	var work sync.WaitGroup
	for range 4 {
		work.Go(func() {
			for i := range 2000 {
				_ = b.Emit(t.Context(), "a.b", events.Payload{"i": i})
				if i%50 == 0 {
					b.OnAny(count(new(atomic.Uint64))).Off()
				}
			}
		})
	}
	work.Wait()
	if err := b.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name       string
		have, seen uint64
		want       uint64
	}{
		{"plain", p.Info().Delivered, plain.Load(), 8000},
		{"predicate", k.Info().Delivered, picky.Load(), 4000},
		{"async", q.Info().Delivered, queued.Load(), 8000},
	} {
		if c.have != c.want || c.seen != c.want {
			t.Errorf("%s: figures say %d, the handler counted %d, want %d", c.name, c.have, c.seen, c.want)
		}
	}
}
