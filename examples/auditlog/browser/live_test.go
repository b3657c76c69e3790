package browser

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

// watch opens the live view and waits until it is connected.
func (tb *tab) watch(url string) {
	tb.t.Helper()
	tb.open(url)
	tb.untilText("#status", "Live")
	eval[bool](tb, "window.sameDocument = true")
}

func TestEventArrivesLive(t *testing.T) {
	t.Parallel()
	a := start(t)
	live, other := newTab(t), newTab(t)
	live.watch(a.url + mount + "live")
	other.signIn(a.url)
	live.untilText("#events", "user.login", "auth_user")
	if !eval[bool](live, "window.sameDocument === true") {
		t.Error("the page was loaded again: the event has not come by the stream")
	}
	if text := live.text("#events"); strings.Contains(text, "ada") || strings.Contains(text, "127.0.0.1") || !strings.Contains(text, "username") {
		t.Errorf("the page shows %q; want the names of fields, and no values", text)
	}
}

// B57: values are shown if the program says so, secrets never.
func TestPayloadsWhereAsked(t *testing.T) {
	t.Parallel()
	bus := events.New()
	bus.On("doc.saved", func(context.Context, events.Event) error { return nil })
	url := serve(t, bus, admin.Options{Payloads: true})
	tb := newTab(t)
	tb.watch(url + "live")
	check(t, bus.Emit(t.Context(), "doc.saved", events.Payload{"title": "hello", "password": "hunter2", "inner": map[string]any{"api_token": "hunter3"}}))
	tb.untilText("#events", "hello")
	if html := eval[string](tb, "document.documentElement.outerHTML"); strings.Contains(html, "hunter") {
		t.Errorf("a secret is on the page: %s", html)
	}
}

// twoKinds makes a bus with events that have a listener and events whose listener
// fails.
func twoKinds(t *testing.T) (bus *events.Bus, url string) {
	bus = events.New(events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) {}))
	check(t, bus.As("one").Declare(events.EventSpec{Name: "thing.works", Description: "Fired when a thing works."}))
	bus.As("good").On("thing.works", func(context.Context, events.Event) error { return nil }, events.Label("does its work"))
	bus.As("bad").On("thing.breaks", func(context.Context, events.Event) error { return errors.New("no such luck") }, events.Label("tries its luck"))
	return bus, serve(t, bus, admin.Options{})
}

func emitBoth(t *testing.T, bus *events.Bus) {
	t.Helper()
	check(t, bus.As("one").Emit(t.Context(), "thing.works", nil))
	check(t, bus.As("two").Emit(t.Context(), "thing.breaks", nil))
}

func TestLiveFilters(t *testing.T) {
	t.Parallel()
	bus, url := twoKinds(t)
	tb := newTab(t)
	for query, tt := range map[string]struct{ want, never string }{
		"?failing=1":     {"thing.breaks", "thing.works"},
		"?source=one":    {"thing.works", "thing.breaks"},
		"?topic=break":   {"thing.breaks", "thing.works"},
		"?topic=thing.w": {"thing.works", "thing.breaks"},
	} {
		tb.watch(url + "live" + query)
		emitBoth(t, bus)
		tb.untilText("#events", tt.want)
		if text := tb.text("#events"); strings.Contains(text, tt.never) {
			t.Errorf("%s shows %q", query, text)
		}
	}
	tb.watch(url + "live")
	emitBoth(t, bus)
	tb.untilText("#events", "thing.works", "thing.breaks", "tries its luck", "no such luck", "bad")
	tb.click("input[name=failing]")
	tb.until("location.search.includes('failing=1') && !document.querySelector('#events').innerText.includes('thing.works')")
	tb.open(eval[string](tb, "location.href")) // the address holds the view
	tb.untilText("#events", "thing.breaks")
	if text := tb.text("#events"); strings.Contains(text, "thing.works") {
		t.Errorf("the address has lost the filter: %q", text)
	}
}

func TestPause(t *testing.T) {
	t.Parallel()
	bus, url := twoKinds(t)
	paused, running := newTab(t), newTab(t)
	paused.watch(url + "live")
	running.watch(url + "live")
	paused.keys("p")
	paused.untilText("#status", "Paused")
	emitBoth(t, bus)
	running.untilText("#events", "thing.works", "thing.breaks")
	eval[bool](paused, "new Promise(r => setTimeout(() => r(true), 600))") // two rounds of drawing
	if text := paused.text("#events"); text != "" {
		t.Errorf("the paused page shows %q", text)
	}
	paused.keys("p")
	paused.untilText("#events", "thing.works", "thing.breaks")
}

// The page keeps as many of the newest events as the program says. A page that is
// open for days does not grow.
func TestLastEventsStay(t *testing.T) {
	t.Parallel()
	bus := events.New()
	bus.On("tick", func(context.Context, events.Event) error { return nil })
	url := serve(t, bus, admin.Options{Keep: 30})
	tb := newTab(t)
	tb.watch(url + "live")
	for i := range 100 {
		check(t, bus.Emit(t.Context(), "tick", nil, events.From(fmt.Sprint("source-", i))))
		if i%20 == 19 { // otherwise most of them would not even be sent
			tb.untilText("#events", fmt.Sprint("source-", i))
		}
	}
	if n := eval[int](tb, "document.querySelector('#events').rows.length"); n != 30 {
		t.Errorf("%d rows are kept, want 30", n)
	}
	tb.open(url + "live")
	tb.untilText("#events", "source-99", "source-70")
	if n := eval[int](tb, "document.querySelector('#events').rows.length"); n != 30 {
		t.Errorf("after a reload it has %d rows, want 30", n)
	}
}

// Events that arrive do not move the rows of the live view that the reader is
// looking at.
func TestLiveEventsDoNotMoveWhatIsRead(t *testing.T) {
	t.Parallel()
	bus := events.New()
	bus.On("tick", func(context.Context, events.Event) error { return nil })
	url := serve(t, bus, admin.Options{})
	tb := newTab(t)
	tb.watch(url + "live")
	emit := func(from, to int) {
		for i := from; i < to; i++ {
			check(t, bus.Emit(t.Context(), "tick", nil, events.From(fmt.Sprintf("source-%03d", i))))
		}
		tb.untilText("#events", fmt.Sprintf("source-%03d", to-1))
	}
	emit(0, 45)
	emit(45, 90)
	eval[bool](tb, `(() => {
		window.log = document.querySelector('.log')
		window.it = [...document.querySelectorAll('#events tr')].find(e => e.innerText.includes('source-050'))
		log.scrollTop += it.getBoundingClientRect().top - log.getBoundingClientRect().top - 80
		getSelection().selectAllChildren(it.cells[1])
		window.chosen = String(getSelection())
		return true
	})()`)
	top := eval[float64](tb, "it.getBoundingClientRect().top")
	emit(90, 130)
	if now := eval[float64](tb, "it.getBoundingClientRect().top"); now < top-1 || now > top+1 {
		t.Errorf("what is read has moved from %v to %v", top, now)
	}
	tb.stays("String(getSelection()) === chosen && chosen === 'tick'", 10*time.Millisecond)
	for i := 130; i < 330; i += 40 { // more than are kept
		emit(i, i+40)
	}
	tb.stays("it.isConnected && String(getSelection()) === chosen", 10*time.Millisecond)
	eval[bool](tb, "log.scrollTop = 0; getSelection().removeAllRanges(); true")
	emit(330, 340)
	tb.stays("log.scrollTop === 0 && document.querySelector('#events').rows.length === 200", 10*time.Millisecond)
}

// The answer to a filter is dropped if the filter has changed since.
func TestLiveFilterDropsOldAnswers(t *testing.T) {
	t.Parallel()
	bus := letters()
	url := behind(t, bus, func(page http.Handler, w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("topic") == "a" && r.Header.Get("Sec-Fetch-Dest") == "empty" && !strings.HasSuffix(r.URL.Path, "stream") {
			time.Sleep(1200 * time.Millisecond)
		}
		page.ServeHTTP(w, r)
	})
	tb := newTab(t)
	tb.watch(url + "live")
	for _, c := range "ab" {
		check(t, bus.Emit(t.Context(), "topic."+strings.Repeat(string(c), 6), nil))
	}
	tb.untilText("#events", "topic.aaaaaa", "topic.bbbbbb")
	tb.keys("/a")
	time.Sleep(300 * time.Millisecond)
	tb.keys("\b" + "b")
	const right = "location.search === '?topic=b' && document.querySelector('#events').innerText.includes('bbbbbb') && !document.querySelector('#events').innerText.includes('aaaaaa')"
	tb.until(right)
	tb.stays(right, 1500*time.Millisecond)
}
