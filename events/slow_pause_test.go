package events_test

import (
	"context"
	"runtime/metrics"
	"sync"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// pauses counts how often the world was stopped for another reason than a
// garbage collection, a look at all stacks for instance.
func pauses() (n uint64) {
	s := []metrics.Sample{{Name: "/sched/pauses/total/other:seconds"}}
	metrics.Read(s)
	for _, c := range s[0].Value.Float64Histogram().Counts {
		n += c
	}
	return n
}

// B31: to find a slow call stops the world once, however many goroutines there
// are: with 50,000 of them each stop takes a quarter of a second.
func TestB31_ASlowCallStopsTheWorldOnce(t *testing.T) {
	gate := make(chan struct{})
	var wg sync.WaitGroup
	for range scaled(t, 20_000) {
		wg.Go(func() { <-gate })
	}
	b, log := slowBus(50 * time.Millisecond)
	b.On("a.b", func(context.Context, events.Event) error { <-gate; return nil })
	before := pauses()
	wg.Go(func() { _ = b.Emit(background, "a.b", nil) })
	for end := time.Now().Add(tooLong); len(log.lines()) == 0 && time.Now().Before(end); {
		time.Sleep(5 * time.Millisecond)
	}
	time.Sleep(500 * time.Millisecond) // ten times the threshold
	if n := pauses() - before; n > 1 || len(log.lines()) != 1 {
		t.Errorf("the world was stopped %d times, want once; %d calls are logged", n, len(log.lines()))
	}
	close(gate)
	wg.Wait()
	closeBus(t, b)
}
