package admin_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

func TestStreamShowsEventsAsTheyHappen(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		c := open(t, page, "")
		soon()
		emit(t, bus.As("auth_user"), "user.login")
		emit(t, bus.As("shop"), "order.paid")
		soon()
		if got := c.head.Get("Content-Type"); got != "text/event-stream; charset=utf-8" {
			t.Errorf("content type %q", got)
		}
		same(t, "stream", c.names(t), []string{"user.login", "order.paid"})
		var e admin.Entry
		check(t, json.Unmarshal([]byte(c.messages()[1]["data"]), &e))
		if e.Source != "shop" || e.Reached != 1 || len(e.Failures) != 1 || e.Failures[0] != (admin.Failure{Listener: "receipt", Owner: "mailer", Stage: "handler", Error: "smtp: refused"}) {
			t.Errorf("the event is %+v", e)
		}
		c.drop()
	})
}

func TestStreamFilters(t *testing.T) {
	for query, want := range map[string][]string{
		"?topic=user":               {"user.login", "user.logout"},
		"?topic=LOGIN":              {"user.login"},
		"?source=shop":              {"order.paid", "order.lost"},
		"?failing=1":                {"order.paid"},
		"?topic=order&failing=1":    {"order.paid"},
		"?topic=user&source=shop":   nil,
		"?failing=0&topic=order.lo": {"order.lost"},
	} {
		bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
			c := open(t, page, query)
			soon()
			emit(t, bus.As("auth_user"), "user.login", "user.logout")
			emit(t, bus.As("shop"), "order.paid", "order.lost")
			soon()
			same(t, query, c.names(t), want)
			c.drop()
		})
	}
}

// A browser that reconnects sends the id of the last event it has
// received. A page that opens a stream sends the id of the last event it shows.
func TestStreamGoesOnWhereItWas(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		get(t, page, "live")
		soon()
		emit(t, bus, "a.a", "b.b")
		soon()
		last := fmt.Sprint(read[admin.Live](t, page, "live.json").Last)
		emit(t, bus, "c.c", "d.d")
		soon()
		for what, c := range map[string]*tap{"header": open(t, page, "?since=1", "Last-Event-ID", last), "query": open(t, page, "?since="+last)} {
			soon()
			same(t, what, c.names(t), []string{"c.c", "d.d"})
			c.drop()
		}
		for _, nonsense := range []string{"99999", "-1", "x", "18446744073709551616"} { // of another program, perhaps
			c := open(t, page, "", "Last-Event-ID", nonsense)
			soon()
			same(t, nonsense, c.names(t), nil)
			emit(t, bus, "e.e")
			soon()
			same(t, nonsense, c.names(t), []string{"e.e"})
			c.drop()
		}
	})
}

// B58: one stream too many is refused until another one ends.
func TestStreamsAreCapped(t *testing.T) {
	bubble(t, admin.Options{Streams: 2}, func(t *testing.T, _ *events.Bus, page *admin.Page) {
		one, two := open(t, page, ""), open(t, page, "")
		soon()
		three := open(t, page, "")
		<-three.done
		if three.status != http.StatusServiceUnavailable || three.head.Get("Retry-After") == "" {
			t.Errorf("the third of two = %d, Retry-After %q", three.status, three.head.Get("Retry-After"))
		}
		one.drop()
		four := open(t, page, "")
		soon()
		if got := read[admin.Health](t, page, "health").Streams; got.Open != 2 || got.Refused != 1 {
			t.Errorf("streams %+v, want 2 open and 1 refused", got)
		}
		two.drop()
		four.drop()
	})
}

func TestDefaultIsThirtyTwoStreams(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, _ *events.Bus, page *admin.Page) {
		var taps []*tap
		for range 32 {
			taps = append(taps, open(t, page, ""))
		}
		soon()
		more := open(t, page, "")
		<-more.done
		if more.status != http.StatusServiceUnavailable {
			t.Errorf("stream 33 = %d, want 503", more.status)
		}
		for _, c := range taps {
			c.drop()
		}
	})
}

// B58: a reader that does not read is cut and counted. It delays neither an emit
// nor another reader.
func TestSlowReadersAreCut(t *testing.T) {
	bubble(t, admin.Options{Streams: 2}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		ctx, cancel := context.WithCancel(context.Background())
		slow := &tap{head: http.Header{}, cancel: cancel, done: make(chan struct{}), stopped: true}
		slow.serve(ctx, page, "")
		quick := open(t, page, "")
		synctest.Wait()
		for range 20 {
			began := time.Now()
			emit(t, bus, "user.login")
			if took := time.Since(began); took > 0 {
				t.Errorf("an emit took %v", took)
			}
			time.Sleep(500 * time.Millisecond)
		}
		<-slow.done // although the test has not dropped it
		soon()
		if n := len(quick.names(t)); n != 20 {
			t.Errorf("the other reader has %d of 20 events", n)
		}
		if got := read[admin.Health](t, page, "health").Streams; got.Cut != 1 || got.Open != 1 {
			t.Errorf("streams %+v, want 1 cut and 1 open", got)
		}
		quick.drop()
		cancel()
	})
}

// A reader cannot follow a thousand lines per second: events that are
// left out are counted, and failures are never left out for other events.
func TestStreamLeavesOutWhatNobodyCouldRead(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		c := open(t, page, "")
		soon()
		emit(t, bus, "order.paid")
		for range 999 {
			emit(t, bus, "user.logout")
		}
		soon()
		shown, skipped := c.counts(t)
		if shown+skipped != 1000 || shown > 100 {
			t.Errorf("%d shown and %d skipped of 1000", shown, skipped)
		}
		if names := c.names(t); names[0] != "order.paid" {
			t.Errorf("the failure was left out: %q is first", names[0])
		}
		c.drop()
	})
}

// Events that came too fast to be kept for a stream are counted, too.
func TestStreamCountsWhatIsNotKept(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		c := open(t, page, "")
		soon()
		for range 10 {
			for range 3000 {
				emit(t, bus, "user.logout")
			}
			time.Sleep(53 * time.Millisecond) // at no tick's moment: two of these in one tick would be more than is kept
		}
		soon()
		emit(t, bus, "user.logout") // tells of what was missed before it
		soon()
		if shown, skipped := c.counts(t); shown+skipped != 30_001 {
			t.Errorf("%d shown and %d skipped of 30001", shown, skipped)
		}
		live := read[admin.Live](t, page, "live.json")
		for i, e := range live.Events {
			if e.ID != live.Last-uint64(i) {
				t.Fatalf("event %d from the newest has the id %d of %d", i, e.ID, live.Last)
			}
		}
		c.drop()
	})
}

func TestQuietStreamHasAHeartbeat(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, _ *events.Bus, page *admin.Page) {
		c := open(t, page, "")
		time.Sleep(time.Minute)
		c.mu.Lock()
		beats := strings.Count(c.got.String(), "\n:\n")
		c.mu.Unlock()
		if beats < 2 {
			t.Errorf("%d heartbeats in a minute", beats)
		}
		c.drop()
	})
}

func TestCloseEndsStreams(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, _ *events.Bus, page *admin.Page) {
		c := open(t, page, "")
		soon()
		page.Close()
		<-c.done
		c.cancel()
		for _, view := range append(views, "health", "stream") {
			if got := serve(page, request("GET", "/admin/events/"+view)).Code; got != http.StatusServiceUnavailable {
				t.Errorf("%s after Close = %d, want 503", view, got)
			}
		}
		page.Close()
	})
}

// A server's timeouts for responses and requests do not end a stream.
func TestStreamOutlivesTheServersTimeouts(t *testing.T) {
	bus := muted()
	page := admin.Handler(bus, admin.Options{})
	server := httptest.NewUnstartedServer(page)
	server.Config.WriteTimeout, server.Config.ReadTimeout = 500*time.Millisecond, 500*time.Millisecond
	server.Config.RegisterOnShutdown(page.Close)
	server.Start()
	res, err := http.Get(server.URL + "/admin/events/stream")
	check(t, err)
	lines, began := bufio.NewScanner(res.Body), time.Now()
	for time.Since(began) < 1200*time.Millisecond {
		emit(t, bus, "a.a")
		for found := false; !found; found = strings.HasPrefix(lines.Text(), "data: ") {
			if !lines.Scan() {
				t.Fatalf("the stream has ended after %v: %v", time.Since(began), lines.Err())
			}
		}
	}
	check(t, server.Config.Shutdown(t.Context())) // ends the stream by Close
	check(t, res.Body.Close())
	server.Close()
	check(t, errors.Join(bus.Close(t.Context())))
	http.DefaultClient.CloseIdleConnections()
}
