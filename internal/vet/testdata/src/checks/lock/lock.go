// Package lock declares an event that the lock of its module lacks.
package lock

import "github.com/fastpluggy/eventbus/events"

var Emits = []events.EventSpec{
	{Name: "door.opened", Payload: events.Schema{}}, // want `events.lock.json is stale: it lacks event "door.opened" of this package; run evgen ./...`
}
