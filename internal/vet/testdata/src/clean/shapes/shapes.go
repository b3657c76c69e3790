package shapes // want package:`events\(a.one a.three a.two\)`

import (
	"context"

	bus "github.com/fastpluggy/eventbus/events"
)

type (
	payload = map[string]any
	id      = int64
	spec    = bus.EventSpec
	specs   []spec
	emitter interface {
		Emit(context.Context, string, bus.Payload, ...bus.EmitOption) error
	}
	embedded   struct{ *bus.Bus }
	box[T any] struct{ value T }
)

const (
	one, two = "a.one", "a." + "two"
	three    = "a.three"
)

var common = bus.Schema{"id": "int64", "raw": "bytes", "list": "*[]dict"}

var list = specs{0: {Name: one, Payload: common}, 1: spec{Name: two, Payload: common}, 2: third}

var third = bus.EventSpec{Name: three, Payload: bus.Schema{"n": "rune", "b": "byte", "f": "float", "of": "any"}}

func say[T any](ctx context.Context, b box[T], e emitter, on embedded, n id, raw []byte, any1 any) {
	_ = e.Emit(ctx, one, payload{"id": n, "raw": raw})
	_ = on.Emit(ctx, one, payload{"id": n, "raw": raw, "list": []payload{}})
	_ = on.Bus.Emit(ctx, two, (bus.Payload{"id": n, "raw": []uint8(raw)}))
	_ = on.Emit(ctx, three, bus.Payload{"n": 'x', "b": byte(1), "f": 1.5, "of": b.value})
	_ = on.Emit(ctx, three, bus.Payload{"n": int32(1), "b": raw[0], "f": float64(n), "of": func() {}})
	_ = on.Emit(ctx, three, bus.Payload{"n": any1, "b": any1, "f": any1, "of": nil})
	emit := on.Emit
	_ = emit(ctx, two, bus.Payload{"id": n, "raw": raw})
	on.On(one, handle[int64])
	on.On(two, bus.Handler(func(_ context.Context, e bus.Event) error { _, _ = e.Get("id"); return nil }))
	on.On(three, nil)
	on.On(three, box[int]{}.hear)
}

func handle[T any](_ context.Context, e bus.Event) error {
	_, err := bus.Field[T](e, "id")
	return err
}

func (b box[T]) hear(context.Context, bus.Event) error { return nil }
