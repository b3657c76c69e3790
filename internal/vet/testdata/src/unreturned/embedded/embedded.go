package embedded // want package:`events\(door.opened\)`

// This package has a plugin whose method Emits is that of an embedded type, and
// one that lacks the method Listens.

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

var Emits = []events.EventSpec{{Name: "door.opened"}}

var Listens = []events.EventSpec{{Name: "user.login"}} // want `add a method to door: func \(door\) Listens\(\)`

type base struct{ specs []events.EventSpec }

func (b base) Emits() []events.EventSpec { return b.specs }

type door struct{ base }

func (door) Name() string                                        { return "door" }
func (door) OnLoadComplete(_ context.Context, _ *host.Env) error { return nil }
