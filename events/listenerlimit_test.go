package events_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// records is a slog.Handler that keeps the attributes of what is logged.
type records struct {
	mu   sync.Mutex
	told []string
}

func (*records) Enabled(context.Context, slog.Level) bool { return true }
func (r *records) WithAttrs([]slog.Attr) slog.Handler     { return r }
func (r *records) WithGroup(string) slog.Handler          { return r }

func (r *records) Handle(_ context.Context, rec slog.Record) error {
	line := rec.Level.String()
	rec.Attrs(func(a slog.Attr) bool { line += fmt.Sprintf(" %s=%v", a.Key, a.Value); return true })
	r.mu.Lock()
	defer r.mu.Unlock()
	r.told = append(r.told, line)
	return nil
}

// wants checks what was logged since the last time.
func (r *records) wants(t *testing.T, when string, want ...string) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if fmt.Sprint(r.told) != fmt.Sprint(want) {
		t.Errorf("%s: logged %q, want %q", when, r.told, want)
	}
	r.told = nil
}

func limited(opts ...events.BusOption) (*events.Bus, *records) {
	r := &records{}
	return events.New(append(opts, events.WithLogger(slog.New(r)))...), r
}

// B54: an owner that passes the limit on one name is named in the log, once,
// with the name and the count; others are not.
func TestB54_AnOwnerWithManyListenersIsNamed(t *testing.T) {
	b, r := limited(events.WithListenerLimit(3))
	leaky, other := b.As("leaky"), b.As("other")
	add := func(n int, b *events.Bus, opts ...events.Option) {
		for range n {
			b.On("a.b", discard, opts...)
		}
	}
	add(3, leaky)
	add(3, other)
	add(3, b)
	r.wants(t, "at the limit")
	add(1, leaky, events.Async(), events.Once())
	r.wants(t, "past it", "WARN event=a.b owner=leaky listeners=4")
	add(10, leaky)
	r.wants(t, "further past it")
	add(1, other)
	r.wants(t, "another owner", "WARN event=a.b owner=other listeners=4")
	add(1, b)
	r.wants(t, "no owner", "WARN event=a.b owner= listeners=4")
	for range 4 {
		leaky.On("a.c", discard)
		leaky.OnNamespace("a.b", discard)
		leaky.OnAny(discard)
	}
	r.wants(t, "other places", "WARN event=a.c owner=leaky listeners=4", "WARN event=a.b owner=leaky listeners=4", "WARN event= owner=leaky listeners=4")
}

// B54: who takes listeners off again is below the limit, and who has been
// named is not named again.
func TestB54_OffCountsAndNamesOnce(t *testing.T) {
	b, r := limited(events.WithListenerLimit(3))
	for range 50 {
		s := []*events.Subscription{b.On("a", discard), b.On("a", discard), b.On("a", discard)}
		s[1].Off()
		b.On("a", discard).Off()
		s[0].Off()
		s[2].Off()
	}
	r.wants(t, "three at a time")
	b.As("other").On("a", discard) // the name stays in use
	subs := []*events.Subscription{b.On("a", discard), b.On("a", discard), b.On("a", discard)}
	for range 5 {
		b.On("a", discard).Off()
	}
	r.wants(t, "to and fro", "WARN event=a owner= listeners=4")
	for _, s := range subs {
		s.Off()
	}
	b.On("a", discard)
	r.wants(t, "after Off")
}

// B54: on a name where another owner has many, one that takes off what it adds
// is counted right.
func TestB54_OffCountsBesideALeak(t *testing.T) {
	b, r := limited(events.WithListenerLimit(3))
	for range 4 {
		b.As("leaky").On("a", discard)
	}
	r.wants(t, "the leak", "WARN event=a owner=leaky listeners=4")
	for range 50 {
		b.As("neat").On("a", discard).Off()
		b.As("once").On("a", discard, events.Once())
		mustEmit(t, b, "a", nil)
		b.As("gone").On("a", discard)
		b.As("gone").OffAll()
	}
	r.wants(t, "one at a time")
}

// B54: the default is 100, and 0 turns it off.
func TestB54_DefaultAndOff(t *testing.T) {
	b, r := limited()
	for range 100 {
		b.On("a", discard)
	}
	r.wants(t, "at 100")
	b.On("a", discard)
	r.wants(t, "at 101", "WARN event=a owner= listeners=101")
	b, r = limited(events.WithListenerLimit(0))
	for range 1000 {
		b.On("a", discard)
	}
	r.wants(t, "without a limit")
}

// B54: nothing is refused, and a logger may use the bus.
func TestB54_NothingIsRefused(t *testing.T) {
	b := events.New(events.WithListenerLimit(1), events.WithLogger(slog.New(panickyLogs{})))
	j := &journal{}
	for range 3 {
		b.On("a", j.writes("heard"))
	}
	mustEmit(t, b, "a", nil)
	j.wants(t, "heard heard heard")
}

// B39: the figures of a Drain that gives up are exact, of all kinds.
func TestB39_DrainFigures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		release := make(chan struct{})
		stuck := func(context.Context, events.Event) error { <-release; return nil }
		b.On("queue", stuck, events.Async())
		b.On("workers", stuck, events.Async(events.Workers(2)))
		b.On("keyed", stuck, events.Async(events.Keyed(keyOf), events.Workers(3)))
		gone := b.On("off", stuck, events.Async())
		b.On("sync", stuck)
		for range 5 {
			for _, name := range []string{"queue", "workers", "keyed", "off"} {
				mustEmit(t, b, name, nil)
			}
		}
		go func() { _ = b.Emit(background, "sync", nil) }()
		synctest.Wait()
		gone.Off()
		ctx, cancel := context.WithTimeout(background, time.Second)
		defer cancel()
		left, ok := errors.AsType[*events.DrainError](b.Drain(ctx))
		if !ok || left.Pending != 4+3+4 || left.Running != 1+2+1+1+1 {
			t.Errorf("Drain: %v; want 11 queued and 6 running", left)
		}
		close(release)
		closeBus(t, b)
	})
}
