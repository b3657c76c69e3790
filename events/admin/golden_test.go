package admin_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files again")

// varying are the parts of a page that depend on where the tests are, not on what
// is shown: lines, folders, and ids made of them.
var varying = []struct {
	find *regexp.Regexp
	by   string
}{
	{regexp.MustCompile(`[^"\s]*/events/admin/([a-z_]+\.go)`), "…/admin/$1"},
	{regexp.MustCompile(`_test\.go:\d+`), "_test.go:N"},
	{regexp.MustCompile(`"line": \d+`), `"line": N`},
	{regexp.MustCompile(`\b[0-9a-f]{16}\b`), "ID"},
	{regexp.MustCompile(`[ \t]*\n(\s*\n)+`), "\n"},
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	for _, v := range varying {
		got = v.find.ReplaceAllString(got, v.by)
	}
	file := filepath.Join("testdata", name)
	if *update {
		check(t, os.MkdirAll("testdata", 0o755))
		check(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	check(t, err)
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s has changed (-want +got); if that is right, run with -update:\n%s", name, diff)
	}
}

// Every view and its JSON, for a bus that has something of everything. Times are
// those of the bubble.
func TestGolden(t *testing.T) {
	bubble(t, admin.Options{Payloads: true}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		trouble(t, bus)
		get(t, page, "now")
		soon()
		auth, shop := bus.As("auth_user"), bus.As("shop")
		check(t, auth.Emit(context.Background(), "user.login", events.Payload{"user_id": int64(7), "ip": "::1", "password": "hunter2"}))
		check(t, shop.Emit(context.Background(), "order.paid", events.Payload{"cents": 1250}))
		emit(t, shop, "order.piad", "order.lost")
		check(t, bus.As("reports").Emit(context.Background(), "report.wanted", nil))
		time.Sleep(7500 * time.Millisecond)
		check(t, bus.As("reports").Emit(context.Background(), "report.wanted", nil))
		check(t, bus.As("reports").Emit(context.Background(), "report.wanted", nil))
		soon()
		for _, view := range views {
			golden(t, view+".html", get(t, page, view))
			golden(t, view+".json", get(t, page, view+".json"))
		}
		golden(t, "health.json", get(t, page, "health"))
		golden(t, "now-search.html", get(t, page, "now?q=logn"))
		golden(t, "map-focus.html", get(t, page, "map?focus=owner:mailer"))
		golden(t, "findings-kind.html", get(t, page, "findings?kind=unheard"))
	})
}

func TestGoldenEmpty(t *testing.T) {
	page := admin.Handler(events.New(), admin.Options{})
	defer page.Close()
	for _, view := range views[:4] {
		golden(t, view+"-empty.html", get(t, page, view))
	}
}

// trouble adds problems that the page should find.
func trouble(t testing.TB, bus *events.Bus) {
	t.Helper()
	for range 101 {
		bus.As("leaky").On("order.paid", quiet, events.Label("again"), events.Predicate(func(events.Event) bool { return false }))
	}
	bus.As("reports").On("report.wanted", func(context.Context, events.Event) error {
		time.Sleep(time.Minute)
		return errors.New("no paper")
	}, events.Label("render"), events.Async(events.Buffer(1), events.WhenFull(events.DropNewest)))
	check(t, bus.As("legacy").Close(context.Background()))
	check(t, bus.As("greeter").Expect(
		events.EventSpec{Name: "user.login", Payload: events.Schema{"user_id": "int64", "usrname": "string"}},
		events.EventSpec{Name: "order.payed", Payload: events.Schema{"cents": "int64"}},
	))
}
