package steps // want package:`events\(item.changed item.made item.removed\)`

// Package steps builds payloads step by step.

import (
	"context"
	"maps"

	"github.com/fastpluggy/eventbus/events"
)

var Emits = []events.EventSpec{
	{Name: "item.made", Payload: events.Schema{"id": "int64", "name": "string", "note": "*string"}},
	{Name: "item.changed", Payload: events.Schema{"id": "int64", "old": "any", "new": "any"}},
	{Name: "item.removed", Payload: events.Schema{"id": "int64", "by": "*string"}},
}

type item struct {
	id         int64
	name, note string
}

func base(i item) events.Payload { return events.Payload{"id": i.id} }

func (i item) payload() events.Payload {
	p := base(i)
	p["name"] = i.name
	if i.note != "" {
		p["note"] = i.note
	}
	return p
}

func addOwner(p events.Payload, by string) { p["by"] = by }

func with(p events.Payload, more map[string]any) events.Payload {
	p = maps.Clone(p)
	maps.Copy(p, more)
	return p
}

type change struct {
	id     int64
	values map[string]any
}

func Run(ctx context.Context, b *events.Bus, items []item, changes []change, by string) {
	for _, i := range items {
		_ = b.Emit(ctx, "item.made", i.payload())
		p := events.Payload{"id": i.id, "temporary": true}
		delete(p, "temporary")
		p["name"] = i.name
		_ = b.Emit(ctx, "item.made", p)
	}
	for _, c := range changes {
		p := events.Payload{"id": c.id}
		for _, key := range []string{"old", "new"} {
			p[key] = c.values[key]
		}
		_ = b.Emit(ctx, "item.changed", p)
		var q events.Payload
		if c.values != nil {
			q = events.Payload{"id": c.id, "old": 1, "new": "x"}
		} else {
			q = c.values
		}
		_ = b.Emit(ctx, "item.changed", q)
	}
	removed := base(items[0])
	addOwner(removed, by)
	_ = b.Emit(ctx, "item.removed", removed)
	_ = b.Emit(ctx, "item.removed", with(base(items[0]), map[string]any{"by": by}))
	_ = b.Emit(ctx, "item.made", with(events.Payload{"id": 1}, changes[0].values))
	shared := map[string]any{"id": items[0].id}
	_ = b.Emit(ctx, "item.removed", shared)
	shared["name"] = "x"
	_ = b.Emit(ctx, "item.made", shared)
	late := events.Payload{}
	emit := func() { _ = b.Emit(ctx, "item.removed", late) }
	late["id"] = items[0].id
	emit()
}
