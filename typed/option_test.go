package typed_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// All options of package events work with typed listeners.
func TestOptionsWorkOnTyped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		until, end := context.WithCancel(ctx)
		var got []string
		note := func(who string) func(context.Context, login) error {
			return func(context.Context, login) error { got = append(got, who); return nil }
		}
		loginTopic.On(b, note("last"), events.Priority(-1))
		loginTopic.On(b, note("once"), events.Once())
		loginTopic.On(b, note("until"), events.Until(until))
		loginTopic.On(b, note("first"), events.Priority(1))
		loginTopic.On(b, note("never"), events.Predicate(func(e events.Event) bool { return e.Source == "never" }))
		must(t, loginTopic.Emit(ctx, b, login{}))
		if want := []string{"first", "once", "until", "last"}; !slices.Equal(got, want) {
			t.Errorf("first emit: %q, want %q", got, want)
		}
		got = nil
		end()
		synctest.Wait()
		must(t, loginTopic.Emit(ctx, b, login{}))
		if want := []string{"first", "last"}; !slices.Equal(got, want) {
			t.Errorf("second emit: %q, want %q", got, want)
		}
		must(t, b.Close(ctx))
	})
}

// B11.
func TestOffOfTyped(t *testing.T) {
	b := events.New()
	n := 0
	s := loginTopic.On(b, func(context.Context, login) error { n++; return nil })
	if !s.Off() || s.Off() {
		t.Error("Off is true the first time only")
	}
	must(t, loginTopic.Emit(ctx, b, login{}))
	if n != 0 {
		t.Error("called after Off")
	}
}

// B33: in order, and never at the same time as itself; B37: the emitter's end is not its own.
func TestAsyncTyped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		type key struct{}
		var got []int64
		loginTopic.On(b, func(ctx context.Context, p login) error {
			time.Sleep(time.Second)
			if ctx.Value(key{}) != "kept" || ctx.Err() != nil {
				t.Errorf("the context has %v, %v", ctx.Value(key{}), ctx.Err())
			}
			got = append(got, p.UserID)
			return nil
		}, events.Async())
		request, end := context.WithCancel(context.WithValue(ctx, key{}, "kept"))
		start := time.Now()
		for i := range int64(3) {
			must(t, loginTopic.Emit(request, b, login{UserID: i}))
		}
		must(t, b.Emit(request, "user.login", events.Payload{"user_id": 3, "name": ""}))
		if time.Since(start) != 0 {
			t.Error("Emit waited for an asynchronous listener")
		}
		end()
		must(t, loginTopic.EmitWait(context.WithValue(ctx, key{}, "kept"), b, login{UserID: 4}))
		if time.Since(start) != 5*time.Second {
			t.Errorf("EmitWait returned after %v, want 5s", time.Since(start))
		}
		if want := []int64{0, 1, 2, 3, 4}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		must(t, b.Close(ctx))
	})
}
