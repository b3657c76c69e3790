package admin_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

func topic(t testing.TB, now admin.Now, name string) admin.Topic {
	t.Helper()
	for _, topic := range now.Topics {
		if topic.Name == name {
			return topic
		}
	}
	t.Fatalf("%s is not among the topics", name)
	return admin.Topic{}
}

func TestRatesComeFromCountersSampledOnceASecond(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		emit(t, bus, "user.login", "user.login") // before the page is open
		get(t, page, "now")
		time.Sleep(1500 * time.Millisecond) // between two samples
		if got := topic(t, read[admin.Now](t, page, "now.json"), "user.login").Rate; got != 0 {
			t.Errorf("what happened before anybody looked counts as %v events a second", got)
		}
		for range 30 {
			time.Sleep(time.Second)
			emit(t, bus, "user.login", "user.login", "user.logn")
		}
		time.Sleep(700 * time.Millisecond)
		now := read[admin.Now](t, page, "now.json")
		for name, want := range map[string]float64{"user.login": 2, "user.logn": 1, "user.logout": 0} {
			if got := topic(t, now, name).Rate; got != want {
				t.Errorf("rate of %s is %v, want %v", name, got, want)
			}
		}
		if now.Summary.Rate != 3 {
			t.Errorf("rate of all is %v, want 3", now.Summary.Rate)
		}
		if html := get(t, page, "now"); strings.Count(html, `class="line" d="M`) < 3 {
			t.Error("the charts are empty")
		}
		time.Sleep(time.Minute)
		if got := topic(t, read[admin.Now](t, page, "now.json"), "user.login").Rate; got != 0 {
			t.Errorf("rate after a quiet minute is %v, want 0", got)
		}
	})
}

// Before the first request there is no goroutine, and after ten idle minutes there
// is none again: a bubble does not end while one is left.
func TestHandlerStartsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		page := admin.Handler(events.New(), admin.Options{})
		for _, path := range []string{"health", "page.js", "none"} {
			serve(page, request("GET", "/admin/events/"+path))
		}
		serve(page, request("GET", "/admin/events/", "Host", "evil.example"))
	})
}

func TestSamplingEndsWhenNobodyLooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := town(t)
		page := admin.Handler(bus, admin.Options{})
		drawn := func() bool { return strings.Contains(get(t, page, "now"), `class="line" d="M`) }
		if drawn() {
			t.Error("a chart before anything has happened")
		}
		time.Sleep(7 * time.Minute)
		emit(t, bus, "user.login")
		time.Sleep(2 * time.Minute)
		if !drawn() {
			t.Error("nobody has looked for nine minutes, and what happened after seven was not sampled")
		}
		time.Sleep(12 * time.Minute)
		emit(t, bus, "user.login")
		time.Sleep(time.Minute)
		if drawn() {
			t.Error("what happened when nobody had looked for twelve minutes was sampled")
		}
		time.Sleep(11 * time.Minute) // no goroutine is left, without Close
	})
}

// A name that is gone takes its history with it. Otherwise a name that
// comes back would show its old history, and many such names would fill the
// memory.
func TestHistoryGoesWithItsName(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		sub := bus.On("temporary", quiet)
		get(t, page, "now")
		time.Sleep(1500 * time.Millisecond)
		for range 3 {
			emit(t, bus, "temporary")
			soon()
		}
		if topic(t, read[admin.Now](t, page, "now.json"), "temporary").Rate == 0 {
			t.Error("it has no rate")
		}
		sub.Off()
		soon()
		bus.On("temporary", quiet)
		soon()
		if got := topic(t, read[admin.Now](t, page, "now.json"), "temporary").Rate; got != 0 {
			t.Errorf("a second later its rate is %v, want 0", got)
		}
	})
}

// An emit pays for the page only while it is open, and calls are timed
// only then.
func TestObservesOnlyWhileSomebodyLooks(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		bus.On("timed", func(context.Context, events.Event) error { time.Sleep(time.Millisecond); return nil }, events.Label("timed"))
		timed := func() time.Duration {
			emit(t, bus, "timed")
			return topic(t, admin.Now{Topics: infos(bus)}, "timed").Listeners[0].P50
		}
		for _, step := range []struct {
			when string
			do   func()
			want bool
		}{
			{"before the first request", func() {}, false},
			{"after health and a file", func() { get(t, page, "health"); get(t, page, "style.css") }, false},
			{"after a view", func() { get(t, page, "now"); soon() }, true},
			{"half a minute later", func() { time.Sleep(30 * time.Second) }, true},
			{"two minutes later", func() { time.Sleep(2 * time.Minute) }, false},
			{"with JSON", func() { get(t, page, "catalog.json"); soon() }, true},
		} {
			step.do()
			if got := timed() > 0; got != step.want {
				t.Errorf("%s: observed %v, want %v", step.when, got, step.want)
			}
		}
		c := open(t, page, "")
		time.Sleep(time.Hour)
		if timed() == 0 {
			t.Error("with a stream open for an hour nothing is observed")
		}
		c.drop()
		time.Sleep(2 * time.Minute)
		if timed() > 0 {
			t.Error("two minutes after the stream has ended the bus is still observed")
		}
	})
}

func infos(bus *events.Bus) (all []admin.Topic) {
	for _, l := range bus.Listeners() {
		all = append(all, admin.Topic{Name: l.Topic, Listeners: []admin.Listener{{Listening: l}}})
	}
	return all
}

// A reload shows the last events. Failures are kept longer than other
// events.
func TestLastEventsAreKept(t *testing.T) {
	bubble(t, admin.Options{Keep: 5}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		get(t, page, "live")
		soon()
		emit(t, bus, "order.paid", "a.a", "b.b", "c.c", "d.d", "e.e", "f.f")
		soon()
		names := func(view string) (all []string) {
			for _, e := range read[admin.Live](t, page, view).Events {
				all = append(all, e.Name)
			}
			return all
		}
		same(t, "kept", names("live.json"), []string{"f.f", "e.e", "d.d", "c.c", "b.b"})
		same(t, "failing", names("live.json?failing=1"), []string{"order.paid"})
		has(t, get(t, page, "live"), "f.f", "b.b")
		time.Sleep(time.Hour)
		c := open(t, page, "?since=0") // the other one has been let go of
		soon()
		if shown, gone := c.counts(t); shown != 6 || gone != 1 {
			t.Errorf("an hour later a stream shows %d events and counts %d, want 6 and 1", shown, gone)
		}
		c.drop()
		same(t, "failing an hour later", names("live.json?failing=1"), []string{"order.paid"})
		same(t, "kept an hour later", names("live.json"), []string{"f.f", "e.e", "d.d", "c.c", "b.b"})
	})
}
