package hearer

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var listens = []events.EventSpec{
	{Name: "rain.begun", Payload: events.Schema{"drop": "dict", "where": "*string", "n": "int64", "later": "*string"}},
	{Name: "sun.risen"},
}

func (plugin) Listens() []events.EventSpec { return listens }

type plugin struct{}

func run(ctx context.Context, b *events.Bus) {
	b.On("sun.risen", nil)
	b.On("fp.plugin.loaded", func(_ context.Context, e events.Event) error {
		_, err := events.Field[string](e, "module_name")
		return err
	})
	b.On("rain.begun", func(_ context.Context, e events.Event) error {
		_, err := events.Field[map[string]any](e, "drop")
		return err
	})
	for e := range b.Stream(ctx, "rain.ended") {
		_ = e.Name
	}
}
