package events_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/google/go-cmp/cmp"
)

var errBoom = errors.New("boom")

// repeats returns how often a test repeats its work, or how much of it it does:
// often, or less with -short.
func repeats(often, short int) int {
	if testing.Short() {
		return short
	}
	return often
}

// A journal keeps what happened, in order.
type journal struct {
	mu    sync.Mutex
	lines []string
}

func (j *journal) add(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, fmt.Sprintf(format, args...))
}

// writes is a handler that notes a word.
func (j *journal) writes(word string) events.Handler {
	return func(context.Context, events.Event) error {
		j.add("%s", word)
		return nil
	}
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Join(j.lines, " ")
}

func (j *journal) wants(t *testing.T, want string) {
	t.Helper()
	if diff := cmp.Diff(want, j.String()); diff != "" {
		t.Errorf("what happened (-want +got):\n%s", diff)
	}
}

// A failure is what an error handler was told.
type failure struct {
	event    events.Event
	listener events.ListenerInfo
	err      error
}

// failures is an error handler that keeps what it is told.
type failures struct {
	mu  sync.Mutex
	all []failure
}

func (f *failures) handle(_ context.Context, e events.Event, l events.ListenerInfo, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, failure{e, l, err})
}

// one returns the only failure there was.
func (f *failures) one(t *testing.T) failure {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.all) != 1 {
		t.Fatalf("%d failures were reported, want 1: %v", len(f.all), f.all)
	}
	return f.all[0]
}

// watched returns a bus and what its error handler is told.
func watched() (*events.Bus, *failures) {
	f := &failures{}
	return events.New(events.WithErrorHandler(f.handle)), f
}

// fails is a handler that returns err.
func fails(err error) events.Handler {
	return func(context.Context, events.Event) error { return err }
}

// mustPanic returns the text of f's panic.
func mustPanic(t *testing.T, f func()) (text string) {
	t.Helper()
	defer func() {
		v := recover()
		if v == nil {
			t.Error("no panic")
		}
		text = fmt.Sprint(v)
	}()
	f()
	return ""
}

// wantText fails where text lacks one of the parts.
func wantText(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%q lacks %q", text, p)
		}
	}
}

// goroutines counts those of the test's own bubble; runtime.NumGoroutine would
// count those of other tests too, and the runtime's cleanups.
func goroutines() int {
	buf := make([]byte, 1<<20)
	buf = buf[:runtime.Stack(buf, true)] // the caller's comes first
	own := regexp.MustCompile(`synctest bubble \d+`).Find(buf)
	return len(regexp.MustCompile(`(?m)^goroutine .*`+string(own)+`\b.*:$`).FindAll(buf, -1))
}

// inBubble makes a test of one that runs in a bubble.
func inBubble(f func(*testing.T)) func(*testing.T) {
	return func(t *testing.T) { synctest.Test(t, f) }
}

// background is the context of tests that have nothing to cancel.
var background = context.Background()

// discard is a handler that does nothing.
func discard(context.Context, events.Event) error { return nil }

// slow is a handler that takes as long as it is told, on the bubble's clock.
func slow(d time.Duration, n *atomic.Int32) events.Handler {
	return func(context.Context, events.Event) error {
		time.Sleep(d)
		n.Add(1)
		return nil
	}
}

// mustEmit fails the test where the event was not accepted.
func mustEmit(t *testing.T, b *events.Bus, name string, p events.Payload) {
	t.Helper()
	if err := b.Emit(background, name, p); err != nil {
		t.Fatalf("Emit(%q): %v", name, err)
	}
}

// closeBus fails the test where Close left something undone.
func closeBus(t *testing.T, b *events.Bus) {
	t.Helper()
	if err := b.Close(background); err != nil {
		t.Errorf("Close: %v", err)
	}
}
