package admin_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

func TestHandlerWithoutABusPanicsWithTheRemedy(t *testing.T) {
	for what, f := range map[string]func(){
		"events.New()": func() { admin.Handler(nil, admin.Options{}) },
		"0":            func() { admin.Handler(events.New(), admin.Options{Keep: -1}) },
	} {
		func() {
			defer func() {
				if text := fmt.Sprint(recover()); !strings.Contains(text, what) {
					t.Errorf("panic: %s; %q is missing", text, what)
				}
			}()
			f()
		}()
	}
}

// B02: the page shows the listeners of a name in order of delivery, those of its
// namespaces included.
func TestListenersStandInOrderOfDelivery(t *testing.T) {
	bus := town(t)
	bus.As("watchdog").OnAny(quiet, events.Label("all"), events.Priority(1))
	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	var got []string
	for _, l := range topic(t, read[admin.Now](t, page, "now.json"), "user.login").Listeners {
		got = append(got, l.Name)
	}
	same(t, "listeners of user.login", got, []string{"count", "all", "greet", "record"})
	text := get(t, page, "now?q=user.login")
	count, greet, record := strings.Index(text, ">count<"), strings.Index(text, ">greet<"), strings.Index(text, ">record<")
	if count < 0 || greet < count || record < greet {
		t.Errorf("the page has them at %d, %d and %d", count, greet, record)
	}
	has(t, text, "via user.*", "once", "helper_test.go:")
}

func TestLastFailureStandsOnThePage(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		if now := read[admin.Now](t, page, "now.json"); now.Summary.Last != nil {
			t.Errorf("before anything has failed: %+v", now.Summary.Last)
		}
		bus.On("later", func(context.Context, events.Event) error { panic("worse") }, events.Label("falls"))
		emit(t, bus, "order.paid")
		soon()
		emit(t, bus, "later")
		last := read[admin.Now](t, page, "now.json").Summary.Last
		if last == nil || last.Event != "later" || last.Listener != "falls" || !strings.HasSuffix(last.File, "page_test.go") || !strings.Contains(last.Error, "worse") {
			t.Errorf("last failure: %+v", last)
		}
		has(t, get(t, page, "now"), "Last failure", "worse", "<summary>Stack</summary>", "smtp: refused")
	})
}

func TestJSONByAcceptOrEnding(t *testing.T) {
	page := admin.Handler(town(t), admin.Options{})
	defer page.Close()
	for accept, want := range map[string]string{
		"":                                   "text/html",
		"*/*":                                "text/html",
		"text/html,application/json":         "text/html",
		"application/json":                   "application/json",
		"application/json, text/html;q=0.9":  "application/json",
		"text/html;q=0.5, Application/JSON":  "application/json",
		"application/json;q=0":               "text/html",
		"application/json;q=x;v=1, text/css": "application/json",
	} {
		w := serve(page, request("GET", "/admin/events/", "Accept", accept))
		if kind := w.Header().Get("Content-Type"); kind != want+"; charset=utf-8" || w.Header().Get("Vary") != "Accept" {
			t.Errorf("Accept %q gives %q, Vary %q", accept, kind, w.Header().Get("Vary"))
		}
	}
	for _, view := range views {
		var v struct {
			Version int
			Time    time.Time
		}
		check(t, json.Unmarshal([]byte(get(t, page, view+".json")), &v))
		if v.Version != 1 || v.Time.IsZero() {
			t.Errorf("%s.json: version %d at %v", view, v.Version, v.Time)
		}
	}
}

func TestHealth(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		trouble(t, bus)
		if h := read[admin.Health](t, page, "health"); h.Status != "ok" || h.Listeners != 107 {
			t.Errorf("health: %+v", h)
		}
		emit(t, bus, "report.wanted")
		time.Sleep(10 * time.Second)
		if h := read[admin.Health](t, page, "health"); h.Status != "degraded" || h.Slow != 1 || h.Running != 1 {
			t.Errorf("health with a slow call: %+v", h)
		}
		check(t, bus.Close(context.Background()))
		w := serve(page, request("GET", "/admin/events/health"))
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), `"closed"`) {
			t.Errorf("health of a closed bus = %d %s", w.Code, w.Body)
		}
	})
}

func TestHealthNamesNobody(t *testing.T) {
	page := admin.Handler(town(t), admin.Options{})
	defer page.Close()
	text := get(t, page, "health")
	for _, name := range []string{"user", "audit", "greet", ".go"} {
		if strings.Contains(text, name) {
			t.Errorf("%q stands in %s", name, text)
		}
	}
}

func TestFilesAreAskedForOnce(t *testing.T) {
	page := admin.Handler(events.New(), admin.Options{})
	defer page.Close()
	for name, kind := range map[string]string{"style.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml"} {
		w := serve(page, request("GET", "/admin/events/"+name))
		tag := w.Header().Get("ETag")
		if !strings.HasPrefix(w.Header().Get("Content-Type"), kind) || tag == "" {
			t.Errorf("%s: %q, tag %q", name, w.Header().Get("Content-Type"), tag)
		}
		if got := serve(page, request("GET", "/admin/events/"+name, "If-None-Match", tag)).Code; got != http.StatusNotModified {
			t.Errorf("%s again = %d, want 304", name, got)
		}
	}
}

// B56: names that a plugin chooses are shown as text.
func TestHostileNamesAreText(t *testing.T) {
	const hostile = `"'><script>alert(1)</script><img src=x onerror=alert(2)>{{.}}</textarea>`
	bubble(t, admin.Options{Payloads: true}, func(t *testing.T, _ *events.Bus, _ *admin.Page) {
		bus := muted()
		enemy := bus.As("owner " + hostile)
		check(t, enemy.Declare(events.EventSpec{Name: "a.b", Description: "description " + hostile, Payload: events.Schema{"f": "int"}}))
		enemy.On("a.b", func(context.Context, events.Event) error { return errors.New("error " + hostile) }, events.Label("label "+hostile))
		enemy.OnNamespace("a", func(context.Context, events.Event) error { panic("panic " + hostile) })
		enemy.OnAny(quiet, events.Label("any "+hostile))
		page := admin.Handler(bus, admin.Options{Payloads: true})
		defer page.Close()
		text := everything(t, page, func() {
			check(t, bus.Emit(context.Background(), "a.b", events.Payload{"f": hostile, "field " + hostile: 1}, events.From("source "+hostile)))
		})
		for _, query := range []string{"q", "focus", "kind", "topic", "source", "page", "failing", "since"} {
			for _, view := range views {
				text += get(t, page, view+"?"+query+"=%22%27%3E%3Cscript%3Ealert(1)%3C/script%3E%3Cimg%20src=x%3E")
			}
		}
		for _, bad := range []string{"<script>", "<img", `"'><`} {
			if i := strings.Index(text, bad); i >= 0 {
				t.Errorf("%q is not escaped: …%s", bad, text[max(0, i-100):i+50])
			}
		}
		has(t, text, "owner &#34;&#39;&gt;", "label &#34;", "description &#34;", "error &#34;", "panic &#34;", "source &#34;", "field &#34;")
		check(t, bus.Close(context.Background()))
	})
}

func TestSearchFindsByNameOwnerListenerAndPlace(t *testing.T) {
	page := admin.Handler(town(t), admin.Options{})
	defer page.Close()
	for search, want := range map[string]string{
		"order": "order.paid order.lost", "AUTH_USER": "user.login user.logout", "receipt": "order.paid", "mailer": "order.paid user.logn",
		"helper_test.go": "order.paid user.login user.logn", "nobody": "order.lost", "zzz": "",
	} {
		var got []string
		for _, topic := range read[admin.Now](t, page, "now.json?q="+search).Topics {
			got = append(got, topic.Name)
		}
		same(t, search, got, strings.Fields(want))
	}
}

// A search of more than 256 bytes is cut, and its beginning still finds what it
// would find.
func TestLongSearchFindsByItsBeginning(t *testing.T) {
	bus, label := events.New(), strings.Repeat("label", 60)
	bus.On("a.b", func(context.Context, events.Event) error { return nil }, events.Label(label))
	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	if found := read[admin.Now](t, page, "now.json?q="+label).Topics; len(found) != 1 {
		t.Errorf("%d topics found, want 1", len(found))
	}
}

// Every row of the table of listeners has a cell for every column.
func TestListenerRowsHaveACellForEveryColumn(t *testing.T) {
	page := admin.Handler(town(t), admin.Options{})
	defer page.Close()
	text := get(t, page, "now")
	_, head, _ := strings.Cut(text, "<thead>")
	head, _, _ = strings.Cut(head, "</thead>")
	_, row, _ := strings.Cut(text, `<tr id="l-`)
	row, _, _ = strings.Cut(row, "</tr>")
	columns, cells := strings.Count(head, "<th "), strings.Count(row, "<td ")
	if columns == 0 || columns != cells {
		t.Errorf("%d columns, %d cells in a row", columns, cells)
	}
	has(t, text, fmt.Sprintf(`<tr class="topic"><th scope="rowgroup" colspan="%d">`, columns))
}
