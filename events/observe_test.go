package events_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/google/go-cmp/cmp"
)

// observing ranges over Observe on another goroutine until stop is called,
// which returns what was seen. It runs in a bubble.
func observing(t *testing.T, bus *events.Bus) (stop func() []events.Observation) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var (
		mu   sync.Mutex
		seen []events.Observation
		done = make(chan struct{})
	)
	go func() {
		defer close(done)
		for o := range bus.Observe(ctx) {
			mu.Lock()
			seen = append(seen, o)
			mu.Unlock()
		}
	}()
	synctest.Wait()
	return func() []events.Observation {
		time.Sleep(time.Second)
		cancel()
		<-done
		mu.Lock()
		defer mu.Unlock()
		return seen
	}
}

func silenced(opts ...events.BusOption) *events.Bus {
	return events.New(append(opts, events.WithErrorHandler(
		func(context.Context, events.Event, events.ListenerInfo, error) {}))...)
}

func TestObserveTellsOfEveryEmit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := silenced()
		bus.On("user.login", discard)
		bus.OnNamespace("user", fails(errBoom), events.Label("broken"))
		bus.OnAny(discard, events.Predicate(func(events.Event) bool { return false }))
		stop := observing(t, bus)
		mustEmit(t, bus.As("auth"), "user.login", nil)
		mustEmit(t, bus, "nobody.hears", nil)
		seen := stop()
		if len(seen) != 2 {
			t.Fatalf("%d observations, want 2: %v", len(seen), seen)
		}
		login, unheard := seen[0], seen[1]
		if login.Event.Name != "user.login" || login.Event.Source != "auth" || login.Event.Time.IsZero() || login.Reached != 2 {
			t.Errorf("of user.login it saw %+v", login)
		}
		if len(login.Failures) != 1 || login.Failures[0].Listener != "broken" || !errors.Is(login.Failures[0], errBoom) {
			t.Errorf("failures %v, want that of the listener broken", login.Failures)
		}
		if unheard.Event.Name != "nobody.hears" || unheard.Reached != 0 {
			t.Errorf("of nobody.hears it saw %+v", unheard)
		}
	})
}

func TestObserveShowsThePayload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := events.New()
		stop := observing(t, bus)
		if err := bus.Emit(t.Context(), "user.login", events.Payload{"user_id": 7}); err != nil {
			t.Fatal(err)
		}
		for _, o := range stop() {
			if diff := cmp.Diff(events.Payload{"user_id": 7}, o.Event.Payload()); diff != "" {
				t.Error(diff)
			}
		}
	})
}

func TestObserveTellsOfAnAsyncFailureLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := silenced()
		bus.On("user.login", fails(errBoom), events.Async())
		stop := observing(t, bus)
		mustEmit(t, bus, "user.login", nil)
		seen := stop()
		if len(seen) != 2 || seen[0].Late || seen[0].Reached != 1 || len(seen[0].Failures) != 0 {
			t.Fatalf("observations %+v, want the emit and then the failure", seen)
		}
		if late := seen[1]; !late.Late || late.Event.Name != "user.login" || len(late.Failures) != 1 {
			t.Errorf("the second is %+v, want a late failure", late)
		}
	})
}

func TestObserveMeasuresDurations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := events.New()
		naps := func(d time.Duration) events.Handler {
			return func(context.Context, events.Event) error { time.Sleep(d); return nil }
		}
		bus.On("user.login", naps(100*time.Millisecond))
		bus.On("user.login", naps(time.Second), events.Async())
		stop := observing(t, bus)
		mustEmit(t, bus, "user.login", nil)
		time.Sleep(2 * time.Second)
		within := func(got, want time.Duration) bool { return got > want*4/5 && got < want*5/4 }
		for i, want := range []time.Duration{100 * time.Millisecond, time.Second} {
			if l := bus.TopicInfo()[0].Listeners[i]; !within(l.P50, want) || !within(l.P99, want) {
				t.Errorf("listener %d: p50 %v, p99 %v, want about %v", i, l.P50, l.P99, want)
			}
		}
		if seen := stop(); len(seen) != 1 || seen[0].Duration != 100*time.Millisecond {
			t.Errorf("saw %+v, want one that took 100ms", seen)
		}
		for _, l := range bus.TopicInfo()[0].Listeners {
			if l.P50 != 0 || l.P99 != 0 {
				t.Errorf("p50 %v, p99 %v when nobody observes any more, want none", l.P50, l.P99)
			}
		}
	})
}

func TestObserveDropsForABusyLoopAndSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := events.New()
		ctx, cancel := context.WithCancel(t.Context())
		var seen, missed uint64
		done := make(chan struct{})
		go func() {
			defer close(done)
			for o := range bus.Observe(ctx) {
				if seen == 0 {
					time.Sleep(time.Hour)
				}
				seen++
				missed += o.Missed
			}
		}()
		synctest.Wait()
		mustEmit(t, bus, "first", nil)
		time.Sleep(time.Minute)
		for range 5000 {
			mustEmit(t, bus, "more", nil)
		}
		time.Sleep(2 * time.Hour)
		mustEmit(t, bus, "last", nil)
		time.Sleep(time.Second)
		cancel()
		<-done
		if seen != 1+4096+1 || missed != 5000-4096 {
			t.Errorf("seen %d and missed %d, want %d and %d", seen, missed, 1+4096+1, 5000-4096)
		}
	})
}

func TestObserveMayEmitInItsLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := events.New()
		time.AfterFunc(time.Second, func() { mustEmit(t, bus, "user.login", nil) })
		n := 0
		for o := range bus.Observe(t.Context()) {
			if n++; n == 100 {
				break
			}
			mustEmit(t, bus, o.Event.Name, nil)
		}
	})
}

func TestObserveEndsWithTheBus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := events.New()
		stop := observing(t, bus)
		mustEmit(t, bus, "last.words", nil)
		if err := bus.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if seen := stop(); len(seen) != 1 {
			t.Errorf("saw %v, want the last emit", seen)
		}
	})
}

func TestObservationCostsNothingWhenItIsOver(t *testing.T) {
	bus := events.New()
	bus.On("user.login", discard)
	emits := func() {
		if err := bus.Emit(t.Context(), "user.login", nil); err != nil {
			t.Fatal(err)
		}
	}
	emits()
	before := testing.AllocsPerRun(100, emits)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range bus.Observe(ctx) {
		t.Error("an observation of nothing")
	}
	emits()
	if after := testing.AllocsPerRun(100, emits); after > before {
		t.Errorf("%v allocations an emit after observation, %v before", after, before)
	}
}

func TestListenerInfoTellsOfTheLastFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := silenced()
		bus.OnNamespace("user", func(context.Context, events.Event) error { panic("ouch") }, events.Async(events.Buffer(8)))
		mustEmit(t, bus, "user.login", nil)
		synctest.Wait()
		l := bus.NamespaceInfo()[0].Listeners[0]
		if l.LastError != "events: panic: ouch" || l.LastErrorEvent != "user.login" || !l.LastErrorTime.Equal(time.Now()) || l.LastErrorStack == "" || l.Buffer != 8 {
			text, _ := json.Marshal(l)
			t.Errorf("listener %s", text)
		}
	})
}

func TestOwnerInfoListsTheViews(t *testing.T) {
	bus := events.New()
	bus.As("audit").On("user.login", discard)
	if err := bus.As("gone").Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []events.OwnerInfo{{Owner: ""}, {Owner: "audit", Listeners: 1}} // a closed view has left
	if diff := cmp.Diff(want, bus.OwnerInfo()); diff != "" {
		t.Error(diff)
	}
}

// ended after that.
func TestTimesGoWithTheLastObserver(t *testing.T) {
	for name, opts := range map[string][]events.Option{"sync": nil, "async": {events.Async()}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, release := unwatched(), make(chan int)
				ctx, cancel := context.WithCancel(background)
				go func() {
					for range b.Observe(ctx) {
					}
				}()
				synctest.Wait()
				sub := b.On("x", func(context.Context, events.Event) error { <-release; return nil }, opts...)
				go func() { mustEmit(t, b, "x", nil) }()
				synctest.Wait()
				cancel()
				synctest.Wait()
				time.Sleep(time.Second)
				close(release)
				synctest.Wait()
				if in := sub.Info(); in.P50 != 0 || in.P99 != 0 {
					t.Errorf("nobody observes, and P50 is %v", in.P50)
				}
				must(t, b.Close(background))
			})
		})
	}
}
