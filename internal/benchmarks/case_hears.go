package benchmarks

import (
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// hasListeners has an entry for each HasListeners that the bus has: by name,
// and by topic. It asks by the method's name, so that it also measures a bus
// from before there was one.
func hasListeners() (es []Entry) {
	bus := events.New()
	topic.On(bus, countWords(NewCounters(1, 1)[0]))
	if by, ok := any(bus).(interface{ HasListeners(name string) bool }); ok {
		es = append(es, asked("eventbus-name", func() bool { return by.HasListeners(name) }))
	}
	if by, ok := any(topic).(interface{ HasListeners(b *events.Bus) bool }); ok {
		es = append(es, asked(ours, func() bool { return by.HasListeners(bus) }))
	}
	return es
}

func asked(entry string, ask func() bool) Entry {
	return Entry{Name: entry, Run: func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if !ask() {
				b.Fatal("lost: it says that there is no listener")
			}
		}
	}}
}
