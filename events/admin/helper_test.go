package admin_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

var views = []string{"now", "catalog", "map", "findings", "live"}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// muted makes a bus that does not log failures.
func muted(opts ...events.BusOption) *events.Bus {
	ignore := func(context.Context, events.Event, events.ListenerInfo, error) {}
	return events.New(append(opts, events.WithErrorHandler(ignore))...)
}

func quiet(context.Context, events.Event) error { return nil }

// request makes a request from this machine, unless a header says otherwise.
func request(method, target string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, target, nil)
	r.RemoteAddr, r.Host = "127.0.0.1:50000", "localhost:8080"
	for i := 0; i+1 < len(headers); i += 2 {
		switch headers[i] {
		case "Host":
			r.Host = headers[i+1]
		case "RemoteAddr":
			r.RemoteAddr = headers[i+1]
		default:
			r.Header.Add(headers[i], headers[i+1])
		}
	}
	return r
}

func serve(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// get returns the text of a view.
func get(t testing.TB, h http.Handler, view string) string {
	t.Helper()
	w := serve(h, request("GET", "/admin/events/"+view))
	if w.Code != http.StatusOK {
		t.Fatalf("GET %s = %d: %s", view, w.Code, w.Body)
	}
	return w.Body.String()
}

// read returns a view, decoded from its JSON.
func read[T any](t testing.TB, h http.Handler, view string) (v T) {
	t.Helper()
	check(t, json.Unmarshal([]byte(get(t, h, view)), &v))
	return v
}

func has(t testing.TB, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in\n%s", part, text)
		}
	}
}

// town makes a bus that has something of everything.
func town(t testing.TB) *events.Bus {
	t.Helper()
	bus := muted(events.WithSlowThreshold(4 * time.Second))
	auth, shop := bus.As("auth_user"), bus.As("shop")
	check(t, auth.Declare(
		events.EventSpec{Name: "user.login", Description: "Fired after a user has signed in.", Payload: events.Schema{"user_id": "int64", "ip": "net/netip.Addr"}},
		events.EventSpec{Name: "user.logout", Description: "Fired after a user has signed out."},
	))
	check(t, shop.Declare(
		events.EventSpec{Name: "order.paid", Payload: events.Schema{"cents": "int64"}},
		events.EventSpec{Name: "order.lost", Description: "Fired when nobody knows where an order is."},
	))
	bus.As("audit").OnNamespace("user", quiet, events.Label("record"), events.Priority(-10))
	bus.As("greeter").On("user.login", quiet, events.Label("greet"), events.Once())
	bus.As("stats").On("user.login", quiet, events.Label("count"), events.Priority(5))
	bus.As("mailer").On("order.paid", func(context.Context, events.Event) error { return errors.New("smtp: refused") }, events.Label("receipt"))
	bus.As("mailer").On("user.logn", quiet, events.Label("typo"))
	return bus
}
