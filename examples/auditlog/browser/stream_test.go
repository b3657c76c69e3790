package browser

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

// B58: a server's timeouts are meant for ordinary responses. A stream sets a
// deadline of its own for each write, and outlives them.
func TestStreamOutlivesTheServersTimeouts(t *testing.T) {
	t.Parallel()
	const limit = 100 * time.Millisecond
	bus := events.New()
	bus.On("tick", func(context.Context, events.Event) error { return nil })
	page := admin.Handler(bus, admin.Options{})
	server := httptest.NewUnstartedServer(page)
	server.Config.ReadTimeout, server.Config.WriteTimeout = limit, limit
	server.Start()
	defer server.Close()
	defer page.Close()
	res, err := http.Get(server.URL + "/stream")
	check(t, err)
	defer res.Body.Close()
	time.Sleep(4 * limit)
	check(t, bus.Emit(t.Context(), "tick", nil, events.From("the clock")))
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "the clock") {
			return
		}
	}
	t.Errorf("the stream has ended before the event: %v", lines.Err())
}
