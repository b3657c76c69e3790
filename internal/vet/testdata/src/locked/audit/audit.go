package audit

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

// This package imports no package that declares; the lock knows the events.

var Listens = []events.EventSpec{
	{Name: "mail.sent", Payload: events.Schema{
		"to":      "string",
		"subject": "string",  // want `this package needs the field "subject" of event "mail.sent", which locked/mail does not send \(events.lock.json:5\), only to, how; read one of those`
		"how":     "*string", // what a Way is can't be known here
	}},
	{Name: "rain.begun", Payload: events.Schema{}}, // of another module
}

func listen(ctx context.Context, b *events.Bus) {
	b.On("order.shipped", func(_ context.Context, e events.Event) error {
		_, _ = events.Field[string](e, "order_id") // want `field "order_id" of event "order.shipped" is declared int64 \(events.lock.json:8\): no value of it can be read as a string`
		_, _ = e.Get("orderid")                    // want `did you mean "order_id"\?`
		return nil
	})
	b.On("order.shiped", nil) // want `nothing declares event "order.shiped"; did you mean "order.shipped"\?`
	b.On("snow.fallen", nil)  // want `nothing in this module, and no import, declares event "snow.fallen"; correct the name, or, if another module emits it, declare what this package needs of it in a \[\]events.EventSpec named Listens`
	b.On("rain.begun", nil)
	b.On("fp.app_ready", nil)                          // the host's
	b.On("fp.app_redy", nil)                           // want `did you mean "fp.app_ready"\?`
	_ = b.Explain("snow.fallen")                       // a person may ask for any name
	_ = b.Explain("rder.shpped")                       // even a similar one
	_ = b.Emit(ctx, "order.shipped", events.Payload{}) // want `event "order.shipped" is emitted without its field "order_id" \(int64\), so no typed listener gets it; add the field, or make it optional at events.lock.json:8`
	_ = b.Emit(ctx, "snow.melted", nil)                // want `nothing declares event "snow.melted"; add it to the \[\]events.EventSpec of this package`
	b.OnNamespace("order", nil)
	b.OnNamespace("ordr", nil)               // want `no known event is in the namespace "ordr"; did you mean "order"\?`
	b.OnNamespace("rain", nil)               // this package Listens to one
	b.OnNamespace("mail.set", nil)           // want `no known event is in the namespace "mail.set"; did you mean "mail.sent"\?`
	b.OnNamespace("weather", nil)            // it may be that of another module
	b.OnNamespace("fo", nil)                 // too short to be taken for a typo
	for range b.Stream(ctx, "hail.fallen") { // want `declares event "hail.fallen"`
	}
}
