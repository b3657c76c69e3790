package events_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// Faults of other buses, as programs that this one passes. They
// are named for the library in which we, or their users, saw it. All run on the
// real clock, under the watchdog.
// Those with queues are in peerbugs_queues_test.go.

// asaskevich/EventBus issue 52: it calls handlers under its lock, so one that
// publishes, subscribes or unsubscribes waits for ever.
func TestOther_asaskevich52PublishInsideAHandler(t *testing.T) {
	watchdog(t, hang, func() {
		b, j := events.New(), &journal{}
		b.On("inner", j.writes("inner"))
		b.On("outer", func(ctx context.Context, _ events.Event) error { return b.Emit(ctx, "inner", nil) })
		b.On("outer", j.writes("outer"))
		mustEmit(t, b, "outer", nil)
		j.wants(t, "inner outer")
	})
}

func TestOther_asaskevich52SubscribeInsideAHandler(t *testing.T) {
	watchdog(t, hang, func() {
		b, j := events.New(), &journal{}
		var self, other *events.Subscription
		self = b.On("a", func(context.Context, events.Event) error {
			self.Off()
			other.Off()
			b.On("a", j.writes("new"))
			return nil
		})
		other = b.On("a", j.writes("other"))
		mustEmit(t, b, "a", nil)
		mustEmit(t, b, "a", nil)
		j.wants(t, "new")
	})
}

// asaskevich/EventBus: of two once-listeners one ran twice.
func TestOther_asaskevichTwoOnceListeners(t *testing.T) {
	watchdog(t, hang, func() {
		b, j := events.New(), &journal{}
		b.On("a", j.writes("first"), events.Once())
		b.On("a", j.writes("second"), events.Once())
		for range 3 {
			mustEmit(t, b, "a", nil)
		}
		j.wants(t, "first second")
	})
}

// asaskevich/EventBus finds handlers by their code, so to unsubscribe one
// closure removed its sibling.
func TestOther_asaskevichSiblingClosures(t *testing.T) {
	watchdog(t, hang, func() {
		b, j := events.New(), &journal{}
		var subs []*events.Subscription
		for i := range 3 {
			subs = append(subs, b.On("a", j.writes(fmt.Sprint(i))))
		}
		subs[1].Off()
		mustEmit(t, b, "a", nil)
		j.wants(t, "0 2")
	})
}

// gookit/event: the first listener's error stops the rest.
func TestOther_gookitErrorStopsTheRest(t *testing.T) {
	watchdog(t, hang, func() {
		b, f := watched()
		j := &journal{}
		b.On("a", fails(errBoom))
		b.On("a", j.writes("rest"))
		mustEmit(t, b, "a", nil)
		j.wants(t, "rest")
		f.one(t)
	})
}

// gookit/event: the priority across patterns was wrong in 168 to 181 of 200
// tries.
func TestOther_gookitPriorityOverPatterns(t *testing.T) {
	watchdog(t, hang, func() {
		for seed := range uint64(200) {
			r := rand.New(rand.NewPCG(seed, 0))
			b := events.New()
			var got []int
			for _, priority := range r.Perm(12) {
				h := func(context.Context, events.Event) error { got = append(got, priority); return nil }
				switch r.IntN(4) {
				case 0:
					b.On("app.user.login", h, events.Priority(priority))
				case 1:
					b.OnNamespace("app.user", h, events.Priority(priority))
				case 2:
					b.OnNamespace("app", h, events.Priority(priority))
				case 3:
					b.OnAny(h, events.Priority(priority))
				}
			}
			mustEmit(t, b, "app.user.login", nil)
			slices.Reverse(got)
			if len(got) != 12 || !slices.IsSorted(got) {
				t.Fatalf("seed %d: called, from last to first, with priorities %v", seed, got)
			}
		}
	})
}

// gookit/event: with its lock on, an event fired inside a listener waits for
// ever; and to subscribe while another fires is a data race.
func TestOther_gookitNestedFireAndSubscribe(t *testing.T) {
	watchdog(t, hang, func() {
		b := events.New()
		var inner atomic.Int32
		b.On("inner", slow(0, &inner))
		b.On("outer", func(ctx context.Context, _ events.Event) error { return b.Emit(ctx, "inner", nil) })
		var all sync.WaitGroup
		for range 2 {
			all.Go(func() {
				for range 200 {
					mustEmit(t, b, "outer", nil)
				}
			})
			all.Go(func() {
				for range 200 {
					b.On("inner", discard).Off()
				}
			})
		}
		all.Wait()
		if inner.Load() != 400 {
			t.Errorf("%d of 400 inner events were heard", inner.Load())
		}
	})
}

// mustafaturan/bus takes a pattern for an unanchored regular expression, so a
// listener of order.created also got reorder.created.
func TestOther_mustafaturanOrderIsNotReorder(t *testing.T) {
	watchdog(t, hang, func() {
		b, j := events.New(), &journal{}
		b.On("order.created", j.writes("name"))
		b.OnNamespace("order", j.writes("namespace"))
		for _, name := range []string{"reorder.created", "my.order.created", "orders.created", "orderXcreated", "order"} {
			mustEmit(t, b, name, nil)
		}
		j.wants(t, "")
		mustEmit(t, b, "order.created", nil)
		j.wants(t, "name namespace")
	})
}

// mustafaturan/bus: a panic reaches the emitter and skips the rest.
func TestOther_mustafaturanPanicReachesTheEmitter(t *testing.T) {
	watchdog(t, hang, func() {
		b, f := watched()
		j := &journal{}
		b.On("a", func(context.Context, events.Event) error { panic("boom") })
		b.On("a", j.writes("rest"))
		mustEmit(t, b, "a", nil)
		j.wants(t, "rest")
		f.one(t)
	})
}
