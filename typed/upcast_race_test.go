package typed_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/fastpluggy/eventbus/typed"
)

type raceOne struct {
	A int `json:"a"`
}

type raceTwo struct {
	B int `json:"b"`
}

// Two Upcasts that are registered at once can't make a circle together: one of
// the two panics, as it does if they come one after the other.
func TestUpcastsAtOnceMakeNoCircle(t *testing.T) {
	for range 2000 {
		one, two := typed.NewTopic[raceOne]("upcasts.at_once"), typed.NewTopic[raceTwo]("upcasts.at_once")
		var refused [2]any
		start := make(chan struct{})
		var wg sync.WaitGroup
		try := func(at int, register func()) {
			wg.Go(func() {
				defer func() { refused[at] = recover() }()
				<-start
				register()
			})
		}
		try(0, func() { typed.Upcast(one, two, func(raceOne) (raceTwo, error) { return raceTwo{}, nil }) })
		try(1, func() { typed.Upcast(two, one, func(raceTwo) (raceOne, error) { return raceOne{}, nil }) })
		close(start)
		wg.Wait()
		if (refused[0] == nil) == (refused[1] == nil) {
			t.Fatalf("the two Upcasts panicked with %v and %v; want exactly one of them to be refused", refused[0], refused[1])
		}
		for _, text := range refused {
			if s, ok := text.(string); ok && !strings.Contains(s, "cycle") {
				t.Fatal(s)
			}
		}
	}
}
