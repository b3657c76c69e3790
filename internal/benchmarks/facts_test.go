package benchmarks_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/internal/benchmarks"
)

// A probe runs in a process of its own, since some libraries end it.
const probeVar = "PEERS_PROBE"

func TestMain(m *testing.M) {
	probe := os.Getenv(probeVar)
	if probe == "" {
		os.Exit(m.Run())
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(io.Discard, nil)))
	library, what, _ := strings.Cut(probe, "/")
	for _, p := range benchmarks.All() {
		if p.Name == library {
			probes[what](p)
			fmt.Println(probeOK)
		}
	}
	os.Exit(0)
}

const probeOK = "the probe came through"

var probes = map[string]func(benchmarks.Peer){
	"isolates": isolates, "nested": nested, "race": race,
}

func holds(t *testing.T, library, what string) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), probeVar+"="+library+"/"+what)
	out, err := cmd.CombinedOutput()
	return err == nil && bytes.Contains(out, []byte(probeOK))
}

// TestFacts: what the table says of isolation and of nested emits is what
// happens.
func TestFacts(t *testing.T) {
	for _, p := range benchmarks.All() {
		t.Run(p.Name, func(t *testing.T) {
			t.Parallel()
			if got := holds(t, p.Name, "isolates"); got != p.Facts.Isolates {
				t.Errorf("isolates panics: %v, declared %v", got, p.Facts.Isolates)
			}
			if got := holds(t, p.Name, "nested"); got != p.Facts.Nested {
				t.Errorf("nested emit: %v, declared %v", got, p.Facts.Nested)
			}
		})
	}
}

// TestRaceFacts: on, off and emit at once. It needs the race detector.
func TestRaceFacts(t *testing.T) {
	if !raceEnabled {
		t.Skip("run it with -race")
	}
	for _, p := range benchmarks.All() {
		t.Run(p.Name, func(t *testing.T) {
			if got := holds(t, p.Name, "race"); got != p.Facts.RaceClean {
				t.Errorf("race clean: %v, declared %v", got, p.Facts.RaceClean)
			}
		})
	}
}

func open(p benchmarks.Peer) benchmarks.Bus {
	if p.Sync != nil {
		return p.Sync()
	}
	return p.Async()
}

// isolates: of two listeners the first panics, at each of two emits. Both must
// be called twice: a panic that has not ended the process by the second call
// has been caught.
func isolates(p benchmarks.Peer) {
	bus := open(p)
	var panics, heard atomic.Int64
	bus.Handle(func(benchmarks.Payload) {
		panics.Add(1)
		panic("the first listener's")
	})
	bus.Handle(func(benchmarks.Payload) { heard.Add(1) })
	bus.Emit(2, benchmarks.Payload{})
	until(func() bool { return heard.Load() == 2 && panics.Load() == 2 })
}

// nested: a listener emits the event that it gets, three deep.
func nested(p benchmarks.Peer) {
	bus := open(p)
	var heard atomic.Int64
	bus.Handle(func(benchmarks.Payload) {
		if heard.Add(1) < 3 {
			bus.Emit(1, benchmarks.Payload{})
		}
	})
	bus.Emit(1, benchmarks.Payload{})
	until(func() bool { return heard.Load() == 3 })
}

// race: two goroutines emit while two add and remove.
func race(p benchmarks.Peer) {
	bus := open(p)
	bus.Handle(func(benchmarks.Payload) {})
	var emitters, changers sync.WaitGroup
	var changed atomic.Bool
	for g := range 2 {
		emitters.Go(func() {
			for !changed.Load() {
				bus.Emit(10, benchmarks.Payload{Emitter: g})
			}
		})
		changers.Go(func() { comeAndGo(p, bus, fmt.Sprint("guest-", g)) })
	}
	changers.Wait()
	changed.Store(true)
	emitters.Wait()
}

func comeAndGo(p benchmarks.Peer, bus benchmarks.Bus, key string) {
	c := benchmarks.NewAsyncCounters(1)[0]
	if p.Sync != nil {
		c = benchmarks.NewCounters(1, 2)[0]
	}
	c.Key = key
	for range 50 {
		bus.OnOff(c)
	}
}

// until waits for what other goroutines do. A library that never does it is
// ended by who started the probe.
func until(ok func() bool) {
	for !ok() {
		time.Sleep(time.Millisecond)
	}
}
