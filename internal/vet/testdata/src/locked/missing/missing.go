package missing // want package:`events\(rain.stopped\)`

import "github.com/fastpluggy/eventbus/events"

var Emits = []events.EventSpec{{Name: "rain.stopped", Payload: events.Schema{}}} // want `events.lock.json is stale: it lacks event "rain.stopped" of this package; run evgen ./...`
