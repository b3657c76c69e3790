package events_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// A loopLog keeps what is said of loops, and may do something itself.
type loopLog struct {
	mu    sync.Mutex
	loops []map[string]string
	also  func()
}

func (*loopLog) Enabled(context.Context, slog.Level) bool { return true }

func (l *loopLog) WithAttrs([]slog.Attr) slog.Handler { return l }

func (l *loopLog) WithGroup(string) slog.Handler { return l }

func (l *loopLog) Handle(_ context.Context, r slog.Record) error {
	if strings.Contains(r.Message, "loop") {
		attrs := map[string]string{"level": r.Level.String()}
		r.Attrs(func(a slog.Attr) bool { attrs[a.Key] = fmt.Sprint(a.Value); return true })
		l.mu.Lock()
		l.loops = append(l.loops, attrs)
		l.mu.Unlock()
	} else if l.also != nil {
		l.also()
	}
	return nil
}

func (l *loopLog) reported() []map[string]string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]map[string]string(nil), l.loops...)
}

// loops are ways to turn for ever. Each emits only while turning says so.
var loops = []struct {
	name  string
	names []string // one of them at least must be named
	wire  func(log *loopLog, turning func() bool) *events.Bus
}{
	{"a listener that answers itself", []string{"loop.self"}, func(log *loopLog, turning func() bool) *events.Bus {
		b := loggingTo(log)
		b.On("loop.self", answers(b, "loop.self", turning), events.Async())
		mustNotFail(b.Emit(background, "loop.self", nil))
		return b
	}},
	{"two that answer each other", []string{"loop.ping", "loop.pong"}, func(log *loopLog, turning func() bool) *events.Bus {
		b := loggingTo(log)
		b.On("loop.ping", answers(b, "loop.pong", turning), events.Async())
		b.On("loop.pong", answers(b, "loop.ping", turning), events.Async())
		mustNotFail(b.Emit(background, "loop.ping", nil))
		return b
	}},
	{"three of different kinds", []string{"loop.a", "loop.b", "loop.c"}, func(log *loopLog, turning func() bool) *events.Bus {
		b := loggingTo(log)
		b.As("p").On("loop.a", answers(b, "loop.b", turning), events.Async(events.Workers(2)))
		b.As("q").On("loop.b", answers(b, "loop.c", turning))
		b.OnNamespace("loop", func(ctx context.Context, e events.Event) error {
			if e.Name != "loop.c" {
				return nil
			}
			return answers(b, "loop.a", turning)(ctx, e)
		}, events.Async(events.Keyed(func(e events.Event) string { return e.Name })))
		mustNotFail(b.Emit(background, "loop.a", nil))
		return b
	}},
	{"an error handler that emits", []string{"loop.fails"}, func(log *loopLog, turning func() bool) *events.Bus {
		b := loggingTo(log)
		b.OnError(func(context.Context, events.Event, events.ListenerInfo, error) {
			if turning() {
				_ = b.Emit(background, "loop.fails", nil)
			}
		})
		b.On("loop.fails", fails(errBoom), events.Async())
		mustNotFail(b.Emit(background, "loop.fails", nil))
		return b
	}},
	{"a logger that emits", []string{"loop.logged"}, func(log *loopLog, turning func() bool) *events.Bus {
		b := loggingTo(log)
		log.also = func() {
			if turning() {
				_ = b.Emit(background, "loop.logged", nil)
			}
		}
		b.On("loop.logged", fails(errBoom), events.Async())
		mustNotFail(b.Emit(background, "loop.logged", nil))
		return b
	}},
	{"a trace writer that emits", []string{"loop.traced"}, func(log *loopLog, turning func() bool) *events.Bus {
		var b *events.Bus
		b = events.New(events.WithLogger(slog.New(log)), events.WithTrace(onWrite(func() {
			if turning() {
				_ = b.Emit(background, "loop.traced", nil)
			}
		})))
		b.On("loop.traced", discard, events.Async())
		go func() { mustNotFail(b.Emit(background, "loop.traced", nil)) }()
		return b
	}},
}

type onWrite func()

func (f onWrite) Write(p []byte) (int, error) { f(); return len(p), nil }

func loggingTo(log *loopLog) *events.Bus { return events.New(events.WithLogger(slog.New(log))) }

func answers(b *events.Bus, name string, turning func() bool) events.Handler {
	return func(context.Context, events.Event) error {
		if turning() {
			return b.Emit(background, name, nil)
		}
		return nil
	}
}

// A loop that does not end, since listeners, error handlers, loggers or trace
// writers answer each other, is reported in the log once, with the names and a
// place. A trace writer's is stopped, or reported likewise.
func TestALoopIsReportedOnce(t *testing.T) {
	for _, loop := range loops {
		t.Run(loop.name, func(t *testing.T) {
			t.Parallel()
			var turns atomic.Int64
			var stop atomic.Bool
			log := &loopLog{}
			b := loop.wire(log, func() bool {
				if turns.Add(1)%1000 == 0 {
					time.Sleep(time.Millisecond) // others want the processor, too
				}
				return !stop.Load()
			})
			for end := time.Now().Add(tooLong); len(log.reported()) == 0 && time.Now().Before(end) && !ended(&turns); {
				time.Sleep(10 * time.Millisecond)
			}
			time.Sleep(200 * time.Millisecond)
			isOver := ended(&turns)
			stop.Store(true)
			bounds(t, func() { wantClosed(t, b) })
			if isOver {
				return // the bus has ended it
			}
			wantOneLoop(t, log.reported(), loop.names, turns.Load())
		})
	}
}

// ended reports whether there was no turn for a second: on a machine with much
// other work, a loop may well rest for a tenth of it.
func ended(turns *atomic.Int64) bool {
	before := turns.Load()
	for range 10 {
		time.Sleep(100 * time.Millisecond)
		if turns.Load() != before {
			return false
		}
	}
	return true
}

func wantOneLoop(t *testing.T, told []map[string]string, names []string, turns int64) {
	t.Helper()
	if len(told) != 1 {
		t.Fatalf("%d reports of the loop after %d turns, want 1: %v", len(told), turns, told)
	}
	named := false
	for _, n := range names {
		named = named || strings.Contains(told[0]["event"]+told[0]["events"], n)
	}
	if !named || told[0]["level"] != "WARN" || !strings.Contains(told[0]["place"], ".go:") {
		t.Errorf("the report is %v, want a warning with the names %v and a place", told[0], names)
	}
}

// Emits that end are not a loop: a burst, and a chain of events each of which leads
// to the next.
func TestABurstIsNoLoop(t *testing.T) {
	log := &loopLog{}
	b := loggingTo(log)
	for i := range 50 {
		next := fmt.Sprintf("chain.n%d", i+1)
		b.On(fmt.Sprintf("chain.n%d", i), func(ctx context.Context, _ events.Event) error { return b.Emit(ctx, next, nil) }, events.Async())
	}
	b.On("burst", func(ctx context.Context, _ events.Event) error { return b.Emit(ctx, "follows", nil) }, events.Async())
	b.On("follows", discard, events.Async())
	for range 20_000 {
		mustEmit(t, b, "burst", nil)
	}
	for range 200 {
		mustEmit(t, b, "chain.n0", nil)
	}
	bounds(t, func() { closeBus(t, b) })
	if told := log.reported(); len(told) != 0 {
		t.Errorf("reported: %v", told)
	}
}

// A stream from outside that goes on and on is not a loop, though each event leads
// to another one.
func TestASteadyStreamIsNoLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &loopLog{}
		b := loggingTo(log)
		b.On("steady", func(ctx context.Context, _ events.Event) error {
			time.Sleep(2 * time.Millisecond)
			return b.Emit(ctx, "follows", nil)
		}, events.Async())
		b.On("follows", func(context.Context, events.Event) error { time.Sleep(2 * time.Millisecond); return nil }, events.Async())
		for range 5000 {
			mustEmit(t, b, "steady", nil)
			time.Sleep(time.Millisecond)
		}
		closeBus(t, b)
		if told := log.reported(); len(told) != 0 {
			t.Errorf("reported: %v", told)
		}
	})
}
