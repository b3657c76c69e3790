package events_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// B28: listeners that each emit on a goroutine of their own are not a recursion
// on one stack, however deep they wait for each other.
func TestB28_AGoroutineEachIsNoRecursion(t *testing.T) {
	b := events.New()
	depth := 0
	b.On("a", func(context.Context, events.Event) error {
		if depth++; depth == 300 {
			return nil
		}
		refused := make(chan error)
		go func() { refused <- b.Emit(background, "a", nil) }()
		return <-refused
	})
	if err := b.EmitWait(background, "a", nil); err != nil || depth != 300 {
		t.Errorf("%v at depth %d, want 300", err, depth)
	}
}

// B28, B36: an asynchronous listener that emits more than it gets ends at the
// ceiling: what is pending stays bounded.
func TestB28_AsyncRecursionEndsAtTheCeiling(t *testing.T) {
	f := &failures{}
	b := events.New(events.WithCeiling(100), events.WithErrorHandler(f.handle))
	var s *events.Subscription
	calls, most, full := 0, 0, 0
	s = b.On("a", func(context.Context, events.Event) error {
		if calls++; calls > 1000 {
			return nil
		}
		for range 3 {
			if err := b.Emit(background, "a", nil); errors.Is(err, events.ErrQueueFull) {
				full++
			} else if err != nil {
				t.Error(err)
			}
		}
		most = max(most, s.Info().Pending)
		return nil
	}, events.Async(events.Buffer(1)))
	mustEmit(t, b, "a", nil)
	if err := b.Drain(background); err != nil {
		t.Error(err)
	}
	closeBus(t, b)
	if most != 101 || full == 0 || len(f.all) != full {
		t.Errorf("%d events were pending, want 101; %d emits were refused, %d reported", most, full, len(f.all))
	}
	figuresOf(s).wants(t, figures{Accepted: 3001, Delivered: 3001 - uint64(full), Dropped: uint64(full)})
}

// B28: a crowd of emitters that wait in a listener is not a recursion, and is
// never refused. One of the crowd that does recurse is refused, and so is a
// recursion when the crowd has left: a little later than usual.
func TestB28_ACrowdIsNotRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const crowd = 500
		b, w := events.New(), &nestedEmits{}
		var here, refused atomic.Int32
		leave := make(chan struct{})
		b.On("a", func(_ context.Context, e events.Event) error {
			if e.Source == "crowd" {
				here.Add(1)
				<-leave
				return nil
			}
			return w.level(func(int) error { return b.Emit(background, "a", nil) })
		})
		for range crowd {
			go func() {
				if b.Emit(background, "a", nil, events.From("crowd")) != nil {
					refused.Add(1)
				}
			}()
		}
		synctest.Wait()
		if here.Load() != crowd || refused.Load() != 0 {
			t.Errorf("%d of %d are in the listener, %d were refused", here.Load(), crowd, refused.Load())
		}
		mustEmit(t, b, "a", nil)
		w.wants(t, 64)
		close(leave)
		synctest.Wait()
		*w = nestedEmits{}
		mustEmit(t, b, "a", nil)
		if _, ok := errors.AsType[*events.RecursionError](w.refusal); !ok || w.deepest > 64+crowd+64 {
			t.Errorf("after the crowd: %v at depth %d", w.refusal, w.deepest)
		}
		t.Logf("after a crowd of %d a recursion is refused at depth %d", crowd, w.deepest)
		*w = nestedEmits{}
		mustEmit(t, b, "a", nil)
		w.wants(t, 64)
	})
}

// B28: emitters on all cores, which make counters spread, do not keep a
// recursion beside them from being refused soon.
func TestB28_RecursionUnderLoad(t *testing.T) {
	b, w := events.New(), &nestedEmits{}
	b.On("a", func(_ context.Context, e events.Event) error {
		if e.Source == "load" {
			return nil
		}
		return w.level(func(int) error { return b.Emit(background, "a", nil) })
	})
	var load sync.WaitGroup
	ctx, stop := context.WithCancel(t.Context())
	for range 4 {
		load.Go(func() {
			for ctx.Err() == nil {
				if err := b.Emit(background, "a", nil, events.From("load")); err != nil {
					t.Errorf("an emit that does not recurse: %v", err)
				}
			}
		})
	}
	deepest := 0
	for start := time.Now(); time.Since(start) < 200*time.Millisecond; {
		*w = nestedEmits{}
		mustEmit(t, b, "a", nil)
		if _, ok := errors.AsType[*events.RecursionError](w.refusal); !ok {
			t.Fatalf("at depth %d: %v", w.deepest, w.refusal)
		}
		deepest = max(deepest, w.deepest)
	}
	stop()
	load.Wait()
	if deepest > 1024 {
		t.Errorf("a recursion went %d deep", deepest)
	}
	t.Logf("the deepest went %d deep", deepest)
}

// B28: listeners that subscribe or leave on the way make new tables, and a
// recursion is refused all the same.
func TestB28_RecursionThatChangesItsListeners(t *testing.T) {
	for name, change := range map[string]func(b *events.Bus, depth int){
		"on and off":          func(b *events.Bus, _ int) { b.On("a", discard).Off() },
		"once":                func(b *events.Bus, _ int) { b.On("a", discard, events.Once()) },
		"once, of everything": func(b *events.Bus, _ int) { b.OnAny(discard, events.Once()) },
		"every tenth level": func(b *events.Bus, depth int) {
			if depth%10 == 0 {
				b.On("a", discard).Off()
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			b, w := events.New(events.WithListenerLimit(0)), &nestedEmits{}
			b.On("a", func(context.Context, events.Event) error {
				return w.level(func(depth int) error { change(b, depth); return b.Emit(background, "a", nil) })
			})
			mustEmit(t, b, "a", nil)
			if _, ok := errors.AsType[*events.RecursionError](w.refusal); !ok || w.deepest > 128 {
				t.Errorf("at depth %d: %v", w.deepest, w.refusal)
			}
		})
	}
	t.Run("a new name each", func(t *testing.T) {
		b, w := events.New(), &nestedEmits{}
		var h events.Handler
		h = func(context.Context, events.Event) error {
			return w.level(func(depth int) error {
				name := fmt.Sprintf("a.n%d", depth)
				b.On(name, h)
				return b.Emit(background, name, nil)
			})
		}
		b.On("a.n0", h)
		mustEmit(t, b, "a.n0", nil)
		if _, ok := errors.AsType[*events.RecursionError](w.refusal); !ok || w.deepest > 128 {
			t.Errorf("at depth %d: %v", w.deepest, w.refusal)
		}
	})
}

// B28: with a stack of 1 MB at most the process survives every recursion; the
// test runs itself again, since its own end would be the failure.
func TestB28_TheProcessSurvives(t *testing.T) {
	const variable = "EVENTS_TEST_RECURSION"
	if os.Getenv(variable) != "" {
		debug.SetMaxStack(1 << 20)
		for _, way := range recursions {
			for _, n := range []int{1, 16} {
				w := &nestedEmits{}
				_ = way.wire(w, events.New(), ring(n))()
				w.wants(t, 64)
			}
		}
		return
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestB28_TheProcessSurvives$", "-test.v")
	cmd.Env = append(os.Environ(), variable+"=1")
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS") {
		t.Errorf("%v: %.500s", err, out)
	}
}
