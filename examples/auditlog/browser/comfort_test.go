package browser

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

// The key "/" moves to the search from anywhere. The list is updated while the
// reader types, and the address is updated with the list.
func TestSearch(t *testing.T) {
	t.Parallel()
	a, tb := lively(t)
	for view, tt := range map[string]struct{ search, want, never string }{
		"now": {"logout", "user.logout", "user.digest"}, "catalog": {"signed out", "user.logout", "user.digest"},
		"map": {"logout", "user.logout", "user.digest"}, "findings": {"app_ready", "fp.app_ready", "fp.templates_ready"},
	} {
		tb.open(a.url + mount + view)
		tb.untilText("main", tt.want, tt.never)
		tb.keys("/")
		if focus := eval[string](tb, "document.activeElement.name"); focus != "q" {
			t.Errorf("%s: the key / leads to %q", view, focus)
		}
		tb.keys(tt.search)
		shown := func() {
			tb.until(fmt.Sprintf("document.querySelector('main').innerText.includes(%q) && !document.querySelector('main').innerText.includes(%q)", tt.want, tt.never))
		}
		shown()
		tb.until(fmt.Sprintf("new URL(location).searchParams.get('q') === %q", tt.search))
		tb.open(eval[string](tb, "location.href"))
		shown()
	}
}

// The tab key reaches everything that a mouse can reach, and the focus is visible. A
// refresh in between puts new elements on the page; then it begins again.
func TestKeyboardReachesEverything(t *testing.T) {
	t.Parallel()
	a, tb := lively(t)
	for _, view := range views {
		var missed []string
		refreshed := true
		for attempt := 0; refreshed && attempt < 10; attempt++ {
			tb.open(a.url + mount + view)
			missed, refreshed = tabThrough(tb, view)
		}
		if refreshed {
			t.Errorf("%s: the page was refreshed all the time", view)
		}
		for _, element := range missed {
			t.Errorf("%s: the tab key does not reach %s", view, element)
		}
	}
}

// tabThrough presses the tab key for each element, and returns those that it missed.
func tabThrough(tb *tab, view string) (missed []string, refreshed bool) {
	const all = `[...document.querySelectorAll('a[href], button, input:not([type=hidden]), summary, [tabindex="0"]')].filter(e => e.checkVisibility() && !e.disabled)`
	n := eval[int](tb, all+".map((e, i) => e.dataset.nth = i).length")
	reached := map[string]bool{}
	for range n + 3 {
		tb.keys("\t")
		reached[eval[string](tb, "document.activeElement.dataset.nth ?? ''")] = true
		if bare := eval[string](tb, `(() => {
			const e = document.activeElement, s = getComputedStyle(e)
			return e === document.body || s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none' ? '' : e.outerHTML.slice(0, 200)
		})()`); bare != "" {
			tb.t.Errorf("%s: nothing shows that the focus is on %s", view, bare)
		}
	}
	for i := range n {
		if !reached[fmt.Sprint(i)] {
			missed = append(missed, eval[string](tb, fmt.Sprintf("document.querySelector('[data-nth=\"%d\"]')?.outerHTML.slice(0, 200) ?? ''", i)))
		}
	}
	return missed, eval[int](tb, "document.querySelectorAll('[data-nth]').length") < n
}

func TestThemes(t *testing.T) {
	t.Parallel()
	_, url := twoKinds(t)
	tb := newTab(t)
	const brightness = "getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3"
	for _, view := range views {
		for theme, dark := range map[string]bool{"light": false, "dark": true} {
			tb.prefer("prefers-color-scheme", theme)
			tb.open(url + view)
			if got := eval[float64](tb, brightness); (got < 80) != dark || (got > 200) == dark {
				t.Errorf("%s: the %s ground has a brightness of %v of 255", view, theme, got)
			}
		}
	}
}

// With reduced motion nothing moves; otherwise new rows are animated.
func TestReducedMotion(t *testing.T) {
	t.Parallel()
	bus, url := twoKinds(t)
	tb := newTab(t)
	for _, still := range []bool{false, true} {
		tb.prefer("prefers-reduced-motion", map[bool]string{true: "reduce", false: "no-preference"}[still])
		tb.watch(url + "live?topic=works")
		eval[bool](tb, `(() => {
			window.moved = 0
			addEventListener('animationstart', () => window.moved++, true)
			addEventListener('transitionrun', () => window.moved++, true)
			return true
		})()`)
		rows := eval[int](tb, "document.querySelector('#events').rows.length")
		emitBoth(t, bus)
		tb.until(fmt.Sprintf("document.querySelector('#events').rows.length > %d", rows))
		eval[bool](tb, "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(true))))")
		if moved := eval[int](tb, "window.moved"); (moved == 0) != still {
			t.Errorf("reduced motion %v: %d movements", still, moved)
		}
	}
}

// Figures that change move nothing on the page.
func TestNothingJumps(t *testing.T) {
	t.Parallel()
	bus, url := twoKinds(t)
	tb := newTab(t)
	for _, view := range []string{"now", "catalog", "map", "findings"} {
		emitBoth(t, bus) // otherwise the first failure adds lines, as it should
		tb.open(url + view)
		eval[bool](tb, `(() => {
			window.jumps = []
			new PerformanceObserver(list => { for (const e of list.getEntries()) window.jumps.push(e.value) }).observe({type: 'layout-shift'})
			return true
		})()`)
		before := tb.text("main")
		for range 20 {
			emitBoth(t, bus)
		}
		if view == "now" || view == "map" { // otherwise the test would watch a page that does not change
			tb.until(fmt.Sprintf("document.querySelector('main').innerText !== %q", before))
		}
		for range 2 {
			for range 2000 { // figures of more digits
				emitBoth(t, bus)
			}
			time.Sleep(time.Second)
		}
		jumps := eval[[]float64](tb, "window.jumps")
		sum := 0.0
		for _, jump := range jumps {
			sum += jump
		}
		if sum > 0.02 { // a tenth is called good
			t.Errorf("%s jumps: %v", view, jumps)
		}
	}
}

// Everything except live updates works without JavaScript, the search included.
func TestWithoutJavaScript(t *testing.T) {
	t.Parallel()
	a, tb := lively(t)
	tb.noScript()
	for view, words := range map[string][]string{
		"now": {"user.login", "audit log", "notify", "count logins"}, "catalog": {"Fired after a user has signed in.", "net/netip.Addr", "Code to subscribe"},
		"map": {"auth_user", "user.digest", "audit"}, "findings": {"fp.app_ready", "What to do"}, "live": {"user.login_failed", "auth_user"},
	} {
		tb.open(a.url + mount + view)
		tb.untilText("body", words...)
		tb.fitsItsWidth(view)
	}
	tb.open(a.url + mount)
	tb.click("input[name=q]")
	tb.keys("logout\r")
	tb.until("location.search.includes('q=logout') && document.body.innerText.includes('user.logout') && !document.body.innerText.includes('user.digest')")
}

// The page of an empty bus works, too.
func TestEmptyBus(t *testing.T) {
	t.Parallel()
	url := serve(t, events.New(), admin.Options{})
	tb := newTab(t)
	for _, view := range views {
		tb.open(url + view)
		tb.accessible(view + " of an empty bus")
		if text := tb.text("main"); len(strings.Fields(text)) < 5 {
			t.Errorf("%s of an empty bus says only %q", view, text)
		}
	}
}

// The map has every plugin and the events that connect them. A click on one shows
// it alone.
func TestMap(t *testing.T) {
	t.Parallel()
	a, tb := lively(t)
	tb.open(a.url + mount + "map")
	drawn := func() []string {
		return eval[[]string](tb, "[...document.querySelectorAll('svg text')].map(e => e.textContent.trim())")
	}
	texts := drawn()
	for _, want := range []string{"auth_user", "audit", "notify", "digest", "host", "user.login", "user.login_failed", "user.logout", "user.digest"} {
		if !slices.Contains(texts, want) {
			t.Errorf("the map lacks %s: %q", want, texts)
		}
	}
	eval[bool](tb, "[...document.querySelectorAll('svg a')].find(e => e.querySelector('text')?.textContent.trim() === 'user.logout').dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true})); true")
	tb.until("location.search.includes('user.logout')")
	tb.until("![...document.querySelectorAll('svg text')].some(e => e.textContent.trim() === 'user.digest')")
	if texts := drawn(); !slices.Contains(texts, "user.logout") || !slices.Contains(texts, "auth_user") || slices.Contains(texts, "notify") {
		t.Errorf("after a click on user.logout the map has %q", texts)
	}
}
