package events_test

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// A trap is user code that a bus calls: it strikes once, at the call after
// those that it spares.
type trap struct {
	spared   atomic.Int32
	disarmed atomic.Bool
	strike   func()
}

func (p *trap) spring() {
	if p != nil && p.strike != nil && !p.disarmed.Load() && p.spared.Add(-1) == -1 {
		p.strike()
	}
}

// A trappedError is an error each of whose methods is a trap.
type trappedError struct {
	*trap
	method string
}

func (e *trappedError) do(method string) {
	if e.method == method {
		e.spring()
	}
}

func (e *trappedError) Error() string        { e.do("Error"); return "trapped" }
func (e *trappedError) Unwrap() error        { e.do("Unwrap"); return errBoom }
func (e *trappedError) Is(error) bool        { e.do("Is"); return false }
func (e *trappedError) As(any) bool          { e.do("As"); return false }
func (e *trappedError) LogValue() slog.Value { e.do("LogValue"); return slog.StringValue("trapped") }

func (e *trappedError) MarshalText() ([]byte, error) {
	e.do("MarshalText")
	return []byte("trapped"), nil
}

// A trappedLogger is a handler of logs each of whose methods is a trap.
type trappedLogger struct {
	*trap
	method string
}

func (l *trappedLogger) do(method string) {
	if l.method == method {
		l.spring()
	}
}

func (l *trappedLogger) Enabled(context.Context, slog.Level) bool  { l.do("Enabled"); return true }
func (l *trappedLogger) Handle(context.Context, slog.Record) error { l.do("Handle"); return nil }
func (l *trappedLogger) WithAttrs([]slog.Attr) slog.Handler        { return l }
func (l *trappedLogger) WithGroup(string) slog.Handler             { return l }

// A trappedWriter is where traces go.
type trappedWriter struct{ *trap }

func (w trappedWriter) Write(p []byte) (int, error) { w.spring(); return len(p), nil }

// TrappedText is a field's type whose methods are traps. The trap to spring is in a
// variable, since the bus makes the values.
type TrappedText struct{ S string }

var textTrap *trap

func (v *TrappedText) UnmarshalText(p []byte) error { textTrap.spring(); v.S = string(p); return nil }
func (v TrappedText) MarshalText() ([]byte, error)  { textTrap.spring(); return []byte(v.S), nil }
func (v TrappedText) String() string                { textTrap.spring(); return v.S }

type trappedPayload struct {
	T TrappedText `json:"t"`
}

var trappedTopic = typed.NewTopic[trappedPayload]("a.b")

// trapped are the places where a bus calls user code that is not a handler. Each
// makes a bus whose a.b springs the trap.
var trapped = []struct {
	name string
	make func(p *trap) *events.Bus
	emit func(b *events.Bus) error
}{
	{"Error of a listener's error", erring("Error"), emitUntyped},
	{"Unwrap of a listener's error", erring("Unwrap"), emitUntyped},
	{"Is of a listener's error", erring("Is"), emitUntyped},
	{"As of a listener's error", erring("As"), emitUntyped},
	{"LogValue of a listener's error", erring("LogValue"), emitUntyped},
	{"Error of an asynchronous listener's error", erring("Error", events.Async()), emitUntyped},
	{"LogValue of an asynchronous listener's error", erring("LogValue", events.Async()), emitUntyped},
	{"Error of what breaks a listener", erring("Error", events.DisableAfter(1)), emitUntyped},
	{"Error of what breaks an asynchronous listener", erring("Error", events.DisableAfter(1), events.Async()), emitUntyped},
	{"Error of a panic's value", panicking("Error"), emitUntyped},
	{"Unwrap of a panic's value", panicking("Unwrap"), emitUntyped},
	{"Error of a panic's value in a queue", panicking("Error", events.Async()), emitUntyped},
	{"Enabled of a logger", logging("Enabled"), emitUntyped},
	{"Handle of a logger", logging("Handle"), emitUntyped},
	{"Enabled of a logger of a queue", logging("Enabled", events.Async()), emitUntyped},
	{"Handle of a logger of a queue", logging("Handle", events.Async()), emitUntyped},
	{"Handle of a logger that is told of a broken listener", logging("Handle", events.DisableAfter(1)), emitUntyped},
	{"a trace writer", func(p *trap) *events.Bus { return unwatched(events.WithTrace(trappedWriter{p})) }, emitUntyped},
	{"a trace writer, typed", func(p *trap) *events.Bus { return unwatched(events.WithTrace(trappedWriter{p})) }, emitNothing},
	{"a predicate", listening(func(p *trap) events.Option {
		return events.Predicate(func(events.Event) bool { p.spring(); return true })
	}), emitUntyped},
	{"a predicate of an asynchronous listener", listening(func(p *trap) events.Option {
		return events.Predicate(func(events.Event) bool { p.spring(); return true })
	}, events.Async()), emitUntyped},
	{"a key function", listening(func(p *trap) events.Option {
		return events.Async(events.Keyed(func(events.Event) string { p.spring(); return "" }))
	}), emitUntyped},
	{"a key function of Once", listening(func(p *trap) events.Option {
		return events.Async(events.Keyed(func(events.Event) string { p.spring(); return "" }))
	}, events.Once()), emitUntyped},
	{"UnmarshalText, sync", texting(), emitText},
	{"UnmarshalText, async", texting(events.Async()), emitText},
	{"UnmarshalText, once", texting(events.Once()), emitText},
	{"UnmarshalText, predicate", texting(trappedTopic.When(func(typed.Event[trappedPayload]) bool { return true })), emitText},
	{"UnmarshalText of a declared name", func(p *trap) *events.Bus {
		b := texting()(p)
		mustNotFail(b.Declare(trappedTopic.Spec()))
		return b
	}, emitText},
	{"MarshalText of a payload, traced", func(p *trap) *events.Bus {
		textTrap = p
		return unwatched(events.WithTrace(trappedWriter{}))
	}, func(b *events.Bus) error { return b.Emit(background, "a.b", events.Payload{"t": TrappedText{"x"}}) }},
	{"the error handler", func(p *trap) *events.Bus {
		b := unwatched()
		b.OnError(func(context.Context, events.Event, events.ListenerInfo, error) { p.spring() })
		b.On("a.b", fails(errBoom))
		return b
	}, emitUntyped},
}

func erring(method string, opts ...events.Option) func(*trap) *events.Bus {
	return func(p *trap) *events.Bus {
		b := events.New(events.WithSlowThreshold(0), events.WithLogger(discarding()))
		b.On("a.b", fails(&trappedError{p, method}), opts...)
		return b
	}
}

func panicking(method string, opts ...events.Option) func(*trap) *events.Bus {
	return func(p *trap) *events.Bus {
		b := events.New(events.WithSlowThreshold(0), events.WithLogger(discarding()))
		b.On("a.b", func(context.Context, events.Event) error { panic(&trappedError{p, method}) }, opts...)
		return b
	}
}

// discarding is a logger that makes the text of what it is told.
func discarding() *slog.Logger { return slog.New(slog.NewTextHandler(trappedWriter{}, nil)) }

func logging(method string, opts ...events.Option) func(*trap) *events.Bus {
	return func(p *trap) *events.Bus {
		b := events.New(events.WithSlowThreshold(0), events.WithLogger(slog.New(&trappedLogger{p, method})))
		b.On("a.b", fails(errBoom), opts...)
		return b
	}
}

func listening(opt func(*trap) events.Option, more ...events.Option) func(*trap) *events.Bus {
	return func(p *trap) *events.Bus {
		b := unwatched()
		b.On("a.b", discard, append(more, opt(p))...)
		return b
	}
}

func texting(opts ...events.Option) func(*trap) *events.Bus {
	return func(p *trap) *events.Bus {
		textTrap = p
		b := unwatched()
		trappedTopic.On(b, func(context.Context, trappedPayload) error { return nil }, opts...)
		return b
	}
}

func emitText(b *events.Bus) error { return b.Emit(background, "a.b", events.Payload{"t": "x"}) }

// Whatever user code does that a bus calls, and be it the Error method of an
// error: it is called without a lock, its panic and its Goexit are survived, and
// the other listeners get the event.
func TestUserCodeHurtsNobodyElse(t *testing.T) {
	for _, place := range trapped {
		t.Run(place.name, func(t *testing.T) {
			t.Parallel()
			alone(t, func() {
				for _, strike := range hostileActs {
					for _, spared := range []int32{0, 1} {
						name := strike.name + map[int32]string{1: " later"}[spared]
						t.Run(name, func(t *testing.T) {
							bounded(t, func(t *testing.T) {
								p := &trap{}
								p.spared.Store(spared)
								var b *events.Bus
								p.strike = func() { strike.on(b) }
								b = place.make(p)
								othersHear(t, b, p, place.emit)
							})
						})
					}
				}
			})
		})
	}
}

// othersHear: each of three emits reaches the listeners around the trap's.
func othersHear(t *testing.T, b *events.Bus, p *trap, emit func(*events.Bus) error) {
	heard := [2]int{}
	for i, priority := range []int{1, -1} {
		b.On("a.b", func(context.Context, events.Event) error { heard[i]++; return nil }, events.Priority(priority))
	}
	queued := b.On("a.b", discard, events.Async())
	for range 3 {
		apart(func() {
			if err := emit(b); err != nil {
				t.Errorf("Emit: %v", err)
			}
		})
		time.Sleep(5 * time.Second)
	}
	if heard != [2]int{3, 3} || queued.Info().Accepted != 3 {
		t.Errorf("the others heard %v of 3 events, and have %d in a queue", heard, queued.Info().Accepted)
	}
	synctest.Wait()
	p.disarmed.Store(true) // the text of an error is made where it is asked for
	for _, l := range b.Listeners() {
		wantSettled(t, l)
	}
	wantDrained(t, b)
	wantClosed(t, b)
}
