package events_test

import (
	"context"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// tooLong is how long a bounded test may take on the real clock. The work takes
// milliseconds, so only a test that hangs takes that long.
const tooLong = 10 * time.Second

// bounded runs f in a bubble and fails the test if f does not end: at once if
// all goroutines wait for each other, after a while if one waits for a mutex.
// Goroutines that hang stay behind; the tests after it run all the same. Buses
// in it have no watch for slow calls, whose timer would keep the bubble's clock
// going.
func bounded(t *testing.T, f func(*testing.T)) {
	t.Helper()
	bounds(t, func() {
		defer func() {
			if v := recover(); v != nil { // the bubble's report of a deadlock
				t.Errorf("it hangs: %v", v)
			}
		}()
		synctest.Test(t, f)
	})
}

// bounds runs f on the real clock and fails the test if f does not end. It waits
// a while longer then: f must not fail a test that is over.
func bounds(t *testing.T, f func()) {
	t.Helper()
	over := make(chan struct{})
	stacks := stacksAfter(tooLong, func() { defer close(over); f() })
	if stacks == "" {
		return
	}
	t.Errorf("it hangs: not over after %v; goroutines of the bus:\n%s", tooLong, ofTheBus(stacks))
	select {
	case <-over:
	case <-time.After(3 * tooLong):
	}
	t.FailNow()
}

// inBounds makes a test of one that is bounded.
func inBounds(f func(*testing.T)) func(*testing.T) {
	return func(t *testing.T) { t.Parallel(); bounded(t, f) }
}

// ofTheBus leaves the goroutines that are inside a bus, a few of them.
func ofTheBus(stacks string) string {
	var own []string
	for _, g := range strings.Split(stacks, "\n\n") {
		if strings.Contains(g, "eventbus/internal/dispatch") && len(own) < 4 {
			own = append(own, g[:min(len(g), 1500)])
		}
	}
	return strings.Join(own, "\n\n")
}

// insideAlone is the variable that tells a process which test it is there for.
const insideAlone = "EVENTS_TEST_ALONE"

// alone runs f in a process of its own, since the failure would be the end of
// this one, or would hold up other tests. It runs this test again, and f there.
func alone(t *testing.T, f func()) {
	t.Helper()
	aloneFor(t, 2*tooLong, f)
}

// aloneFor is alone for as long as limit.
func aloneFor(t *testing.T, limit time.Duration, f func()) {
	t.Helper()
	if os.Getenv(insideAlone) == t.Name() {
		f()
		return
	}
	pattern := regexp.MustCompile(`[^/]+`).ReplaceAllStringFunc(t.Name(), func(s string) string {
		return "^" + regexp.QuoteMeta(s) + "$"
	})
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run="+pattern, "-test.v", "-test.timeout="+limit.String())
	cmd.Env = append(os.Environ(), insideAlone+"="+t.Name())
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS") {
		t.Errorf("the test's own process: %v\n%s", err, summary(string(out)))
	}
}

// summary leaves of a process's output what says why it failed.
func summary(out string) string {
	rest := ""
	if i := strings.Index(out, "panic: test timed out"); i >= 0 {
		last := out[max(0, strings.LastIndex(out[:i], "=== RUN")):i]
		out, rest = out[:i], last+"it hangs; goroutines of the bus:\n"+ofTheBus(out[i:])
	}
	out = regexp.MustCompile(`(?m)^ *(===|--- PASS).*\n`).ReplaceAllString(out, "")
	return out[:min(len(out), 4000)] + rest
}

// wantDrained fails the test if Drain of a bus that is quiet does not return
// nil within a second.
func wantDrained(t *testing.T, b *events.Bus) {
	t.Helper()
	ctx, cancel := context.WithTimeout(background, time.Second)
	defer cancel()
	if err := b.Drain(ctx); err != nil {
		t.Errorf("Drain of a quiet bus: %v", err)
	}
}

// wantClosed fails the test if Close of a bus that is quiet gives up.
func wantClosed(t *testing.T, b *events.Bus) {
	t.Helper()
	ctx, cancel := context.WithTimeout(background, time.Second)
	defer cancel()
	if err := b.Close(ctx); err != nil {
		t.Errorf("Close of a quiet bus: %v", err)
	}
}

// unwatched is a bus whose reports are discarded and that no timer keeps going.
func unwatched(opts ...events.BusOption) *events.Bus {
	return silenced(append(opts, events.WithSlowThreshold(0))...)
}

// The bounds see a bubble that hangs and a mutex that is never free, and what
// a process that dies has said.
func TestBoundsSeeWhatHangs(t *testing.T) {
	if out := ofTheBus("goroutine 1\neventbus/internal/dispatch.x\n\ngoroutine 2\nother"); strings.Contains(out, "other") || !strings.Contains(out, "goroutine 1") {
		t.Errorf("goroutines of the bus: %q", out)
	}
	wantText(t, summary("=== RUN x\npanic: test timed out after 10s\n\ngoroutine 7\neventbus/internal/dispatch.y"), "RUN x", "it hangs", "goroutine 7")
}
