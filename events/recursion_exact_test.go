package events_test

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// towerOf emits names round and round, each emit inside the one before, and
// returns how deep it came. Each level makes a pause.
func towerOf(b *events.Bus, names []string, pause func()) (deepest int) {
	depth := 0
	var subs []*events.Subscription
	for i, name := range names {
		next := names[(i+1)%len(names)]
		subs = append(subs, b.On(name, func(context.Context, events.Event) error {
			depth++
			deepest = max(deepest, depth)
			defer func() { depth-- }()
			pause()
			if depth > 3000 {
				return nil
			}
			return b.Emit(background, next, nil)
		}))
	}
	_ = b.Emit(background, names[0], nil)
	for _, s := range subs {
		s.Off()
	}
	return deepest
}

// B28: the depth at which a recursion is refused is the same in every run, for
// circles of up to 16 names.
func TestB28_MaxDepthIsExact(t *testing.T) {
	for _, limit := range []int{1, 2, 3, 5, 8, 16, 31, 33, 64, 100} {
		for _, n := range []int{1, 2, 3, 16} {
			t.Run(fmt.Sprintf("%d, %d names", limit, n), func(t *testing.T) {
				for run := range 20 {
					b := unwatched(events.WithMaxDepth(limit))
					if got := towerOf(b, ring(n), func() {}); got != limit {
						t.Fatalf("run %d: %d deep, want %d", run, got, limit)
					}
				}
			})
		}
	}
}

// B28: a slow recursion, whose goroutine moves from one processor to the other,
// is refused where a quick one is.
func TestB28_SlowRecursionIsRefusedAtTheSameDepth(t *testing.T) {
	for _, pause := range []time.Duration{0, 50 * time.Microsecond, time.Millisecond} {
		for _, limit := range []int{2, 5, 16, 33, 64} {
			t.Run(fmt.Sprintf("%v, %d", pause, limit), func(t *testing.T) {
				stop := movers()
				defer stop()
				for run := range 10 {
					for _, n := range []int{1, 3} {
						b := unwatched(events.WithMaxDepth(limit))
						if got := towerOf(b, ring(n), func() { runtime.Gosched(); time.Sleep(pause) }); got != limit {
							t.Fatalf("run %d, %d names: %d deep, want %d", run, n, got, limit)
						}
					}
				}
			})
		}
	}
}

// movers keep the processors busy, so that goroutines change theirs.
func movers() (stop func()) {
	var end atomic.Bool
	var wg sync.WaitGroup
	for range 2 * runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for !end.Load() {
				time.Sleep(10 * time.Microsecond)
			}
		})
	}
	return func() { end.Store(true); wg.Wait() }
}

// B28: the watch for slow calls does not change that, either.
func TestB28_WatchedRecursionIsRefusedAtTheSameDepth(t *testing.T) {
	for _, pause := range []time.Duration{time.Second, 10 * time.Second} {
		t.Run(pause.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := silenced(events.WithLogger(slog.New(slog.DiscardHandler)))
				if got := towerOf(b, ring(3), func() { time.Sleep(pause) }); got != 64 {
					t.Errorf("%d deep, want 64", got)
				}
				closeBus(t, b)
			})
		})
	}
}

// B28: a crowd of emitters that has left changes nothing.
func TestB28_ACrowdThatHasLeftChangesNothing(t *testing.T) {
	for _, n := range []int{100, 2000} {
		for _, names := range [][]string{{"crowd"}, {"crowd.a", "crowd.b"}, {"other"}, {"crowd", "other"}} {
			t.Run(fmt.Sprint(n, names), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					b := unwatched()
					gate := make(chan struct{})
					b.On("crowd", func(context.Context, events.Event) error { <-gate; return nil })
					b.OnNamespace("crowd", func(context.Context, events.Event) error { <-gate; return nil })
					var wg sync.WaitGroup
					for range n {
						wg.Go(func() { _ = b.Emit(background, "crowd", nil) })
						wg.Go(func() { _ = b.Emit(background, "crowd.a", nil) })
					}
					synctest.Wait()
					close(gate)
					wg.Wait()
					for range 3 {
						if got := towerOf(b, names, func() {}); got != 64 {
							t.Errorf("%d deep, want 64", got)
						}
					}
					closeBus(t, b)
				})
			})
		}
	}
}
