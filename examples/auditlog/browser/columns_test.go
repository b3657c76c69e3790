package browser

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

// widths are those of phones, tablets, laptops and large screens, and those at
// which the layout changes.
var widths = []int64{320, 360, 480, 481, 600, 768, 900, 960, 961, 1000, 1023, 1024, 1025, 1080, 1152, 1215, 1216, 1217, 1280, 1366, 1440, 1920, 2560}

// plenty makes a bus whose names, figures and texts have all lengths.
func plenty(t testing.TB) *events.Bus {
	t.Helper()
	bus := events.New(events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) {}))
	words := strings.Repeat("Says what a field is for, in many words. ", 12)
	long := "a_name_that_is_as_long_as_a_name_of_a_thing_may_be_" + strings.Repeat("x", 12)
	check(t, bus.As("auth_user").Declare(
		events.EventSpec{Name: "user.login", Description: words, Payload: events.Schema{"id": "int64", long: "map[string][]net/netip.AddrPort", "at": "time.Time"}},
		events.EventSpec{Name: "order.line_item.price_of_purchase.changed_by_operator", Payload: events.Schema{"cents": "int64"}},
	))
	check(t, bus.As("a_plugin_with_quite_a_long_name_of_its_own").Declare(events.EventSpec{Name: "user.logout"}))
	bus.As("audit").OnNamespace("user", func(context.Context, events.Event) error { return nil }, events.Label("writes everything that users do into the audit log"), events.Async())
	bus.As("a_plugin_with_quite_a_long_name_of_its_own").On("user.login", func(context.Context, events.Event) error { return nil }, events.Priority(-1_000_000))
	for i := range 20 {
		bus.As(fmt.Sprint("hearer-", i)).On("order.line_item.price_of_purchase.changed_by_operator", func(context.Context, events.Event) error { return nil })
	}
	bus.As("mailer").On("user.login", func(context.Context, events.Event) error { return errors.New("smtp: " + words) }, events.Label("mail"), events.Once())
	bus.As("mailer").On("user.logn", func(context.Context, events.Event) error { return nil }, events.Label("typo"))
	for range 12_345 {
		check(t, bus.As("auth_user").Emit(t.Context(), "user.login", events.Payload{"id": int64(1)}))
	}
	return bus
}

// cramped finds cells that are too narrow to read: narrower than six letters and
// than their content, or with content that overlaps the next cell. It skips rows
// whose cells are stacked: they have no columns.
const cramped = `(() => {
	const found = []
	const inner = e => { const s = getComputedStyle(e); return e.clientWidth - parseFloat(s.paddingLeft) - parseFloat(s.paddingRight) }
	for (const row of document.querySelectorAll('thead tr, tbody tr:nth-child(-n+6)')) for (const cell of row.cells) {
		if (!cell.checkVisibility() || !cell.textContent.trim() || cell.closest('caption')) continue
		const s = getComputedStyle(cell)
		if (!s.display.startsWith('table-cell')) continue
		const range = document.createRange()
		range.selectNodeContents(cell)
		const box = cell.getBoundingClientRect()
		const over = Math.max(...[...range.getClientRects()].map(r => Math.max(r.right - box.right, box.left - r.left)))
		const name = (cell.dataset.label || cell.className || '') + ' ' + cell.textContent.trim().slice(0, 40)
		if (over > 0.5) found.push(name + ' sticks out by ' + over)
		const letter = parseFloat(s.fontSize) / 2
		const probe = cell.cloneNode(true)
		probe.style.cssText = 'position: absolute; visibility: hidden; width: max-content; padding: 0'
		cell.after(probe)
		const wants = probe.getBoundingClientRect().width
		probe.remove()
		const room = inner(cell)
		if (room < Math.min(wants - 1, 6 * letter)) found.push(name + ' has ' + room + ' px, and wants ' + wants)
		if (cell.dataset.label === 'Listener' && room < Math.min(wants - 1, 130)) found.push(name + ' of ' + room + ' px is too narrow for names')
	}
	return [...new Set(found)].slice(0, 6)
})()`

// No column is too narrow at any width, and no view scrolls sideways.
func TestNoColumnCollapses(t *testing.T) {
	t.Parallel()
	bus := plenty(t)
	url := serve(t, bus, admin.Options{Payloads: true})
	tb := newTab(t)
	tb.open(url + "live")
	for i := range 40 {
		check(t, bus.As("auth_user").Emit(t.Context(), "user.login", events.Payload{"id": int64(i), "name": strings.Repeat("word ", 40), "token": "x"}))
	}
	for _, view := range views {
		tb.open(url + view)
		eval[bool](tb, "document.querySelectorAll('.listeners td.num:nth-child(n+6)').forEach((e, i) => { e.textContent = i % 2 ? '12\u202f345\u202f678' : '18\u202f446\u202f744\u202f073\u202f709' }); true")
		for _, width := range widths {
			tb.size(width, 860)
			tb.fitsItsWidth(fmt.Sprintf("%s at %d px", view, width))
			if found := eval[[]string](tb, cramped); len(found) > 0 {
				t.Errorf("%s at %d px:\n  %s", view, width, strings.Join(found, "\n  "))
			}
		}
		tb.open(url + view)
		tb.shootIfAsked(view)
	}
}

func (tb *tab) shootIfAsked(view string) {
	if *screenshots == "" {
		return
	}
	for _, width := range []int64{320, 768, 1024, 1280, 2560} {
		tb.size(width, 860)
		for _, theme := range []string{"light", "dark"} {
			tb.prefer("prefers-color-scheme", theme)
			tb.shoot(fmt.Sprintf("columns-%s-%d-%s", view, width, theme), true)
		}
	}
}
