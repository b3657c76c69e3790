package typed_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

type forwarded struct {
	N int `json:"n"`
}

var (
	forwardOld = typed.NewTopic[forwarded]("forward.old")
	forwardMid = typed.NewTopic[forwarded]("forward.mid")
	forwardNew = typed.NewTopic[forwarded]("forward.new")
)

func same(p forwarded) (forwarded, error) { return p, nil }

// forwards are the ways from the old name to the new one.
var forwards = map[string]func(b *events.Bus){
	"one step": func(b *events.Bus) { typed.Forward(b, forwardOld, forwardNew, same) },
	"a chain": func(b *events.Bus) {
		typed.Forward(b, forwardOld, forwardMid, same)
		typed.Forward(b, forwardMid, forwardNew, same)
	},
	"both directions": func(b *events.Bus) {
		typed.Forward(b, forwardOld, forwardNew, same)
		typed.Forward(b, forwardNew, forwardOld, same)
	},
	"a view's": func(b *events.Bus) { typed.Forward(b.As("bridge"), forwardOld, forwardNew, same) },
}

func silent() *events.Bus {
	return events.New(events.WithSlowThreshold(0), events.WithErrorHandler(
		func(context.Context, events.Event, events.ListenerInfo, error) {}))
}

// EmitWait on the old name waits for the listeners of the new one, and returns
// their errors: it is as if the event had been emitted twice.
func TestForwardedEmitWaitWaitsAndTells(t *testing.T) {
	errSync, errAsync := errors.New("sync"), errors.New("async")
	for how, forward := range forwards {
		for name, emit := range map[string]func(b *events.Bus) error{
			"typed": func(b *events.Bus) error { return forwardOld.EmitWait(context.Background(), b, forwarded{1}) },
			"untyped": func(b *events.Bus) error {
				return b.EmitWait(context.Background(), "forward.old", events.Payload{"n": 1})
			},
		} {
			t.Run(how+", "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					b := silent()
					forward(b)
					ended := false
					forwardNew.On(b, func(context.Context, forwarded) error { return errSync })
					forwardNew.On(b, func(context.Context, forwarded) error { time.Sleep(time.Second); ended = true; return errAsync }, events.Async())
					err := emit(b)
					if !ended {
						t.Error("EmitWait has not waited for the asynchronous listener of the new name")
					}
					if !errors.Is(err, errSync) || !errors.Is(err, errAsync) {
						t.Errorf("EmitWait: %v; want both errors", err)
					}
					_ = b.Close(context.Background())
				})
			})
		}
	}
}

// So it does if the forward has a queue.
func TestForwardedEmitWaitThroughAQueue(t *testing.T) {
	errSync, errAsync := errors.New("sync"), errors.New("async")
	for name, opt := range map[string]events.Option{"async": events.Async(), "workers": events.Async(events.Workers(2))} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := silent()
				typed.Forward(b, forwardOld, forwardNew, same, opt)
				ended := false
				forwardNew.On(b, func(context.Context, forwarded) error { return errSync })
				forwardNew.On(b, func(context.Context, forwarded) error { time.Sleep(time.Second); ended = true; return errAsync }, events.Async())
				if err := forwardOld.EmitWait(context.Background(), b, forwarded{1}); !ended || !errors.Is(err, errSync) || !errors.Is(err, errAsync) {
					t.Errorf("EmitWait: %v; want both errors; the listener of the new name has ended: %v", err, ended)
				}
				_ = b.Close(context.Background())
			})
		})
	}
}

// In Blocking an emit on the old name waits likewise.
func TestForwardedBlockingWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := silent()
		typed.Forward(b, forwardOld, forwardNew, same)
		ended := false
		forwardNew.On(b, func(context.Context, forwarded) error { time.Sleep(time.Second); ended = true; return nil }, events.Async())
		if err := forwardOld.Emit(events.Blocking(context.Background()), b, forwarded{1}); err != nil || !ended {
			t.Errorf("Emit in Blocking: %v; the listener has ended: %v", err, ended)
		}
		_ = b.Close(context.Background())
	})
}

// Events that a forward has accepted reach the new name's listeners before Close
// returns, also if the forward is asynchronous.
func TestForwardedEventsAreDeliveredByClose(t *testing.T) {
	for name, opts := range map[string][]events.Option{
		"sync": nil, "async": {events.Async()}, "workers": {events.Async(events.Workers(2))},
	} {
		for listener, more := range map[string][]events.Option{"sync": nil, "async": {events.Async()}} {
			t.Run(name+", "+listener, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					b := silent()
					var heard atomic.Int32
					typed.Forward(b, forwardOld, forwardNew, same, opts...)
					forwardNew.On(b, func(context.Context, forwarded) error { heard.Add(1); return nil }, more...)
					for n := range 100 {
						if err := forwardOld.Emit(context.Background(), b, forwarded{n}); err != nil {
							t.Errorf("Emit: %v", err)
						}
					}
					if err := b.Close(context.Background()); err != nil {
						t.Errorf("Close: %v", err)
					}
					if heard.Load() != 100 {
						t.Errorf("%d of 100 events were delivered", heard.Load())
					}
				})
			})
		}
	}
}
