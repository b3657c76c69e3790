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

// An overlapCase is one way to listen. Its numbers are how many calls may run at
// once while 8 goroutines emit: calls of one listener, and calls of two
// listeners of the same event together.
type overlapCase struct {
	library, listener string
	one, two          int
	open              func() overlapBus
}

// An overlapBus is a library with one event. emit may return early.
type overlapBus struct {
	listen func(call func())
	emit   func()
}

// TestOverlap: the table in docs/migrate.md is what happens.
func TestOverlap(t *testing.T) {
	var rows strings.Builder
	for _, c := range overlapCases {
		name := c.library + ", " + c.listener
		one, two := overlap(t, c)
		if one != c.one || two != c.two {
			t.Errorf("%s: %d calls of one listener at once, %d of two; expected %d and %d", name, one, two, c.one, c.two)
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
func overlap(t *testing.T, c overlapCase) (one, two int) {
	t.Helper()
	bus := c.open()
	first, both := &gauge{}, &gauge{}
	release := make(chan struct{})
	bus.listen(func() {
		defer first.enter()()
		defer both.enter()()
		<-release
	})
	bus.listen(func() {
		defer both.enter()()
		<-release
	})
	var emits sync.WaitGroup
	for range emitters {
		emits.Go(bus.emit)
	}
	awaitCalls(both, c.two)
	close(release)
	emits.Wait()
	awaitEnd(t, both)
	return int(first.highest.Load()), int(both.highest.Load())
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
func awaitEnd(t *testing.T, g *gauge) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); g.left.Load() < 2*emitters; runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("%d of %d calls have ended", g.left.Load(), 2*emitters)
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
