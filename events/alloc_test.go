package events_test

import (
	"context"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// TestAllocations measures the calls that promise not to allocate.
func TestAllocations(t *testing.T) {
	b := events.New()
	b.On("heard", discard)
	b.OnNamespace("space", discard)
	mustDeclare(t, b, events.EventSpec{Name: "declared", Payload: events.Schema{"n": "int"}})
	payload := events.Payload{"n": 1}
	var event events.Event
	b.On("keep", func(_ context.Context, e events.Event) error { event = e; return nil })
	mustEmit(t, b, "keep", payload)
	view := b.As("plugin")
	for _, tt := range []struct {
		name string
		want float64
		run  func()
	}{
		{"an emit that nobody hears", 0, func() { _ = b.Emit(background, "nobody.hears", payload) }},
		{"an emit of a view that nobody hears", 0, func() { _ = view.Emit(background, "nobody.hears", payload) }},
		{"an emit from elsewhere that nobody hears", 0, func() { _ = b.Emit(background, "nobody.hears", payload, events.From("x")) }},
		{"an emit of a declared name that nobody hears", 0, func() { _ = b.Emit(background, "declared", payload) }},
		{"ValidateName", 0, func() { _ = events.ValidateName("user.login") }},
		{"Get", 0, func() { _, _ = event.Get("n") }},
		{"Field", 0, func() { _, _ = events.Field[int](event, "n") }},
	} {
		if got := testing.AllocsPerRun(200, tt.run); got > tt.want {
			t.Errorf("%s allocates %v times, want %v", tt.name, got, tt.want)
		}
	}
	for name, run := range map[string]func(){
		"heard, nil payload":    func() { _ = b.Emit(background, "heard", nil) },
		"heard, one field":      func() { _ = b.Emit(background, "heard", payload) },
		"heard by a namespace":  func() { _ = b.Emit(background, "space.x", nil) },
		"heard by nobody, wait": func() { _ = b.EmitWait(background, "nobody.hears", nil) },
		"FromContext":           func() { _, _ = events.FromContext(background) },
	} {
		t.Logf("%s: %v allocations", name, testing.AllocsPerRun(200, run))
	}
}

// B37: a context that never ends is passed to asynchronous listeners as it is.
func TestB37_EndlessContextIsPassedOn(t *testing.T) {
	b := events.New()
	ctx := context.WithValue(background, valueKey{}, 1)
	var got context.Context
	b.On("a", func(ctx context.Context, _ events.Event) error { got = ctx; return nil }, events.Async())
	if err := b.EmitWait(ctx, "a", nil); err != nil || got != ctx {
		t.Errorf("%v; the handler got %v", err, got)
	}
	closeBus(t, b)
}

// B83, of queues: an emit to an asynchronous listener allocates nothing
// where it is typed, and what every listener sees of it where it is not: once,
// whatever the policy and though the queue is full. One whose context ends has
// to be detached from that, which is one more. The handlers of full queues are
// stuck, so that every emit finds them as they are.
func TestAsyncEmitAllocations(t *testing.T) {
	ending, cancel := context.WithCancel(background)
	defer cancel()
	topic := typed.NewTopic[ping]("a")
	key := events.Keyed(func(events.Event) string { return "key" })
	for _, tt := range []struct {
		name string
		full bool
		opts []events.AsyncOption
	}{
		{"room", false, nil},
		{"room, workers", false, []events.AsyncOption{events.Workers(2)}},
		{"room, DropNewest", false, []events.AsyncOption{events.WhenFull(events.DropNewest)}},
		{"room, DropOldest", false, []events.AsyncOption{events.WhenFull(events.DropOldest)}},
		{"room, Latest", false, []events.AsyncOption{events.WhenFull(events.Latest)}},
		{"full, DropNewest", true, []events.AsyncOption{events.WhenFull(events.DropNewest)}},
		{"full, DropOldest", true, []events.AsyncOption{events.WhenFull(events.DropOldest)}},
		{"full, DropOldest, workers", true, []events.AsyncOption{events.WhenFull(events.DropOldest), events.Workers(2)}},
		{"full, DropOldest, keyed", true, []events.AsyncOption{events.WhenFull(events.DropOldest), key}},
		{"full, DropNewest, keyed", true, []events.AsyncOption{events.WhenFull(events.DropNewest), key}},
		{"full, Latest", true, []events.AsyncOption{events.WhenFull(events.Latest)}},
	} {
		for ctx, more := range map[context.Context]float64{background: 0, ending: 1} {
			release := make(chan struct{})
			stuck := func() error { <-release; return nil }
			if !tt.full {
				close(release)
			}
			opts := events.Async(append([]events.AsyncOption{events.Buffer(1000)}, tt.opts...)...)
			untyped, plain := events.New(), events.New()
			untyped.On("a", func(context.Context, events.Event) error { return stuck() }, opts)
			topic.On(plain, func(context.Context, ping) error { return stuck() }, opts)
			for way, emit := range map[string]func(){
				"untyped": func() { _ = untyped.Emit(ctx, "a", nil) },
				"typed":   func() { _ = topic.Emit(ctx, plain, ping{}) },
			} {
				want := more
				switch {
				case way == "untyped":
					want++
				case strings.HasSuffix(tt.name, "keyed"): // the key is had of the general form, made for it
					want += 2
				}
				for range 1100 { // now the rings are as long as they will be
					emit()
				}
				if got := testing.AllocsPerRun(200, emit); got > want {
					t.Errorf("%s, %s: an emit allocates %v times, want %v", tt.name, way, got, want)
				}
			}
			if tt.full {
				close(release)
			}
			closeBus(t, untyped)
			closeBus(t, plain)
		}
	}
}
