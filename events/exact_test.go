package events_test

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// B46: a name of megabytes is refused at once, also beside namespaces: it is
// not looked up first, which would hash each of its prefixes and take hours.
func TestB46_HugeNameBesideNamespaces(t *testing.T) {
	b := events.New()
	b.OnNamespace("user", discard)
	watchdog(t, time.Minute, func() {
		err := b.Emit(background, strings.Repeat("a.", 4<<20), nil)
		if _, ok := errors.AsType[*events.NameError](err); !ok {
			t.Errorf("Emit: %v, want a *NameError", err)
		}
	})
}

// Off of a keyed listener with a large queue takes one pass, not one for each
// event, since it delays all others during that time.
func TestOffOfAFullKeyedQueue(t *testing.T) {
	const n = 50_000
	b := events.New()
	stop := make(chan struct{})
	s := b.On("a", func(context.Context, events.Event) error { <-stop; return nil },
		events.Async(events.Buffer(n), events.Workers(1), events.Keyed(keyOf)))
	for i := range n {
		mustEmit(t, b, "a", events.Payload{"key": string(rune('a'+i%26)) + strings.Repeat("x", i%1000), "i": i})
	}
	watchdog(t, time.Minute, func() { s.Off() })
	close(stop)
	closeBus(t, b)
	if in := s.Info(); in.Accepted != in.Delivered+in.Dropped || in.Dropped == 0 {
		t.Errorf("%d accepted, %d delivered, %d dropped", in.Accepted, in.Delivered, in.Dropped)
	}
}

// brokenContext panics where it is asked.
type brokenContext struct{ context.Context }

// A context that panics concerns its own emit alone, and the round that it broke is
// over: "a listener can hurt nobody but itself", nor can an emitter.
func TestContextThatPanics(t *testing.T) {
	topic := typed.NewTopic[struct{}]("a")
	for name, emit := range map[string]func(b *events.Bus){
		"untyped": func(b *events.Bus) { _ = b.Emit(brokenContext{}, "a", nil) },
		"typed":   func(b *events.Bus) { _ = topic.Emit(brokenContext{}, b, struct{}{}) },
	} {
		synctest.Test(t, func(t *testing.T) {
			b := events.New()
			topic.On(b, func(context.Context, struct{}) error { return nil }, events.Async())
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("%s: the panic did not reach the emitter", name)
					}
				}()
				emit(b)
			}()
			ctx, cancel := context.WithTimeout(background, time.Minute)
			defer cancel()
			if err := errors.Join(b.Drain(ctx), b.Close(ctx)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

// Promise 12: figures never wrap round or fall, also while a round is under way
// that has taken a listener off, or a table with a long call went out of use.
func TestFiguresWhileARoundLasts(t *testing.T) {
	b := events.New()
	if err := b.Declare(events.EventSpec{Name: "a"}); err != nil {
		t.Fatal(err)
	}
	var next *events.Subscription
	b.On("a", func(context.Context, events.Event) error { next.Off(); return nil })
	next = b.On("a", discard)
	b.On("a", func(context.Context, events.Event) error {
		if n := next.Info().Delivered; n != 0 {
			t.Errorf("%d delivered to a listener that is off, want 0", n)
		}
		b.On("b", discard)
		before := b.Catalog()[0].Emits
		b.On("a", discard).Off() // the table is out of use, with this round inside
		if n := b.Catalog()[0].Emits; n < before {
			t.Errorf("emits fell from %d to %d", before, n)
		}
		return nil
	})
	for range 5 {
		mustEmit(t, b, "a", nil)
	}
	if n := b.Catalog()[0].Emits; n != 5 {
		t.Errorf("%d emits, want 5", n)
	}
}

// B39, B40: who is stuck is named, and those beside it are not.
func TestB40_CloseNamesTheGuiltyOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New(events.WithLogger(slog.New(slog.DiscardHandler)))
		stop := make(chan struct{})
		b.On("a", discard, events.Label("first"))
		b.On("a", func(context.Context, events.Event) error { <-stop; return nil }, events.Label("stuck"))
		b.On("a", discard, events.Label("last"))
		go func() { _ = b.Emit(background, "a", nil) }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(background, time.Second)
		defer cancel()
		left, _ := errors.AsType[*events.DrainError](b.Drain(ctx))
		if left == nil || left.Running != 1 {
			t.Errorf("Drain: %v; want 1 running", left)
		}
		stuck, _ := errors.AsType[*events.CloseError](b.Close(ctx))
		if stuck == nil || len(stuck.Running) != 1 || !strings.Contains(stuck.Running[0], "stuck") {
			t.Errorf("Close: %v; want the stuck listener alone", stuck)
		}
		close(stop)
	})
}

// B24, B26: an error handler that ends the goroutine keeps no later failure from
// being reported.
func TestB26_NextFailureAfterGoexitIsReported(t *testing.T) {
	reports := 0
	b := events.New(events.WithLogger(slog.New(slog.DiscardHandler)), events.WithErrorHandler(
		func(context.Context, events.Event, events.ListenerInfo, error) {
			if reports++; reports == 1 {
				runtime.Goexit()
			}
		}))
	b.On("a", func(context.Context, events.Event) error { panic("first") })
	second := b.On("a", func(context.Context, events.Event) error { panic("second") })
	over := make(chan struct{})
	go func() { defer close(over); _ = b.Emit(background, "a", nil) }()
	<-over
	if reports != 2 || second.Info().Failed != 1 {
		t.Errorf("%d reports, the second failed %d times; want 2 and 1", reports, second.Info().Failed)
	}
}

// B42: after Goexit, what is left of a round waits for the rounds of others.
func TestB42_DrainAfterGoexitWaitsForOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New(events.WithLogger(slog.New(slog.DiscardHandler)))
		other := make(chan struct{})
		b.On("a", func(_ context.Context, e events.Event) error {
			if _, slow := e.Get("slow"); slow {
				<-other
				return nil
			}
			runtime.Goexit()
			return nil
		})
		drained := false
		b.On("a", func(ctx context.Context, e events.Event) error {
			if _, slow := e.Get("slow"); !slow {
				_ = b.Drain(ctx)
				drained = true
			}
			return nil
		})
		go func() { _ = b.Emit(background, "a", events.Payload{"slow": true}) }()
		synctest.Wait()
		go func() { _ = b.Emit(background, "a", nil) }()
		synctest.Wait()
		if drained {
			t.Error("Drain returned while another round was under way")
		}
		close(other)
		synctest.Wait()
		if !drained {
			t.Error("Drain does not return")
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

// B12: nothing of an asynchronous listener is running once it has been waited
// for, whatever its worker does before it ends.
func TestRunningCountsCallsOnly(t *testing.T) {
	b := events.New()
	s := b.On("a", discard, events.Async())
	for range 2000 {
		if err := b.EmitWait(background, "a", nil); err != nil {
			t.Fatal(err)
		}
		if in := s.Info(); in.Running != 0 || in.Accepted != in.Delivered {
			t.Fatalf("after EmitWait: %d running, %d accepted, %d delivered", in.Running, in.Accepted, in.Delivered)
		}
	}
	closeBus(t, b)
}
