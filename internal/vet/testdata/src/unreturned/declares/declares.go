package declares // want package:`events\(door.opened\)`

// This package has a plugin that declares its events itself.

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

var Emits = []events.EventSpec{{Name: "door.opened"}}

type Plugin struct{}

func (Plugin) Name() string { return "door" }

func (Plugin) OnLoadComplete(_ context.Context, env *host.Env) error {
	return env.Events().Declare(Emits...)
}
