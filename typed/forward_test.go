package typed_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/google/go-cmp/cmp"
)

// An event that was renamed reaches the listeners of its new name as it was: source
// and time are kept, whichever view forwards it.
func TestForwardKeepsSourceAndTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := quiet()
		oldTopic, newTopic := typed.NewTopic[sale1]("old.sale"), typed.NewTopic[sale3]("new.sale")
		s := typed.Forward(b.As("compat"), oldTopic, newTopic, func(s sale1) (sale3, error) {
			time.Sleep(time.Second) // so that the time would be another
			return sale3{First: s.Buyer, Cents: int64(s.Price)}, nil
		}, events.Label("renames"))
		var got []typed.Event[sale3]
		var untyped []events.Event
		newTopic.OnEvent(b, func(_ context.Context, e typed.Event[sale3]) error { got = append(got, e); return nil })
		b.On("new.sale", func(_ context.Context, e events.Event) error { untyped = append(untyped, e); return nil }, events.Async())
		start := time.Now()
		must(t, oldTopic.Emit(ctx, b.As("shop"), sale1{"Ada", 1}))
		must(t, b.Emit(ctx, "old.sale", events.Payload{"buyer": "Bob", "price": 2}, events.From("job")))
		must(t, oldTopic.Emit(ctx, b, sale1{"Eve", 3}))
		must(t, b.Drain(ctx))
		want := []typed.Event[sale3]{
			{Name: "new.sale", Source: "shop", Time: start, Payload: sale3{First: "Ada", Cents: 1}},
			{Name: "new.sale", Source: "job", Time: start.Add(time.Second), Payload: sale3{First: "Bob", Cents: 2}},
			{Name: "new.sale", Source: "", Time: start.Add(2 * time.Second), Payload: sale3{First: "Eve", Cents: 3}},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if len(untyped) != 3 || !untyped[1].Time.Equal(want[1].Time) || untyped[1].Source != "job" || untyped[1].Payload()["first"] != "Bob" {
			t.Errorf("untyped: %+v", untyped)
		}
		if in := s.Info(); in.Owner != "compat" || in.Name != "renames" || in.Delivered != 3 {
			t.Errorf("as a listener it is %+v", in)
		}
		must(t, b.Close(ctx))
	})
}

// Forwards may lead in both directions and in chains, and an event never comes back
// to a name it had: synchronous, asynchronous, typed and not. An event that a
// listener emits goes round once as well.
func TestForwardNeverLoops(t *testing.T) {
	for _, opts := range [][]events.Option{nil, {events.Async()}} {
		b := events.New(events.WithErrorHandler(func(_ context.Context, e events.Event, _ events.ListenerInfo, err error) {
			t.Errorf("%s: %v", e.Name, err)
		}))
		one, two, three := typed.NewTopic[sale1]("loop.one"), typed.NewTopic[sale2]("loop.two"), typed.NewTopic[sale3]("loop.three")
		typed.Forward(b, one, two, func(s sale1) (sale2, error) { return sale2{First: s.Buyer}, nil }, opts...)
		typed.Forward(b, two, one, func(s sale2) (sale1, error) { return sale1{Buyer: s.First}, nil }, opts...)
		typed.Forward(b, two, three, func(s sale2) (sale3, error) { return sale3{First: s.First}, nil }, opts...)
		typed.Forward(b, three, one, func(s sale3) (sale1, error) { return sale1{Buyer: s.First}, nil }, opts...)
		typed.Forward(b, three, two, func(s sale3) (sale2, error) { return sale2{First: s.First}, nil }, opts...)
		heard := map[string]int{}
		b.OnNamespace("loop", func(_ context.Context, e events.Event) error { heard[e.Name]++; return nil }, events.Async())
		again := false
		one.On(b, func(ctx context.Context, s sale1) error {
			if again {
				return nil
			}
			again = true
			return two.Emit(ctx, b, sale2{}) // a new event, with the context of the first
		})
		must(t, one.Emit(ctx, b, sale1{"x", 1}))
		must(t, b.Drain(ctx))
		// The first goes one, two, three; the second two, one, and two, three, one.
		if want := map[string]int{"loop.one": 3, "loop.two": 2, "loop.three": 2}; !maps.Equal(heard, want) {
			t.Errorf("heard %v, want %v", heard, want)
		}
		must(t, b.Close(ctx))
	}
}

// A forward is a listener: it can be taken off, fails alone, and belongs to its
// owner.
func TestForwardIsAListener(t *testing.T) {
	var told []error
	b := events.New(events.WithErrorHandler(func(_ context.Context, _ events.Event, _ events.ListenerInfo, err error) { told = append(told, err) }))
	oldTopic, newTopic := typed.NewTopic[sale1]("listener.old"), typed.NewTopic[sale2]("listener.new")
	var got []sale2
	newTopic.On(b, heard(&got))
	s := typed.Forward(b, oldTopic, newTopic, func(s sale1) (sale2, error) {
		if s.Buyer == "" {
			return sale2{}, errNoLast
		}
		return sale2{First: s.Buyer}, nil
	})
	must(t, oldTopic.Emit(ctx, b, sale1{}))
	u, ok := errors.AsType[*typed.UpcastError](errors.Join(told...))
	if !ok || u.From != "listener.old" || u.To != "listener.new" || !errors.Is(u, errNoLast) {
		t.Errorf("told %v", told)
	}
	must(t, b.Emit(ctx, "listener.old", events.Payload{"buyer": 3}))
	if f := faults(errors.Join(told[1:]...)); len(f) != 2 {
		t.Errorf("what does not fit the old topic: %v", told)
	}
	must(t, oldTopic.Emit(ctx, b, sale1{Buyer: "a"}))
	if !s.Off() {
		t.Error("it was off")
	}
	must(t, oldTopic.Emit(ctx, b, sale1{Buyer: "b"}))
	if !slices.Equal(got, []sale2{{First: "a"}}) {
		t.Errorf("heard %v", got)
	}
}

func contains(text, part string) bool { return strings.Contains(text, part) }
