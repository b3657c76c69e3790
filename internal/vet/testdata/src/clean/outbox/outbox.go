package outbox // want package:`events\(mail.queued mail.sent\)`

// Package outbox stores events, and emits them later through an interface of its own.

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/fastpluggy/eventbus/events"
)

var Emits = []events.EventSpec{
	{Name: "mail.queued", Payload: events.Schema{"to": "string"}},
	{Name: "mail.sent", Payload: events.Schema{"to": "string", "tries": "int"}},
}

type Emitter interface {
	Emit(ctx context.Context, name string, p events.Payload) error
}

// A logger has an Emit of its own, which has nothing to do with events.
type logger interface {
	Emit(line string, args ...any)
}

type row struct {
	name string
	text []byte
}

type store struct {
	rows    []row
	log     logger
	metrics func(name string, n int)
}

func (s *store) Emit(_ context.Context, name string, p events.Payload) error {
	text, err := json.Marshal(p)
	s.rows = append(s.rows, row{name, text})
	s.log.Emit("row.stored", name)
	s.metrics("outbox.rows", len(s.rows))
	return err
}

type adapter struct{ b *events.Bus }

func (a adapter) Emit(ctx context.Context, name string, p events.Payload) error {
	return a.b.Emit(ctx, name, p, events.From("outbox"))
}

func (s *store) flush(ctx context.Context, to Emitter) error {
	for _, r := range s.rows {
		var p events.Payload
		if err := json.Unmarshal(r.text, &p); err != nil {
			return fmt.Errorf("row %q: %w", r.name, err)
		}
		if err := to.Emit(ctx, r.name, p); err != nil {
			return err
		}
	}
	return nil
}

func send(ctx context.Context, e Emitter, to string, tries int) error {
	if err := e.Emit(ctx, "mail.queued", events.Payload{"to": to}); err != nil {
		return err
	}
	return e.Emit(ctx, "mail.sent", events.Payload{"to": to, "tries": tries})
}

// count counts what happens, and emits what is an event.
func count(ctx context.Context, b *events.Bus, name string, isEvent map[string]bool) {
	if isEvent[name] {
		_ = b.Emit(ctx, name, events.Payload{"to": "nobody"})
	}
}

func Run(ctx context.Context, b *events.Bus, l logger) error {
	count(ctx, b, "cache.miss", nil)
	s := &store{log: l, metrics: func(string, int) {}}
	if err := send(ctx, s, "ada", 1); err != nil {
		return err
	}
	return s.flush(ctx, adapter{b})
}
