package dispatch

import (
	"context"
	"reflect"
	"sync"
)

// A context is user code: its methods may panic, end the goroutine, block, or use
// the bus. The engine calls them through the functions here, and never under a
// lock.

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
	defer ignorePanic()
	return ctx.Value(key)
}

// doneOf is ctx.Done, or nil if that panics.
func doneOf(ctx context.Context) (done <-chan struct{}) {
	defer ignorePanic()
	return ctx.Done()
}

// errOf is ctx.Err, or nil if that panics.
func errOf(ctx context.Context) (err error) {
	defer ignorePanic()
	return ctx.Err()
}

// whyEnded returns the error of a context whose Done is closed. If its Err returns
// nil or panics, that is context.Canceled: the caller has not waited to the end, and
// must not return nil.
func whyEnded(ctx context.Context) error {
	if err := errOf(ctx); err != nil {
		return err
	}
	return context.Canceled
}

// isClosed reports whether a context with that Done channel has ended. It calls
// no method of the context, and it is true as soon as the function that ends the
// context returns.
func isClosed(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

func hasEnded(ctx context.Context) bool { return errOf(ctx) != nil }

// ignorePanic recovers from the panic of a context's method that the engine has
// called for its own purposes. A context that panics counts as one without that
// method.
func ignorePanic() { _ = recover() }

// detachContext returns ctx as asynchronous listeners get it: with its values,
// but without its end and without Blocking. A context that never ends is passed
// as it is.
func detachContext(ctx context.Context, blocking bool) context.Context {
	if ctx.Done() != nil {
		ctx = context.WithoutCancel(ctx)
	}
	if blocking {
		ctx = context.WithValue(ctx, blockingKey{}, false)
	}
	return ctx
}

// A guardedContext is a context whose methods the standard library may call on a
// goroutine of its own, where a panic would end the process.
type guardedContext struct{ context.Context }

func (g guardedContext) Done() <-chan struct{} { return doneOf(g.Context) }
func (g guardedContext) Value(key any) any     { return Value(g.Context, key) }
func (g guardedContext) Err() error {
	if !isClosed(g.Done()) {
		return errOf(g.Context)
	}
	return whyEnded(g.Context)
}

// untilContexts are the contexts that listeners of a bus are bound to by Until.
// The standard library starts a goroutine for each watch of a context that is not
// its own; here all listeners that are bound to one context share one.
//
// mu guards the map and the users of what is in it; no other lock is taken under
// it.
type untilContexts struct {
	mu     sync.Mutex
	shared map[context.Context]*sharedContext
}

// A sharedContext is one context of the user, watched once for all listeners that
// are bound to it.
type sharedContext struct {
	ctx    context.Context // one of the standard library that ends with the user's
	cancel func()
	users  int
}

// watchContext calls f on a goroutine of its own when ctx ends. stop ends the
// watch. A context whose methods panic is not watched.
func (u *untilContexts) watchContext(ctx context.Context, f func()) (stop func()) {
	stop = func() {}
	defer ignorePanic()
	if !reflect.ValueOf(ctx).Comparable() {
		end := context.AfterFunc(guardedContext{ctx}, f)
		return func() { end() }
	}
	shared := u.shareContext(ctx)
	end := context.AfterFunc(shared.ctx, f)
	var once sync.Once
	return func() {
		once.Do(func() {
			end()
			u.releaseContext(ctx, shared)
			ctx, shared, end = nil, nil, nil // the program may keep the subscription, and so stop
		})
	}
}

// shareContext returns the shared context of ctx, and makes it if there is none.
// It makes it without the lock, since that calls methods of ctx.
func (u *untilContexts) shareContext(ctx context.Context) *sharedContext {
	if shared := u.findOrAdd(ctx, nil); shared != nil {
		return shared
	}
	mine := new(sharedContext)
	mine.ctx, mine.cancel = context.WithCancel(guardedContext{ctx}) // calls methods of ctx
	shared := u.findOrAdd(ctx, mine)
	if shared != mine {
		mine.cancel() // another goroutine was first
	}
	return shared
}

// findOrAdd returns what is shared for ctx, with one user more. If there is
// nothing yet, that is fresh.
func (u *untilContexts) findOrAdd(ctx context.Context, fresh *sharedContext) *sharedContext {
	u.mu.Lock()
	defer u.mu.Unlock()
	shared := u.shared[ctx]
	if shared == nil {
		if fresh == nil {
			return nil
		}
		if u.shared == nil {
			u.shared = map[context.Context]*sharedContext{}
		}
		shared, u.shared[ctx] = fresh, fresh
	}
	shared.users++
	return shared
}

// releaseContext takes one user off, and with the last one ends the watch of ctx.
func (u *untilContexts) releaseContext(ctx context.Context, shared *sharedContext) {
	u.mu.Lock()
	shared.users--
	last := shared.users == 0
	if last {
		if delete(u.shared, ctx); len(u.shared) == 0 {
			u.shared = nil
		}
	}
	u.mu.Unlock()
	if last {
		shared.cancel()
	}
}
