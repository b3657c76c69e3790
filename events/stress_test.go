package events_test

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
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
	for i := range repeats(100, 15) {
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

// A listener's calls are counted exactly, though rounds are counted and tables come
// and go during that time.
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

// B12, B18: after OffAll no call of the owner starts, and after the Drain of its
// view none runs, whichever kinds of listeners it had and whatever all cores emit
// during that time.
func TestB18_NothingRunsAfterOffAllAndDrain(t *testing.T) {
	b := events.New()
	topic := typed.NewTopic[ping]("user.typed")
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
					_ = topic.Emit(t.Context(), b, ping{})
				}
			}
		})
	}
	view := b.As("plugin")
	for range 40 {
		var over atomic.Bool
		var heard [6]atomic.Uint64
		h := func(i int) events.Handler {
			return func(context.Context, events.Event) error {
				if heard[i].Add(1); over.Load() {
					t.Errorf("listener %d was called", i)
				}
				return nil
			}
		}
		view.On("user.login", h(0))
		view.OnNamespace("user", h(1), events.Async(events.Buffer(2), events.WhenFull(events.DropOldest)))
		view.OnAny(h(2), events.Once())
		view.On("user.login", h(3), events.Async(events.Buffer(2), events.Keyed(func(e events.Event) string { return e.Time.String() })))
		view.On("user.login", h(4), events.Async(events.Buffer(1), events.Workers(3), events.WhenFull(events.Latest)))
		topic.On(view, func(ctx context.Context, _ ping) error { return h(5)(ctx, events.Event{}) })
		for i := range heard {
			for heard[i].Load() == 0 {
				runtime.Gosched()
			}
		}
		if n := view.OffAll(); n != 5 {
			t.Errorf("OffAll took off %d, want 5 and the once gone", n)
		}
		if err := view.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		over.Store(true)
	}
	close(stop)
	emitters.Wait()
}

// B18: OffAll is one step. An emit that was under way may reach some of the
// owner's listeners; the next reaches none.
func TestB18_OffAllIsOneStep(t *testing.T) {
	b := events.New()
	view := b.As("plugin")
	for range 200 {
		heard := 0
		for range 20 {
			view.On("a", func(context.Context, events.Event) error { heard++; return nil })
		}
		var counts []int
		started, gone := make(chan struct{}), make(chan struct{})
		go func() { <-started; view.OffAll(); close(gone) }()
		for i := 0; len(counts) < 3 || counts[len(counts)-1] > 0; i++ {
			if heard = 0; i == 2 {
				close(started)
			}
			_ = b.Emit(background, "a", nil)
			counts = append(counts, heard)
		}
		<-gone
		partly := 0
		for _, n := range counts {
			if n != 0 && n != 20 {
				partly++
			}
		}
		if partly > 1 {
			t.Fatalf("emits reached %v listeners: taken off one by one", counts[max(0, len(counts)-10):])
		}
	}
}

// B34: accepted is delivered and dropped and pending for every policy, and the
// handler's own count agrees, after emits on all cores, with listeners that
// come and go.
func TestB34_FiguresAddUpUnderLoad(t *testing.T) {
	b := events.New(events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) {}))
	type counted struct {
		*events.Subscription
		calls atomic.Uint64
	}
	var all []*counted
	for _, full := range everyPolicy() {
		for _, opts := range [][]events.AsyncOption{
			{events.Buffer(2)},
			{events.Buffer(2), events.Workers(3)},
			{events.Buffer(2), events.Keyed(func(e events.Event) string { n, _ := events.Field[int](e, "n"); return string(rune('a' + n%7)) })},
		} {
			c := &counted{}
			c.Subscription = b.On("a", func(_ context.Context, e events.Event) error {
				if c.calls.Add(1)%50 == 0 {
					panic("boom")
				}
				return nil
			}, events.Async(append(opts, events.WhenFull(full))...))
			all = append(all, c)
		}
	}
	const emits = 2000
	var work sync.WaitGroup
	for range 4 {
		work.Go(func() {
			for n := range emits {
				_ = b.Emit(t.Context(), "a", events.Payload{"n": n})
				if n%100 == 0 {
					b.On("a", discard, events.Async(events.Buffer(1))).Off()
				}
			}
		})
	}
	work.Wait()
	if err := b.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, c := range all {
		f := figuresOf(c.Subscription)
		f.wants(t, figures{Accepted: 4 * emits, Delivered: c.calls.Load(), Dropped: 4*emits - c.calls.Load()})
		if i < 3 && f.Dropped != 0 {
			t.Errorf("Block dropped %d", f.Dropped)
		}
	}
}
