package events_test

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/fastpluggy/eventbus/events"
)

// item is a payload with a key and a number.
func item(key string, n int) events.Payload { return events.Payload{"key": key, "n": n} }

func keyOf(e events.Event) string {
	key, _ := e.Get("key")
	s, _ := key.(string)
	return s
}

// A keyedLog is a keyed listener that serves each key's customer until the
// key is told to go on.
type keyedLog struct {
	*events.Subscription
	mu    sync.Mutex
	next  map[string]chan struct{} // a key without one is served at once
	heard map[string][]int
	now   map[string]int
	most  int // calls at once
}

func newKeyedLog(b *events.Bus, slowKeys []string, opts ...events.AsyncOption) *keyedLog {
	l := &keyedLog{next: map[string]chan struct{}{}, heard: map[string][]int{}, now: map[string]int{}}
	for _, key := range slowKeys {
		l.next[key] = make(chan struct{})
	}
	l.Subscription = b.On("a", l.serve, events.Async(append(opts, events.Keyed(keyOf))...))
	return l
}

func (l *keyedLog) serve(_ context.Context, e events.Event) error {
	key := keyOf(e)
	n, err := events.Field[int](e, "n")
	l.mu.Lock()
	l.heard[key] = append(l.heard[key], n)
	l.now[key]++
	if l.now[key] > 1 {
		err = fmt.Errorf("two calls at once for key %q", key)
	}
	running := 0
	for _, n := range l.now {
		running += n
	}
	l.most = max(l.most, running)
	next := l.next[key]
	l.mu.Unlock()
	if next != nil {
		<-next
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now[key]--
	return err
}

// B33, B34: events of one key come in the order emitted, one at a time, though
// many workers serve them and several goroutines emit.
func TestB33_KeyedKeepsTheOrderOfAKey(t *testing.T) {
	b, f := watched()
	l := newKeyedLog(b, nil, events.Workers(8), events.Buffer(16))
	var emitters sync.WaitGroup
	for e := range 4 {
		emitters.Go(func() {
			for n := range 1000 {
				if err := b.Emit(background, "a", item(fmt.Sprintf("%d.%d", e, n%5), n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	emitters.Wait()
	closeBus(t, b)
	for key, heard := range l.heard {
		if !slices.IsSorted(heard) || len(heard) != 200 {
			t.Errorf("key %s: %d of 200 events, sorted: %v", key, len(heard), slices.IsSorted(heard))
		}
	}
	if len(l.heard) != 20 || len(f.all) != 0 {
		t.Errorf("%d of 20 keys; failures %v", len(l.heard), f.all)
	}
	figuresOf(l.Subscription).wants(t, figures{Accepted: 4000, Delivered: 4000})
}

// B35: a key that is stuck delays no other; its own events wait, in order.
func TestB35_AStuckKeyDelaysNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		l := newKeyedLog(b, []string{"stuck"}, events.Workers(2))
		for n := range 10 {
			mustEmit(t, b, "a", item("stuck", n))
			mustEmit(t, b, "a", item("free", n))
			mustEmit(t, b, "a", item("", n)) // a key like any other
		}
		synctest.Wait()
		if want := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}; !slices.Equal(l.heard["free"], want) || !slices.Equal(l.heard[""], want) {
			t.Errorf("free: %v, empty: %v", l.heard["free"], l.heard[""])
		}
		if len(l.heard["stuck"]) != 1 {
			t.Errorf("stuck: %v", l.heard["stuck"])
		}
		figuresOf(l.Subscription).wants(t, figures{30, 20, 0, 9, 1})
		close(l.next["stuck"])
		closeBus(t, b)
		if !slices.IsSorted(l.heard["stuck"]) || len(l.heard["stuck"]) != 10 {
			t.Errorf("stuck: %v", l.heard["stuck"])
		}
	})
}

// B33: Workers bounds how many keys are served at once; by default as many
// are as there are processors.
func TestB33_WorkersBoundKeys(t *testing.T) {
	for name, tt := range map[string]struct {
		opts []events.AsyncOption
		want int
	}{
		"one":     {[]events.AsyncOption{events.Workers(1)}, 1},
		"three":   {[]events.AsyncOption{events.Workers(3)}, 3},
		"default": {nil, runtime.GOMAXPROCS(0)},
	} {
		t.Run(name, inBubble(func(t *testing.T) {
			b := events.New()
			var keys []string
			for n := range 20 {
				keys = append(keys, fmt.Sprint(n))
			}
			l := newKeyedLog(b, keys, tt.opts...)
			for _, key := range keys {
				mustEmit(t, b, "a", item(key, 0))
				mustEmit(t, b, "a", item(key, 1))
			}
			synctest.Wait()
			figuresOf(l.Subscription).wants(t, figures{40, 0, 0, 40 - tt.want, tt.want})
			for _, key := range keys {
				close(l.next[key])
			}
			closeBus(t, b)
			if l.most != tt.want {
				t.Errorf("%d calls at once, want %d", l.most, tt.want)
			}
			figuresOf(l.Subscription).wants(t, figures{Accepted: 40, Delivered: 40})
		}))
	}
}

// B34: a keyed queue that is full drops as the policy says, the oldest being
// the oldest of all keys.
func TestB34_PoliciesWithKeys(t *testing.T) {
	tests := map[string]struct {
		full       events.FullPolicy
		x, y, z    []int // delivered of each key
		then, last figures
	}{
		"DropNewest": {events.DropNewest, []int{0, 1}, []int{2}, []int{3}, figures{7, 0, 3, 3, 1}, figures{7, 4, 3, 0, 0}},
		"DropOldest": {events.DropOldest, []int{0, 5}, []int{4, 6}, nil, figures{7, 0, 3, 3, 1}, figures{7, 4, 3, 0, 0}},
		"Latest":     {events.Latest, []int{0, 5}, []int{6}, []int{3}, figures{7, 0, 3, 3, 1}, figures{7, 4, 3, 0, 0}},
		"Block":      {events.Block, []int{0, 1, 5}, []int{2, 4, 6}, []int{3}, figures{4, 0, 0, 3, 1}, figures{7, 7, 0, 0, 0}},
	}
	wantEveryPolicy(t, slices.Collect(maps.Keys(tests)))
	for name, tt := range tests {
		t.Run(name, inBubble(func(t *testing.T) {
			b := events.New()
			l := newKeyedLog(b, []string{"x", "y", "z"}, events.Workers(1), events.Buffer(3), events.WhenFull(tt.full))
			for n, key := range []string{"x", "x", "y", "z", "y", "x", "y"} {
				go func() { _ = b.Emit(background, "a", item(key, n)) }()
				synctest.Wait()
			}
			figuresOf(l.Subscription).wants(t, tt.then)
			for _, next := range l.next {
				close(next)
			}
			synctest.Wait()
			closeBus(t, b)
			if !slices.Equal(l.heard["x"], tt.x) || !slices.Equal(l.heard["y"], tt.y) || !slices.Equal(l.heard["z"], tt.z) {
				t.Errorf("x %v, y %v, z %v; want %v, %v, %v", l.heard["x"], l.heard["y"], l.heard["z"], tt.x, tt.y, tt.z)
			}
			figuresOf(l.Subscription).wants(t, tt.last)
		}))
	}
}

// The lanes of keys that have nothing to do are gone: what 30,000 keys took
// is given back.
func TestKeysThatAreIdleTakeNoMemory(t *testing.T) {
	const keys = 30_000
	b := events.New()
	var n atomic.Int32
	next := make(chan struct{})
	s := b.On("a", func(context.Context, events.Event) error { <-next; n.Add(1); return nil },
		events.Async(events.Keyed(keyOf), events.Buffer(keys)))
	before := heap()
	for i := range keys {
		mustEmit(t, b, "a", item(fmt.Sprintf("key-%06d", i), i))
	}
	grown := heap() - before
	close(next)
	if err := b.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := heap() - before; left > grown/20 {
		t.Errorf("%d keys took %d KB, and %d KB are left when they are idle", keys, grown>>10, left>>10)
	}
	figuresOf(s).wants(t, figures{Accepted: keys, Delivered: keys})
	runtime.KeepAlive(b)
}

// heap returns how many bytes are in use after a collection.
func heap() int64 {
	var m runtime.MemStats
	for range 3 { // what has a cleanup goes a round later
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
