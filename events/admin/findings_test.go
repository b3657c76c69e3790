package admin_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

// find returns the findings of a kind as lines: topic, owner, similar name and
// text.
func find(t testing.TB, page *admin.Page, kind string) (all []string) {
	t.Helper()
	for _, f := range read[admin.Findings](t, page, "findings.json?kind="+kind).Findings {
		if f.Do == "" {
			t.Errorf("%s: it does not say what to do", f.What)
		}
		all = append(all, strings.Join([]string{f.Topic, f.Owner, f.Near, f.What}, "|"))
	}
	return all
}

func equal(t testing.TB, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("findings:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// B48: the page lists the declared events that have no listener.
func TestUnheardEvents(t *testing.T) {
	bus := town(t)
	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	equal(t, find(t, page, "unheard"), "order.lost|shop||No listener, and never emitted.")
	emit(t, bus, "order.lost", "order.lost")
	equal(t, find(t, page, "unheard"), "order.lost|shop||Emitted 2 times without a listener.")
	sub := bus.OnAny(quiet)
	equal(t, find(t, page, "unheard"))
	sub.Off()
	bus.OnNamespace("order", quiet)
	equal(t, find(t, page, "unheard"))
}

func TestSilentEvents(t *testing.T) {
	bus := town(t)
	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	emit(t, bus, "user.login")
	const silent = "It has listeners, but has not been emitted since the program started."
	equal(t, find(t, page, "silent"), "order.paid|shop||"+silent, "user.logout|auth_user||"+silent)
}

func TestNamesThatWereNotMeant(t *testing.T) {
	bus := town(t)
	bus.As("mailer").OnNamespace("usr", quiet)
	bus.As("mailer").OnNamespace("ordering", quiet)
	bus.As("mailer").On("weather.changed", quiet)
	bus.OnNamespace("order", quiet)
	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	const never = "Not declared, and never emitted."
	equal(t, find(t, page, "undeclared"),
		"ordering.*|mailer||"+never,
		"user.logn|mailer|user.login|user.logn is not declared. Did you mean user.login?",
		"usr.*|mailer|user|usr is not declared. Did you mean user?",
		"weather.changed|mailer||"+never,
	)
	emit(t, bus, "weather.changed")
	has(t, strings.Join(find(t, page, "undeclared"), "\n"), "weather.changed|mailer||Emitted, but not declared.")
}

// In a program without declarations, an undeclared name is no finding.
func TestWithoutACatalogNothingIsUndeclared(t *testing.T) {
	bus := events.New()
	bus.On("a.b", quiet)
	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	equal(t, find(t, page, ""))
	has(t, get(t, page, "findings"), "No problems found.")
}

func TestStrayEmits(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		emit(t, bus, "order.unseen") // the page is not open yet
		get(t, page, "now")
		soon()
		emit(t, bus.As("shop"), "order.piad", "order.piad", "thing.happened", "order.paid")
		emit(t, bus.As("auth_user"), "user.profile.changed", "user.logni")
		soon()
		equal(t, find(t, page, "stray"),
			"order.piad|shop|order.paid|Emitted 2 times while this page was open. Did you mean order.paid?",
			"thing.happened|shop||Emitted once while this page was open.",
			"user.logni|auth_user|user.login|Emitted once while this page was open. Did you mean user.login?",
		) // user.profile.changed has the listener of user.*, which wants names like this
	})
}

// B49: a payload that does not match its declaration is listed with its place.
func TestContractFaults(t *testing.T) {
	bus := muted()
	shop := bus.As("shop")
	check(t, shop.Declare(events.EventSpec{Name: "order.paid", Payload: events.Schema{"cents": "int64", "note": "string"}}))
	check(t, bus.As("mailer").Expect(events.EventSpec{Name: "order.paid", Payload: events.Schema{"cents": "string", "note": "string"}}))
	for range 3 {
		check(t, shop.Emit(context.Background(), "order.paid", events.Payload{"cents": "planted secret", "extra": 1}))
	}
	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	got := strings.Join(find(t, page, "contract"), "\n")
	has(t, got,
		"order.paid|shop||shop emits the field cents as string; it is declared as int64. Seen 3 times.",
		"order.paid|shop||shop emits the field extra (int), which is not declared. Seen 3 times.",
		"order.paid|shop||shop omits the field note (string). Seen 3 times.",
		"order.paid|mailer||mailer reads the field cents as string; shop declares it as int64.",
	)
	if strings.Contains(get(t, page, "findings")+get(t, page, "findings.json"), "planted") {
		t.Error("a payload's value is shown")
	}
	has(t, get(t, page, "findings"), "findings_test.go:")
}

// B49: an undeclared name that is refused is a fault of its emitter.
func TestUndeclaredEmitsThatWereRefused(t *testing.T) {
	bus := muted(events.WithContracts(events.Enforce))
	check(t, bus.As("shop").Declare(events.EventSpec{Name: "order.paid"}))
	if err := bus.As("shop").Emit(context.Background(), "order.piad", nil); err == nil {
		t.Error("not refused")
	}
	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	equal(t, find(t, page, "contract"), "order.piad|shop|order.paid|shop emits it, but it is not declared. Did you mean order.paid?")
}

// B31, B34, B54: slow calls, full queues, leaks and stopped plugins.
func TestTroubles(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		trouble(t, bus)
		emit(t, bus, "report.wanted")
		for range 8 {
			soon()
		}
		emit(t, bus, "report.wanted", "report.wanted", "order.paid")
		equal(t, find(t, page, "slow"), "report.wanted|reports||A call has been running for 7s.")
		equal(t, find(t, page, "full"), "report.wanted|reports||The queue holds 1 of 1 events; 1 dropped so far.")
		equal(t, find(t, page, "leaking"), "order.paid|leaky||This owner has 101 listeners on this name.")
		equal(t, find(t, page, "stopped"), "") // legacy has left the bus
		equal(t, find(t, page, "failing"), "order.paid|mailer||Failed once, last at 00:00:08.000 on order.paid: smtp: refused")
		go func() { _ = bus.As("reports").Close(context.Background()) }()
		soon()
		equal(t, find(t, page, "stopped"), "|reports||Its view of the bus is being closed: it gets only events that listeners emit.")
		time.Sleep(10 * time.Minute)
	})
}

// The number of comparisons is limited: with many names on both sides some
// suggestions are left out, and the page still answers.
func TestManyUndeclaredNames(t *testing.T) {
	bus := events.New()
	for i := range 1000 {
		check(t, bus.As("plugin").Declare(events.EventSpec{Name: fmt.Sprintf("declared.n%04d", i)}))
		bus.As("plugin").On(fmt.Sprintf("declared.m%04d", i), quiet)
	}
	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	f := read[admin.Findings](t, page, "findings.json?kind=undeclared")
	if f.Found != 1000 || f.Findings[0].Near == "" || len(f.Findings) != 100 {
		t.Errorf("%d found, %d shown, the first may mean %q", f.Found, len(f.Findings), f.Findings[0].Near)
	}
	if last := read[admin.Findings](t, page, "findings.json?kind=undeclared&page=10").Findings[99]; last.Near != "" {
		t.Errorf("%s may mean %s: a million names were compared", last.Topic, last.Near)
	}
}

// B32: a disabled listener is shown as disabled until it is enabled again.
func TestDisabledListeners(t *testing.T) {
	bus := muted()
	s := bus.As("mailer").On("order.paid", func(context.Context, events.Event) error { return errors.New("smtp: refused") }, events.DisableAfter(2))
	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	emit(t, bus, "order.paid", "order.paid", "order.paid")
	equal(t, find(t, page, "disabled"), "order.paid|mailer||Disabled after too many consecutive failures. It has missed 1 event since.")
	emit(t, bus, "order.paid")
	equal(t, find(t, page, "disabled"), "order.paid|mailer||Disabled after too many consecutive failures. It has missed 2 events since.")
	has(t, get(t, page, "now"), `class="tag bad" title="Disabled by events.DisableAfter. Events missed since then: 2">disabled</span>`)
	has(t, get(t, page, "now.json"), `"disabled": true`, `"passed": 2`)
	equal(t, find(t, page, "unheard"))
	s.Enable()
	equal(t, find(t, page, "disabled"))
	if strings.Contains(get(t, page, "now"), "disabled</span>") {
		t.Error("an enabled listener is shown as disabled")
	}
}

// A failure on another day is shown with its date.
func TestFailuresOfAnotherDay(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		emit(t, bus, "order.paid")
		has(t, get(t, page, "now"), ">00:00:00.000</time> on <code>order.paid</code>")
		time.Sleep(24 * time.Hour)
		has(t, get(t, page, "now"), ">1 Jan 2000 00:00:00</time> on <code>order.paid</code>")
		equal(t, find(t, page, "failing"), "order.paid|mailer||Failed once, last at 1 Jan 2000 00:00:00 on order.paid: smtp: refused")
	})
}

// B32: the events dropped from the queue of a disabled listener do not mean that it is slow.
func TestDisabledQueuesAreNotFull(t *testing.T) {
	bus := muted()
	gate := make(chan struct{})
	bus.As("mailer").On("order.paid", func(context.Context, events.Event) error { <-gate; return errors.New("smtp: refused") }, events.Async(), events.DisableAfter(1))
	for range 10 {
		emit(t, bus, "order.paid")
	}
	close(gate)
	check(t, bus.Drain(context.Background()))
	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	equal(t, find(t, page, "full"))
	has(t, get(t, page, "now.json"), `"dropped": 9`, `"skipped": 9`)
}
