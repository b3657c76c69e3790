package events_test

import (
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// An emit that matches its declaration allocates no more than an undeclared one,
// numbers that convert included.
func TestContractsAllocateNothing(t *testing.T) {
	for _, mode := range []events.ContractMode{events.Report, events.Enforce} {
		for name, p := range map[string]events.Payload{
			"very types": {"user_id": int64(1 << 40), "username": "ada"},
			"converted":  {"user_id": 1 << 30, "username": "ada"},
		} {
			run := func(m events.ContractMode) float64 {
				b, _ := held(t, m)
				b.On("user.login", discard)
				return testing.AllocsPerRun(200, func() { _ = b.Emit(background, "user.login", p) })
			}
			if with, without := run(mode), run(events.Ignore); with != without {
				t.Errorf("%s, mode %d: %v allocations, without contracts %v", name, mode, with, without)
			}
		}
	}
}

// BenchmarkContract measures an untyped emit without listeners, of an undeclared
// name and of a declared one with as many fields, and the same without contracts.
func BenchmarkContract(b *testing.B) {
	p := events.Payload{"a": 1 << 30, "b": "text", "c": true, "d": 0.5}
	spec := events.EventSpec{Name: "four", Payload: events.Schema{"a": "int", "b": "string", "c": "bool", "d": "float64"}}
	for _, tt := range []struct {
		name, emit string
		mode       events.ContractMode
	}{
		{"undeclared", "other", events.Report},
		{"four fields", "four", events.Report},
		{"four fields, ignored", "four", events.Ignore},
		{"four fields, enforced", "four", events.Enforce},
	} {
		b.Run(tt.name, func(b *testing.B) {
			bus := events.New(events.WithContracts(tt.mode), events.WithSlowThreshold(0))
			if err := bus.Declare(spec); err != nil {
				b.Fatal(err)
			}
			bus.OnNamespace("elsewhere", discard)
			b.ReportAllocs()
			for b.Loop() {
				_ = bus.Emit(background, tt.emit, p)
			}
			if f := bus.ContractFaults(); len(f) != 0 {
				b.Fatal(f)
			}
		})
	}
}

// BenchmarkNestedContract measures an untyped emit of an order with twenty lines,
// without listeners: as the declared structs, as structs of another package, as maps.
func BenchmarkNestedContract(b *testing.B) {
	lines, others, maps := make([]OrderLine, 20), make([]SameLine, 20), make([]any, 20)
	for i := range maps {
		maps[i] = map[string]any{"sku": "a", "qty": 1}
	}
	for _, tt := range []struct {
		name  string
		lines any
	}{{"declared structs", lines}, {"other structs", others}, {"maps", maps}} {
		b.Run(tt.name, func(b *testing.B) {
			bus := events.New(events.WithSlowThreshold(0))
			if err := bus.Declare(orderTopic.Spec()); err != nil {
				b.Fatal(err)
			}
			p := events.Payload{"id": int64(1), "lines": tt.lines}
			b.ReportAllocs()
			for b.Loop() {
				_ = bus.Emit(background, "order.placed", p)
			}
			if f := bus.ContractFaults(); len(f) != 0 {
				b.Fatal(f)
			}
		})
	}
}

// B95: comparing what is inside of a payload allocates nothing either.
func TestB95_NestedContractsAllocateNothing(t *testing.T) {
	for name, lines := range map[string]any{
		"declared structs": []OrderLine{{}, {}}, "other structs": []SameLine{{}, {}},
		"maps": []any{map[string]any{"sku": "a", "qty": 1}, map[string]any{"sku": "b", "qty": 2.0}},
	} {
		p := events.Payload{"id": int64(1), "lines": lines}
		run := func(m events.ContractMode) float64 {
			b := events.New(events.WithContracts(m))
			mustDeclare(t, b, orderTopic.Spec())
			b.On("order.placed", discard)
			return testing.AllocsPerRun(200, func() { _ = b.Emit(background, "order.placed", p) })
		}
		if with, without := run(events.Report), run(events.Ignore); with > without {
			t.Errorf("%s: %v allocations, without contracts %v", name, with, without)
		}
	}
}
