package sender // want package:`events\(rain.begun rain.ended\)`

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

type Drop struct{ Size int }

var Emits = []events.EventSpec{
	{Name: "rain.begun", Payload: events.Schema{"drop": "Drop", "where": "*string", "drops": "[]Drop", "n": "int32"}},
	{Name: "rain.ended"},
}

func run(ctx context.Context, b *events.Bus, where *string) {
	_ = b.Emit(ctx, "rain.begun", events.Payload{"drop": Drop{}, "where": where, "drops": []Drop{{}}, "n": int32(3)})
	_ = b.Emit(ctx, "rain.ended", nil)
}
