package migrate_test

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const emitters = 8

// An overlapCase is one way to listen. Its numbers are how many calls run at
// once: calls of a listener while 8 goroutines emit its event, and calls of the
// listeners of two events while 8 goroutines emit each.
type overlapCase struct {
	library, listener string
	one, two          int
	open              func() overlapBus
}

// An overlapBus is a library with two events, 0 and 1. emit may return early.
type overlapBus struct {
	listen func(event int, call func())
	emit   func(event int)
}

// TestOverlap: the table in docs/migrate.md is what happens.
func TestOverlap(t *testing.T) {
	var rows strings.Builder
	for _, c := range overlapCases {
		name := c.library + ", " + c.listener
		one, two := overlap(t, c.open(), 1, c.one), overlap(t, c.open(), 2, c.two)
		if one != c.one || two != c.two {
			t.Errorf("%s: at once %d calls of one listener, %d of two; expected %d and %d", name, one, two, c.one, c.two)
		}
		fmt.Fprintf(&rows, "| %s | %s | %d | %d |\n", c.library, c.listener, c.one, c.two)
	}
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	if shown := overlapTable.FindSubmatch(text); shown == nil {
		t.Errorf("docs/migrate.md has no table with the mark <!-- table: overlap -->")
	} else if string(shown[1]) != rows.String() {
		t.Errorf("docs/migrate.md shows\n%s\nand this measures\n%s", shown[1], &rows)
	}
}

// overlapTable finds the rows of the table, below its heading and its rule.
var overlapTable = regexp.MustCompile(`<!-- table: overlap -->\n\|[^\n]*\n\|[^\n]*\n((?:\|[^\n]*\n)+)`)

// overlap returns the highest number of calls that it saw at once. Each call
// stays until no more calls come.
func overlap(t *testing.T, bus overlapBus, events, expected int) int {
	t.Helper()
	calls := &gauge{}
	release := make(chan struct{})
	for event := range events {
		bus.listen(event, func() {
			defer calls.enter()()
			<-release
		})
	}
	var emits sync.WaitGroup
	for i := range events * emitters {
		emits.Go(func() { bus.emit(i % events) })
	}
	awaitCalls(calls, expected)
	close(release)
	emits.Wait()
	awaitEnd(t, calls, events*emitters)
	return int(calls.highest.Load())
}

// awaitCalls waits until the expected number of calls has begun, and then a
// little, since a library that has begun too many would begin another one.
func awaitCalls(g *gauge, expected int) {
	for end := time.Now().Add(5 * time.Second); int(g.inside.Load()) < expected && time.Now().Before(end); {
		runtime.Gosched()
	}
	time.Sleep(20 * time.Millisecond)
}

// awaitEnd waits for the calls of libraries that call on goroutines of their own.
func awaitEnd(t *testing.T, g *gauge, calls int) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); int(g.left.Load()) < calls; runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("%d of %d calls have ended", g.left.Load(), calls)
		}
	}
}

// A gauge counts the calls that are inside, and remembers the highest number.
type gauge struct{ inside, highest, left atomic.Int64 }

func (g *gauge) enter() (leave func()) {
	n := g.inside.Add(1)
	for old := g.highest.Load(); n > old && !g.highest.CompareAndSwap(old, n); old = g.highest.Load() {
	}
	return func() { g.inside.Add(-1); g.left.Add(1) }
}
