package benchmarks

import (
	"context"
	"strconv"
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// keyedCases: emits into a full queue of 16 events that drops its oldest, each
// with a key of its own, after 20,000 other keys. The same with as many keys
// as the queue has room for stands beside it.
func keyedCases() []Case {
	return []Case{{Name: "keyed-drop-20000", Span: "2000x", Rounds: 4, Entries: []Entry{
		{Name: ours, Run: keyedDrops(1 << 40)},
		{Name: "eventbus-16-keys", Run: keyedDrops(16)},
	}}}
}

// keyedDrops fills the queue once, however often it is run.
func keyedDrops(keys int) func(*testing.B) {
	const before = 20_000
	var q *stuckQueue
	var grown float64
	return func(b *testing.B) {
		if q == nil {
			q = newStuckQueue(keys)
			q.emit(16)
			empty := inUse()
			q.emit(before)
			grown = float64(max(inUse()-empty, 0))
		}
		b.ReportAllocs()
		b.ResetTimer()
		q.emit(b.N)
		b.StopTimer()
		b.ReportMetric(grown/before, "B/key")
		q.check(b)
	}
}

// A stuckQueue is a keyed listener whose first call never ends.
type stuckQueue struct {
	bus     *events.Bus
	sub     *events.Subscription
	keys    int // how many different ones
	emitted int
}

func newStuckQueue(keys int) *stuckQueue {
	q := &stuckQueue{bus: events.New(), keys: keys}
	key := func(e events.Event) string { k, _ := e.Get("key"); return k.(string) }
	running := make(chan struct{})
	q.sub = q.bus.On(name, func(context.Context, events.Event) error {
		close(running)
		select {}
	}, events.Async(events.Keyed(key), events.Workers(1), events.Buffer(16), events.WhenFull(events.DropOldest)))
	q.emit(1)
	<-running
	return q
}

func (q *stuckQueue) emit(n int) {
	for range n {
		_ = q.bus.Emit(ctx, name, events.Payload{"key": strconv.Itoa(q.emitted % q.keys)})
		q.emitted++
	}
}

// check fails where the figures lose an event.
func (q *stuckQueue) check(b *testing.B) {
	i := q.sub.Info()
	if have := i.Dropped + uint64(i.Pending+i.Running); have != uint64(q.emitted) {
		b.Fatalf("lost: %d of %d events are dropped, pending or running", have, q.emitted)
	}
}
