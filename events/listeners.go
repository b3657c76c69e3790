package events

import "github.com/fastpluggy/eventbus/internal/dispatch"

// A Listening is a listener together with what it listens to.
type Listening struct {
	ListenerInfo
	Scope string `json:"scope"`           // "topic", "namespace" or "any"
	Topic string `json:"topic,omitempty"` // the name or the prefix; empty for "any"
}

// Listeners returns every listener of the bus, in order of delivery: those of
// one name, of its namespaces and of everything stand as an event of that name
// would reach them. It is a copy, made in one step.
func (b *Bus) Listeners() []Listening {
	all, figures := b.core().Listeners()
	out := make([]Listening, 0, len(all))
	for _, l := range all {
		out = append(out, Listening{listenerInfo(l, figures[l]), scopeNames[l.Scope()], l.Topic()})
	}
	return out
}

var scopeNames = map[dispatch.Scope]string{
	dispatch.Exact: "topic", dispatch.Namespace: "namespace", dispatch.Any: "any",
}
