package events_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/google/go-cmp/cmp"
)

// number is a payload with one number.
func number(n int) events.Payload { return events.Payload{"n": n} }

// A counter is a listener that serves each customer until it is told to call
// the next one.
type counter struct {
	*events.Subscription
	next  chan struct{}
	mu    sync.Mutex
	heard []int // read it only while all are idle or wait
}

func newCounter(b *events.Bus, opts ...events.AsyncOption) *counter {
	c := &counter{next: make(chan struct{})}
	c.Subscription = b.On("a", c.serve, events.Async(opts...), events.Label("counter"))
	return c
}

func (c *counter) serve(_ context.Context, e events.Event) error {
	n, err := events.Field[int](e, "n")
	c.mu.Lock()
	c.heard = append(c.heard, n)
	c.mu.Unlock()
	<-c.next
	return err
}

// figures are those of a listener that can be predicted. The events that it
// has accepted are delivered, dropped, pending, or in a call that runs.
type figures struct {
	Accepted, Delivered, Dropped uint64
	Pending, Running             int
}

func figuresOf(s *events.Subscription) figures {
	i := s.Info()
	return figures{i.Accepted, i.Delivered, i.Dropped, i.Pending, i.Running}
}

// wantSettled checks that every accepted event was delivered or dropped, and that
// no call runs.
func wantSettled(t *testing.T, i events.ListenerInfo) {
	t.Helper()
	if i.Accepted != i.Delivered+i.Dropped || i.Running != 0 || i.Pending != 0 {
		t.Errorf("%s does not add up: %d accepted, %d delivered, %d dropped, %d pending, %d running",
			i.Name, i.Accepted, i.Delivered, i.Dropped, i.Pending, i.Running)
	}
}

func (f figures) wants(t *testing.T, want figures) {
	t.Helper()
	if f.Accepted != f.Delivered+f.Dropped+uint64(f.Pending+f.Running) {
		t.Errorf("%+v does not add up", f)
	}
	if diff := cmp.Diff(want, f); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
}

// B34: what each policy delivers and drops, of seven events of which the
// first is being served when the others come.
func TestB34_EachPolicyDropsItsOwn(t *testing.T) {
	tests := []struct {
		name string
		opts []events.AsyncOption
		want []int
		then figures // before the others are served

		refuses bool // some emits return ErrQueueFull
	}{
		{"Block by default", []events.AsyncOption{events.Buffer(3)}, []int{0, 1, 2, 3}, figures{7, 0, 3, 3, 1}, true},
		{"Block", []events.AsyncOption{events.Buffer(3), events.WhenFull(events.Block)}, []int{0, 1, 2, 3}, figures{7, 0, 3, 3, 1}, true},
		{"DropNewest", []events.AsyncOption{events.Buffer(3), events.WhenFull(events.DropNewest)}, []int{0, 1, 2, 3}, figures{7, 0, 3, 3, 1}, false},
		{"DropOldest", []events.AsyncOption{events.Buffer(3), events.WhenFull(events.DropOldest)}, []int{0, 4, 5, 6}, figures{7, 0, 3, 3, 1}, false},
		{"Latest", []events.AsyncOption{events.WhenFull(events.Latest)}, []int{0, 6}, figures{7, 0, 5, 1, 1}, false},
		{"Latest, whatever Buffer says", []events.AsyncOption{events.Buffer(3), events.WhenFull(events.Latest)}, []int{0, 6}, figures{7, 0, 5, 1, 1}, false},
		{"Latest, Buffer after it", []events.AsyncOption{events.WhenFull(events.Latest), events.Buffer(3)}, []int{0, 6}, figures{7, 0, 5, 1, 1}, false},
	}
	var names []string
	for _, tt := range tests {
		names = append(names, tt.name)
	}
	wantEveryPolicy(t, names)
	for _, tt := range tests {
		t.Run(tt.name, inBubble(func(t *testing.T) {
			b := events.New(events.WithErrorHandler(new(failures).handle))
			c := newCounter(b, tt.opts...)
			refused := 0
			for n := range 7 {
				ctx, cancel := context.WithTimeout(background, time.Second)
				if err := b.Emit(ctx, "a", number(n)); errors.Is(err, events.ErrQueueFull) {
					refused++
				} else if err != nil {
					t.Error(err)
				}
				cancel()
				synctest.Wait()
			}
			figuresOf(c.Subscription).wants(t, tt.then)
			if (refused != 0) != tt.refuses {
				t.Errorf("%d emits returned ErrQueueFull", refused)
			}
			close(c.next)
			closeBus(t, b)
			if !slices.Equal(c.heard, tt.want) {
				t.Errorf("delivered %v, want %v", c.heard, tt.want)
			}
			figuresOf(c.Subscription).wants(t, figures{7, uint64(len(tt.want)), tt.then.Dropped, 0, 0})
		}))
	}
}

// B35: an emit that waits for room delays neither emits of other names nor
// those who stand before that listener.
func TestB35_AFullQueueDelaysItsEmittersOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, j := events.New(), &journal{}
		b.On("a", j.writes("before"), events.Priority(1))
		b.On("a", j.writes("beside"), events.Priority(1), events.Async())
		c := newCounter(b, events.Buffer(1))
		b.On("b", j.writes("b"))
		b.On("b", j.writes("other"), events.Async())
		for n := range 2 {
			mustEmit(t, b, "a", number(n))
			synctest.Wait()
		}
		go func() { _ = b.Emit(background, "a", number(2)) }()
		synctest.Wait()
		start := time.Now()
		mustEmit(t, b, "b", nil)
		synctest.Wait()
		j.wants(t, "before beside before beside before beside b other")
		if time.Since(start) != 0 {
			t.Errorf("an emit of another name took %v", time.Since(start))
		}
		close(c.next)
		closeBus(t, b)
	})
}

// B34: EmitWait does not wait for an event that is dropped, be it at once or
// later for another one.
func TestB34_EmitWaitDoesNotWaitForDroppedEvents(t *testing.T) {
	for _, full := range droppingPolicies() {
		t.Run(dispatch.Policy(full).String(), inBubble(func(t *testing.T) {
			b := events.New()
			c := newCounter(b, events.Buffer(1), events.WhenFull(full))
			returned := make(chan int, 3)
			for n := range 3 {
				go func() {
					err := b.EmitWait(background, "a", number(n))
					if dropped := n == lost(full); errors.Is(err, events.ErrDropped) != dropped || !dropped && err != nil {
						t.Errorf("EmitWait of %d: %v", n, err)
					}
					returned <- n
				}()
				synctest.Wait()
			}
			if len(returned) != 1 || <-returned != lost(full) {
				t.Errorf("%d emits have returned; want the one of %d", len(returned), lost(full))
			}
			close(c.next)
			closeBus(t, b)
			if synctest.Wait(); len(returned) != 2 {
				t.Errorf("%d emits of 2 have returned when their events were delivered", len(returned))
			}
		}))
	}
}

// lost is which of three events is lost: 0 is being served, and 1 made room for 2,
// or 2 found none.
func lost(full events.FullPolicy) int {
	if full == events.DropNewest {
		return 2
	}
	return 1
}

// B34: a once-listener gets one event whatever the policy.
func TestB34_PoliciesOfOnce(t *testing.T) {
	for _, full := range everyPolicy() {
		synctest.Test(t, func(t *testing.T) {
			b, j := events.New(), &journal{}
			s := b.On("a", j.writes("once"), events.Once(), events.Async(events.Buffer(1), events.WhenFull(full)))
			for range 3 {
				mustEmit(t, b, "a", nil)
			}
			closeBus(t, b)
			j.wants(t, "once")
			figuresOf(s).wants(t, figures{Accepted: 1, Delivered: 1})
		})
	}
}

// B34: a stream takes the policies too; its handler is the loop's body.
func TestB34_PoliciesOfStreams(t *testing.T) {
	for _, tt := range []struct {
		full events.FullPolicy
		want []int
	}{
		{events.DropNewest, []int{0, 1, 2}}, {events.DropOldest, []int{0, 4, 5}}, {events.Latest, []int{0, 5}},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := events.New()
			var heard []int
			next, over := make(chan struct{}), make(chan struct{})
			go func() {
				defer close(over)
				for e := range b.Stream(background, "a", events.Async(events.Buffer(2), events.WhenFull(tt.full))) {
					n, _ := events.Field[int](e, "n")
					heard = append(heard, n)
					<-next
				}
			}()
			for n := range 6 {
				synctest.Wait()
				mustEmit(t, b, "a", number(n))
			}
			in := b.TopicInfo()[0].Listeners[0]
			figures{in.Accepted, in.Delivered, in.Dropped, in.Pending, in.Running}.wants(t,
				figures{6, 0, uint64(6 - len(tt.want)), len(tt.want) - 1, 1})
			close(next)
			closeBus(t, b)
			if <-over; !slices.Equal(heard, tt.want) {
				t.Errorf("policy %d: the stream yields %v, want %v", tt.full, heard, tt.want)
			}
		})
	}
}

// B34, B40: emits that wait for room when Close gives up return, and what they
// brought counts as abandoned and dropped.
func TestB34_CloseAtItsDeadlineWhileEmitsWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		c := newCounter(b, events.Buffer(1))
		returned := make(chan error, 5)
		for n := range 5 {
			go func() { returned <- b.Emit(background, "a", number(n)) }()
			synctest.Wait()
		}
		ctx, cancel := context.WithTimeout(background, time.Second)
		defer cancel()
		left, ok := errors.AsType[*events.CloseError](b.Close(ctx))
		if !ok || left.Abandoned != 4 {
			t.Errorf("Close: %v; want 4 abandoned", left)
		}
		if synctest.Wait(); len(returned) != 5 {
			t.Errorf("%d of 5 emits have returned after Close", len(returned))
		}
		close(c.next)
		synctest.Wait()
		figuresOf(c.Subscription).wants(t, figures{Accepted: 5, Delivered: 1, Dropped: 4})
	})
}
