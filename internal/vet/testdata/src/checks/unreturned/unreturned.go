// Package unreturned has a plugin that lacks the method Emits, one list that its
// method returns, and one that other code uses.
package unreturned

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

var Emits = []events.EventSpec{{Name: "door.opened"}} // want `no code of this package uses the list Emits, so the host does not know these events; add a method to Plugin: func \(\*Plugin\) Emits\(\) \[\]events.EventSpec { return Emits }`

var Listens = []events.EventSpec{{Name: "user.login"}}

// Another list may be for other packages.
var Others = []events.EventSpec{{Name: "door.closed"}}

type Plugin struct{}

func (*Plugin) Name() string                { return "door" }
func (*Plugin) Listens() []events.EventSpec { return Listens }

func (*Plugin) OnLoadComplete(_ context.Context, env *host.Env) error { return nil }
