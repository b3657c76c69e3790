package unemitted // want package:`events\(job.begun job.done job.failed job.heard job.hidden job.named job.passed job.sent job.shared job.split job.typed\)`

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

const begun = "job.begun"

const Shared = "job.shared" // is no emit

var Emits = []events.EventSpec{
	{Name: begun}, // want `event "job.begun" is declared here, and nothing in this package emits it; emit it, or remove the declaration`
	{Name: "job.done", Payload: events.Schema{}},
	{Name: "job.failed"}, // want `event "job.failed" is declared here`
	{Name: "job.heard"},  // want `event "job.heard" is declared here`
	{Name: "job.named"},
	{Name: "job.passed"},
	{Name: "job.sent"},
	{Name: Shared},      // want `event "job.shared" is declared here`
	{Name: "job.split"}, // emit may put the front before it
	{Name: "job.typed"}, // want `event "job.typed" is declared here`
}

type (
	Done  struct{}
	Sent  struct{}
	Typed struct{}
)

var (
	SentTopic  = typed.Generated("job.sent", typed.Codec[Sent]{})
	TypedTopic = typed.Generated("job.typed", typed.Codec[Typed]{})
)

func run(ctx context.Context, b *events.Bus, emit func(string), register func(*typed.Topic[Sent])) {
	_ = b.Emit(ctx, "job.done", nil)
	b.On("job.heard", nil)
	emit("job.named")
	emit("split")
	names := []string{"job.passed"}
	_ = names
	register(SentTopic)
	TypedTopic.On(b, nil)
}

// A spec that is in no list may be passed to a function that emits it.
func hidden() events.EventSpec { return events.EventSpec{Name: "job.hidden"} }
