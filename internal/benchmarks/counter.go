package benchmarks

import (
	"fmt"
	"strconv"
	"sync/atomic"
	"testing"
	"time"
)

// cell is a counter alone on two cache lines. Nearer ones are fetched in pairs
// by the processor, and two cores that write them slow each other down.
type cell struct {
	n int64
	_ [120]byte
}

// A Counter counts the deliveries to one listener.
type Counter struct {
	// Key is a name of its own, for libraries that want one a listener. It is
	// made in advance, so that no library pays for making it.
	Key   string
	cells []cell // one an emitting goroutine
	async *asyncCell
}

type asyncCell struct {
	n       atomic.Int64
	want    atomic.Int64
	latency atomic.Int64
	done    chan struct{}
	_       [96]byte
}

// NewCounters makes counters for listeners that are called in the goroutines
// of so many emitters.
func NewCounters(listeners, emitters int) []*Counter {
	cs := make([]*Counter, listeners)
	for i := range cs {
		cs[i] = &Counter{Key: "listener-" + strconv.Itoa(i), cells: make([]cell, emitters)}
	}
	return cs
}

// NewAsyncCounters makes counters for listeners that are called anywhere.
func NewAsyncCounters(listeners int) []*Counter {
	cs := NewCounters(listeners, 1)
	for _, c := range cs {
		c.async = &asyncCell{done: make(chan struct{}, 1)}
	}
	return cs
}

// Hit counts a call in the goroutine of that emitter.
func (c *Counter) Hit(emitter int) { c.cells[emitter].n++ }

// HitAsync counts a call in any goroutine, of an event emitted at sent (by
// now), and wakes who waits for the last one.
func (c *Counter) HitAsync(sent int64) {
	a := c.async
	if sent > 0 {
		a.latency.Add(now() - sent)
	}
	if a.n.Add(1) == a.want.Load() {
		a.done <- struct{}{}
	}
}

// Count returns the number of deliveries. Nothing may be emitted during the call.
func (c *Counter) Count() int {
	if c.async != nil {
		return int(c.async.n.Load())
	}
	n := int64(0)
	for i := range c.cells {
		n += c.cells[i].n
	}
	return int(n)
}

// Expect says how many further deliveries Wait waits for.
func (c *Counter) Expect(n int) { c.async.want.Add(int64(n)) }

// Wait waits until what was expected has come, or fails where for a while
// nothing more comes.
func (c *Counter) Wait(tb testing.TB) {
	seen := c.async.n.Load()
	for {
		select {
		case <-c.async.done:
			return
		case <-time.After(5 * time.Second):
			n := c.async.n.Load()
			if n == seen {
				tb.Fatalf("lost: %d of %d deliveries", c.async.want.Load()-n, c.async.want.Load())
			}
			seen = n
		}
	}
}

// check fails where a listener had more or fewer deliveries than want.
func check(tb testing.TB, cs []*Counter, want int) {
	tb.Helper()
	if err := checked(cs, want); err != nil {
		tb.Fatal(err)
	}
}

func checked(cs []*Counter, want int) error {
	for i, c := range cs {
		switch got := c.Count(); {
		case got < want:
			return fmt.Errorf("lost: listener %d had %d of %d deliveries", i, got, want)
		case got > want:
			return fmt.Errorf("doubled: listener %d had %d deliveries of %d", i, got, want)
		}
	}
	return nil
}

var start = time.Now()

// now is the time since the start of the process, in nanoseconds.
func now() int64 { return int64(time.Since(start)) }
