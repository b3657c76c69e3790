package browser

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

const (
	pace    = 10_000                 // events a second
	streams = 32                     // as many as a page allows
	round   = 500 * time.Millisecond // of one bus, before it is the other's turn
)

// reader is the environment variable that makes this binary read the streams at
// that address. The readers are a process of their own, so that their work is not
// measured as the page's.
const reader = "EVENTBUS_TEST_READ"

// readStreams reads until its standard input ends, and then prints the number of
// lines that it has read.
func readStreams(url string) {
	lines := make(chan int, streams)
	ctx, end := context.WithCancel(context.Background())
	for range streams {
		go func() {
			n := 0
			defer func() { lines <- n }()
			r, _ := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
			res, err := http.DefaultClient.Do(r)
			if err != nil || res.StatusCode != http.StatusOK {
				fmt.Fprintln(os.Stderr, "no stream:", res, err)
				return
			}
			defer res.Body.Close()
			for s := bufio.NewScanner(res.Body); s.Scan(); n++ {
			}
		}()
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
	end()
	total := 0
	for range streams {
		total += <-lines
	}
	fmt.Println(total)
}

// work makes a bus like that of a medium-sized program: a hundred topics, and
// three listeners on the emitted one, which take the given time together.
func work(b testing.TB, lasts time.Duration) *events.Bus {
	bus := events.New()
	for i := range 100 {
		check(b, bus.As(fmt.Sprint("plugin-", i%10)).Declare(events.EventSpec{Name: fmt.Sprint("load.topic-", i), Payload: events.Schema{"id": "int", "text": "string"}}))
	}
	for i := range 3 {
		bus.As(fmt.Sprint("plugin-", i)).On("load.topic-0", func(context.Context, events.Event) error {
			for began := time.Now(); lasts > 0 && time.Since(began) < lasts/3; {
			}
			return nil
		})
	}
	b.Cleanup(func() { check(b, bus.Close(context.Background())) })
	return bus
}

// watched gives a bus a page with all its streams open, each with a reader.
func watched(b testing.TB, bus *events.Bus) {
	page := admin.Handler(bus, admin.Options{})
	mux := http.NewServeMux()
	mux.Handle("/admin/events/", page)
	server := httptest.NewServer(mux)
	self, err := os.Executable()
	check(b, err)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), reader+"="+server.URL+"/admin/events/stream")
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	check(b, err)
	stdout, err := cmd.StdoutPipe()
	check(b, err)
	check(b, cmd.Start())
	b.Cleanup(func() {
		check(b, stdin.Close())
		var lines int
		if _, err := fmt.Fscan(stdout, &lines); err != nil || lines == 0 {
			b.Errorf("the readers have read %d lines: %v", lines, err)
		}
		check(b, cmd.Wait())
		page.Close()
		server.Close()
	})
	time.Sleep(2 * time.Second) // until all are open; nothing is lost with one that comes later
}

// emits emits at a fixed rate and returns how long each emit took. It does not
// sleep in between: after a sleep, an emit would mostly measure cold caches.
func emits(b testing.TB, bus *events.Bus, lasts time.Duration) (took []time.Duration) {
	ctx, view := context.Background(), bus.As("plugin-0")
	payload := events.Payload{"id": 1, "text": "some words to keep"}
	began := time.Now()
	for n := 0; time.Since(began) < lasts; n++ {
		for next := began.Add(time.Duration(n) * time.Second / pace); time.Now().Before(next); {
		}
		t := time.Now()
		err := view.Emit(ctx, "load.topic-0", payload)
		took = append(took, time.Since(t))
		check(b, err)
	}
	slices.Sort(took)
	return took
}

func median[T cmp.Ordered](all []T) T {
	slices.Sort(all)
	return all[len(all)/2]
}

// BenchmarkEmitWatched measures what 32 readers cost an emit at 10,000 events per
// second. It alternates between two buses, one without a page and one whose page
// is watched. Listeners that do nothing show the cost alone; listeners that take
// 20 µs together, like a small insert, show the effect on a real program.
func BenchmarkEmitWatched(b *testing.B) {
	for _, lasts := range []time.Duration{0, 20 * time.Microsecond} {
		b.Run(fmt.Sprint("listeners=", lasts), func(b *testing.B) {
			plain, other := work(b, lasts), work(b, lasts)
			watched(b, other)
			var p50, p99 [2][]float64
			b.ResetTimer()
			for b.Loop() {
				for i, bus := range []*events.Bus{plain, other} {
					took := emits(b, bus, round)
					p50[i] = append(p50[i], float64(took[len(took)/2].Nanoseconds()))
					p99[i] = append(p99[i], float64(took[len(took)*99/100].Nanoseconds()))
				}
			}
			b.StopTimer()
			var ratio []float64
			for i := range p99[0] {
				ratio = append(ratio, p99[1][i]/p99[0][i])
			}
			b.ReportMetric(median(ratio), "p99-ratio")
			for i, name := range []string{"plain", "watched"} {
				b.ReportMetric(median(p50[i]), name+"-p50-ns")
				b.ReportMetric(median(p99[i]), name+"-p99-ns")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// A page that is not open costs an emit nothing.
func BenchmarkEmitUnwatched(b *testing.B) {
	for _, with := range []string{"no page", "a page"} {
		b.Run(with, func(b *testing.B) {
			bus := work(b, 0)
			if with == "a page" {
				page := admin.Handler(bus, admin.Options{})
				b.Cleanup(page.Close)
			}
			ctx, view, payload := context.Background(), bus.As("plugin-0"), events.Payload{"id": 1, "text": "some words to keep"}
			b.ReportAllocs()
			for b.Loop() {
				_ = view.Emit(ctx, "load.topic-0", payload)
			}
		})
	}
}

// The memory of a page is bounded: a million more events do not make it grow.
func TestMillionEventsNeedNoMemory(t *testing.T) {
	bus := work(t, 0)
	page := admin.Handler(bus, admin.Options{Payloads: true})
	defer page.Close()
	server := httptest.NewServer(page)
	defer server.Close()
	res, err := http.Get(server.URL + "/stream")
	check(t, err)
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("the stream answers %s", res.Status)
	}
	go func() { _, _ = io.Copy(io.Discard, res.Body) }()
	heap := func(n int) uint64 {
		for i := range n {
			check(t, bus.Emit(context.Background(), "load.topic-0", events.Payload{"id": i, "text": "some words to keep"}))
		}
		time.Sleep(200 * time.Millisecond) // what is seen a moment later is taken in
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	more := 1_000_000
	if raced || testing.Short() {
		more = 100_000
	}
	before := heap(100_000)
	after := heap(more)
	t.Logf("the heap has %d KB after 100,000 events and %d KB after %d more", before>>10, after>>10, more)
	if after > before+4<<20 {
		t.Errorf("the heap grows from %d KB to %d KB", before>>10, after>>10)
	}
}
