package browser

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

// slowly gives a bus a page that delays its answers to scripts.
func slowly(t testing.TB, bus *events.Bus, takes time.Duration) string {
	t.Helper()
	return behind(t, bus, func(page http.Handler, w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Sec-Fetch-Dest") == "empty" && !strings.HasSuffix(r.URL.Path, "stream") {
			time.Sleep(takes)
		}
		page.ServeHTTP(w, r)
	})
}

func behind(t testing.TB, bus *events.Bus, serve func(page http.Handler, w http.ResponseWriter, r *http.Request)) string {
	t.Helper()
	page := admin.Handler(bus, admin.Options{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { serve(page, w, r) }))
	t.Cleanup(func() {
		page.Close()
		server.CloseClientConnections()
		server.Close()
		check(t, bus.Close(context.Background()))
	})
	return server.URL + mount
}

// letters makes a bus whose topics have one letter each, so that a search finds
// one of them.
func letters() *events.Bus {
	bus := events.New(events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) {}))
	for _, c := range "abcdefgh" {
		bus.As("plugin").On(fmt.Sprintf("topic.%s", strings.Repeat(string(c), 6)), func(context.Context, events.Event) error { return errors.New("no") })
	}
	return bus
}

// A refresh that is sent while a search is pending does not
// replace its result.
func TestRefreshDoesNotOvertakeASearch(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	refreshed := make(chan bool)
	url := behind(t, letters(), func(page http.Handler, w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		first := r.URL.Query().Get("q") != "" && refreshed != nil
		hold := refreshed
		if r.Header.Get("Sec-Fetch-Dest") == "empty" && first {
			refreshed = nil // this is the search; what comes next is a refresh
		}
		mu.Unlock()
		if first {
			select {
			case <-hold:
			case <-time.After(5 * time.Second): // or there is none, which is as well
			}
			time.Sleep(200 * time.Millisecond) // the refresh is answered first
		} else if r.Header.Get("Sec-Fetch-Dest") == "empty" {
			mu.Lock()
			searching := refreshed == nil
			mu.Unlock()
			if searching {
				select {
				case hold <- true:
				default:
				}
			}
		}
		page.ServeHTTP(w, r)
	})
	tb := newTab(t)
	tb.open(url)
	tb.untilText("main", "topic.aaaaaa", "topic.hhhhhh")
	tb.keys("/cccccc")
	tb.until("location.search === '?q=cccccc' && document.querySelector('main').innerText.includes('topic.cccccc') && !document.querySelector('main').innerText.includes('topic.aaaaaa')")
	tb.stays("location.search === '?q=cccccc' && !document.querySelector('main').innerText.includes('topic.aaaaaa') && document.activeElement.value === 'cccccc'", 2500*time.Millisecond)
}

// stays checks repeatedly that an expression remains true.
func (tb *tab) stays(js string, lasts time.Duration) {
	tb.t.Helper()
	for began := time.Now(); time.Since(began) < lasts; time.Sleep(50 * time.Millisecond) {
		if !eval[bool](tb, "!!("+js+")") {
			tb.t.Fatalf("not so any more: %s\n%s", js, tb.where())
		}
	}
}

// Typing at any moment of a refresh loses no character, no focus and no caret
// position, and the search is made: in every view, with slow answers.
func TestTypingSurvivesEveryRefresh(t *testing.T) {
	t.Parallel()
	const takes = 400 * time.Millisecond
	bus := letters()
	url := slowly(t, bus, takes)
	tb := newTab(t)
	tb.open(url + "live") // the bus is watched
	for _, c := range "abcdefgh" {
		check(t, bus.Emit(t.Context(), "topic."+strings.Repeat(string(c), 6), nil))
	}
	for _, view := range []string{"", "map", "findings", "catalog", "live"} {
		box := "q"
		if view == "live" {
			box = "topic"
		}
		for i := range 5 {
			tb.open(url + view)
			time.Sleep(time.Duration(i) * 480 * time.Millisecond) // at another moment of the refresh each
			want := strings.Repeat(string("abcdefgh"[i]), 6)
			tb.keys("/")
			for j := range want {
				tb.keys(want[j : j+1])
				time.Sleep(time.Duration(i*j%5) * 40 * time.Millisecond)
			}
			tb.until(fmt.Sprintf("new URL(location).searchParams.get(%q) === %q", box, want))
			tb.stays(fmt.Sprintf("document.activeElement.name === %q && document.activeElement.value === %q && document.activeElement.selectionStart === 6", box, want), 20*time.Millisecond)
			if view != "catalog" { // nothing is declared
				tb.until(fmt.Sprintf("document.querySelector('[data-part=list], #events').innerText.includes('topic.%s')", want))
			}
			for _, other := range "abcdefgh" {
				if string(other) != want[:1] {
					tb.until(fmt.Sprintf("!document.querySelector('[data-part=list], #events').innerText.includes('topic.%s')", strings.Repeat(string(other), 6)))
				}
			}
		}
	}
}

// A refresh keeps the caret in the middle of a search, and the
// selected text in it.
func TestCaretStaysWhereItIs(t *testing.T) {
	t.Parallel()
	bus := letters()
	url := slowly(t, bus, 50*time.Millisecond)
	tb := newTab(t)
	tb.open(url + "?q=topic")
	tb.keys("/")
	eval[bool](tb, "document.activeElement.setSelectionRange(2, 2); true")
	tb.refreshes(2)
	tb.stays("document.activeElement.selectionStart === 2 && document.activeElement.selectionEnd === 2", 10*time.Millisecond)
	tb.keys("p")
	tb.until("location.search === '?q=toppic'")
	tb.stays("document.activeElement.value === 'toppic' && document.activeElement.selectionStart === 3", 10*time.Millisecond)
	eval[bool](tb, "document.activeElement.setSelectionRange(1, 4); true")
	tb.refreshes(1)
	tb.stays("document.activeElement.selectionStart === 1 && document.activeElement.selectionEnd === 4", 10*time.Millisecond)
	tb.keys("x\r") // Enter searches at once, and leaves the caret where it is
	tb.until("location.search === '?q=txic'")
	tb.stays("document.activeElement.value === 'txic' && document.activeElement.selectionStart === 2", 10*time.Millisecond)
}

// refreshes waits for n more refreshes of the page.
func (tb *tab) refreshes(n int) {
	tb.t.Helper()
	const asked = "performance.getEntriesByType('resource').filter(e => e.initiatorType === 'fetch' && e.responseEnd).length"
	tb.until(fmt.Sprintf("%s >= %d", asked, eval[int](tb, asked)+n))
	eval[bool](tb, "new Promise(r => setTimeout(() => r(true), 50))") // it is shown a moment after it has come
}

// Opened details, focus, selection and scroll position survive a refresh, even if
// lines appear and disappear above them and figures change.
func TestRefreshKeepsWhereTheReaderIs(t *testing.T) {
	t.Parallel()
	bus := events.New(events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) {}))
	fail := func(name string) *events.Subscription {
		sub := bus.As("bad").On(name, func(context.Context, events.Event) error { panic("stack of " + name) }, events.Label("fails at "+name))
		check(t, bus.Emit(t.Context(), name, nil))
		return sub
	}
	first := fail("b.first")
	for i := range 30 {
		fail(fmt.Sprintf("m.middle%02d", i))
	}
	url := serve(t, bus, admin.Options{})
	tb := newTab(t)
	for view, css := range map[string]string{"": "tr.error", "findings": "article"} {
		tb.open(url + view)
		eval[bool](tb, fmt.Sprintf(`(() => {
			const it = [...document.querySelectorAll(%q)].find(e => e.innerText.includes('middle20'))
			window.it = it.querySelector('details')
			it.querySelector('summary').click()
			it.querySelector('summary').focus()
			window.pre = it.querySelector('pre')
			pre.scrollTop = 7
			it.scrollIntoView({block: 'center'})
			const text = document.createTreeWalker(it, NodeFilter.SHOW_TEXT)
			let node; while ((node = text.nextNode()) && !node.data.includes('middle20')) {}
			getSelection().setBaseAndExtent(node, 2, it.querySelector('summary').firstChild, 3)
			window.chosen = String(getSelection())
			return true
		})()`, css))
		is := "it.isConnected && it.open && it.closest('tr.error, article').innerText.includes('middle20') && document.activeElement === it.querySelector('summary') && String(getSelection()) === chosen && chosen.length > 3"
		tb.stays(is, 10*time.Millisecond)
		top := eval[float64](tb, "it.getBoundingClientRect().top")
		change := func(what string) {
			tb.refreshes(2)
			if !eval[bool](tb, is) {
				t.Errorf("%q after %s: %s", view, what, eval[string](tb, "JSON.stringify({there: it.isConnected, open: it.open, focus: document.activeElement.outerHTML.slice(0, 80), text: String(getSelection()), was: chosen, around: it.closest('tr.error, article')?.innerText.slice(0, 80)})"))
			}
			if now := eval[float64](tb, "it.getBoundingClientRect().top"); now < top-40 || now > top+40 {
				t.Errorf("%q after %s: what is read has moved from %v to %v", view, what, top, now)
			}
		}
		added := fail("a.new")
		change("a line more above it")
		added.Off()
		first.Off()
		change("two lines less above it")
		first = fail("b.first")
		for range 1000 {
			check(t, bus.Emit(t.Context(), "m.middle00", nil))
		}
		change("other figures")
	}
}
