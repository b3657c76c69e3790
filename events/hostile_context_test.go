package events_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// A hostileContext does something of its own when one of its methods is called.
type hostileContext struct {
	context.Context
	method string
	strike func()
	spared int         // how many calls of it come before the first that strikes
	over   atomic.Bool // it strikes no more
	active atomic.Bool // it strikes until it is told to stop, but not inside itself
}

func (c *hostileContext) do(method string) {
	if c.over.Load() || c.method != method || !c.active.CompareAndSwap(true, false) {
		return
	}
	defer c.active.CompareAndSwap(false, true)
	if c.spared--; c.spared < 0 {
		c.strike()
	}
}

func (c *hostileContext) Deadline() (time.Time, bool) { c.do("Deadline"); return c.Context.Deadline() }

func (c *hostileContext) Done() <-chan struct{} { c.do("Done"); return c.Context.Done() }

func (c *hostileContext) Err() error { c.do("Err"); return c.Context.Err() }

func (c *hostileContext) Value(key any) any { c.do("Value"); return c.Context.Value(key) }

// hostileActs are what user code does in a place that does not expect it.
var hostileActs = []struct {
	name string
	on   func(b *events.Bus)
}{
	{"panics", func(*events.Bus) { panic("boom") }},
	{"exits", func(*events.Bus) { runtime.Goexit() }},
	{"exits and panics", func(*events.Bus) { exits[0].exit() }},
	{"sleeps", func(*events.Bus) { time.Sleep(time.Second) }},
	{"emits", func(b *events.Bus) { _ = b.Emit(background, "aside", nil) }},
	{"emits and waits", func(b *events.Bus) {
		ctx, cancel := context.WithTimeout(background, time.Second)
		defer cancel()
		_ = b.EmitWait(ctx, "aside", nil)
	}},
	{"subscribes", func(b *events.Bus) { b.On("a.b", discard).Off() }},
	{"looks", func(b *events.Bus) { _, _, _ = b.Listeners(), b.TopicInfo(), b.OwnerInfo() }},
	{"drains", func(b *events.Bus) {
		ctx, cancel := context.WithTimeout(background, time.Second)
		defer cancel()
		_ = b.Drain(ctx)
	}},
	{"closes a view", func(b *events.Bus) {
		ctx, cancel := context.WithTimeout(background, time.Second)
		defer cancel()
		_ = b.As("other").Close(ctx)
	}},
}

// contextPaths are the calls that take a context.
var contextPaths = []struct {
	name string
	call func(b *events.Bus, ctx context.Context)
}{
	{"Emit", func(b *events.Bus, ctx context.Context) { _ = b.Emit(ctx, "a.b", nil) }},
	{"typed Emit", func(b *events.Bus, ctx context.Context) { _ = matrixTopic.Emit(ctx, b, nothing{}) }},
	{"EmitWait", func(b *events.Bus, ctx context.Context) { _ = b.EmitWait(ctx, "a.b", nil) }},
	{"Blocking", func(b *events.Bus, ctx context.Context) { _ = b.Emit(events.Blocking(ctx), "a.b", nil) }},
	{"a failing listener", func(b *events.Bus, ctx context.Context) {
		defer b.On("a.b", fails(errBoom)).Off()
		_ = b.Emit(ctx, "a.b", nil)
	}},
	{"a panicking asynchronous listener", func(b *events.Bus, ctx context.Context) {
		s := b.On("a.b", func(context.Context, events.Event) error { panic("first") }, events.Async())
		_ = b.Emit(ctx, "a.b", nil)
		synctest.Wait()
		s.Off()
	}},
	{"a full queue", func(b *events.Bus, ctx context.Context) {
		s := b.On("full", func(context.Context, events.Event) error { time.Sleep(time.Minute); return nil },
			events.Async(events.Buffer(1)))
		for range 2 {
			mustNotFail(b.Emit(background, "full", nil))
			synctest.Wait()
		}
		_ = b.Emit(ctx, "full", nil)
		s.Off()
		time.Sleep(3 * time.Minute)
	}},
	{"Stream", func(b *events.Bus, ctx context.Context) {
		for range b.Stream(ctx, "stream") {
			break
		}
	}},
	{"typed Stream", func(b *events.Bus, ctx context.Context) {
		for range matrixTopic.Stream(ctx, b) {
			break
		}
	}},
	{"Drain", func(b *events.Bus, ctx context.Context) { busy(b); _ = b.Drain(ctx) }},
	{"Drain of a view", func(b *events.Bus, ctx context.Context) { busy(b.As("busy")); _ = b.As("busy").Drain(ctx) }},
	{"Close of a view", func(b *events.Bus, ctx context.Context) { busy(b.As("busy")); _ = b.As("busy").Close(ctx) }},
	{"OffWait", func(b *events.Bus, ctx context.Context) { _ = busy(b).OffWait(ctx) }},
	{"Until", func(b *events.Bus, ctx context.Context) {
		b.On("a.b", discard, events.Until(ctx))
		_ = b.Emit(background, "a.b", nil)
	}},
	{"Until and Async", func(b *events.Bus, ctx context.Context) {
		b.On("a.b", discard, events.Until(ctx), events.Async())
		_ = b.EmitWait(background, "a.b", nil)
	}},
	{"Until and Once", func(b *events.Bus, ctx context.Context) {
		b.On("a.b", discard, events.Until(ctx), events.Once())
		_ = b.Emit(background, "a.b", nil)
	}},
	{"NewContext", func(b *events.Bus, ctx context.Context) {
		if own, ok := events.FromContext(events.NewContext(ctx, b)); ok {
			_ = own.Emit(ctx, "a.b", nil)
		}
	}},
	{"FromContext", func(_ *events.Bus, ctx context.Context) { _, _ = events.FromContext(ctx) }},
	{"Observe", func(b *events.Bus, ctx context.Context) {
		for range b.Observe(ctx) {
			break
		}
	}},
}

func mustNotFail(err error) {
	if err != nil {
		panic(err)
	}
}

// busy is an asynchronous listener that is in its call for a second.
func busy(b *events.Bus) *events.Subscription {
	s := b.On("busy", func(context.Context, events.Event) error { time.Sleep(time.Second); return nil }, events.Async())
	mustNotFail(b.Emit(background, "busy", nil))
	synctest.Wait()
	return s
}

// No method of a context is called under a lock, or where its panic would be
// the end of the process: what it does concerns the call that it was given to,
// and no other. A panic of a caller's own context may come out of its call.
func TestHostileContextHurtsItsOwnCallAlone(t *testing.T) {
	for _, path := range contextPaths {
		t.Run(path.name, func(t *testing.T) {
			t.Parallel()
			alone(t, func() {
				for _, method := range []string{"Deadline", "Done", "Err", "Value"} {
					for _, strike := range hostileActs {
						for spared := range 3 {
							t.Run(fmt.Sprintf("%s %s, %d", method, strike.name, spared), func(t *testing.T) {
								bounded(t, func(t *testing.T) {
									strikesIn(t, &hostileContext{method: method, spared: spared}, strike.on, path.call)
								})
							})
						}
					}
				}
			})
		})
	}
}

func strikesIn(t *testing.T, ctx *hostileContext, strike func(*events.Bus), call func(*events.Bus, context.Context)) {
	b := unwatched()
	inner, cancel := context.WithTimeout(background, time.Hour)
	defer cancel()
	ctx.Context, ctx.strike = inner, func() { strike(b) }
	ctx.active.Store(true)
	var heard atomic.Int32
	b.On("a.b", func(context.Context, events.Event) error { heard.Add(1); return nil }, events.Priority(-1))
	queued := b.On("a.b", discard, events.Async())
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { _ = recover() }()
		call(b, ctx)
	}()
	// A loop over a stream ends with an event or with the bus.
	time.Sleep(time.Minute)
	before := heard.Load()
	mustEmit(t, b, "a.b", nil)
	mustEmit(t, b, "stream", nil)
	time.Sleep(10 * time.Minute)
	select {
	case <-done:
	default:
		t.Error("the call goes on")
	}
	ctx.over.Store(true) // the bus has it for Until, and for what was queued
	if heard.Load() != before+1 {
		t.Errorf("a later emit was heard %d times", heard.Load()-before)
	}
	wantSettled(t, queued.Info())
	wantDrained(t, b)
	wantClosed(t, b)
}

// brokenContext panics where it is asked.
type brokenContext struct{ context.Context }

// A context that panics concerns its own emit alone, and the round that it broke is
// over: neither a listener nor an emitter can hurt another.
func TestContextThatPanics(t *testing.T) {
	topic := typed.NewTopic[struct{}]("a")
	for name, emit := range map[string]func(b *events.Bus){
		"untyped": func(b *events.Bus) { _ = b.Emit(brokenContext{}, "a", nil) },
		"typed":   func(b *events.Bus) { _ = topic.Emit(brokenContext{}, b, struct{}{}) },
	} {
		synctest.Test(t, func(t *testing.T) {
			b := events.New()
			topic.On(b, func(context.Context, struct{}) error { return nil }, events.Async())
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("%s: the panic did not reach the emitter", name)
					}
				}()
				emit(b)
			}()
			ctx, cancel := context.WithTimeout(background, time.Minute)
			defer cancel()
			if err := errors.Join(b.Drain(ctx), b.Close(ctx)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}
