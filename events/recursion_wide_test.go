package events_test

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// wideTopics are the names of circles of typed emits.
var wideTopics = func() (all [7]*typed.Topic[nothing]) {
	for i := range all {
		all[i] = typed.NewTopic[nothing](fmt.Sprint("wide.n", i))
	}
	return all
}()

// B28: the depth of a recursion of typed emits is exact, too, where several cores
// have emitted the name at once, which changes how rounds are counted: for circles
// of up to 7 names.
func TestB28_MaxDepthWhereCoresMeet(t *testing.T) {
	if runtime.GOMAXPROCS(0) < 2 {
		t.Skip("one core meets nobody")
	}
	for _, n := range []int{1, 2, 3, 7} {
		t.Run(fmt.Sprint(n, " names"), func(t *testing.T) {
			b := unwatched()
			running, depth, deepest := false, 0, 0
			for i := range n {
				next := wideTopics[(i+1)%n]
				wideTopics[i].On(b, func(ctx context.Context, _ nothing) error {
					if !running {
						return nil
					}
					depth++
					deepest = max(deepest, depth)
					defer func() { depth-- }()
					if depth > 1000 {
						return nil
					}
					return next.Emit(ctx, b, nothing{})
				})
			}
			for i := range n {
				meetAt(b, wideTopics[i])
			}
			running = true
			for range 10 {
				deepest = 0
				_ = wideTopics[0].Emit(background, b, nothing{})
				if deepest != 64 {
					t.Fatalf("%d deep, want 64", deepest)
				}
			}
			closeBus(t, b)
		})
	}
}

// meetAt lets goroutines emit a name at the same time, for long enough that two
// cores meet.
func meetAt(b *events.Bus, topic *typed.Topic[nothing]) {
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for began := time.Now(); time.Since(began) < 50*time.Millisecond; {
				for range 1000 {
					_ = topic.Emit(background, b, nothing{})
				}
			}
		})
	}
	wg.Wait()
}
