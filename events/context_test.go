package events_test

import (
	"context"
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// A context carries the bus, or the view, that was put into it.
func TestContextCarriesTheBus(t *testing.T) {
	if b, ok := events.FromContext(background); b != nil || ok {
		t.Errorf("a context without a bus has %v", b)
	}
	view := events.New().As("p")
	b, ok := events.FromContext(events.NewContext(background, view))
	if b != view || !ok || b.Owner() != "p" {
		t.Errorf("FromContext: %v, %v", b, ok)
	}
	if b, ok := events.FromContext(events.NewContext(background, nil)); ok || b != nil {
		t.Errorf("a nil bus was found: %v", b)
	}
}

// A handler gets the emit's own context; without one it gets Background.
func TestHandlersGetTheEmittersContext(t *testing.T) {
	b := events.New()
	var got context.Context
	b.On("a", func(ctx context.Context, _ events.Event) error { got = ctx; return nil })
	ctx := context.WithValue(background, valueKey{}, 1)
	if err := b.Emit(ctx, "a", nil); err != nil || got != ctx {
		t.Errorf("%v; the handler got %v", err, got)
	}
	var none context.Context
	if err := b.Emit(none, "a", nil); err != nil || got != background {
		t.Errorf("%v; the handler got %v", err, got)
	}
}

// B30: a context that has ended stops no listener: each one gets it and decides.
func TestB30_EndedContextStopsNobody(t *testing.T) {
	for name, emit := range map[string]func(*events.Bus, context.Context) error{
		"Emit":     func(b *events.Bus, ctx context.Context) error { return b.Emit(ctx, "a", nil) },
		"EmitWait": func(b *events.Bus, ctx context.Context) error { return b.EmitWait(ctx, "a", nil) },
	} {
		t.Run(name, func(t *testing.T) {
			b, j := events.New(), &journal{}
			ctx, cancel := context.WithCancel(background)
			b.On("a", func(ctx context.Context, _ events.Event) error {
				cancel()
				j.add("first:%v", ctx.Err())
				return nil
			})
			b.On("a", func(ctx context.Context, _ events.Event) error { j.add("second:%v", ctx.Err()); return nil })
			async := b.On("a", discard, events.Async())
			if err := emit(b, ctx); err != nil && name == "Emit" {
				t.Errorf("Emit: %v", err)
			}
			_ = emit(b, ctx)
			j.wants(t, "first:context canceled second:context canceled first:context canceled second:context canceled")
			closeBus(t, b)
			if n := async.Info().Delivered; n != 2 {
				t.Errorf("the asynchronous listener heard %d of 2", n)
			}
		})
	}
}
