package dispatch

import (
	"context"
	"fmt"
	"runtime"
)

// A subscription makes a listener, and then links it in under core.mu: into the
// list of its owner and into its slot, whose tables are retired. The next emit of
// a name builds the table with it.

// Caller returns a place on the stack: 0 is the caller of Caller.
func Caller(skip int) uintptr {
	var pc [1]uintptr
	runtime.Callers(skip+2, pc[:])
	return pc[0]
}

// A CallSite is where a listener comes from: the user's function, for its name, and
// the place of the registration.
type CallSite struct{ Func, Where uintptr }

// Subscribe adds a listener that gets all of an event. On a closed view it is off
// from the start.
func Subscribe[T any](b *Bus, scope Scope, topic string, k *Kind[T], h func(context.Context, Meta, T) error, from CallSite, cfg Config) *Listener {
	if around := b.core.hooks.Around; around != nil {
		h = wrapHandler(around, k, h)
	}
	return b.addListener(newListener(b, k, h, from, cfg), scope, topic)
}

// wrapHandler returns h with the hook Around about each call.
func wrapHandler[T any](around func(string, func() Body, func() error) error, k *Kind[T], h func(context.Context, Meta, T) error) func(context.Context, Meta, T) error {
	return func(ctx context.Context, m Meta, p T) error {
		return around(m.Name, func() Body { return k.Box(p) }, func() error { return h(ctx, m, p) })
	}
}

// SubscribePlain adds a listener that gets only the payload.
func SubscribePlain[T any](b *Bus, topic string, k *Kind[T], h func(context.Context, T) error, from CallSite, cfg Config) *Listener {
	if b.core.hooks.Around != nil { // it sees all of an event
		all := func(ctx context.Context, _ Meta, p T) error { return h(ctx, p) }
		return Subscribe(b, Exact, topic, k, all, from, cfg)
	}
	return b.addListener(newListener(b, k, h, from, cfg), Exact, topic)
}

// newListener makes a listener that is not in a table yet.
func newListener(b *Bus, k payloadKind, h any, from CallSite, cfg Config) *Listener {
	l := &Listener{owner: b.owner, kind: k, handler: h, fn: from.Func, registeredAt: from.Where, priority: cfg.Priority}
	if !cfg.needsNoOptions() {
		x := &listenerOptions{Config: cfg, listenerCounts: new(listenerCounts)}
		if cfg.Serial && !cfg.Async { // a queue with one worker is in series by itself
			x.serial = new(turnstile)
		}
		l.optional.Store(x)
	}
	if cfg.Async {
		l.queue = newQueue(l)
	}
	return l
}

// errRegisteredLate is reported for a listener of a bus or view that is closed.
var errRegisteredLate = fmt.Errorf("%w: the listener was registered after Close, and gets no events", ErrClosed)

// addListener links l in and watches its context. A subscription on a closed bus
// is reported: it would be silent otherwise.
func (b *Bus) addListener(l *Listener, scope Scope, topic string) *Listener {
	c := b.core
	if until := l.options().Until; until != nil {
		done := doneOf(until)
		if isClosed(done) || hasEnded(until) {
			return l.markNeverOn(scope, topic)
		}
		l.needOptions().until = done
		defer l.watchUntil(until)()
	}
	if l.options().Failures > 0 {
		c.hooks.Breakable() // before it can fail
	}
	c.mu.Lock()
	if b.owner.state.Load() != viewOpen {
		c.mu.Unlock()
		l.markNeverOn(scope, topic)
		l.stopWatching()
		_ = c.hooks.Failed(context.Background(), Failure{
			Meta: Meta{Name: topic, Source: b.owner.name}, Listener: l, Stage: StageHandler, Err: errRegisteredLate,
		})
		return l
	}
	c.keepOwner(b.owner)
	c.lastSeq++
	l.seq = c.lastSeq
	l.ownerIndex = int32(len(b.owner.listeners))
	b.owner.listeners = append(b.owner.listeners, l)
	tooMany := c.linkListener(l, c.slotFor(scope, topic))
	c.mu.Unlock()
	if tooMany > 0 {
		c.hooks.Leaking(topic, b.owner.name, tooMany)
	}
	return l
}

// markNeverOn makes l a listener that is off from the start.
func (l *Listener) markNeverOn(scope Scope, topic string) *Listener {
	l.slot = &slot{name: topic, scope: scope}
	l.off.Store(true)
	return l
}

// watchUntil watches the context of Until, before another goroutine can see l and
// stop the watch. The listener may be taken off by it only after the returned
// function was called.
func (l *Listener) watchUntil(ctx context.Context) (in func()) {
	linked := make(chan struct{})
	l.needOptions().stopWatch = l.owner.core.untilContexts.watchContext(ctx, func() { <-linked; l.Off() })
	return func() { close(linked) }
}

// stopWatching ends the watch of the context of Until.
func (l *Listener) stopWatching() {
	if stop := l.options().stopWatch; stop != nil {
		stop()
	}
}
