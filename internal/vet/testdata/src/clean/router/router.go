package router // want package:`events\(page.closed page.opened\)`

// Package router keeps events, handlers and payloads in tables.

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

const (
	pageOpened = "page.opened"
	pageClosed = "page.closed"
)

var Emits = []events.EventSpec{
	{Name: pageOpened, Payload: events.Schema{"url": "string", "from": "*string"}},
	{Name: pageClosed, Payload: events.Schema{"url": "string", "seconds": "float64"}},
}

type route struct {
	name    string
	label   string
	handler events.Handler
	emits   bool
}

type router struct {
	bus    *events.Bus
	routes []route
	emit   func(context.Context, string, events.Payload, ...events.EmitOption) error
}

func newRouter(b *events.Bus) *router {
	r := &router{bus: b, emit: b.Emit}
	r.routes = []route{
		{pageOpened, "page.label", r.opened, true},
		{name: pageClosed, handler: r.closed},
		{name: "mail.sent", handler: func(context.Context, events.Event) error { return nil }},
		{name: "local.note"},
	}
	for _, route := range r.routes {
		if route.handler != nil {
			b.On(route.name, route.handler)
		}
	}
	return r
}

func (r *router) opened(_ context.Context, e events.Event) error {
	if from, ok := e.Get("from"); ok {
		_ = from.(string)
	}
	_, err := events.Field[string](e, "url")
	return err
}

func (r *router) closed(_ context.Context, e events.Event) error {
	p := e.Payload()
	seconds, _ := p["seconds"].(float64)
	p["minutes"] = seconds / 60
	_ = p["minutes"]
	return nil
}

func (r *router) run(ctx context.Context, url string) error {
	for _, c := range []struct {
		name string
		p    events.Payload
	}{
		{pageOpened, events.Payload{"url": url}},
		{pageClosed, events.Payload{"url": url, "seconds": 1.5}},
		{name: pageOpened, p: events.Payload{"url": url, "from": url}},
	} {
		if err := r.emit(ctx, c.name, c.p); err != nil {
			return err
		}
	}
	for _, route := range r.routes {
		if route.emits {
			_ = r.emit(ctx, route.name, events.Payload{"url": url})
		}
	}
	return nil
}
