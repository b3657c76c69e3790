package browser

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

// views are the paths of the views below the mount point.
var views = []string{"now", "catalog", "map", "findings", "live"}

const mount = "/admin/events/"

// serve gives a bus a page, and returns the address of the page with a slash at
// the end.
func serve(t testing.TB, bus *events.Bus, options admin.Options) string {
	t.Helper()
	page := admin.Handler(bus, options)
	mux := http.NewServeMux()
	mux.Handle(mount, page)
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		page.Close()
		server.Close()
		check(t, bus.Close(context.Background()))
	})
	return server.URL + mount
}

// lively starts the example and makes something happen: a login, a wrong password,
// and a greeting that cannot be sent.
func lively(t testing.TB, args ...string) (*app, *tab) {
	t.Helper()
	a := start(t, args...)
	tb := newTab(t)
	tb.open(a.url + mount + "live") // the bus is watched from here on
	tb.tryToSignIn(a.url, "ada", "wrong")
	tb.untilText("[role=alert]", "wrong")
	tb.quiet() // the browser notes the 401
	tb.signIn(a.url)
	tb.click("form button") // sign out
	tb.until("document.querySelector('#username')")
	tb.tryToSignIn(a.url, "grace", "hopper")
	tb.untilText("h1", "Welcome, grace")
	return a, tb
}

// phone makes the tab as small as a small phone.
func (tb *tab) phone() { tb.size(360, 740, chromedp.EmulateMobile, chromedp.EmulateTouch) }

func (tb *tab) fitsItsWidth(name string) {
	tb.t.Helper()
	wide := eval[string](tb, `(() => {
		const room = document.documentElement.clientWidth
		if (document.documentElement.scrollWidth <= room) return ''
		const inside = e => [...parents(e)].some(p => getComputedStyle(p).overflowX !== 'visible')
		function* parents(e) { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) yield p }
		const over = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > room + 1 && !inside(e))
		return document.documentElement.scrollWidth + ' > ' + room + ': ' + over.slice(0, 5).map(e => e.outerHTML.slice(0, 120)).join('\n')
	})()`)
	if wide != "" {
		tb.t.Errorf("%s scrolls sideways: %s", name, wide)
	}
}

// Every view, in both themes, on a desktop and on a phone: axe finds nothing,
// nothing is wider than the screen, and the console is empty.
func TestEveryViewIsAccessible(t *testing.T) {
	t.Parallel()
	a, tb := lively(t, "-admin-payloads")
	for _, small := range []bool{false, true} {
		for _, theme := range []string{"light", "dark"} {
			for _, view := range views {
				name := fmt.Sprintf("%s, %s, small %v", view, theme, small)
				tb.size(1280, 860)
				if small {
					tb.phone()
				}
				tb.prefer("prefers-color-scheme", theme, "prefers-reduced-motion", "reduce") // otherwise axe sees colours in transition
				tb.open(a.url + mount + view)
				tb.accessible(name)
				tb.fitsItsWidth(name)
			}
		}
	}
}

// noScript switches JavaScript off.
func (tb *tab) noScript() {
	_, err := chromedp.Call(tb.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	check(tb.t, err)
}

// hostile is a text that pages must show as text.
const hostile = `"'><img src=x onerror=alert(1)><script>document.title='stolen';alert(2)</script>{{.}}</textarea></style>` + "\u202e"

// hostileBus makes a bus on which every name and text is hostile.
func hostileBus(t testing.TB) *events.Bus {
	t.Helper()
	bus := events.New(events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) {}))
	enemy := bus.As("enemy " + hostile)
	check(t, enemy.Declare(events.EventSpec{Name: "hostile.event", Description: "Description " + hostile, Payload: events.Schema{"field": "string"}}))
	enemy.On("hostile.event", func(context.Context, events.Event) error { return errors.New("error " + hostile) }, events.Label("label "+hostile))
	enemy.OnNamespace("hostile", func(context.Context, events.Event) error { panic("panic " + hostile) }, events.Label("space "+hostile))
	enemy.On("hostile.evnet", func(context.Context, events.Event) error { return nil }, events.Label("typo "+hostile))
	return bus
}

func (tb *tab) emitHostile(bus *events.Bus) {
	payload := events.Payload{"field": "value " + hostile, "word " + hostile: 1}
	check(tb.t, bus.Emit(context.Background(), "hostile.event", payload, events.From("source "+hostile)))
}

// B56: names that a plugin chooses are shown as text.
func TestHostileNamesAreText(t *testing.T) {
	t.Parallel()
	bus := hostileBus(t)
	url := serve(t, bus, admin.Options{Payloads: true})
	tb := newTab(t)
	tb.open(url + "live")
	tb.emitHostile(bus)
	tb.untilText("body", "source "+hostile[:20]) // it came by the stream
	tb.untilText("body", "value ", "word "+hostile[:20])
	for _, view := range views {
		for _, query := range []string{"", "?q=%22%3E%3Cscript%3Ealert(3)%3C/script%3E", "?focus=owner:%3Cscript%3Ealert(4)%3C/script%3E&kind=%3Cimg%20src=x%20onerror=alert(5)%3E&topic=%22%3E%3Cscript%3Ealert(6)%3C/script%3E"} {
			tb.open(url + view + query)
			if title := eval[string](tb, "document.title"); title == "stolen" {
				t.Errorf("%s%s: the title has been changed", view, query)
			}
			if n := eval[int](tb, "document.querySelectorAll('img[src=x], script:not([src])').length"); n != 0 {
				t.Errorf("%s%s: %d planted elements", view, query, n)
			}
		}
	}
	for view, words := range map[string][]string{
		"now": {"label " + hostile[:40], "enemy " + hostile[:20]}, "catalog": {"Description " + hostile[:40]}, "map": {"enemy"}, "findings": {"error " + hostile[:40], "panic " + hostile[:40]},
	} {
		tb.open(url + view)
		tb.untilText("body", words...)
	}
}

// B56: if a script did get into the page, the policy would not let it run.
func TestPlantedScriptIsRefused(t *testing.T) {
	t.Parallel()
	url := serve(t, events.New(), admin.Options{})
	tb := newTab(t)
	for _, view := range views {
		tb.open(url + view)
		eval[bool](tb, `(() => {
			const script = document.createElement('script')
			script.textContent = "document.title = 'stolen'"
			document.body.append(script)
			const image = document.createElement('div')
			image.innerHTML = '<img src="x:" onerror="document.title = \'stolen\'">'
			document.body.append(image)
			return true
		})()`)
		tb.until("true") // a round more, in which it could run
		if title := eval[string](tb, "document.title"); title == "stolen" {
			t.Errorf("%s: a planted script has run", view)
		}
	}
	if refused := tb.quiet(); len(refused) < len(views) {
		t.Errorf("the browser has refused only %q", refused)
	}
}
