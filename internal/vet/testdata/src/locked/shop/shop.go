package shop // want package:`events\(order.shipped\)`

import "github.com/fastpluggy/eventbus/events"

// The lock agrees with this package.
var Emits = []events.EventSpec{{Name: "order.shipped", Payload: events.Schema{"order_id": "int64"}}}
