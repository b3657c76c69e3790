package admin_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

// mistyped makes a bus with so many namespaces that are listened to, and as many
// others that are declared.
func mistyped(t *testing.T, n int) *events.Bus {
	t.Helper()
	bus := muted()
	for i := range n {
		check(t, bus.Declare(events.EventSpec{Name: fmt.Sprintf("declared%05d.deep.thing", i)}))
		bus.OnNamespace(fmt.Sprintf("heard%05d", i), quiet)
	}
	return bus
}

// The work of a view grows with the bus, not with its square: names are not all
// compared with each other. The test measures allocated memory, not time.
func TestViewsAreLinear(t *testing.T) {
	for _, view := range []string{"now.json", "findings.json", "map.json", "catalog.json", "map"} {
		allocated := func(n int) uint64 {
			page := admin.Handler(mistyped(t, n), admin.Options{})
			defer page.Close()
			get(t, page, view)              // starts what it starts
			least := uint64(math.MaxUint64) // the page's sampler may come in between, once a second
			for range 3 {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				get(t, page, view)
				runtime.ReadMemStats(&after)
				least = min(least, after.TotalAlloc-before.TotalAlloc)
			}
			return least
		}
		if few, many := allocated(300), allocated(1200); many > 6*few {
			t.Errorf("%s: four times as many names take %d KB, not %d", view, many>>10, few>>10)
		}
	}
}

// The map has the owners in order of delivery, whatever they listen to, and a
// focus finds an owner that listens to a name, to a namespace or to everything.
func TestMapOfOwnersThatListenInEveryWay(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, _ *events.Bus, _ *admin.Page) {
		bus := muted()
		page := admin.Handler(bus, admin.Options{})
		defer page.Close()
		fails := func(context.Context, events.Event) error { return errors.New("no") }
		for _, name := range []string{"a.b", "a.c", "d"} {
			check(t, bus.As("source").Declare(events.EventSpec{Name: name}))
		}
		bus.As("exact").On("a.b", quiet)
		bus.As("exact").OnNamespace("a", fails)
		bus.As("space").OnNamespace("a", quiet, events.Priority(1))
		bus.As("all").OnAny(fails, events.Priority(2))
		emit(t, bus, "a.c")
		emit(t, bus, "d")
		for focus, want := range map[string][]string{
			"": {"a.b", "a.c", "d"}, "owner:exact": {"a.b", "a.c"}, "owner:space": {"a.b", "a.c"}, "owner:all": {"a.b", "a.c", "d"},
			"owner:source": {"a.b", "a.c", "d"}, "owner:nobody": nil, "topic:d": {"d"},
		} {
			m := read[admin.Map](t, page, "map.json?focus="+focus)
			var topics []string
			for _, n := range m.Nodes {
				if n.Role == "topic" {
					topics = append(topics, n.Name)
				}
			}
			same(t, "topics with focus "+focus, topics, want)
		}
		var got []string
		for _, e := range read[admin.Map](t, page, "map.json").Edges {
			if e.Role == "hears" {
				got = append(got, fmt.Sprint(e.From, " ", e.To, " ", e.Via, " ", e.Faults))
			}
		}
		same(t, "hearers", got, []string{
			"topic:a.b owner:all * 0", "topic:a.b owner:space a.* 0", "topic:a.b owner:exact  0",
			"topic:a.c owner:all * 0", "topic:a.c owner:space a.* 0", "topic:a.c owner:exact a.* 1",
			"topic:d owner:all * 2",
		})
		check(t, bus.Close(context.Background()))
	})
}
