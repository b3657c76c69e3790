package typed_test

import (
	"context"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/google/go-cmp/cmp"
)

// up is called once for all untyped listeners of an event.
func TestB98_UntypedListenersShareOneUpcast(t *testing.T) {
	from, to := typed.NewTopic[roundA]("upcast.once"), typed.NewTopic[roundB]("upcast.once")
	calls := 0
	typed.Upcast(from, to, func(a roundA) (roundB, error) { calls++; return roundB(a2b(a)), nil })
	b := quiet()
	var seen []events.Event
	for range 3 {
		b.On("upcast.once", func(_ context.Context, e events.Event) error { seen = append(seen, e); return nil })
	}
	must(t, from.Emit(ctx, b, roundA{1}))
	must(t, b.Emit(ctx, "upcast.once", events.Payload{"a": 2}))
	if calls != 2 || len(seen) != 6 {
		t.Errorf("%d calls for 2 events and %d deliveries", calls, len(seen))
	}
	if seen[0] != seen[2] || seen[0] == seen[3] {
		t.Error("the copies of one event are not equal, or those of two are")
	}
	// An Upcast that comes after the first emits is used as well.
	third := typed.NewTopic[roundC]("upcast.once")
	typed.Upcast(to, third, func(b roundB) (roundC, error) { return roundC{b.B * 10}, nil })
	must(t, b.Emit(ctx, "upcast.once", events.Payload{"a": 2}))
	if c, _ := seen[6].Get("c"); c != 20 {
		t.Errorf("after another Upcast: %v", seen[6].Payload())
	}
}

func a2b(a roundA) roundB { return roundB{a.A} }

// If a version leads to two newest ones, neither is the newest of the event: it stays as
// it was emitted, except for listeners of these two.
func TestB98_AForkLeavesTheEventAsItWasEmitted(t *testing.T) {
	a, b, c := typed.NewTopic[roundA]("upcast.fork"), typed.NewTopic[roundB]("upcast.fork"), typed.NewTopic[roundC]("upcast.fork")
	typed.Upcast(a, b, func(a roundA) (roundB, error) { return roundB{a.A}, nil })
	typed.Upcast(a, c, func(a roundA) (roundC, error) { return roundC{a.A}, nil })
	bus := quiet()
	var bs []roundB
	var cs []roundC
	var seen []events.Payload
	b.On(bus, heard(&bs))
	c.On(bus, heard(&cs))
	bus.On("upcast.fork", func(_ context.Context, e events.Event) error { seen = append(seen, e.Payload()); return nil })
	must(t, a.Emit(ctx, bus, roundA{7}))
	if len(bs) != 1 || bs[0].B != 7 || len(cs) != 1 || cs[0].C != 7 || len(seen) != 1 || seen[0]["a"] != 7 {
		t.Errorf("heard %v, %v, %v", bs, cs, seen)
	}
}

// Versions of one event that two plugins declare each for itself, with equal fields, are
// one chain.
func TestB98_ChainsGoThroughEqualDeclarations(t *testing.T) {
	type twinB struct {
		B int `json:"b"`
	}
	a, b := typed.NewTopic[roundA]("upcast.twins"), typed.NewTopic[roundB]("upcast.twins")
	other, c := typed.NewTopic[twinB]("upcast.twins"), typed.NewTopic[roundC]("upcast.twins")
	typed.Upcast(a, b, func(a roundA) (roundB, error) { return roundB{a.A + 1}, nil })
	typed.Upcast(other, c, func(b twinB) (roundC, error) { return roundC{b.B * 10}, nil })
	bus := quiet()
	var cs []roundC
	var seen []any
	c.On(bus, heard(&cs))
	bus.OnAny(func(_ context.Context, e events.Event) error { v, _ := e.Get("c"); seen = append(seen, v); return nil })
	must(t, a.Emit(ctx, bus, roundA{1}))
	must(t, b.Emit(ctx, bus, roundB{1}))
	must(t, bus.Emit(ctx, "upcast.twins", events.Payload{"a": 2}))
	if diff := cmp.Diff([]roundC{{20}, {10}, {30}}, cs); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]any{20, 10, 30}, seen); diff != "" {
		t.Errorf("untyped (-want +got):\n%s", diff)
	}
}

// A payload that fits no version is delivered to untyped listeners as it was emitted.
func TestB98_WhatFitsNoVersionStaysAsItIs(t *testing.T) {
	b := quiet()
	var seen []events.Payload
	b.On("sale.done", func(_ context.Context, e events.Event) error { seen = append(seen, e.Payload()); return nil })
	must(t, b.EmitWait(ctx, "sale.done", events.Payload{"x": 1}))
	must(t, b.EmitWait(ctx, "sale.done", nil))
	if diff := cmp.Diff([]events.Payload{{"x": 1}, {}}, seen); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Contracts know the older versions of what is declared, and the newer ones that a
// listener may rely on.
func TestB98_ContractsKnowTheVersions(t *testing.T) {
	var told []error
	b := events.New(events.WithContracts(events.Enforce), events.WithErrorHandler(func(_ context.Context, _ events.Event, _ events.ListenerInfo, err error) {
		told = append(told, err)
	}))
	must(t, b.As("new").Declare(saleV3.Spec()))
	must(t, saleV1.Emit(ctx, b, sale1{"Ada Lovelace", 4}))
	must(t, b.Emit(ctx, "sale.done", events.Payload{"buyer": "Ada Lovelace", "price": 6}))
	must(t, b.Emit(ctx, "sale.done", events.Payload{"first": "Ada", "last": "Lovelace", "price": 6}))
	if err := b.Emit(ctx, "sale.done", events.Payload{"buyer": "Ada Lovelace"}); err == nil {
		t.Error("a payload of no version is accepted")
	}
	told = nil
	old := events.New(events.WithErrorHandler(func(_ context.Context, _ events.Event, _ events.ListenerInfo, err error) { told = append(told, err) }))
	must(t, old.As("old").Declare(saleV1.Spec()))
	must(t, old.As("total").Expect(typed.NewTopic[saleTotal]("sale.done").Spec()))
	if len(told) != 0 {
		t.Errorf("a listener that needs fields of the newest version: %v", told)
	}
}

// Emits of names without upcasts cost the same as before, in allocations.
func TestB98_OtherNamesCostNothingMore(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	b := events.New()
	b.On("no.upcast", func(context.Context, events.Event) error { return nil })
	p := events.Payload{"a": 1}
	if got := testing.AllocsPerRun(200, func() { _ = b.Emit(ctx, "no.upcast", p) }); got > 2 {
		t.Errorf("an untyped emit allocates %v times, want the copy of its map", got)
	}
	b.OnAny(func(context.Context, events.Event) error { return nil })
	if got := testing.AllocsPerRun(200, func() { _ = saleV3.Emit(ctx, b, sale3{Cents: 1}) }); got > 1 {
		t.Errorf("a typed emit of the newest version with an untyped listener allocates %v times, want 1", got)
	}
}

func BenchmarkUntypedEmitOfANameWithoutUpcasts(b *testing.B) {
	bus := events.New()
	bus.On("no.upcast", func(context.Context, events.Event) error { return nil })
	p := events.Payload{"a": 1}
	b.ReportAllocs()
	for b.Loop() {
		_ = bus.Emit(ctx, "no.upcast", p)
	}
}

// A Forward with a queue converts on its own goroutine, at the same time as others.
func TestB98_ForwardOfAnOlderVersionMayBeAsynchronous(t *testing.T) {
	b := quiet()
	closed := typed.NewTopic[saleTotal]("sale.totalled")
	typed.Forward(b, typed.NewTopic[saleTotal]("sale.done"), closed, func(s saleTotal) (saleTotal, error) { return s, nil }, events.Async())
	b.OnNamespace("sale", func(context.Context, events.Event) error { return nil })
	var got []saleTotal
	closed.On(b, heard(&got))
	for range 100 {
		must(t, saleV1.EmitWait(ctx, b, sale1{"Ada Lovelace", 4}))
	}
	must(t, b.Close(ctx))
	if len(got) != 100 || got[99].Cents != 400 {
		t.Errorf("%d forwarded, %+v", len(got), got[len(got)-1])
	}
}
