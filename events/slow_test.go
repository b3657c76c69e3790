package events_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// slowLog collects the warnings of slow calls.
type slowLog struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *slowLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *slowLog) lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var lines []string
	for line := range strings.Lines(l.text.String()) {
		if strings.Contains(line, "slow listener call") {
			lines = append(lines, line)
		}
	}
	return lines
}

func slowBus(threshold time.Duration) (*events.Bus, *slowLog) {
	log := &slowLog{}
	return events.New(events.WithLogger(slog.New(slog.NewTextHandler(log, nil))), events.WithSlowThreshold(threshold)), log
}

var slowTopic = typed.NewTopic[struct{}]("a.b")

// sleeper is the function whose name the report must show.
func sleeper(context.Context, events.Event) error { time.Sleep(time.Minute); return nil }

func typedSleeper(context.Context, struct{}) error { time.Sleep(time.Minute); return nil }

// B31: a call that lasts longer than the threshold is logged once, with its
// listener, its place and its goroutine's stack, whatever kind it is.
func TestB31_SlowCallIsLoggedOnce(t *testing.T) {
	for name, on := range map[string]func(b *events.Bus){
		"exact":           func(b *events.Bus) { b.On("a.b", sleeper) },
		"namespace":       func(b *events.Bus) { b.OnNamespace("a", sleeper) },
		"any":             func(b *events.Bus) { b.OnAny(sleeper) },
		"once":            func(b *events.Bus) { b.On("a.b", sleeper, events.Once()) },
		"typed":           func(b *events.Bus) { slowTopic.On(b, typedSleeper) },
		"async":           func(b *events.Bus) { b.On("a.b", sleeper, events.Async()) },
		"typed async":     func(b *events.Bus) { slowTopic.On(b, typedSleeper, events.Async()) },
		"several workers": func(b *events.Bus) { b.On("a.b", sleeper, events.Async(events.Workers(3))) },
		"keyed": func(b *events.Bus) {
			b.On("a.b", sleeper, events.Async(events.Keyed(func(events.Event) string { return "k" })))
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, log := slowBus(time.Second)
				b.On("a.b", discard, events.Label("quick"))
				on(b)
				go func() { _ = slowTopic.Emit(background, b, struct{}{}) }()
				time.Sleep(900 * time.Millisecond)
				if lines := log.lines(); len(lines) != 0 {
					t.Errorf("logged before the threshold: %q", lines)
				}
				time.Sleep(10 * time.Second)
				lines := log.lines()
				if len(lines) != 1 {
					t.Fatalf("logged %d times, want once: %q", len(lines), lines)
				}
				for _, want := range []string{"leeper", "slow_test.go", "time.Sleep", "a"} {
					if !strings.Contains(lines[0], want) {
						t.Errorf("the report lacks %q: %s", want, lines[0])
					}
				}
				closeBus(t, b)
			})
		})
	}
}

// B31: a slow call among many quick ones of the same name is found, and the
// quick ones are not reported.
func TestB31_SlowAmongQuick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, log := slowBus(time.Second)
		b.On("a.b", func(_ context.Context, e events.Event) error {
			if _, slow := e.Get("slow"); slow {
				time.Sleep(time.Minute)
			} else {
				time.Sleep(10 * time.Millisecond)
			}
			return nil
		})
		stop, cancel := context.WithCancel(background)
		for range 8 {
			go func() {
				for stop.Err() == nil {
					_ = b.Emit(background, "a.b", nil)
				}
			}()
		}
		for range 2 {
			time.Sleep(3 * time.Second)
			go func() { _ = b.Emit(background, "a.b", events.Payload{"slow": true}) }()
		}
		time.Sleep(20 * time.Second)
		if lines := log.lines(); len(lines) != 2 {
			t.Errorf("%d slow calls were reported, want 2: %q", len(lines), lines)
		}
		cancel()
		closeBus(t, b)
	})
}

// B31: introspection shows since when a call has been running.
func TestB31_RunningSince(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := slowBus(4 * time.Second)
		sync, async := b.On("a.b", sleeper), b.On("a.c", sleeper, events.Async())
		began := time.Now()
		go func() { _ = b.Emit(background, "a.b", nil) }()
		mustEmit(t, b, "a.c", nil)
		time.Sleep(5 * time.Second)
		for _, s := range []*events.Subscription{sync, async} {
			since := s.Info().RunningSince
			if late := since.Sub(began); late < 0 || late > time.Second {
				t.Errorf("%v: running since %v after its begin, want at most a quarter of the threshold", s.Info().Flags, late)
			}
		}
		closeBus(t, b)
		if since := sync.Info().RunningSince; !since.IsZero() {
			t.Errorf("running since %v after its end", since)
		}
	})
}

// B31: 0 turns the watch off, and a quiet bus has no timer.
func TestB31_NoWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, log := slowBus(0)
		b.On("a.b", sleeper, events.Async())
		mustEmit(t, b, "a.b", nil)
		time.Sleep(50 * time.Second)
		if lines := log.lines(); len(lines) != 0 {
			t.Errorf("logged though it is off: %q", lines)
		}
		closeBus(t, b)
	})
}

// slow call.
func TestB31_ALoggerThatBlocksDoesNotEndTheWatch(t *testing.T) {
	log := &blockingLog{looping: make(chan int), release: make(chan int), slow: make(chan int)}
	b := events.New(events.WithLogger(slog.New(log)), events.WithSlowThreshold(40*time.Millisecond))
	var stop atomic.Bool
	b.On("loop.self", answers(b, "loop.self", func() bool { return !stop.Load() }), events.Async())
	mustEmit(t, b, "loop.self", nil)
	blocks := false
	b.On("x", func(context.Context, events.Event) error {
		if blocks {
			select {
			case <-log.slow:
			case <-time.After(5 * time.Second):
				t.Error("nobody was told of a slow call")
			}
		}
		return nil
	})
	for !blocks {
		select {
		case <-log.looping:
			blocks = true
		default:
		}
		mustEmit(t, b, "x", nil)
	}
	stop.Store(true)
	close(log.release)
	must(t, b.Close(background))
}

// A blockingLog signals when a loop is logged, and then blocks.
type blockingLog struct {
	looping, release, slow chan int
	told                   atomic.Bool
}

func (*blockingLog) Enabled(context.Context, slog.Level) bool { return true }

func (l *blockingLog) WithAttrs([]slog.Attr) slog.Handler { return l }

func (l *blockingLog) WithGroup(string) slog.Handler { return l }

func (l *blockingLog) Handle(_ context.Context, r slog.Record) error {
	switch {
	case strings.Contains(r.Message, "loop"):
		close(l.looping)
		<-l.release
	case strings.Contains(r.Message, "slow") && l.told.CompareAndSwap(false, true):
		close(l.slow)
	}
	return nil
}
