package renamed // want package:`events\(hail.fell\)`

import "github.com/fastpluggy/eventbus/events"

var Emits = []events.EventSpec{{Name: "hail.fell", Payload: events.Schema{}, GoName: "Hail"}} // want `events.lock.json is stale: it has event "hail.fell" with the Go name HailFell, here it is Hail \(events.lock.json:4\); run evgen ./...`
