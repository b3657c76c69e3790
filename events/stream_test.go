package events_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// A stream listens while it is ranged over, with a new listener for each range, and
// is off after a break.
func TestStreamListensWhileRangedOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		s := b.Stream(background, "a")
		mustEmit(t, b, "a", events.Payload{"n": 0}) // before the loop
		if n := b.ListenerCount(); n != 0 {
			t.Errorf("%d listeners before the first range", n)
		}
		for round := range 2 {
			go func() {
				synctest.Wait()
				for n := range 3 {
					mustEmit(t, b, "a", events.Payload{"n": 10*round + n})
				}
			}()
			var got []int
			for e := range s {
				n, err := events.Field[int](e, "n")
				if err != nil {
					t.Error(err)
				}
				if got = append(got, n); len(got) == 2 {
					break
				}
			}
			if want := []int{10 * round, 10*round + 1}; !slices.Equal(got, want) {
				t.Errorf("round %d: %v, want %v", round, got, want)
			}
			synctest.Wait()
			if n := b.ListenerCount(); n != 0 {
				t.Errorf("%d listeners after break", n)
			}
		}
		closeBus(t, b)
	})
}

// B79: every way out of the loop takes the stream off.
func TestStreamEnds(t *testing.T) {
	for _, tt := range []struct {
		name string
		loop func(context.Context, context.CancelFunc, *events.Bus)
	}{
		{"break", func(ctx context.Context, _ context.CancelFunc, b *events.Bus) {
			for range b.Stream(ctx, "a") {
				break
			}
		}},
		{"return", func(ctx context.Context, _ context.CancelFunc, b *events.Bus) {
			for range b.Stream(ctx, "a") {
				return
			}
		}},
		{"panic", func(ctx context.Context, _ context.CancelFunc, b *events.Bus) {
			defer func() { _ = recover() }()
			for range b.Stream(ctx, "a") {
				panic("boom")
			}
		}},
		{"the end of its context", func(ctx context.Context, cancel context.CancelFunc, b *events.Bus) {
			for range b.Stream(ctx, "a") {
				cancel()
			}
		}},
		{"the end of Until's context", func(ctx context.Context, cancel context.CancelFunc, b *events.Bus) {
			for range b.Stream(background, "a", events.Until(ctx)) {
				cancel()
			}
		}},
		{"Once", func(ctx context.Context, _ context.CancelFunc, b *events.Bus) {
			for range b.Stream(ctx, "a", events.Once()) {
			}
		}},
		{"OffAll", func(ctx context.Context, _ context.CancelFunc, b *events.Bus) {
			for range b.Stream(ctx, "a") {
				b.OffAll()
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := events.New()
				ctx, cancel := context.WithCancel(background)
				defer cancel()
				go func() {
					synctest.Wait()
					mustEmit(t, b, "a", nil)
				}()
				tt.loop(ctx, cancel, b)
				synctest.Wait()
				if n := b.ListenerCount(); n != 0 {
					t.Errorf("%d listeners are left", n)
				}
				closeBus(t, b)
			})
		})
	}
}

// B79: Close first yields what is queued.
func TestStreamYieldsWhatIsQueuedOnClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		got := 0
		done := make(chan struct{})
		go func() {
			defer close(done)
			for range b.Stream(background, "a") {
				time.Sleep(time.Second)
				got++
			}
		}()
		synctest.Wait()
		for range 5 {
			mustEmit(t, b, "a", nil)
		}
		closeBus(t, b)
		<-done
		if got != 5 {
			t.Errorf("the stream yielded %d of 5", got)
		}
	})
}

// B79: options are those of a listener; the emitter waits for room and
// EmitWait for the loop's body.
func TestStreamIsAnAsyncListener(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var got []any
		go func() {
			for e := range b.Stream(background, "a", events.Async(events.Buffer(1)), events.Label("stream"),
				events.Predicate(func(e events.Event) bool { return e.Payload()["n"] != 2 })) {
				time.Sleep(time.Second)
				got = append(got, e.Payload()["n"])
			}
		}()
		synctest.Wait()
		i := b.TopicInfo()[0].Listeners[0]
		if i.Name != "stream" || !slices.Equal(i.Flags, []string{"predicate", "async"}) {
			t.Errorf("%+v", i)
		}
		for n := range 3 {
			mustEmit(t, b, "a", events.Payload{"n": n})
		}
		ctx, cancel := context.WithTimeout(background, time.Millisecond)
		defer cancel()
		if err := b.Emit(ctx, "a", events.Payload{"n": 3}); !errors.Is(err, events.ErrQueueFull) {
			t.Errorf("Emit: %v; want ErrQueueFull", err)
		}
		if err := b.EmitWait(background, "a", events.Payload{"n": 4}); err != nil || !slices.Equal(got, []any{0, 1, 4}) {
			t.Errorf("EmitWait: %v; the loop saw %v", err, got)
		}
		closeBus(t, b)
	})
}

// B79: an emit in the loop's body is an emit inside a listener: it
// never waits for room that only this loop could make.
func TestStreamBodyEmits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		go func() { synctest.Wait(); mustEmit(t, b, "a", nil) }()
		n := 0
		for range b.Stream(background, "a", events.Async(events.Buffer(1))) {
			if n++; n == 1 {
				for range 5 {
					mustEmit(t, b, "a", nil)
				}
				if err := b.EmitWait(background, "a", nil); !errors.Is(err, events.ErrWouldDeadlock) {
					t.Errorf("EmitWait in the body: %v", err)
				}
			}
			if n == 7 {
				break
			}
		}
		closeBus(t, b)
	})
}

// Without a label a stream is named by the function that made it, and stands
// where it was made.
func TestStreamHasAPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		ctx, cancel := context.WithCancel(background)
		go func() {
			for range b.Stream(ctx, "a") {
			}
		}()
		synctest.Wait()
		if i := b.TopicInfo()[0].Listeners[0]; !strings.HasSuffix(i.File, "events/stream_test.go") || !strings.Contains(i.Name, "TestStreamHasAPlace") {
			t.Errorf("%+v", i)
		}
		cancel()
		synctest.Wait()
	})
}
