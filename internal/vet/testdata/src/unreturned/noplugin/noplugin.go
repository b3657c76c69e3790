package noplugin // want package:`events\(door.opened\)`

// This package declares events for a plugin in another package.

import "github.com/fastpluggy/eventbus/events"

var Emits = []events.EventSpec{{Name: "door.opened"}}

var Listens = []events.EventSpec{{Name: "user.login"}}
