package events_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// tailscale issue 18012: a subscriber that publishes waits for ever once more
// events are under way than its queues hold. Here each of 100 events makes 40,
// through queues of 16, in a ring that comes back to the first.
func TestOther_tailscale18012PublishFromASubscriber(t *testing.T) {
	watchdog(t, hang, func() {
		b := events.New()
		var first, second, third atomic.Int32
		b.On("first", func(ctx context.Context, _ events.Event) error {
			first.Add(1)
			for range 40 {
				mustEmit(t, b, "second", nil)
			}
			return nil
		}, events.Async(events.Buffer(16)))
		b.On("second", func(ctx context.Context, _ events.Event) error {
			second.Add(1)
			return b.Emit(ctx, "third", nil)
		}, events.Async(events.Buffer(16)))
		b.On("third", func(ctx context.Context, _ events.Event) error {
			if n := third.Add(1); n%40 == 0 && n <= 800 {
				return b.Emit(ctx, "first", nil)
			}
			return nil
		}, events.Async(events.Buffer(16)))
		for range 100 {
			mustEmit(t, b, "first", nil)
		}
		if err := b.Drain(background); err != nil {
			t.Errorf("Drain: %v", err)
		}
		if first.Load() != 120 || second.Load() != 4800 || third.Load() != 4800 {
			t.Errorf("%d, %d and %d calls, want 120, 4800 and 4800", first.Load(), second.Load(), third.Load())
		}
		closeBus(t, b)
	})
}

// tailscale issue 17973, its sister: the publisher holds a mutex that the
// subscriber wants. No bus can make room in that queue, so the emit's context
// ends the wait, with an error that says why, and everybody goes on.
func TestOther_tailscale17973MutexAroundPublish(t *testing.T) {
	watchdog(t, hang, func() {
		b, _ := watched()
		var mu sync.Mutex
		s := b.On("a", func(context.Context, events.Event) error {
			mu.Lock()
			defer mu.Unlock()
			return nil
		}, events.Async(events.Buffer(16)))
		full := 0
		ctx, cancel := context.WithTimeout(background, 20*time.Millisecond)
		defer cancel()
		mu.Lock()
		for range 100 {
			if errors.Is(b.Emit(ctx, "a", nil), events.ErrQueueFull) {
				full++
			}
		}
		mu.Unlock()
		closeBus(t, b)
		if i := s.Info(); i.Delivered+i.Dropped != 100 || i.Dropped != uint64(full) || i.Delivered < 16 {
			t.Errorf("%d emits said that the queue was full; %+v", full, i)
		}
	})
}

// tailscale: publish, subscribe and close at once lock each other out, or
// panic, since a closed client allows neither.
func TestOther_tailscalePublishSubscribeCloseAtOnce(t *testing.T) {
	watchdog(t, hang, func() {
		for range 100 {
			b, _ := watched()
			var all sync.WaitGroup
			for range 2 {
				all.Go(func() {
					for range 50 {
						if err := b.Emit(background, "a", nil); err != nil && !errors.Is(err, events.ErrClosed) {
							t.Errorf("Emit: %v", err)
						}
					}
				})
				all.Go(func() {
					for range 20 {
						s := b.On("a", func(ctx context.Context, _ events.Event) error {
							_ = b.Emit(ctx, "b", nil)
							return nil
						}, events.Async(events.Buffer(1)))
						b.On("b", discard, events.Async(events.Buffer(1)))
						s.Off()
					}
				})
			}
			all.Go(func() { closeBus(t, b) })
			all.Wait()
		}
	})
}

// tailscale: a handler that closes its own client freezes for 25 s.
func TestOther_tailscaleHandlerClosesItsOwnClient(t *testing.T) {
	for name, opts := range map[string][]events.Option{"sync": nil, "async": {events.Async()}} {
		t.Run(name, func(t *testing.T) {
			watchdog(t, hang, func() {
				b := events.New()
				client := b.As("client")
				var closed, heard atomic.Int32
				client.On("a", func(ctx context.Context, _ events.Event) error {
					closed.Add(1)
					return client.Close(ctx)
				}, opts...)
				b.On("a", slow(0, &heard), events.Async())
				start := time.Now()
				for range 2 {
					if err := b.EmitWait(background, "a", nil); err != nil {
						t.Errorf("EmitWait: %v", err)
					}
				}
				if d := time.Since(start); d > 5*time.Second || closed.Load() != 1 || heard.Load() != 2 {
					t.Errorf("after %v: %d closed, and another client heard %d of 2", d, closed.Load(), heard.Load())
				}
				closeBus(t, b)
			})
		})
	}
}

// tailscale: one stuck listener starves the others of its client.
func TestOther_tailscaleStuckListenerStarvesItsClient(t *testing.T) {
	watchdog(t, hang, func() {
		b := events.New()
		client, release := b.As("client"), make(chan struct{})
		var heard atomic.Int32
		client.On("a", func(context.Context, events.Event) error { <-release; return nil }, events.Async())
		client.On("a", slow(0, &heard), events.Async())
		client.On("b", slow(0, &heard), events.Async())
		for range 100 {
			mustEmit(t, b, "a", nil)
			mustEmit(t, b, "b", nil)
		}
		reaches(&heard, 200)
		close(release)
		closeBus(t, b)
	})
}

// gookit/event: a panic kills a worker, and when all are dead publishers wait
// for ever.
func TestOther_gookitDeadWorkers(t *testing.T) {
	for _, fault := range faulty {
		t.Run(fault.name, func(t *testing.T) {
			watchdog(t, hang, func() {
				b, _ := watched()
				s := b.On("a", fault.handler, events.Async(events.Workers(3), events.Buffer(4)))
				for range 100 {
					mustEmit(t, b, "a", nil)
				}
				closeBus(t, b)
				if i := s.Info(); i.Delivered != 100 || i.Failed != 100 {
					t.Errorf("figures: %+v", i)
				}
			})
		})
	}
}

// go-libp2p: one subscriber that stops reading blocks the emitter for ever.
// Here the others go on, and the emitter's context ends its wait with an error
// that names the culprit.
func TestOther_libp2pStuckSubscriber(t *testing.T) {
	stuck := map[string]func(b *events.Bus, release chan struct{}){
		"listener": func(b *events.Bus, release chan struct{}) {
			b.On("a", func(context.Context, events.Event) error { <-release; return nil }, events.Async(events.Buffer(4)), events.Label("stuck"))
		},
		"stream": func(b *events.Bus, release chan struct{}) {
			go func() {
				for range b.Stream(background, "a", events.Async(events.Buffer(4)), events.Label("stuck")) {
					<-release
				}
			}()
			eventually(func() bool { return b.ListenerCount() == 1 })
		},
	}
	for name, subscribe := range stuck {
		t.Run(name, func(t *testing.T) {
			watchdog(t, hang, func() {
				b, _ := watched()
				release := make(chan struct{})
				subscribe(b, release)
				var direct, queued, others atomic.Int32
				b.On("a", slow(0, &direct))
				b.On("a", slow(0, &queued), events.Async())
				b.On("b", slow(0, &others), events.Async())
				full := 0
				for range 10 {
					ctx, cancel := context.WithTimeout(background, 5*time.Millisecond)
					err := b.Emit(ctx, "a", nil)
					cancel()
					if l, ok := errors.AsType[*events.ListenerError](err); ok && l.Listener == "stuck" && errors.Is(err, events.ErrQueueFull) {
						full++
					}
					mustEmit(t, b, "b", nil)
				}
				reaches(&queued, 10)
				reaches(&others, 10)
				if full < 5 || direct.Load() != 10 {
					t.Errorf("%d of 10 emits named the stuck one; %d heard directly", full, direct.Load())
				}
				close(release)
				closeBus(t, b)
			})
		})
	}
}

// kelindar/event: a handler's panic ends the process.
func TestOther_kelindarPanicEndsTheProcess(t *testing.T) {
	watchdog(t, hang, func() {
		b, f := watched()
		var heard atomic.Int32
		b.On("a", func(context.Context, events.Event) error { panic("boom") }, events.Async())
		b.On("a", slow(0, &heard), events.Async())
		for range 10 {
			mustEmit(t, b, "a", nil)
		}
		closeBus(t, b)
		if heard.Load() != 10 || len(f.all) != 10 {
			t.Errorf("the other heard %d of 10; %d of 10 panics were reported", heard.Load(), len(f.all))
		}
	})
}

// kelindar/event: a goroutine stays for every closed listener.
func TestOther_kelindarGoroutineForEveryClosedListener(t *testing.T) {
	watchdog(t, hang, func() {
		b := events.New()
		before := runtime.NumGoroutine()
		var heard atomic.Int32
		for range 500 {
			s := b.On("a", slow(0, &heard), events.Async())
			mustEmit(t, b, "a", nil)
			if err := s.OffWait(background); err != nil {
				t.Fatal(err)
			}
		}
		eventually(func() bool { return runtime.NumGoroutine() <= before+5 }) // those of other tests may end or begin
	})
}

// watermill's GoChannel: 1 to 20 of 200 messages came in the wrong order.
func TestOther_watermillInversions(t *testing.T) {
	watchdog(t, hang, func() {
		for range 20 {
			c := orderCheck{emitters: 1, events: 200, listeners: 8}
			for _, fault := range c.run(t, honest) {
				t.Error(fault)
			}
		}
	})
}
