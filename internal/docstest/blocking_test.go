package docstest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

var errListener = errors.New("the listener's error")

// The table of docs/blocking.md, row by row. The synchronous listener
// takes a minute, the asynchronous one an hour; both fail.
func TestWhichCallWaitsForWhom(t *testing.T) {
	emit := func(ctx context.Context, b *events.Bus) error { return b.Emit(ctx, "user.login", nil) }
	emitWait := func(ctx context.Context, b *events.Bus) error { return b.EmitWait(ctx, "user.login", nil) }
	blocking := func(ctx context.Context, b *events.Bus) error {
		return b.Emit(events.Blocking(ctx), "user.login", nil)
	}
	const sync, async = time.Minute, time.Hour
	for _, tt := range []struct {
		from, name string
		call       func(context.Context, *events.Bus) error
		takes      time.Duration
		errs       []error
	}{
		{"plain code", "Emit", emit, sync, nil},
		{"plain code", "EmitWait", emitWait, sync + async, []error{errListener}},
		{"plain code", "Emit in Blocking", blocking, sync + async, nil},
		{"a synchronous listener", "Emit", emit, sync, nil},
		{"a synchronous listener", "EmitWait", emitWait, sync + async, []error{errListener}},
		{"a synchronous listener", "Emit in Blocking", blocking, sync + async, nil},
		{"an asynchronous listener", "Emit", emit, sync, nil},
		{"an asynchronous listener", "EmitWait", emitWait, sync, []error{events.ErrWouldDeadlock, errListener}},
		{"an asynchronous listener", "Emit in Blocking", blocking, sync, []error{events.ErrWouldDeadlock}},
	} {
		t.Run(fmt.Sprintf("%s in %s", tt.name, tt.from), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bus, ran := newFailingBus(sync, async)
				took, err := callFrom(tt.from, bus, tt.call)
				if took != tt.takes {
					t.Errorf("it took %v, want %v", took, tt.takes)
				}
				for _, want := range []error{errListener, events.ErrWouldDeadlock} {
					if is, should := errors.Is(err, want), isWanted(tt.errs, want); is != should {
						t.Errorf("it returned %v; with %v in it: %v, want %v", err, want, is, should)
					}
				}
				if err := bus.Close(t.Context()); err != nil {
					t.Error(err)
				}
				if *ran != 2 {
					t.Errorf("%d listeners have run in the end, want both", *ran)
				}
			})
		})
	}
}

func ignoreErrors(context.Context, events.Event, events.ListenerInfo, error) {}

// newFailingBus returns a bus with a synchronous and an asynchronous listener to
// user.login, and how many of them have run.
func newFailingBus(sync, async time.Duration) (*events.Bus, *int) {
	bus := events.New(events.WithErrorHandler(ignoreErrors))
	ran := new(int)
	after := func(d time.Duration) events.Handler {
		return func(context.Context, events.Event) error {
			time.Sleep(d)
			*ran++
			return errListener
		}
	}
	bus.On("user.login", after(sync))
	bus.On("user.login", after(async), events.Async())
	return bus, ran
}

// callFrom makes the call from plain code, or from a listener, and returns how long
// it took and what it returned.
func callFrom(where string, bus *events.Bus, call func(context.Context, *events.Bus) error) (took time.Duration, err error) {
	timed := func(ctx context.Context, _ events.Event) error {
		began := time.Now()
		err = call(ctx, bus)
		took = time.Since(began)
		return nil
	}
	switch where {
	case "plain code":
		_ = timed(context.Background(), events.Event{})
	case "a synchronous listener":
		bus.On("start", timed)
		_ = bus.Emit(context.Background(), "start", nil)
	case "an asynchronous listener":
		bus.On("start", timed, events.Async())
		_ = bus.EmitWait(context.Background(), "start", nil)
	}
	return took, err
}

func isWanted(errs []error, want error) bool {
	for _, err := range errs {
		if errors.Is(err, want) {
			return true
		}
	}
	return false
}

// Code outside a listener waits for room in a full queue until its context ends. A
// listener never waits.
func TestWhatWaitsForRoom(t *testing.T) {
	for where, want := range map[string]struct {
		takes time.Duration
		full  bool
	}{
		"plain code":               {time.Second, true},
		"a synchronous listener":   {0, false},
		"an asynchronous listener": {0, false},
	} {
		t.Run(where, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bus := events.New(events.WithErrorHandler(ignoreErrors))
				delivered := 0
				bus.On("user.login", func(context.Context, events.Event) error {
					time.Sleep(time.Hour)
					delivered++
					return nil
				}, events.Async(events.Buffer(1)))
				took, err := callFrom(where, bus, func(ctx context.Context, b *events.Bus) error {
					ctx, cancel := context.WithTimeout(ctx, time.Second)
					defer cancel()
					var err error
					for range 3 { // one runs, one waits in the queue
						err = b.Emit(ctx, "user.login", nil)
					}
					return err
				})
				if took != want.takes || errors.Is(err, events.ErrQueueFull) != want.full {
					t.Errorf("it took %v and returned %v; want %v, ErrQueueFull %v", took, err, want.takes, want.full)
				}
				if err := bus.Close(t.Context()); err != nil {
					t.Error(err)
				}
				if lost := 3 - delivered; lost != 0 != want.full {
					t.Errorf("%d events lost", lost)
				}
			})
		})
	}
}

// EmitWait stops waiting when its context ends, and the listeners go on.
func TestEmitWaitGivesUpWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus, ran := newFailingBus(0, time.Hour)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		began := time.Now()
		err := bus.EmitWait(ctx, "user.login", nil)
		if took := time.Since(began); took != time.Minute || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("EmitWait took %v and returned %v", took, err)
		}
		if err := bus.Close(t.Context()); err != nil || *ran != 2 {
			t.Errorf("Close = %v, %d listeners have run; want both", err, *ran)
		}
	})
}
