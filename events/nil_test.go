package events_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// none is the nil context.
var none context.Context

// withNone are the calls that take a context.
var withNone = map[string]func(b *events.Bus) error{
	"Emit":                     func(b *events.Bus) error { return b.Emit(none, "a.b", nil) },
	"EmitWait":                 func(b *events.Bus) error { return b.EmitWait(none, "a.b", nil) },
	"typed Emit":               func(b *events.Bus) error { return matrixTopic.Emit(none, b, nothing{}) },
	"typed EmitWait":           func(b *events.Bus) error { return matrixTopic.EmitWait(none, b, nothing{}) },
	"Blocking":                 func(b *events.Bus) error { return b.Emit(events.Blocking(none), "a.b", nil) },
	"Drain":                    func(b *events.Bus) error { busy(b); return b.Drain(none) },
	"Drain when it is quiet":   func(b *events.Bus) error { return b.Drain(none) },
	"Drain of a view":          func(b *events.Bus) error { busy(b.As("p")); return b.As("p").Drain(none) },
	"Close":                    func(b *events.Bus) error { busy(b); return b.Close(none) },
	"Close when it is quiet":   func(b *events.Bus) error { return b.Close(none) },
	"Close of a view":          func(b *events.Bus) error { busy(b.As("p")); return b.As("p").Close(none) },
	"OffWait":                  func(b *events.Bus) error { return busy(b).OffWait(none) },
	"OffWait when it is quiet": func(b *events.Bus) error { return b.On("x", discard).OffWait(none) },
	"NewContext": func(b *events.Bus) error {
		ctx := events.NewContext(none, b)
		if own, ok := events.FromContext(ctx); !ok || own != b || ctx.Err() != nil {
			return errors.New("it does not carry the bus")
		}
		return b.Emit(ctx, "a.b", nil)
	},
	"FromContext": func(*events.Bus) error {
		if b, ok := events.FromContext(none); ok || b != nil {
			return errors.New("it carries a bus")
		}
		return nil
	},
	"Stream": func(b *events.Bus) error {
		go func() { time.Sleep(time.Second); _ = b.Emit(none, "a.b", nil) }()
		for range b.Stream(none, "a.b") {
			break
		}
		return nil
	},
	"typed Stream": func(b *events.Bus) error {
		go func() { time.Sleep(time.Second); _ = b.Emit(none, "a.b", nil) }()
		for range matrixTopic.Stream(none, b) {
			break
		}
		return nil
	},
	"Observe": func(b *events.Bus) error {
		go func() { time.Sleep(time.Second); _ = b.Emit(none, "a.b", nil) }()
		for range b.Observe(none) {
			break
		}
		return nil
	},
}

// A nil context is context.Background(), in every method.
func TestNilContextIsBackground(t *testing.T) {
	for name, call := range withNone {
		t.Run(name, inBounds(func(t *testing.T) {
			b := unwatched()
			var got []context.Context
			b.On("a.b", func(ctx context.Context, _ events.Event) error { got = append(got, ctx); return nil })
			done := make(chan struct{})
			go func() {
				defer close(done)
				defer func() {
					if v := recover(); v != nil {
						t.Errorf("panic: %v", v)
					}
				}()
				if err := call(b); err != nil {
					t.Errorf("%v", err)
				}
			}()
			time.Sleep(time.Minute)
			synctest.Wait()
			select {
			case <-done:
			default:
				t.Error("the call goes on")
			}
			for _, ctx := range got {
				if ctx == nil || ctx.Err() != nil {
					t.Errorf("a handler got the context %v", ctx)
				}
			}
			if strings.HasPrefix(name, "Close") && !strings.Contains(name, "view") {
				if err := b.Emit(background, "a.b", nil); !errors.Is(err, events.ErrClosed) {
					t.Errorf("Emit after Close: %v", err)
				}
			}
			wantDrained(t, b)
			wantClosed(t, b)
		}))
	}
}

// Until is an option: to leave it out is the remedy.
func TestUntilNilPanics(t *testing.T) {
	wantText(t, mustPanic(t, func() { events.Until(none) }), "events: ", "leave the option out")
}

// samples are what the methods of a bus are called with.
var samples = []any{
	"a.b", events.Handler(discard), background, events.Payload(nil),
	events.EventSpec{Name: "a.b"},
	events.ErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) {}),
}

// argument returns a sample of a type, or its zero value.
func argument(typ reflect.Type) reflect.Value {
	for _, s := range samples {
		if v := reflect.ValueOf(s); v.Type() == typ || typ.Kind() == reflect.Interface && v.Type().Implements(typ) {
			return v
		}
	}
	return reflect.Zero(typ)
}

// noBus are the buses that were not made by New.
var noBus = map[string]*events.Bus{"nil": nil, "zero": new(events.Bus)}

// A nil or zero bus panics at once, in every method, with the remedy.
func TestNilAndZeroBusPanicWithTheRemedy(t *testing.T) {
	typ := reflect.TypeFor[*events.Bus]()
	for name, b := range noBus {
		for i := range typ.NumMethod() {
			m := typ.Method(i)
			t.Run(name+" "+m.Name, func(t *testing.T) {
				args := []reflect.Value{reflect.ValueOf(b)}
				for j := 1; j < m.Type.NumIn() && !(m.Type.IsVariadic() && j == m.Type.NumIn()-1); j++ {
					args = append(args, argument(m.Type.In(j)))
				}
				wantRemedy(t, func() { m.Func.Call(args) })
			})
		}
	}
}

// So it is in the methods of a topic, and where a bus is forwarded.
func TestNilAndZeroBusPanicWithTheRemedyTyped(t *testing.T) {
	other := typed.NewTopic[nothing]("nil.other")
	for name, b := range noBus {
		for what, call := range map[string]func(){
			"Emit":     func() { _ = matrixTopic.Emit(background, b, nothing{}) },
			"EmitWait": func() { _ = matrixTopic.EmitWait(background, b, nothing{}) },
			"On":       func() { matrixTopic.On(b, func(context.Context, nothing) error { return nil }) },
			"OnEvent":  func() { matrixTopic.OnEvent(b, func(context.Context, typed.Event[nothing]) error { return nil }) },
			"Stream":   func() { matrixTopic.Stream(background, b) },
			"Forward": func() {
				typed.Forward(b, matrixTopic, other, func(n nothing) (nothing, error) { return n, nil })
			},
		} {
			t.Run(name+" "+what, func(t *testing.T) { wantRemedy(t, call) })
		}
	}
}

func wantRemedy(t *testing.T, call func()) {
	t.Helper()
	bounds(t, func() {
		text := mustPanic(t, call)
		wantText(t, text, "make one with events.New")
		if !strings.HasPrefix(text, "events: ") && !strings.HasPrefix(text, "typed: ") {
			t.Errorf("%q does not say whose panic it is", text)
		}
	})
}

func TestNewWithANilOptionPanics(t *testing.T) {
	wantText(t, mustPanic(t, func() { events.New(nil) }), "events: New", "nil option", "leave it out")
}
