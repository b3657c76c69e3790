package host_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

// A hostileContext calls strike at the n-th call of one of its methods.
type hostileContext struct {
	context.Context
	method string
	left   int
	strike func()
}

func (c *hostileContext) do(method string) {
	if method == c.method {
		if c.left--; c.left == 0 {
			c.strike()
		}
	}
}

func (c *hostileContext) Deadline() (time.Time, bool) { c.do("Deadline"); return c.Context.Deadline() }
func (c *hostileContext) Done() <-chan struct{}       { c.do("Done"); return c.Context.Done() }
func (c *hostileContext) Err() error                  { c.do("Err"); return c.Context.Err() }
func (c *hostileContext) Value(key any) any           { c.do("Value"); return c.Context.Value(key) }

// B91: if any call of a context's method panics or exits in Load or Close, then after
// the next Close OnUnload was called as often as Init, no listener is left, and the
// names are free.
func TestHostileContextLeavesNoHalfState(t *testing.T) {
	for strike, f := range map[string]func(){"panics": func() { panic("boom") }, "exits": runtime.Goexit} {
		for _, method := range []string{"Deadline", "Done", "Err", "Value"} {
			for _, inLoad := range []bool{true, false} {
				t.Run(fmt.Sprintf("%s %s, in Load: %v", method, strike, inLoad), func(t *testing.T) {
					for n := 1; n <= 40; n++ {
						strikesHost(t, &hostileContext{method: method, left: n, strike: f}, inLoad)
					}
				})
			}
		}
	}
}

func strikesHost(t *testing.T, ctx *hostileContext, inLoad bool) {
	t.Helper()
	b := events.New()
	h := host.New(b)
	inited, unloaded := 0, 0
	plugin := func(name string) host.Plugin {
		return &fake{
			bare: bare{name},
			init: func(_ context.Context, env *host.Env) error {
				inited++
				env.Events().On("work", func(context.Context, events.Event) error { return nil }, events.Async())
				return nil
			},
			complete: func(context.Context, *host.Env) error {
				if name == "fails" {
					return errSad
				}
				return nil
			},
			unload: func(context.Context) error { unloaded++; return nil },
		}
	}
	inner, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	ctx.Context = inner
	load, unload := context.Context(ctx), context.Context(ctx)
	if inLoad {
		unload = inner
	} else {
		load = inner
	}
	for _, step := range []func(){
		func() { _ = h.Load(load, plugin("one"), plugin("fails"), plugin("two")) },
		func() { _ = h.Close(unload) },
	} {
		over := make(chan struct{})
		go func() {
			defer close(over)
			defer func() { _ = recover() }()
			step()
		}()
		<-over
	}
	if err := h.Close(context.Background()); err != nil {
		t.Errorf("Close again: %v", err)
	}
	if inited != unloaded || b.ListenerCount() != 0 {
		t.Errorf("Init %d times, OnUnload %d times, %d listeners left", inited, unloaded, b.ListenerCount())
	}
	next := host.New(b)
	mustLoad(t, next, plugin("one"), plugin("two"))
	if err := next.Close(context.Background()); err != nil {
		t.Errorf("Close of the next host: %v", err)
	}
}
