package chain // want package:`events\(disk.cleaned disk.full\)`

// Package chain wraps handlers in handlers, and makes them of generic functions.

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

var Emits = []events.EventSpec{
	{Name: "disk.full", Payload: events.Schema{"path": "string", "free": "int64", "owner": "*string"}},
	{Name: "disk.cleaned", Payload: events.Schema{"path": "string"}},
}

func retry(times int, h events.Handler) events.Handler {
	return func(ctx context.Context, e events.Event) (err error) {
		for range times {
			if err = h(ctx, e); err == nil {
				return nil
			}
		}
		return err
	}
}

func timed(h events.Handler) events.Handler {
	return func(ctx context.Context, e events.Event) error {
		defer func(begun time.Time) { slog.Info("handled", "event", e.Name, "in", time.Since(begun)) }(time.Now())
		return h(ctx, e)
	}
}

func decoded[T any](field string, h func(context.Context, T) error) events.Handler {
	return func(ctx context.Context, e events.Event) error {
		v, err := events.Field[T](e, field)
		return errors.Join(err, h(ctx, v))
	}
}

func read[T any](e events.Event, field string, otherwise T) T {
	if v, err := events.Field[T](e, field); err == nil {
		return v
	}
	return otherwise
}

func both(_ context.Context, e events.Event) error {
	_ = read(e, "owner", "nobody") // of one of the two
	_ = read(e, "path", "")
	return nil
}

func anyOf(e events.Event) string {
	if e.Name == "disk.full" {
		return read(e, "owner", "")
	}
	return read(e, "label", "")
}

func Listen(ctx context.Context, b *events.Bus) error {
	b.On("disk.full", timed(retry(3, func(_ context.Context, e events.Event) error {
		_, err := events.Field[int64](e, "free")
		return err
	})))
	b.On("disk.full", decoded("free", func(context.Context, int64) error { return nil }))
	b.On("disk.cleaned", decoded("path", func(context.Context, string) error { return nil }))
	b.On("disk.full", both, events.Predicate(func(e events.Event) bool { return anyOf(e) != "" }))
	b.On("disk.cleaned", both)
	b.OnAny(func(_ context.Context, e events.Event) error { _ = anyOf(e); return nil })
	handlers := map[string]events.Handler{"disk.full": both, "disk.cleaned": timed(both)}
	for name, h := range handlers {
		b.On(name, h)
	}
	emit := func(name string, p events.Payload) error { return b.Emit(ctx, name, p) }
	return errors.Join(emit("disk.full", events.Payload{"path": "/", "free": int64(0)}), emit("disk.cleaned", events.Payload{"path": "/"}))
}
