package dispatch

import (
	"context"
	"reflect"
	"sync"
)

// A context is the user's code: its methods may panic, end the goroutine, block,
// or use the bus. The functions here stand between it and the engine. None is
// called under a lock.

type blockingKey struct{}

// Blocking returns a context in which Emit waits for asynchronous listeners.
func Blocking(ctx context.Context) context.Context {
	if ctx == nil {
		ctx = context.Background()
	}
	return context.WithValue(ctx, blockingKey{}, true)
}

// Value is ctx.Value, or nil if that panics.
func Value(ctx context.Context, key any) (v any) {
	if ctx == context.Background() {
		return nil
	}
	defer survive()
	return ctx.Value(key)
}

// doneOf is ctx.Done, or nil if that panics.
func doneOf(ctx context.Context) (done <-chan struct{}) {
	defer survive()
	return ctx.Done()
}

// errOf is ctx.Err, or nil if that panics.
func errOf(ctx context.Context) (err error) {
	defer survive()
	return ctx.Err()
}

// isClosed reports whether a context has ended whose Done is that: without a call
// of its methods, and as soon as whoever has ended it knows.
func isClosed(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

func hasEnded(ctx context.Context) bool { return errOf(ctx) != nil }

// survive recovers from the panic of a user's method that the engine has called
// for itself. A context that panics is as good as one without that method.
func survive() { _ = recover() }

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

// guarded is a context whose methods the standard library may call on a goroutine
// of its own, where a panic would be the end of the process.
type guarded struct{ context.Context }

func (g guarded) Done() <-chan struct{} { return doneOf(g.Context) }
func (g guarded) Value(key any) any     { return Value(g.Context, key) }
func (g guarded) Err() error {
	if err := errOf(g.Context); err != nil || !isClosed(g.Done()) {
		return err
	}
	return context.Canceled
}

// untils are the contexts that listeners of a bus are bound to. The standard
// library watches a context of another maker with a goroutine for each that asks;
// here all listeners that are bound to one context share one.
type untils struct {
	mu sync.Mutex
	of map[context.Context]*until
}

// An until is one context, watched once for all that are bound to it.
type until struct {
	ctx    context.Context // of the standard library, ends with the user's
	cancel func()
	users  int
}

// watch calls f on a goroutine of its own when ctx ends. stop ends the watch. A
// context whose methods panic is not watched.
func (u *untils) watch(ctx context.Context, f func()) (stop func()) {
	stop = func() {}
	defer survive()
	if !reflect.ValueOf(ctx).Comparable() {
		end := context.AfterFunc(guarded{ctx}, f)
		return func() { end() }
	}
	shared := u.join(ctx)
	end := context.AfterFunc(shared.ctx, f)
	var once sync.Once
	return func() {
		once.Do(func() {
			end()
			u.leave(ctx, shared)
			ctx, shared, end = nil, nil, nil // the program may keep the subscription
		})
	}
}

func (u *untils) join(ctx context.Context) *until {
	if shared := u.find(ctx, nil); shared != nil {
		return shared
	}
	mine := new(until)
	mine.ctx, mine.cancel = context.WithCancel(guarded{ctx}) // calls methods of ctx
	shared := u.find(ctx, mine)
	if shared != mine {
		mine.cancel() // another was quicker
	}
	return shared
}

// find returns what is shared for ctx, with one user more; or fresh, if there is
// nothing yet.
func (u *untils) find(ctx context.Context, fresh *until) *until {
	u.mu.Lock()
	defer u.mu.Unlock()
	shared := u.of[ctx]
	if shared == nil {
		if fresh == nil {
			return nil
		}
		if u.of == nil {
			u.of = map[context.Context]*until{}
		}
		shared, u.of[ctx] = fresh, fresh
	}
	shared.users++
	return shared
}

func (u *untils) leave(ctx context.Context, shared *until) {
	u.mu.Lock()
	shared.users--
	last := shared.users == 0
	if last {
		if delete(u.of, ctx); len(u.of) == 0 {
			u.of = nil
		}
	}
	u.mu.Unlock()
	if last {
		shared.cancel()
	}
}
