package admin_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

// A tap is the connection of one stream. A stopped one accepts no
// data.
type tap struct {
	head     http.Header
	cancel   context.CancelFunc
	done     chan struct{}
	stopped  bool
	deadline time.Time

	mu     sync.Mutex
	status int
	got    bytes.Buffer
	calls  int // of Write
}

func (c *tap) Header() http.Header { return c.head }

func (c *tap) WriteHeader(status int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.status = status
}

func (c *tap) Write(b []byte) (int, error) {
	if c.stopped {
		time.Sleep(time.Until(c.deadline))
		return 0, os.ErrDeadlineExceeded
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls++
	return c.got.Write(b)
}

func (c *tap) writes() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls
}

func (c *tap) Flush() {}

func (c *tap) SetWriteDeadline(t time.Time) error { c.deadline = t; return nil }

// messages returns the messages that have come so far, each as its field lines.
func (c *tap) messages() (all []map[string]string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for block := range strings.SplitSeq(c.got.String(), "\n\n") {
		m := map[string]string{}
		for line := range strings.SplitSeq(block, "\n") {
			name, value, _ := strings.Cut(line, ": ")
			if name != "" {
				m[name] += value
			}
		}
		if m["data"] != "" {
			all = append(all, m)
		}
	}
	return all
}

// counts returns how many events have come and how many were left out.
func (c *tap) counts(t testing.TB) (shown, skipped int) {
	t.Helper()
	for _, m := range c.messages() {
		if m["event"] != "skipped" {
			shown++
			continue
		}
		var left struct{ Count int }
		check(t, json.Unmarshal([]byte(m["data"]), &left))
		skipped += left.Count
	}
	return shown, skipped
}

// names returns the names of the events that have come so far.
func (c *tap) names(t testing.TB) (all []string) {
	t.Helper()
	for _, m := range c.messages() {
		if m["event"] == "" {
			var e admin.Entry
			check(t, json.Unmarshal([]byte(m["data"]), &e))
			all = append(all, e.Name)
		}
	}
	return all
}

// open opens a stream; drop ends it.
func open(t testing.TB, h http.Handler, query string, headers ...string) *tap {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	c := &tap{head: http.Header{}, cancel: cancel, done: make(chan struct{})}
	c.serve(ctx, h, query, headers...)
	return c
}

func (c *tap) serve(ctx context.Context, h http.Handler, query string, headers ...string) {
	r := request("GET", "/admin/events/stream"+query, headers...).WithContext(ctx)
	go func() {
		defer close(c.done)
		h.ServeHTTP(c, r)
	}()
}

func (c *tap) drop() {
	c.cancel()
	<-c.done
}

// bubble runs a test of a page with a clock of its own.
func bubble(t *testing.T, opts admin.Options, f func(t *testing.T, bus *events.Bus, page *admin.Page)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		bus := town(t)
		page := admin.Handler(bus, opts)
		f(t, bus, page)
		page.Close()
		check(t, bus.Close(context.Background()))
	})
}

func emit(t testing.TB, b *events.Bus, names ...string) {
	t.Helper()
	for _, name := range names {
		check(t, b.Emit(context.Background(), name, nil))
	}
}

func soon() { time.Sleep(time.Second) } // of a bubble

func same(t testing.TB, what string, got, want []string) {
	t.Helper()
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}
