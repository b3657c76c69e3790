package events_test

import (
	"context"
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// What must not allocate does not.
func TestAllocations(t *testing.T) {
	b := events.New()
	b.On("heard", discard)
	b.OnNamespace("space", discard)
	mustDeclare(t, b, events.EventSpec{Name: "declared"})
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
