package admin_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

// topics is the number of topics of a city: fewer under the race detector, which
// makes everything twenty times slower.
var topics = 10_000

func init() {
	if race {
		topics = 1000
	}
}

// city makes a bus with so many topics and three listeners on each.
func city(t testing.TB) *events.Bus {
	t.Helper()
	bus := events.New()
	for i := range topics {
		name := fmt.Sprintf("area%02d.thing%04d.changed", i%100, i)
		if i%2 == 0 {
			check(t, bus.As(fmt.Sprint("plugin", i%100)).Declare(events.EventSpec{Name: name, Payload: events.Schema{"id": "int64"}}))
		}
		for l := range 3 {
			bus.As(fmt.Sprint("plugin", (i+l)%100)).On(name, quiet, events.Label(fmt.Sprint("listener ", l)))
		}
	}
	return bus
}

// Ten thousand topics are shown one page at a time, and a search finds one of
// them. The limit is fifty times the goal, since the machine may be busy.
// BenchmarkFirstByte measures.
func TestTenThousandTopics(t *testing.T) {
	bus := city(t)
	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	for _, view := range views {
		began := time.Now()
		text := get(t, page, view)
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s took %v", view, took)
		}
		if len(text) > 1<<20 {
			t.Errorf("%s has %d bytes", view, len(text))
		}
	}
	for _, view := range []string{"now", "catalog", "map", "findings"} {
		text := get(t, page, view+"?q=thing0710")
		has(t, text, "area10.thing0710.changed")
		if strings.Contains(text, "thing0712") {
			t.Errorf("%s: the search finds more than was sought", view)
		}
	}
	has(t, get(t, page, "now?page=2"), fmt.Sprint("Page 2 of ", topics/50))
}

// B50: a topic with a hundred thousand listeners does not fill the page either.
func TestHundredThousandListenersOfOneTopic(t *testing.T) {
	bus := events.New(events.WithListenerLimit(0))
	for range 10 * topics {
		bus.On("crowded", quiet)
	}
	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	for _, view := range []string{"now", "catalog", "map", "now.json"} {
		if text := get(t, page, view); len(text) > 1<<20 {
			t.Errorf("%s has %d bytes", view, len(text))
		}
	}
	has(t, get(t, page, "now"), "500 more")
	has(t, get(t, page, "findings"), fmt.Sprint(10*topics, " listeners"))
}

// After a million more events the page uses no more memory than
// before, although it was open all the time and every name was different.
func TestMemoryDoesNotGrowWithEvents(t *testing.T) {
	bus := muted()
	page := admin.Handler(bus, admin.Options{Payloads: true})
	defer page.Close()
	c := open(t, page, "?topic=none")
	defer c.drop()
	used := func() uint64 {
		get(t, page, "live")
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	load := func(from, to int) {
		for i := from; i < to; i++ {
			check(t, bus.Emit(context.Background(), fmt.Sprint("name.n", i), events.Payload{"n": i}))
		}
	}
	load(0, 10*topics)
	before := used()
	load(10*topics, 100*topics)
	if after := used(); after > before+4<<20 {
		t.Errorf("%d events later %d KB are in use, %d KB before", 90*topics, after>>10, before>>10)
	}
}

func BenchmarkFirstByte(b *testing.B) {
	page := admin.Handler(city(b), admin.Options{})
	defer page.Close()
	for _, view := range append(views, "now?q=thing0710", "now.json", "health") {
		b.Run(view, func(b *testing.B) {
			for b.Loop() {
				get(b, page, view)
			}
		})
	}
}

// BenchmarkEmit compares a bus without a page, one whose page is not open, and one
// whose page is.
func BenchmarkEmit(b *testing.B) {
	for _, page := range []string{"none", "unwatched", "watched"} {
		b.Run(page, func(b *testing.B) {
			bus := events.New()
			bus.On("user.login", quiet)
			if page != "none" {
				p := admin.Handler(bus, admin.Options{})
				defer p.Close()
				if page == "watched" {
					get(b, p, "live")
				}
			}
			payload := events.Payload{"id": 1}
			for b.Loop() {
				_ = bus.Emit(context.Background(), "user.login", payload)
			}
		})
	}
}
