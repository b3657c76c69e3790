package typed_test

import (
	"runtime"
	"sync"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

type (
	roundA struct {
		A int `json:"a"`
	}
	roundB struct {
		B int `json:"b"`
	}
	roundC struct {
		C int `json:"c"`
	}
)

// A second Upcast of one pair takes the place of the first, and comes before
// other pairs.
func TestUpcastOfOnePairReplaces(t *testing.T) {
	from, to := typed.NewTopic[roundA]("upcast.twice"), typed.NewTopic[roundB]("upcast.twice")
	for n := range 3 {
		typed.Upcast(from, to, func(a roundA) (roundB, error) { return roundB{a.A + n}, nil })
	}
	b := quiet()
	var got []roundB
	to.On(b, heard(&got))
	must(t, from.Emit(ctx, b, roundA{1}))
	must(t, b.Emit(ctx, "upcast.twice", events.Payload{"a": 2}))
	if len(got) != 2 || got[0].B != 3 || got[1].B != 4 {
		t.Errorf("got %v, want what the last Upcast makes", got)
	}
}

// Repeated Upcasts keep nothing: they and a decode cost what they did.
func TestRepeatedUpcastsDoNotGrow(t *testing.T) {
	from, to := typed.NewTopic[roundA]("upcast.grow"), typed.NewTopic[roundB]("upcast.grow")
	kept := heldBy(func() {
		for range 10_000 {
			typed.Upcast(from, to, func(a roundA) (roundB, error) { return roundB{a.A}, nil })
		}
	})
	if kept > 100_000 {
		t.Errorf("10,000 Upcasts of one pair keep %d bytes", kept)
	}
	runtime.KeepAlive(to)
}

func heldBy(f func()) int64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	f()
	runtime.GC()
	runtime.ReadMemStats(&after)
	return int64(after.HeapAlloc) - int64(before.HeapAlloc)
}

// Of Upcasts that together would lead round in a circle one is refused, also if
// all come at once.
func TestConcurrentUpcastsMakeNoCircle(t *testing.T) {
	for range 200 {
		a, b, c := typed.NewTopic[roundA]("upcast.round"), typed.NewTopic[roundB]("upcast.round"), typed.NewTopic[roundC]("upcast.round")
		refused := atOnce(
			func() { typed.Upcast(a, b, func(roundA) (roundB, error) { return roundB{}, nil }) },
			func() { typed.Upcast(b, c, func(roundB) (roundC, error) { return roundC{}, nil }) },
			func() { typed.Upcast(c, a, func(roundC) (roundA, error) { return roundA{}, nil }) },
		)
		if refused != 1 {
			t.Fatalf("%d of three Upcasts in a circle are refused, want 1", refused)
		}
	}
}

// atOnce runs all at the same time, and counts those that panic.
func atOnce(all ...func()) (panics int) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	start := make(chan struct{})
	for _, f := range all {
		wg.Go(func() {
			defer func() {
				if recover() != nil {
					mu.Lock()
					panics++
					mu.Unlock()
				}
			}()
			<-start
			f()
		})
	}
	close(start)
	wg.Wait()
	return panics
}
