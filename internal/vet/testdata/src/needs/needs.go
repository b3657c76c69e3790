package needs

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

var Listens = []events.EventSpec{{Name: "mail.sent", Payload: events.Schema{"to": "string"}}}

type MailSent struct {
	To string `json:"to"`
}

var MailSentTopic = typed.Generated("mail.sent", typed.Codec[MailSent]{})

func run(b *events.Bus) { MailSentTopic.On(b, func(context.Context, MailSent) error { return nil }) }

func slips(b *events.Bus) {
	b.On("mail.snet", nil) // want `nothing declares event "mail.snet"; did you mean "mail.sent"\?`
	b.On("mail.read", nil)
}

// A package that only listens may have no list of events that it emits.
func emits(ctx context.Context, b *events.Bus) { _ = b.Emit(ctx, "snow.fell", nil) }
