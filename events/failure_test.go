package events_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// faulty are handlers that fail in every way, and what is reported of them.
var faulty = []struct {
	name    string
	handler events.Handler
	want    func(error) bool
}{
	{"error", fails(errBoom), func(err error) bool { return err == errBoom }},
	{"panic", func(context.Context, events.Event) error { panic("boom") }, func(err error) bool {
		p, ok := errors.AsType[*events.PanicError](err)
		return ok && p.Value == "boom" && strings.Contains(string(p.Stack), "failure_test.go")
	}},
	{"panic with an error", func(context.Context, events.Event) error { panic(errBoom) }, func(err error) bool {
		return errors.Is(err, errBoom)
	}},
	{"panic(nil)", func(context.Context, events.Event) error { panic(nil) }, func(err error) bool {
		_, ok := errors.AsType[*runtime.PanicNilError](err)
		return ok
	}},
	{"nil dereference", func(context.Context, events.Event) error { var p *int; *p++; return nil }, func(err error) bool {
		_, ok := errors.AsType[runtime.Error](err)
		return ok
	}},
	{"nil map", func(context.Context, events.Event) error { unmade["a"] = 1; return nil }, func(err error) bool {
		_, ok := errors.AsType[runtime.Error](err)
		return ok
	}},
	{"Goexit", func(context.Context, events.Event) error { runtime.Goexit(); return nil }, func(err error) bool {
		return errors.Is(err, events.ErrGoexit)
	}},
}

// unmade is a nil map.
var unmade events.Payload

// kinds are the ways to listen.
var kinds = []struct {
	name string
	add  func(*events.Bus, events.Handler, ...events.Option) *events.Subscription
	opts []events.Option
}{
	{"exact", exact, nil},
	{"async", exact, []events.Option{events.Async()}},
	{"once", exact, []events.Option{events.Once()}},
	{"async once", exact, []events.Option{events.Async(), events.Once()}},
	{"predicate", exact, []events.Option{events.Predicate(func(events.Event) bool { return true })}},
	{"namespace", func(b *events.Bus, h events.Handler, o ...events.Option) *events.Subscription {
		return b.OnNamespace("a", h, o...)
	}, nil},
	{"any", func(b *events.Bus, h events.Handler, o ...events.Option) *events.Subscription {
		return b.OnAny(h, o...)
	}, nil},
}

func exact(b *events.Bus, h events.Handler, o ...events.Option) *events.Subscription {
	return b.On("a.b", h, o...)
}

// emitAside emits in a goroutine of its own, for Goexit ends the emitter's.
func emitAside(b *events.Bus, ctx context.Context, name string, p events.Payload) (err error, returned bool) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		err = b.Emit(ctx, name, p)
		returned = true
	}()
	<-done
	return err, returned
}

// B20, B21, B22, B24, B25: however a listener fails, whatever kind it is, the
// emitter does not see it, the others run, and the report says who, where,
// on what and why.
func TestB20_AFailureHurtsNobodyElse(t *testing.T) {
	for _, fault := range faulty {
		for _, kind := range kinds {
			t.Run(fault.name+" in "+kind.name, inBubble(func(t *testing.T) {
				b, f := watched()
				j := &journal{}
				b.On("a.b", j.writes("before"), events.Priority(1))
				s := kind.add(b.As("plugin"), fault.handler, append(kind.opts, events.Label("bad"))...)
				b.On("a.b", j.writes("after"), events.Priority(-1))
				b.OnAny(j.writes("last"), events.Priority(-2))
				before := goroutines()
				err, returned := emitAside(b.As("emitter"), background, "a.b", events.Payload{"n": 1})
				isSync := !strings.Contains(kind.name, "async")
				if err != nil || returned == (fault.name == "Goexit" && isSync) {
					t.Errorf("Emit: %v, returned: %v", err, returned)
				}
				if err := b.Drain(background); err != nil {
					t.Errorf("Drain: %v", err)
				}
				synctest.Wait()
				j.wants(t, "before after last")
				got := f.one(t)
				if !fault.want(got.err) {
					t.Errorf("reported: %T %v", got.err, got.err)
				}
				if l := got.listener; l.Name != "bad" || l.Owner != "plugin" || !strings.HasSuffix(l.File, "failure_test.go") || l.Line == 0 {
					t.Errorf("the report names %+v", l)
				}
				if e := got.event; e.Name != "a.b" || e.Source != "emitter" || e.Time.IsZero() || e.Payload()["n"] != 1 {
					t.Errorf("the report shows the event %+v", e)
				}
				if i := s.Info(); i.Delivered != 1 || i.Failed != 1 || i.Pending != 0 || i.Running != 0 || i.LastError == "" {
					t.Errorf("figures: %+v", i)
				}
				s.Off()
				mustEmit(t, b, "a.b", nil) // the bus stays usable
				closeBus(t, b)
				synctest.Wait()
				if n := goroutines(); n != before {
					t.Errorf("%d goroutines before, %d after", before, n)
				}
			}))
		}
	}
}

// B25: an asynchronous listener that panics or ends its goroutine loses that
// one event only.
func TestB25_AWorkerIsReplaced(t *testing.T) {
	for _, fault := range faulty {
		t.Run(fault.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, f := watched()
				var heard []any
				s := b.On("a", func(ctx context.Context, e events.Event) error {
					n := e.Payload()["n"]
					heard = append(heard, n)
					if n == 1 {
						return fault.handler(ctx, e)
					}
					return nil
				}, events.Async())
				for n := range 4 {
					mustEmit(t, b, "a", events.Payload{"n": n})
				}
				closeBus(t, b)
				synctest.Wait()
				if len(heard) != 4 || heard[3] != 3 {
					t.Errorf("heard %v", heard)
				}
				if i := s.Info(); i.Delivered != 4 || i.Failed != 1 || i.Running != 0 {
					t.Errorf("figures: %+v", i)
				}
				f.one(t)
			})
		})
	}
}

// B25, B39, B64: Drain waits until a failure is reported and counted,
// though the error handler takes its time.
func TestB39_DrainWaitsForTheReport(t *testing.T) {
	for _, fault := range faulty {
		t.Run(fault.name, inBubble(func(t *testing.T) {
			b := events.New()
			told := 0
			b.OnError(func(context.Context, events.Event, events.ListenerInfo, error) { time.Sleep(time.Second); told++ })
			s := b.On("a", fault.handler, events.Async())
			mustEmit(t, b, "a", nil)
			if err := b.Drain(background); err != nil || told != 1 {
				t.Errorf("Drain: %v after %d of 1 reports", err, told)
			}
			if i := s.Info(); i.Delivered != 1 || i.Failed != 1 {
				t.Errorf("figures: %+v", i)
			}
			closeBus(t, b)
		}))
	}
}

// B17: a predicate that panics counts as no and is reported in its own stage.
func TestB17_PredicatePanicCountsAsNo(t *testing.T) {
	b, f := watched()
	j := &journal{}
	s := b.On("a", j.writes("picky"), events.Label("picky"), events.Predicate(func(events.Event) bool { panic("boom") }))
	b.On("a", j.writes("other"))
	err := b.EmitWait(background, "a", nil)
	j.wants(t, "other")
	l, ok := errors.AsType[*events.ListenerError](err)
	if !ok || l.Stage != "predicate" || l.Listener != "picky" || l.Event != "a" {
		t.Errorf("EmitWait: %v; want a *ListenerError of stage predicate", err)
	}
	if p, ok := errors.AsType[*events.PanicError](f.one(t).err); !ok || p.Value != "boom" || len(p.Stack) == 0 {
		t.Errorf("reported: %v", f.all)
	}
	if i := s.Info(); i.Delivered != 0 {
		t.Errorf("delivered: %d", i.Delivered)
	}
}

// B17, B24: a predicate that ends its goroutine is reported once.
func TestB24_GoexitInAPredicate(t *testing.T) {
	b, f := watched()
	j := &journal{}
	b.On("a", j.writes("picky"), events.Predicate(func(events.Event) bool { runtime.Goexit(); return true }))
	b.On("a", j.writes("other"))
	if _, returned := emitAside(b, background, "a", nil); returned {
		t.Error("Goexit did not end the goroutine")
	}
	j.wants(t, "other")
	if err := f.one(t).err; !errors.Is(err, events.ErrGoexit) {
		t.Errorf("reported: %v", err)
	}
}

// B21: Emit hides the failures, EmitWait joins them all, with who it was.
func TestB21_EmitWaitJoinsFailures(t *testing.T) {
	b, _ := watched()
	other := errors.New("other")
	b.As("p").On("a", fails(errBoom), events.Label("first"))
	b.On("a", fails(other), events.Async(), events.Label("second"))
	b.On("a", func(context.Context, events.Event) error { panic("third") })
	b.On("a", discard)
	if err := b.Emit(background, "a", nil); err != nil {
		t.Errorf("Emit: %v", err)
	}
	err := b.EmitWait(background, "a", nil)
	p, ok := errors.AsType[*events.PanicError](err)
	if !errors.Is(err, errBoom) || !errors.Is(err, other) || !ok || p.Value != "third" {
		t.Errorf("EmitWait: %v; want all three", err)
	}
	l, ok := errors.AsType[*events.ListenerError](err)
	if !ok || *l != (events.ListenerError{Event: "a", Owner: "p", Listener: "first", Stage: "handler", Err: errBoom}) {
		t.Errorf("EmitWait: first is %+v", l)
	}
	closeBus(t, b)
}

// B24: t.FailNow in a handler ends that goroutine; Drain and Close find
// nothing held.
func TestB24_GoexitLeavesNothingHeld(t *testing.T) {
	b, f := watched()
	j := &journal{}
	b.On("a", func(context.Context, events.Event) error { runtime.Goexit(); return nil })
	b.On("a", func(context.Context, events.Event) error { runtime.Goexit(); return nil })
	b.On("a", func(context.Context, events.Event) error { panic("after Goexit") })
	b.On("a", j.writes("last"))
	if _, returned := emitAside(b, background, "a", nil); returned {
		t.Error("Emit returned after Goexit")
	}
	j.wants(t, "last")
	if len(f.all) != 3 {
		t.Errorf("%d failures were reported, want 3", len(f.all))
	}
	closeBus(t, b)
}
