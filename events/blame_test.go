package events_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// A plugin's handlers are its methods.
type plugin struct{ takes time.Duration }

func (p *plugin) handle(context.Context, events.Event) error { time.Sleep(p.takes); return nil }

func (p *plugin) typed(context.Context, nothing) error { time.Sleep(p.takes); return nil }

func (p *plugin) event(context.Context, typed.Event[nothing]) error { time.Sleep(p.takes); return nil }

func (p plugin) byValue(context.Context, events.Event) error { time.Sleep(p.takes); return nil }

//go:noinline
func sleeping(takes time.Duration) events.Handler {
	return func(context.Context, events.Event) error { time.Sleep(takes); return nil }
}

//go:noinline
func sleepingTyped(takes time.Duration) func(context.Context, nothing) error {
	return func(context.Context, nothing) error { time.Sleep(takes); return nil }
}

//go:noinline
func sleepingFor(takes *atomic.Int64) func(context.Context, nothing) error {
	return func(context.Context, nothing) error { time.Sleep(time.Duration(takes.Load())); return nil }
}

// blamed are pairs of listeners that look alike: the quick one and the slow one.
var blamed = map[string]func(quick, slow *events.Bus, takes time.Duration){
	"closures": func(quick, slow *events.Bus, takes time.Duration) {
		quick.On("a.b", func(context.Context, events.Event) error { return nil })
		slow.On("a.b", func(context.Context, events.Event) error { time.Sleep(takes); return nil })
	},
	"methods": func(quick, slow *events.Bus, takes time.Duration) {
		quick.On("a.b", (&plugin{0}).handle)
		slow.On("a.b", (&plugin{takes}).handle)
	},
	"methods of values": func(quick, slow *events.Bus, takes time.Duration) {
		quick.On("a.b", plugin{0}.byValue)
		slow.On("a.b", plugin{takes}.byValue)
	},
	"a method behind a function": func(quick, slow *events.Bus, takes time.Duration) {
		quick.On("a.b", discard)
		slow.On("a.b", (&plugin{takes}).handle)
	},
	"typed methods": func(quick, slow *events.Bus, takes time.Duration) {
		matrixTopic.On(quick, (&plugin{0}).typed)
		matrixTopic.On(slow, (&plugin{takes}).typed)
	},
	"typed methods that take events": func(quick, slow *events.Bus, takes time.Duration) {
		matrixTopic.OnEvent(quick, (&plugin{0}).event)
		matrixTopic.OnEvent(slow, (&plugin{takes}).event)
	},
	"one function makes both": func(quick, slow *events.Bus, takes time.Duration) {
		quick.On("a.b", sleeping(0))
		slow.On("a.b", sleeping(takes))
	},
	"one function makes both, the slow one first": func(quick, slow *events.Bus, takes time.Duration) {
		slow.On("a.b", sleeping(takes))
		quick.On("a.b", sleeping(0))
	},
	"one typed function makes both": func(quick, slow *events.Bus, takes time.Duration) {
		matrixTopic.On(quick, sleepingTyped(0))
		matrixTopic.On(slow, sleepingTyped(takes))
	},
	"asynchronous methods": func(quick, slow *events.Bus, takes time.Duration) {
		quick.On("a.b", (&plugin{0}).handle, events.Async())
		slow.On("a.b", (&plugin{takes}).handle, events.Async())
	},
	"namespaces": func(quick, slow *events.Bus, takes time.Duration) {
		quick.OnNamespace("a", (&plugin{0}).handle)
		slow.OnAny((&plugin{takes}).handle)
	},
	"a predicate": func(quick, slow *events.Bus, takes time.Duration) {
		quick.On("a.b", func(context.Context, events.Event) error { return nil })
		slow.On("a.b", discard, events.Predicate(func(events.Event) bool { time.Sleep(takes); return true }))
	},
	"a typed predicate": func(quick, slow *events.Bus, takes time.Duration) {
		matrixTopic.On(quick, sleepingTyped(0))
		matrixTopic.On(slow, sleepingTyped(0), matrixTopic.When(func(typed.Event[nothing]) bool { time.Sleep(takes); return true }))
	},
	"a key function": func(quick, slow *events.Bus, takes time.Duration) {
		quick.On("a.b", func(context.Context, events.Event) error { return nil })
		slow.On("a.b", discard, events.Async(events.Keyed(func(events.Event) string { time.Sleep(takes); return "" })))
	},
}

// B31: the log of a slow call names the listener that is slow: owner, label and
// place. A listener that cannot be distinguished from others is not blamed for
// them.
func TestB31_TheSlowListenerIsBlamed(t *testing.T) {
	for name, on := range blamed {
		t.Run(name, inBubble(func(t *testing.T) {
			b, log := slowBus(time.Second)
			on(b.As("quick"), b.As("slow"), time.Minute)
			go func() { _ = matrixTopic.Emit(background, b, nothing{}) }()
			time.Sleep(30 * time.Second)
			text := strings.Join(log.lines(), "")
			if strings.Contains(text, "owner=quick") {
				t.Errorf("the quick one is blamed: %.200s", text)
			}
			if !strings.Contains(text, "owner=slow") {
				t.Errorf("the slow one is not named: %.200q", text)
			}
			time.Sleep(time.Hour)
			closeBus(t, b)
		}))
	}
}

// B31: so it is on the fast path, which a name is on after its first emits: there
// the stack shows no listener, only functions. Of two that one function has made
// neither is named.
func TestB31_TheSlowListenerOfAFastEmitIsBlamed(t *testing.T) {
	var takes atomic.Int64
	for name, c := range map[string]struct {
		quick func(context.Context, nothing) error
		want  string
	}{
		"two functions": {func(context.Context, nothing) error { return nil }, "owner=slow"},
		"one function":  {sleepingFor(new(atomic.Int64)), "any of the candidates"},
	} {
		t.Run(name, inBubble(func(t *testing.T) {
			takes.Store(0)
			b, log := slowBus(time.Second)
			matrixTopic.On(b.As("quick"), c.quick)
			matrixTopic.On(b.As("slow"), sleepingFor(&takes))
			for range 20 {
				_ = emitNothing(b)
			}
			takes.Store(int64(time.Minute))
			go func() { _ = emitNothing(b) }()
			time.Sleep(30 * time.Second)
			text := strings.Join(log.lines(), "")
			if strings.Contains(text, "owner=quick") || !strings.Contains(text, c.want) {
				t.Errorf("the log is %.300q, want %q in it and not the quick one", text, c.want)
			}
			time.Sleep(time.Hour)
			closeBus(t, b)
		}))
	}
}

// B40: so does what Close says at its deadline.
func TestB40_CloseNamesTheOneThatIsStuck(t *testing.T) {
	for name, on := range blamed {
		t.Run(name, inBubble(func(t *testing.T) {
			b := unwatched()
			on(b.As("quick"), b.As("slow"), time.Minute)
			var slow, quick string
			for _, l := range b.Listeners() {
				text := l.Topic + " → " + l.Name
				if l.Scope != "topic" {
					text = " → " + l.Name
				}
				if l.Owner == "slow" {
					slow = text
				} else {
					quick = text
				}
			}
			go func() { _ = matrixTopic.Emit(background, b, nothing{}) }()
			time.Sleep(time.Second)
			ctx, cancel := context.WithTimeout(background, time.Second)
			defer cancel()
			gaveUp, ok := errors.AsType[*events.CloseError](b.Close(ctx))
			if !ok {
				t.Fatal("Close did not give up")
			}
			all := strings.Join(gaveUp.Running, ", ")
			if len(gaveUp.Running) != 1 || !strings.HasSuffix(all, slow) {
				t.Errorf("Close names %s; want %s and not %s", all, slow, quick)
			}
			time.Sleep(time.Hour)
		}))
	}
}

// Running counts a listener's own calls under way: one whose call is over, or
// has not begun, shows none.
func TestB31_OthersAreNotRunning(t *testing.T) {
	for name, on := range map[string]func(b *events.Bus, h func() error, opts ...events.Option) *events.Subscription{
		"untyped": onUntyped, "typed": onNothing,
		"predicates": func(b *events.Bus, h func() error, opts ...events.Option) *events.Subscription {
			return onUntyped(b, h, append(opts, events.Predicate(always))...)
		},
	} {
		t.Run(name, inBubble(func(t *testing.T) {
			b, _ := slowBus(time.Second)
			none := func() error { return nil }
			first, last := on(b, none, events.Priority(1)), on(b, none, events.Priority(-1))
			stuck := on(b, func() error { time.Sleep(time.Minute); return nil })
			go func() { _ = matrixTopic.Emit(background, b, nothing{}) }()
			time.Sleep(30 * time.Second)
			for who, s := range map[string]*events.Subscription{"whose call is over": first, "that is not called yet": last} {
				if in := s.Info(); in.Running != 0 || !in.RunningSince.IsZero() {
					t.Errorf("the one %s: %d running since %v", who, in.Running, in.RunningSince)
				}
			}
			if in := stuck.Info(); in.Running != 1 || in.RunningSince.IsZero() {
				t.Errorf("the stuck one: %d running since %v", in.Running, in.RunningSince)
			}
			time.Sleep(time.Hour)
			closeBus(t, b)
			synctest.Wait()
		}))
	}
}

// discardLog is a logger whose output is not read.
var discardLog = events.WithLogger(slog.New(slog.DiscardHandler))
