package digest_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
	"github.com/fastpluggy/eventbus/examples/auditlog/plugins/digest"
)

// heard holds the digests that a listener of user.digest has received.
type heard struct {
	slow time.Duration // what the listener takes for each

	mu      sync.Mutex
	digests []digest.UserDigest
}

func (h *heard) listen(_ context.Context, d digest.UserDigest) error {
	time.Sleep(h.slow)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.digests = append(h.digests, d)
	return nil
}

func (h *heard) all() []digest.UserDigest {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.digests)
}

// load returns a bus with the plugin on it, and a function that ends both.
func load(t *testing.T, h *heard) (bus *events.Bus, end func()) {
	t.Helper()
	bus = events.New()
	digest.UserDigestTopic.On(bus, h.listen, events.Async())
	plugged := host.New(bus, host.WithLogger(slog.New(slog.DiscardHandler)))
	if err := plugged.Load(t.Context(), digest.New(time.Minute)); err != nil {
		t.Fatal(err)
	}
	return bus, func() {
		if err := errors.Join(plugged.Close(t.Context()), bus.Close(t.Context())); err != nil {
			t.Error(err)
		}
	}
}

func emit(t *testing.T, bus *events.Bus, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := bus.Emit(t.Context(), name, nil); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDigestOncePerPeriod(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, start := &heard{}, time.Now().UTC()
		bus, end := load(t, h)
		emit(t, bus, "user.login", "user.login", "user.login_failed", "user.logout")
		time.Sleep(59 * time.Second)
		synctest.Wait()
		if got := h.all(); len(got) != 0 {
			t.Errorf("digests before the period is over: %+v", got)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		want := digest.UserDigest{Logins: 2, Failures: 1, Since: start}
		if got := h.all(); len(got) != 1 || got[0] != want {
			t.Fatalf("digests %+v, want %+v", got, want)
		}
		time.Sleep(time.Hour) // nothing happens: no digest
		emit(t, bus, "user.login_failed")
		time.Sleep(time.Minute)
		synctest.Wait()
		want = digest.UserDigest{Failures: 1, Since: start.Add(time.Minute)}
		if got := h.all(); len(got) != 2 || got[1] != want {
			t.Errorf("digests %+v, want a second one, %+v", got, want)
		}
		end()
	})
}

func TestUnloadTellsTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &heard{slow: 5 * time.Second}
		bus, end := load(t, h)
		emit(t, bus, "user.login")
		began := time.Now()
		end()
		if got := h.all(); len(got) != 1 || got[0].Logins != 1 {
			t.Errorf("digests %+v, want one with one login", got)
		}
		if took := time.Since(began); took != h.slow {
			t.Errorf("the end took %v; want the %v of the listener that the last emit waits for", took, h.slow)
		}
	})
}

// The job waits for the listeners of its digest: one that takes three periods gets
// one digest at a time, and none pile up.
func TestJobWaitsForItsListeners(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &heard{slow: 3*time.Minute + time.Second}
		bus, end := load(t, h)
		for range 12 {
			emit(t, bus, "user.login")
			time.Sleep(time.Minute)
		}
		end()
		told, got := int64(0), h.all()
		for _, d := range got {
			told += d.Logins
		}
		if told != 12 || len(got) > 6 {
			t.Errorf("digests %+v tell %d logins; want 12 in about one digest for each three minutes", got, told)
		}
	})
}
