package shop // want package:`events\(order.kept order.shipped\)`

import "github.com/fastpluggy/eventbus/events"

var Shipped = events.EventSpec{Name: "order.shipped", Payload: events.Schema{"order_id": "int64"}}

// The lock agrees with this package.
var Emits = []events.EventSpec{Shipped}

// evgen does not read a spec that is in no list.
func kept() events.EventSpec { return events.EventSpec{Name: "order.kept", Payload: events.Schema{}} }
