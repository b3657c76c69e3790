package events_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// A loop over a stream is a listener whose handler is the loop's body. These
// are what a body may do with its first event; each says whether the loop goes
// on after it.
var bodyFaults = []struct {
	name   string
	strike func(b *events.Bus)
	goesOn bool
	closes bool
}{
	{"panic", func(*events.Bus) { panic("boom") }, false, false},
	{"panic(nil)", func(*events.Bus) { panic(nil) }, false, false},
	{"Goexit", func(*events.Bus) { runtime.Goexit() }, false, false},
	{"Goexit and a panic", func(*events.Bus) { exits[0].exit() }, false, false},
	{"nothing", func(*events.Bus) {}, true, false},
	{"block", func(*events.Bus) { time.Sleep(time.Minute) }, true, false},
	{"emit", func(b *events.Bus) { mustNotFail(b.Emit(background, "a.b", nil)) }, true, false},
	{"emit with a nil context", func(b *events.Bus) { mustNotFail(b.Emit(none, "a.b", nil)) }, true, false},
	{"emit more than there is room for", func(b *events.Bus) {
		ctx, cancel := context.WithTimeout(background, time.Minute)
		defer cancel()
		for range 3 {
			mustNotFail(b.Emit(ctx, "a.b", nil))
		}
	}, true, false},
	{"emit and wait", func(b *events.Bus) {
		ctx, cancel := context.WithTimeout(background, time.Minute)
		defer cancel()
		if err := b.EmitWait(ctx, "a.b", nil); !errors.Is(err, events.ErrWouldDeadlock) {
			panic(err)
		}
	}, true, false},
	{"emit and wait, deep", func(b *events.Bus) {
		deep(60, func() {
			ctx, cancel := context.WithTimeout(background, time.Minute)
			defer cancel()
			if err := b.EmitWait(ctx, "a.b", nil); !errors.Is(err, events.ErrWouldDeadlock) {
				panic(err)
			}
		})
	}, true, false},
	{"drain", func(b *events.Bus) {
		ctx, cancel := context.WithTimeout(background, time.Minute)
		defer cancel()
		mustNotFail(b.Drain(ctx))
	}, true, false},
	{"close", func(b *events.Bus) {
		ctx, cancel := context.WithTimeout(background, time.Minute)
		defer cancel()
		_ = b.Close(ctx)
	}, false, true},
	{"off all", func(b *events.Bus) { b.As("p").OffAll() }, false, false},
}

// streamLoops range over a.b with a buffer of 1 and call body for each event.
var streamLoops = map[string]func(b *events.Bus, body func()){
	"stream": func(b *events.Bus, body func()) {
		for range b.Stream(background, "a.b", events.Async(events.Buffer(1))) {
			body()
		}
	},
	"typed stream": func(b *events.Bus, body func()) {
		for range matrixTopic.Stream(background, b, events.Async(events.Buffer(1))) {
			body()
		}
	},
	"pulled":       func(b *events.Bus, body func()) { pullLoop(b, "untyped", body) },
	"pulled typed": func(b *events.Bus, body func()) { pullLoop(b, "typed", body) },
}

func pullLoop(b *events.Bus, kind string, body func()) {
	next, stop := pulls[kind](b, events.Async(events.Buffer(1)))
	defer stop()
	for next() {
		body()
	}
}

// Whatever the body of a loop over a stream does: the others get all events, it
// is off when it has ended, and Drain and Close return.
func TestFaultMatrixOfStreams(t *testing.T) {
	for _, fault := range bodyFaults {
		for kind, loop := range streamLoops {
			t.Run(fault.name+" in "+kind, inBounds(func(t *testing.T) {
				before := goroutines()
				b := unwatched()
				direct, queued := 0, 0
				b.On("a.b", func(context.Context, events.Event) error { direct++; return nil })
				s := b.On("a.b", func(context.Context, events.Event) error { queued++; return nil }, events.Async())
				taken, fell := 0, any(nil)
				done := make(chan struct{})
				go func() {
					defer close(done)
					defer func() { fell = recover() }()
					loop(b.As("p"), func() {
						if taken++; taken == 1 {
							fault.strike(b)
						}
					})
				}()
				synctest.Wait()
				mustEmit(t, b, "a.b", nil)
				time.Sleep(time.Hour)
				if !fault.closes {
					mustEmit(t, b, "a.b", nil)
					synctest.Wait()
				}
				if fault.goesOn && (fell != nil || taken < 2) {
					t.Errorf("the body ran %d times and fell with %v, want that the loop goes on", taken, fell)
				}
				if n := b.ListenerCount(); !fault.goesOn && !fault.closes && n != 2 {
					t.Errorf("%d listeners are on, want the 2 others", n)
				}
				if i := s.Info(); direct != queued || uint64(direct) != i.Accepted {
					t.Errorf("the others heard %d and %d events, and %d were accepted", direct, queued, i.Accepted)
				}
				wantSettled(t, s.Info())
				wantDrained(t, b)
				_ = b.Close(background)
				<-done
				synctest.Wait()
				if n := goroutines(); n != before {
					t.Errorf("%d goroutines before, %d after", before, n)
				}
			}))
		}
	}
}
