package typedapp // want package:`events\(page.made page.seen page.sent page.taken\)`

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

var Emits = []events.EventSpec{
	{Name: "page.seen", Payload: events.Schema{"url": "string", "from": "*string"}},
	{Name: "page.made"},
	{Name: "page.sent"},
	{Name: "page.taken"},
}

type (
	PageSeen struct {
		URL  string  `json:"url"`
		From *string `json:"from,omitempty"`
	}
	PageMade  struct{}
	PageSent  struct{}
	PageTaken struct{}
)

var (
	PageSeenTopic  = typed.Generated("page.seen", typed.Codec[PageSeen]{})
	PageMadeTopic  = typed.Generated("page.made", typed.Codec[PageMade]{})
	PageSentTopic  = typed.Generated("page.sent", typed.Codec[PageSent]{})
	PageTakenTopic = typed.Generated("page.taken", typed.Codec[PageTaken]{})
)

func (p *plugin) Emits() []events.EventSpec { return Emits }

type plugin struct{ bus *events.Bus }

func (p *plugin) serve(ctx context.Context) error {
	emit := PageMadeTopic.Emit
	if err := emit(ctx, p.bus, PageMade{}); err != nil {
		return err
	}
	if err := send(ctx, p.bus, PageSentTopic); err != nil {
		return err
	}
	topics := map[string]*typed.Topic[PageTaken]{"x": PageTakenTopic}
	if err := topics["x"].EmitWait(ctx, p.bus, PageTaken{}); err != nil {
		return err
	}
	return PageSeenTopic.Emit(ctx, p.bus, PageSeen{URL: "/", From: new("x")})
}

func send(ctx context.Context, b *events.Bus, t *typed.Topic[PageSent]) error {
	return t.Emit(ctx, b, PageSent{})
}

func (p *plugin) listen() {
	PageSeenTopic.On(p.bus, func(ctx context.Context, seen PageSeen) error { return nil })
	PageSeenTopic.OnEvent(p.bus, func(ctx context.Context, e typed.Event[PageSeen]) error { return nil })
	p.bus.On("page.seen", func(ctx context.Context, e events.Event) error { return nil }) // reads nothing by name
	made := events.Payload{"url": "/"}
	_ = p.bus.Emit(context.Background(), "page.seen", made)
}
