package dispatch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// newTestBus returns a bus with the hooks that an emit needs.
func newTestBus(h Hooks) *Bus {
	h.Check = func(string) error { return nil }
	h.Panicked = func(v any, _ []byte) error { return fmt.Errorf("panic: %v", v) }
	h.Failed = func(_ context.Context, f Failure) error { return f.Err }
	h.Described = func(f Failure) error { return f.Err }
	h.Breakable = func() {}
	h.Slow = func(SlowCall) {}
	b := New()
	b.core.Install(h, DefaultLimits)
	return b
}

func kindOfInt(name string) *Kind[int] {
	k := &Kind[int]{Box: func(n int) Body { return intBody(n) }}
	k.Named(Intern(name))
	return k
}

// An intBody is an int in the general form.
type intBody int

func (n intBody) Map() map[string]any      { return map[string]any{"n": int(n)} }
func (n intBody) Value(string) (any, bool) { return int(n), true }
func (n intBody) Ref(string) any           { return nil }

type option struct {
	Source string
	Wait   bool
}

func emitInt(b *Bus, k *Kind[int], n int) error {
	return EmitName[int, option](context.Background(), b, k, &n, nil)
}

// inBubble runs a test in a bubble of its own. No timer of a bus outlives it, which
// would read frameNames while the next test replaces them.
func inBubble(f func(*testing.T)) func(*testing.T) {
	return func(t *testing.T) { synctest.Test(t, f) }
}

// marksIn returns the kinds of the marked frames below the calling handler, if
// the look and a traceback find the same, or nothing.
func marksIn() (kinds []frameKind) {
	look, text := lookAtStack(), stackView{}
	text.readTraceback()
	if look.readMarks(); !slices.Equal(look.marks, text.marks) {
		return nil
	}
	for _, m := range text.marks {
		kinds = append(kinds, m.kind)
	}
	return kinds
}

// A walk over frames and a traceback find the same marks, from where a panic or an
// exit is dealt with too, and the walk finds them however deep the stack is.
func TestWalkFindsWhatATracebackShows(t *testing.T) {
	if !canWalkHere {
		t.Skip("frames can't be walked on this processor")
	}
	if frameNames.learn(); !frameNames.canWalk {
		t.Fatal("the check of the walk has failed")
	}
	inPanic := func(f func()) {
		defer func() { _ = recover(); f() }()
		panic("planted")
	}
	for _, frames := range []int{0, 20, 500} {
		for name, way := range map[string]func(func()){"plain": func(f func()) { f() }, "panic": inPanic} {
			runAdopted(stackMark{1, 2}, func() {
				deeper(frames, func() {
					runAdopted(stackMark{3, 4}, func() { way(func() { wantMarks(t, name, frames, 4, 2) }) })
				})
			})
		}
	}
}

// wantMarks looks at the stack for adopt marks with those second words.
func wantMarks(t *testing.T, name string, frames int, want ...uintptr) {
	var walked, text stackView
	if !walked.walk() {
		t.Errorf("%s, %d frames: the walk does not come to an end", name, frames)
	}
	var got []uintptr
	for _, m := range walked.marks {
		got = append(got, m.mark[1])
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s, %d frames: the walk finds %v, want %v", name, frames, got, want)
	}
	if text.readTraceback(); frames < 100 && !slices.Equal(text.marks, walked.marks) {
		t.Errorf("%s, %d frames: a traceback shows %v, the walk %v", name, frames, text.marks, walked.marks)
	}
}

func deeper(frames int, f func()) {
	if frames == 0 {
		f()
		return
	}
	deeper(frames-1, f)
}

// Every way on which a handler can be called has its marks, and a traceback shows
// them: a function that is inlined, renamed or loses its mark is noticed here.
func TestEveryWayToAHandlerIsMarked(t *testing.T) {
	for name, tt := range map[string]struct {
		all  bool // the listener takes all of an event
		cfg  Config
		want []frameKind
	}{
		"fast":    {false, Config{}, []frameKind{roundFrame}},
		"uniform": {true, Config{}, []frameKind{callFrame, roundFrame}},
		"slow":    {true, Config{Once: true}, []frameKind{callFrame, roundFrame}},
		"serial":  {true, Config{Serial: true}, []frameKind{callFrame, turnFrame, roundFrame}},
		"worker":  {true, Config{Async: true}, []frameKind{workFrame}},
		"several": {true, Config{Async: true, Workers: 2}, []frameKind{workFrame}},
	} {
		t.Run(name, inBubble(func(t *testing.T) {
			b, k := newTestBus(Hooks{}), kindOfInt("marks."+name)
			found := make(chan []frameKind, 20)
			if tt.all {
				Subscribe(b, Exact, k.Name.Text, k, func(context.Context, Meta, int) error {
					found <- marksIn()
					return nil
				}, CallSite{}, tt.cfg)
			} else {
				SubscribePlain(b, k.Name.Text, k, func(context.Context, int) error {
					found <- marksIn()
					return nil
				}, CallSite{}, tt.cfg)
			}
			emits := 1
			if !tt.cfg.Once {
				emits = 20 // the first ones, over a new table, take the slow path
			}
			for range emits {
				if err := emitInt(b, k, 1); err != nil {
					t.Fatal(err)
				}
			}
			for range emits - 1 {
				<-found
			}
			if got := <-found; !slices.Equal(got, tt.want) {
				t.Errorf("marks %v, want %v", got, tt.want)
			}
		}))
	}
	s := lookAtStack()
	if s.isInside() {
		t.Error("a test counts as inside a listener")
	}
}

// plantUnreadable replaces tracebacks by such as an obfuscated program may print.
func plantUnreadable(t *testing.T) {
	real, walk := printStack, mayWalk
	mayWalk = false
	printStack = func(buf []byte, _ bool) int { return copy(buf, "goroutine 1 [running]:\nz9.q({...}, ?)\n\t?:1\n") }
	frameNames = frameTable{}
	t.Cleanup(func() {
		printStack, mayWalk = real, walk
		frameNames = frameTable{}
	})
}

// Where tracebacks can't be read, a listener that would wait for itself gets an
// error instead of waiting for ever.
func TestUnreadableTracebacksLetNothingWaitInside(t *testing.T) {
	k := kindOfInt("unreadable.waits")
	for name, wait := range map[string]func(context.Context, *Bus, *Listener) error{
		"Drain":   func(ctx context.Context, b *Bus, _ *Listener) error { return b.Drain(ctx) },
		"OffWait": func(ctx context.Context, _ *Bus, l *Listener) error { return l.OffWait(ctx) },
		"EmitWait": func(ctx context.Context, b *Bus, _ *Listener) error {
			n := 2
			return EmitWith[int, option](ctx, b, k, &n, nil, true)
		},
	} {
		t.Run(name, inBubble(func(t *testing.T) {
			plantUnreadable(t)
			b := newTestBus(Hooks{})
			result := make(chan error, 1)
			var l *Listener
			l = SubscribePlain(b, k.Name.Text, k, func(_ context.Context, n int) error {
				if n == 1 {
					ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
					defer cancel()
					result <- wait(ctx, b, l)
				}
				return nil
			}, CallSite{}, Config{Async: true})
			defer l.Off()
			if err := emitInt(b, k, 1); err != nil {
				t.Fatal(err)
			}
			if err := <-result; !errors.Is(err, ErrWouldDeadlock) {
				t.Errorf("got %v", err)
			}
		}))
	}
}

// An emit from outside, Drain from outside and a serial listener work without
// readable tracebacks.
func TestUnreadableTracebacksLeaveTheRestAlone(t *testing.T) {
	inBubble(func(t *testing.T) {
		plantUnreadable(t)
		b, k := newTestBus(Hooks{}), kindOfInt("unreadable.rest")
		calls := 0
		SubscribePlain(b, k.Name.Text, k, func(context.Context, int) error { calls++; return nil }, CallSite{}, Config{Async: true})
		SubscribePlain(b, k.Name.Text, k, func(context.Context, int) error { return nil }, CallSite{}, Config{Serial: true})
		for range 3 {
			if err := emitInt(b, k, 1); err != nil {
				t.Fatal(err)
			}
		}
		if err := b.Drain(context.Background()); err != nil || calls != 3 {
			t.Errorf("Drain: %v, after %d calls", err, calls)
		}
		if err := b.Close(context.Background()); err != nil {
			t.Errorf("Close: %v", err)
		}
	})(t)
}

// A goroutine that works for a listener's counts as inside it, readable or not.
func TestUnreadableTracebacksKeepAdoptionsInside(t *testing.T) {
	inBubble(func(t *testing.T) {
		plantUnreadable(t)
		b, k := newTestBus(Hooks{}), kindOfInt("unreadable.adopted")
		inside := false
		SubscribePlain(b, k.Name.Text, k, func(context.Context, int) error {
			run, done := Adopt(), make(chan struct{})
			go func() {
				defer close(done)
				run(func() {
					s := lookAtStack()
					inside = s.isInside() && s.isNested()
				})
			}()
			<-done
			return nil
		}, CallSite{}, Config{})
		if err := emitInt(b, k, 1); err != nil || !inside {
			t.Errorf("inside: %v, error: %v", inside, err)
		}
	})(t)
}

func TestUnreadableTracebacksAreReportedOnce(t *testing.T) {
	plantUnreadable(t)
	synctest.Test(t, func(t *testing.T) {
		reports := 0
		b := newTestBus(Hooks{Unreadable: func() { reports++ }})
		k := kindOfInt("unreadable.report")
		SubscribePlain(b, k.Name.Text, k, func(context.Context, int) error { return nil }, CallSite{}, Config{})
		for range 5 {
			if err := emitInt(b, k, 1); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		if reports != 1 {
			t.Errorf("%d reports", reports)
		}
		_ = b.Close(context.Background())
	})
}

func TestReadableTracebacksAreNotReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newTestBus(Hooks{Unreadable: func() { t.Error("reported") }})
		k := kindOfInt("readable")
		SubscribePlain(b, k.Name.Text, k, func(context.Context, int) error { return nil }, CallSite{}, Config{})
		if err := emitInt(b, k, 1); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		_ = b.Close(context.Background())
	})
}
