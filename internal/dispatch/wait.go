package dispatch

import (
	"context"
	"errors"
	"iter"
	"sync"
)

type blockingKey struct{}

// Blocking returns a context in which Emit waits for asynchronous listeners.
func Blocking(ctx context.Context) context.Context {
	return context.WithValue(ctx, blockingKey{}, true)
}

func isBlocking(ctx context.Context) bool {
	yes, _ := ctx.Value(blockingKey{}).(bool)
	return yes
}

// detached returns ctx as asynchronous listeners get it: with its values, but
// neither its end nor Blocking. A context that never ends passes as it is.
func detached(ctx context.Context, blocking bool) context.Context {
	if ctx.Done() != nil {
		ctx = context.WithoutCancel(ctx)
	}
	if blocking {
		ctx = context.WithValue(ctx, blockingKey{}, false)
	}
	return ctx
}

// A Wait is one emit's wait for its asynchronous listeners.
type Wait struct {
	mu      sync.Mutex
	left    int // queued or running copies, and one for the emit itself
	errs    []error
	waiting frames // what the waiting goroutine works on, parked meanwhile
	done    chan struct{}
}

func newWait() *Wait { return &Wait{left: 1, done: make(chan struct{})} }

func (w *Wait) add() {
	if w != nil {
		w.mu.Lock()
		w.left++
		w.mu.Unlock()
	}
}

// finish takes one copy off. The last one wakes the emitter, and says before
// it that the emitter runs again.
func (w *Wait) finish(err error) {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		w.errs = append(w.errs, err)
	}
	if w.left--; w.left == 0 {
		w.waiting.unpark()
		w.waiting = frames{}
		close(w.done)
	}
}

// over waits for the copies, unless that could never end: the goroutine of an
// asynchronous listener may be what a queue waits for.
func (w *Wait) over(ctx context.Context) ([]error, error) {
	w.mu.Lock()
	if w.left == 1 {
		defer w.mu.Unlock()
		return w.errs, nil
	}
	f := ownFrames()
	if f.queued || f.unknown {
		defer w.mu.Unlock()
		return w.errs, ErrWouldDeadlock
	}
	f.park()
	w.waiting = f
	w.mu.Unlock()
	wakeIf(func(other watcher) bool { return other.bubble == f.bubble })
	w.finish(nil)
	select {
	case <-w.done:
		return w.errs, nil
	case <-ctx.Done():
		w.giveUp()
		w.mu.Lock()
		defer w.mu.Unlock()
		return append([]error(nil), w.errs...), ctx.Err()
	}
}

func (w *Wait) giveUp() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting.unpark()
	w.waiting = frames{}
}

// A watcher is a goroutine in Drain, OffWait or Close.
type watcher struct {
	core   *Core
	bubble string // of testing/synctest: to wake one from outside is fatal
}

// watchers are those of all buses: a wait on one bus may be what a wait on
// another looks for.
var watchers = struct {
	sync.Mutex
	of map[chan struct{}]watcher
}{of: map[chan struct{}]watcher{}}

// wake lets everybody who waits on c look again.
func (c *Core) wake() {
	if c.watched.Load() != 0 {
		wakeIf(func(w watcher) bool { return w.core == c })
	}
}

func wakeIf(concerned func(watcher) bool) {
	watchers.Lock()
	defer watchers.Unlock()
	for ch, w := range watchers.of {
		if !concerned(w) {
			continue
		}
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

// await makes all rounds of the bus tell when they end; back ends that.
func (c *Core) await() (back func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiters++
	for t := range c.tables() {
		t.set(awaited)
	}
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.waiters--; c.waiters > 0 {
			return
		}
		for t := range c.tables() {
			t.clear(awaited)
		}
	}
}

// tables yields those in use and those with a round inside; the caller holds
// core.mu.
func (c *Core) tables() iter.Seq[*table] {
	return func(yield func(*table) bool) {
		for _, t := range c.standing {
			if !yield(t) {
				return
			}
		}
		for t := range c.leaving {
			if !yield(t) {
				return
			}
		}
	}
}

// until waits for ready, which is asked again whenever a round or a call has
// ended or begun to wait. Where it gives up it calls late, while its own caller
// still counts as waiting.
func (c *Core) until(ctx context.Context, ready func() bool, late func()) error {
	f := ownFrames()
	ch := make(chan struct{}, 1)
	c.watched.Add(1)
	watchers.Lock()
	watchers.of[ch] = watcher{c, f.bubble}
	watchers.Unlock()
	f.park()
	wakeIf(func(other watcher) bool { return other.bubble == f.bubble })
	defer func() {
		f.unpark()
		watchers.Lock()
		delete(watchers.of, ch)
		watchers.Unlock()
		c.watched.Add(-1)
	}()
	for !ready() {
		if f.unknown {
			late()
			return errors.Join(ErrWouldDeadlock, ctx.Err())
		}
		select {
		case <-ch:
		case <-ctx.Done():
			if ready() {
				return nil
			}
			late()
			return ctx.Err()
		}
	}
	return nil
}
