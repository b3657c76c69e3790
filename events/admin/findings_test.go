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

// find returns the findings of a kind as lines: what it is about, and what it says.
func find(t testing.TB, page *admin.Page, kind string) (all []string) {
	t.Helper()
	for _, f := range read[admin.Findings](t, page, "findings.json?kind="+kind).Findings {
		if f.Do == "" {
			t.Errorf("%s: nobody says what to do", f.What)
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

// B48: which declared events nobody hears is a question with an answer.
func TestUnheardEvents(t *testing.T) {
	bus := town(t)
	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	equal(t, find(t, page, "unheard"), "order.lost|shop||Nobody listens to it, and it was never emitted.")
	emit(t, bus, "order.lost", "order.lost")
	equal(t, find(t, page, "unheard"), "order.lost|shop||It was emitted 2 times, and nobody was there to hear it.")
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
	const silent = "It has listeners, and was never emitted since the program has started."
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
	const never = "Nobody declares it, and it was never emitted."
	equal(t, find(t, page, "undeclared"),
		"ordering.*|mailer||"+never,
		"user.logn|mailer|user.login|Nobody declares user.logn. Did you mean user.login?",
		"usr.*|mailer|user|Nobody declares usr. Did you mean user?",
		"weather.changed|mailer||"+never,
	)
	emit(t, bus, "weather.changed")
	has(t, strings.Join(find(t, page, "undeclared"), "\n"), "weather.changed|mailer||It is emitted, and nobody declares it.")
}

// Where nobody declares anything, it says nothing that a name is not declared.
func TestWithoutACatalogNothingIsUndeclared(t *testing.T) {
	bus := events.New()
	bus.On("a.b", quiet)
	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	equal(t, find(t, page, ""))
	has(t, get(t, page, "findings"), "Nothing seems to be wrong.")
}

func TestStrayEmits(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		emit(t, bus, "order.unseen") // nobody looks yet
		get(t, page, "now")
		soon()
		emit(t, bus.As("shop"), "order.piad", "order.piad", "thing.happened", "order.paid")
		emit(t, bus.As("auth_user"), "user.profile.changed", "user.logni")
		soon()
		equal(t, find(t, page, "stray"),
			"order.piad|shop|order.paid|It was emitted 2 times while this page was open. Did you mean order.paid?",
			"thing.happened|shop||It was emitted once while this page was open.",
			"user.logni|auth_user|user.login|It was emitted once while this page was open. Did you mean user.login?",
		) // user.profile.changed is heard by user.*, which asks for such names
	})
}

// B49: what is not as declared stands there with its place.
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
		"order.paid|shop||shop emits the field cents as string; it is declared as int64. It was met 3 times.",
		"order.paid|shop||shop emits the field extra (int), which is not declared. It was met 3 times.",
		"order.paid|shop||shop leaves out the field note (string). It was met 3 times.",
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
	equal(t, find(t, page, "contract"), "order.piad|shop|order.paid|shop emits it, and nobody has declared it. Did you mean order.paid?")
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
		equal(t, find(t, page, "full"), "report.wanted|reports||1 of 1 wait, and 1 dropped so far.")
		equal(t, find(t, page, "leaking"), "order.paid|leaky||It has 101 listeners on this name.")
		equal(t, find(t, page, "stopped"), "") // legacy has left the bus
		equal(t, find(t, page, "failing"), "order.paid|mailer||It has failed once. The last time, at 00:00:08.000 on order.paid: smtp: refused")
		go func() { _ = bus.As("reports").Close(context.Background()) }()
		soon()
		equal(t, find(t, page, "stopped"), "|reports||Its view of the bus is being closed: it hears nothing from outside.")
		time.Sleep(10 * time.Minute)
	})
}

// Names are compared as long as that takes no time: with many on both sides
// some suggestions are left out, and the page still answers.
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

// B32: a listener that failures have disabled is shown as such, until somebody
// enables it.
func TestDisabledListeners(t *testing.T) {
	bus := muted()
	s := bus.As("mailer").On("order.paid", func(context.Context, events.Event) error { return errors.New("smtp: refused") }, events.DisableAfter(2))
	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	emit(t, bus, "order.paid", "order.paid", "order.paid")
	equal(t, find(t, page, "disabled"), "order.paid|mailer||It hears nothing any more, since it has failed too often in a row. 1 event has passed it by so far.")
	emit(t, bus, "order.paid")
	equal(t, find(t, page, "disabled"), "order.paid|mailer||It hears nothing any more, since it has failed too often in a row. 2 events have passed it by so far.")
	has(t, get(t, page, "now"), `class="tag bad" title="by events.DisableAfter; events that have passed it by: 2">disabled</span>`)
	has(t, get(t, page, "now.json"), `"disabled": true`, `"passed": 2`)
	equal(t, find(t, page, "unheard"))
	s.Enable()
	equal(t, find(t, page, "disabled"))
	if strings.Contains(get(t, page, "now"), "disabled</span>") {
		t.Error("an enabled listener is shown as disabled")
	}
}

// What failed on another day has its date.
func TestFailuresOfAnotherDay(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		emit(t, bus, "order.paid")
		has(t, get(t, page, "now"), ">00:00:00.000</time> on <code>order.paid</code>")
		time.Sleep(24 * time.Hour)
		has(t, get(t, page, "now"), ">1 Jan 2000 00:00:00</time> on <code>order.paid</code>")
		equal(t, find(t, page, "failing"), "order.paid|mailer||It has failed once. The last time, at 1 Jan 2000 00:00:00 on order.paid: smtp: refused")
	})
}

// B32: what a disabled listener's queue held is no sign of a slow one.
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
