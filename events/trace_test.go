package events_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// The trace has a line an emit: who got it and what became of it.
func TestTrace(t *testing.T) {
	var out bytes.Buffer
	b := events.New(events.WithTrace(&out), events.WithErrorHandler(new(failures).handle))
	var last *events.Subscription
	b.On("a", discard, events.Label("first"))
	b.On("a", func(context.Context, events.Event) error { last.Off(); return errors.New("two\nlines") }, events.Label("bad"))
	b.On("a", discard, events.Label("picky"), events.Predicate(func(events.Event) bool { return false }))
	b.On("a", discard, events.Label("queue"), events.Async())
	b.On("a", func(context.Context, events.Event) error { panic("boom") }, events.Label("worse"))
	last = b.On("a", discard, events.Label("last"))
	mustEmit(t, b.As("p"), "a", nil)
	mustEmit(t, b, "b", nil)
	mustEmit(t, b, "A", nil)
	closeBus(t, b)
	want := `events: a from p: first ok; bad failed: two | lines; picky predicate said no; queue queued; worse failed: events: panic: boom; last off
events: b: no listener for b
events: A: no listener for A; did you mean a?
`
	if got := out.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// The trace shows the error that the emitter gets.
func TestTraceShowsTheError(t *testing.T) {
	var out bytes.Buffer
	b := events.New(events.WithTrace(&out), events.WithErrorHandler(new(failures).handle))
	b.On("a", fails(errBoom), events.Label("bad"))
	_ = b.EmitWait(background, "a", nil)
	wantText(t, out.String(), "bad failed: boom (events: ")
}

// A writerFunc is a writer.
type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// A trace that cannot be written is logged, and does no other harm.
func TestTraceThatFails(t *testing.T) {
	for _, w := range []writerFunc{
		func([]byte) (int, error) { return 0, errBoom },
		func([]byte) (int, error) { panic("boom") },
	} {
		var log bytes.Buffer
		b := events.New(events.WithTrace(w), events.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
		mustEmit(t, b, "a", nil)
		wantText(t, log.String(), "cannot write the trace", "boom")
	}
}

// Lines are written whole, one at a time, by a writer that needs no lock.
func TestTraceLinesAreWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		b := events.New(events.WithTrace(&out))
		for range 4 {
			go func() {
				for range 100 {
					_ = b.Emit(background, "a", nil)
				}
			}()
		}
		synctest.Wait() // for the emits, and for the goroutine that writes the lines that had to wait
		if n := strings.Count(out.String(), "events: a: no listener for a\n"); n != 400 {
			t.Errorf("%d whole lines, want 400", n)
		}
		closeBus(t, b)
	})
}

// A name that namespace and any-listeners alone get may be a typo: the trace
// tells the near name.
func TestTraceSuggestsWhereNamespacesHear(t *testing.T) {
	var out bytes.Buffer
	b := events.New(events.WithTrace(&out))
	b.OnNamespace("user", discard, events.Label("audit"))
	b.On("user.login", discard, events.Label("greet"))
	for _, name := range []string{"user.login", "user.logn", "user.profile"} {
		mustEmit(t, b, name, nil)
	}
	want := `events: user.login: audit ok; greet ok
events: user.logn: audit ok; no listener for user.logn itself; did you mean user.login?
events: user.profile: audit ok
`
	if got := out.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// emittingWriter emits for each line, as a log shipper on the bus would.
type emittingWriter struct {
	b     *events.Bus
	lines []string
}

func (w *emittingWriter) Write(p []byte) (int, error) {
	w.lines = append(w.lines, string(p))
	if len(w.lines) < 4 {
		return len(p), w.b.Emit(background, "log.line", nil)
	}
	return len(p), nil
}

// A trace's writer is user code: it runs under no lock, so it may emit. The lines
// of its emits are written after the line that it is writing.
func TestTraceWriterMayEmit(t *testing.T) {
	w := &emittingWriter{}
	w.b = events.New(events.WithTrace(w))
	watchdog(t, time.Minute, func() { mustEmit(t, w.b, "user.login", nil) })
	if len(w.lines) != 4 || !strings.Contains(w.lines[0], "user.login") || !strings.Contains(w.lines[3], "log.line") {
		t.Errorf("written: %q", w.lines)
	}
}

// Of what a writer emits for each line, the first 16 are written: it would go on
// for ever.
func TestTraceOfAWriterThatEmitsEnds(t *testing.T) {
	lines := 0
	var b *events.Bus
	b = unwatched(events.WithTrace(onWrite(func() {
		if lines++; lines < 1000 {
			_ = b.Emit(background, "log.line", nil)
		}
	})))
	watchdog(t, time.Minute, func() { mustEmit(t, b, "user.login", nil) })
	if lines != 17 {
		t.Errorf("%d lines written, want the event's and 16 more", lines)
	}
}
