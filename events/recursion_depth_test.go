package events_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// A emitCycle is listeners of some names each of which emits the next name, round
// and round, once it is told to.
type emitCycle struct {
	b       *events.Bus
	names   []string
	pause   func()        // at each level
	gate    chan struct{} // not nil: handlers wait for it instead
	depth   int
	deepest int
}

func newEmitCycle(b *events.Bus, names []string, pause func()) *emitCycle {
	s := &emitCycle{b: b, names: names, pause: pause}
	for i, name := range names {
		next := names[(i+1)%len(names)]
		b.On(name, func(context.Context, events.Event) error {
			if s.gate != nil {
				<-s.gate
				return nil
			}
			return s.level(next)
		})
	}
	return s
}

func (s *emitCycle) level(next string) error {
	s.depth++
	s.deepest = max(s.deepest, s.depth)
	defer func() { s.depth-- }()
	s.pause()
	if s.depth > 4000 {
		return nil
	}
	return s.b.Emit(background, next, nil)
}

// wants starts the recursion: it must be refused at that depth.
func (s *emitCycle) wants(t *testing.T, depth int) {
	t.Helper()
	s.deepest = 0
	mustEmit(t, s.b, s.names[0], nil)
	if s.deepest != depth {
		t.Errorf("%d names: %d deep, want %d", len(s.names), s.deepest, depth)
	}
}

// crowd lets n goroutines be inside each name at once, and leave.
func (s *emitCycle) crowd(n int) {
	s.gate = make(chan struct{})
	var wg sync.WaitGroup
	for range n {
		for _, name := range s.names {
			wg.Go(func() { _ = s.b.Emit(background, name, nil) })
		}
	}
	time.Sleep(50 * time.Millisecond)
	close(s.gate)
	wg.Wait()
	s.gate = nil
}

// B28: the depth at which a recursion is refused is the same in every run, for
// circles of up to 16 names, and whatever was before.
func TestB28_MaxDepthIsExact(t *testing.T) {
	limits := []int{1, 2, 3, 5, 8, 16, 31, 33, 64, 100}
	for _, limit := range limits[len(limits)-repeats(len(limits), 3):] {
		for _, n := range []int{1, 2, 3, 16} {
			for _, before := range []int{0, 8} { // goroutines: two that meet change how rounds are counted
				t.Run(fmt.Sprintf("%d, %d names, after %d", limit, n, before), func(t *testing.T) {
					for range repeats(10, 3) {
						s := newEmitCycle(unwatched(events.WithMaxDepth(limit)), ring(n), func() {})
						for range 20 * before {
							s.meet(before)
						}
						s.wants(t, limit)
						deep(20, func() { s.wants(t, limit) })
					}
				})
			}
		}
	}
}

// meet lets goroutines emit the first name at the same time; nothing recurs.
func (s *emitCycle) meet(n int) {
	s.gate = make(chan struct{})
	close(s.gate)
	var wg sync.WaitGroup
	start := make(chan struct{})
	for range n {
		wg.Go(func() {
			<-start
			for range 20 {
				_ = s.b.Emit(background, s.names[0], nil)
			}
		})
	}
	close(start)
	wg.Wait()
	s.gate = nil
}

// B28: a slow recursion is refused at the same depth as a quick one, whatever the
// watch for slow calls does during that time.
func TestB28_SlowRecursionIsRefusedAtTheSameDepth(t *testing.T) {
	for _, n := range []int{1, 3, 16} {
		for _, pause := range []time.Duration{30 * time.Millisecond, 80 * time.Millisecond, 300 * time.Millisecond, time.Second, 10 * time.Second} {
			t.Run(fmt.Sprintf("%d names, %v", n, pause), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					b := silenced(events.WithLogger(slog.New(slog.DiscardHandler)))
					newEmitCycle(b, ring(n), func() { time.Sleep(pause) }).wants(t, 64)
					closeBus(t, b)
				})
			})
		}
	}
}

// B28: a recursion that changes its listeners on the way is refused at the same
// depth, also if other emits go through each new table first.
func TestB28_RecursionThatWarmsTheTablesThatItChanges(t *testing.T) {
	here := func(f func()) { f() }
	elsewhere := func(f func()) {
		var other sync.WaitGroup
		other.Go(f)
		other.Wait()
	}
	for name, on := range map[string]func(f func()){"here": here, "on another goroutine": elsewhere} {
		for every := 1; every <= 6; every++ {
			t.Run(fmt.Sprint(name, ", every ", every), func(t *testing.T) {
				b, deepest := unwatched(discardLog), 0
				level := func(depth int) error {
					deepest = max(deepest, depth)
					if depth%every == 0 {
						b.On("a", discard)
						on(func() { warm(b, "a") })
					}
					if depth > 1000 {
						return nil
					}
					return b.Emit(background, "a", number(depth+1))
				}
				b.On("a", func(_ context.Context, e events.Event) error {
					if e.Source == "warm" {
						return nil
					}
					return level(e.Payload()["n"].(int))
				})
				mustEmit(t, b, "a", number(1))
				if deepest != 64 {
					t.Errorf("%d deep, want 64", deepest)
				}
				closeBus(t, b)
			})
		}
	}
}

// warm makes the rounds after which a table is no longer new.
func warm(b *events.Bus, name string) {
	for range 8 {
		_ = b.Emit(background, name, nil, events.From("warm"))
	}
}

// B28: a crowd of emitters that has left changes nothing.
func TestB28_ACrowdThatHasLeftChangesNothing(t *testing.T) {
	for _, n := range []int{100, 2000} {
		for _, names := range []int{1, 2, 16} {
			t.Run(fmt.Sprintf("%d, %d names", n, names), func(t *testing.T) {
				s := newEmitCycle(unwatched(), ring(names), func() {})
				s.crowd(n / names)
				for range 3 {
					s.wants(t, 64)
				}
				closeBus(t, s.b)
			})
		}
	}
}
