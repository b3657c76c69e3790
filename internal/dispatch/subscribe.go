package dispatch

import (
	"context"
	"runtime"
)

// DefaultBuffer is how many events an asynchronous listener's queue holds.
const DefaultBuffer = 1024

// Subscribe adds a listener. On a closed view it is off from the start.
func Subscribe[T any](b *Bus, scope Scope, topic string, call Call[T], cfg Config) *Listener {
	l := newListener(b, scope, topic, call.Func, call.Where, cfg)
	handle := call.WithAll
	if handle == nil {
		plain := call.Plain
		handle = func(ctx context.Context, _ Meta, p T) error { return plain(ctx, p) }
	}
	switch {
	case cfg.Async:
		q := newQueue(l, handle, call)
		l.q, l.push = q, q.convert(call.Decode)
	default:
		l.slow = converting(call.Decode, handle)
	}
	if l.counted() {
		l.fast = any(call.WithAll)
		if call.WithAll == nil {
			l.fast = any(call.Plain)
		}
	}
	l.plain = call.WithAll == nil
	return b.add(l)
}

func newListener(b *Bus, scope Scope, topic string, fn, where uintptr, cfg Config) *Listener {
	l := &Listener{bus: b, Topic: topic, Scope: scope, Func: fn, Where: where, Config: cfg}
	if l.Async {
		l.Buffer = max(l.Buffer, 0)
		if l.Buffer == 0 {
			l.Buffer = DefaultBuffer
		}
		l.Workers = max(l.Workers, 1)
	}
	return l
}

// converting makes the general call of a synchronous listener.
func converting[T any](decode func(Meta, Body) (T, error), handle func(context.Context, Meta, T) error) func(context.Context, Meta, Body) error {
	return func(ctx context.Context, m Meta, b Body) error {
		p, err := decode(m, b)
		if err != nil {
			return convertError{err}
		}
		return handle(ctx, m, p)
	}
}

// convert makes the general push of an asynchronous listener.
func (q *Queue[T]) convert(decode func(Meta, Body) (T, error)) func(context.Context, context.Context, Meta, Body, *Wait) error {
	return func(wait, ctx context.Context, m Meta, b Body, w *Wait) error {
		p, err := decode(m, b)
		if err != nil {
			return convertError{err}
		}
		return q.push(wait, item[T]{ctx, m, p, w})
	}
}

func newQueue[T any](l *Listener, handle func(context.Context, Meta, T) error, call Call[T]) *Queue[T] {
	return &Queue[T]{l: l, call: handle, body: call.Box}
}

// add links l in and watches its context. That a closed bus takes no more is
// reported: it would be silent else.
func (b *Bus) add(l *Listener) *Listener {
	c, in := b.core, make(chan struct{})
	if l.Until != nil { // before anybody else can see l, and so stop
		l.stop = context.AfterFunc(l.Until, func() { <-in; l.Off() })
	}
	c.mu.Lock()
	if b.owner.closed.Load() {
		c.mu.Unlock()
		l.off.Store(true)
		l.unwatch()
		close(in)
		_ = c.hooks.Failed(context.Background(), Failure{
			Meta: Meta{Name: l.Topic, Source: b.owner.name}, Listener: l, Stage: StageHandler, Err: ErrClosed,
		})
		return l
	}
	c.seq++
	l.seq = c.seq
	l.owned = len(b.owner.listeners)
	b.owner.listeners = append(b.owner.listeners, l)
	c.link(l)
	c.mu.Unlock()
	close(in)
	return l
}

// On reports whether l still listens.
func (l *Listener) On() bool { return !l.off.Load() }

// timed reports whether l sees the time stamp.
func (l *Listener) timed() bool { return !l.plain || l.Predicate != nil }

// Name returns the label, else the name of the function.
func (l *Listener) Name() string {
	if l.Label != "" {
		return l.Label
	}
	if f := runtime.FuncForPC(l.Func); f != nil {
		return f.Name()
	}
	return "?"
}

// Place returns where l was registered.
func (l *Listener) Place() (file string, line int) {
	f, _ := runtime.CallersFrames([]uintptr{l.Where}).Next()
	return f.File, f.Line
}
