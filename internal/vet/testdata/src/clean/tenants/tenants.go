package tenants // want package:`events\(tenant.closed tenant.opened tenant.renamed\)`

// Package tenants makes names while the program runs.

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

var Emits = []events.EventSpec{
	{Name: "tenant.opened", Payload: events.Schema{"id": "string"}},
	{Name: "tenant.closed", Payload: events.Schema{"id": "string"}},
	{Name: "tenant.renamed"},
}

type opened struct {
	ID string `json:"id"`
}

func topic[T any](tenant string) *typed.Topic[T] {
	return typed.NewTopic[T]("tenant." + tenant + ".opened")
}

var (
	first = topic[opened]("a")
	other = topic[opened](os.Args[0])
)

type kind int

func (k kind) String() string { return [...]string{"opened", "closed"}[k] }

// track counts names, and emits those that are events.
func (t *tenants) track(ctx context.Context, name string) {
	t.counts[name]++
	if !t.isEvent[name] {
		return
	}
	_ = t.bus.Emit(ctx, name, events.Payload{"id": t.id})
}

type tenants struct {
	bus     *events.Bus
	id      string
	counts  map[string]int
	isEvent map[string]bool
}

func (t *tenants) run(ctx context.Context, k kind, args []string) error {
	t.track(ctx, "tenant.opened")
	t.track(ctx, "cache.miss")
	name := "none"
	if len(args) > 1 {
		name = "tenant." + args[1]
	}
	if name != "none" {
		_ = t.bus.Emit(ctx, name, nil)
	}
	_ = t.bus.Emit(ctx, fmt.Sprintf("tenant.%s", k), events.Payload{"id": t.id})
	_ = t.bus.Emit(ctx, fmt.Sprintf("tenant.%s.%d", t.id, len(args)), nil)
	_ = t.bus.Emit(ctx, strings.ToLower("TENANT.OPENED"), events.Payload{"id": t.id})
	_ = t.bus.Emit(ctx, "tenant."+strings.TrimSuffix("renamed_", "_"), nil)
	for _, word := range []string{"opened", "", "closed"} {
		if word == "" {
			continue
		}
		_ = t.bus.Emit(ctx, "tenant."+word, events.Payload{"id": t.id})
	}
	names := []string{"tenant.opened"}
	names = append(names, names[0], names[len(names)-1])
	again := names[0]
	again += names[1]
	for again == "" {
		again = t.id + again
	}
	_ = t.bus.Emit(ctx, again, nil)
	t.bus.OnNamespace("tenants", nil)
	t.bus.OnNamespace("cafe", nil)
	if err := first.Emit(ctx, t.bus, opened{t.id}); err != nil {
		return err
	}
	return other.Emit(ctx, t.bus, opened{t.id})
}
