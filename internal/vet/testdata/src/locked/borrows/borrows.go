package borrows // want package:`events\(order.kept order.shipped\)`

import (
	"locked/shop"

	"github.com/fastpluggy/eventbus/events"
)

// The lock has this package's events, which another package declares.
var Emits = []events.EventSpec{shop.Shipped}
