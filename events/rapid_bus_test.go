package events_test

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// A realBus is the bus that is tested. It lives in a bubble.
type realBus struct {
	w     *programRunner
	views map[string]*events.Bus
	subs  []*events.Subscription

	// Two goroutines never act at once. If only the bubble's clock keeps them
	// apart, mu shows that to the race detector.
	mu    sync.Mutex
	gates [][]*gate // by listener
	using atomic.Bool
}

// A gate is where a call of an asynchronous listener waits until it is released.
type gate struct {
	id          int // of the event
	open, acted chan struct{}
}

type stepPayload struct {
	ID int `json:"id"`
	N  int `json:"n"`
}

var topics = func() map[string]*typed.Topic[stepPayload] {
	all := map[string]*typed.Topic[stepPayload]{}
	for _, name := range emittedNames {
		if events.ValidateName(name) == nil {
			all[name] = typed.NewTopic[stepPayload](name)
		}
	}
	return all
}()

func newBusRunner() *programRunner {
	// Programs nest emits at most four deep; but each Goexit leaves frames on the
	// stack that the guard counts, too.
	r := &realBus{w: &programRunner{}, views: map[string]*events.Bus{}}
	opts := []events.BusOption{
		events.WithMaxDepth(1 << 20), events.WithSlowThreshold(0), events.WithListenerLimit(0),
		events.WithLogger(slog.New(slog.DiscardHandler)),
	}
	if hostile["writers"] {
		opts = append(opts, events.WithTrace(onWrite(r.useOnce)))
	}
	b := events.New(opts...)
	for _, owner := range owners {
		r.views[owner] = b.As(owner)
	}
	r.views[""] = b
	r.w.bus = r
	b.OnError(r.told(""))
	r.views["q"].OnError(r.told(" q"))
	return r.w
}

// useOnce uses the bus unless that is what it comes from.
func (r *realBus) useOnce() {
	if r.views[""] != nil && r.using.CompareAndSwap(false, true) {
		defer r.using.Store(false)
		r.use()
	}
}

func (r *realBus) told(who string) events.ErrorHandler {
	return func(_ context.Context, e events.Event, l events.ListenerInfo, err error) {
		if hostile["writers"] {
			r.useOnce()
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.w.told(who, e.Name, e.Source, l.Name, err)
	}
}

func (r *realBus) on(id int, p listenerPlan, owner string) {
	r.mu.Lock()
	r.gates = append(r.gates, nil)
	r.mu.Unlock()
	view, opts := r.views[owner], r.options(id, p)
	all := func(_ context.Context, e events.Event) error {
		payload := e.Payload()
		n := payload["id"].(int)
		payload["id"] = -1 // changes no other listener's payload
		return r.handle(id, p, receivedEvent{e.Name, e.Source, n})
	}
	var s *events.Subscription
	switch p.scope {
	case "On":
		s = view.On(p.topic, all, opts...)
	case "OnNamespace":
		s = view.OnNamespace(p.topic, all, opts...)
	case "OnAny":
		s = view.OnAny(all, opts...)
	case "Topic.On":
		s = topics[p.topic].On(view, func(_ context.Context, n stepPayload) error {
			return r.handle(id, p, receivedEvent{id: n.ID})
		}, opts...)
	default:
		s = topics[p.topic].OnEvent(view, func(_ context.Context, e typed.Event[stepPayload]) error {
			return r.handle(id, p, receivedEvent{e.Name, e.Source, e.Payload.ID})
		}, opts...)
	}
	r.subs = append(r.subs, s)
}

func (r *realBus) options(id int, p listenerPlan) []events.Option {
	opts := []events.Option{events.Priority(p.priority), events.Label(fmt.Sprint(id))}
	if p.once {
		opts = append(opts, events.Once())
	}
	switch {
	case p.filter == "":
	case p.typed():
		opts = append(opts, topics[p.topic].When(func(e typed.Event[stepPayload]) bool { return p.says(e.Payload.ID, exitAndMaybePanic) }))
	default:
		opts = append(opts, events.Predicate(func(e events.Event) bool { return p.says(idOf(e), exitAndMaybePanic) }))
	}
	if q := p.queue; q != nil {
		async := []events.AsyncOption{events.Buffer(q.bound), events.Workers(q.workers), events.WhenFull(q.full)}
		if q.keyed {
			async = append(async, events.Keyed(func(e events.Event) string {
				if q.looks {
					r.use()
				}
				return key(idOf(e))
			}))
		}
		opts = append(opts, events.Async(async...))
	}
	return opts
}

// exitsToo is what a deferred function panics with while its goroutine ends.
// Whether that or the Goexit is reported is not promised.
const exitsToo = "exits, too"

func exitAndMaybePanic(panics bool) {
	if panics {
		defer func() { panic(exitsToo) }()
	}
	runtime.Goexit()
}

func idOf(e events.Event) int {
	id, _ := e.Get("id")
	return id.(int)
}

func (r *realBus) handle(id int, p listenerPlan, h receivedEvent) error {
	if p.queue == nil {
		r.fence()
		return r.w.call(id, p, h)
	}
	g := &gate{h.id, make(chan struct{}), make(chan struct{})}
	r.mu.Lock()
	r.gates[id] = append(r.gates[id], g)
	r.mu.Unlock()
	<-g.open
	defer close(g.acted)
	return r.w.queuedCall(id, p, h)
}

func (r *realBus) fence() {
	r.mu.Lock()
	defer r.mu.Unlock()
}

func (r *realBus) release(id int) bool {
	r.mu.Lock()
	if len(r.gates[id]) == 0 {
		r.mu.Unlock()
		return false
	}
	g := slices.MinFunc(r.gates[id], func(a, b *gate) int { return a.id - b.id })
	r.gates[id] = slices.DeleteFunc(r.gates[id], func(o *gate) bool { return o == g })
	r.mu.Unlock()
	close(g.open)
	<-g.acted
	return true
}

func (r *realBus) off(id int) bool { return r.subs[id].Off() }

func (r *realBus) offAll(owner string) int { return r.views[owner].OffAll() }

func (r *realBus) count() int { return r.views[""].ListenerCount() }

func (r *realBus) settle() { synctest.Wait() }

func (r *realBus) exit(panics bool) { exitAndMaybePanic(panics) }

// use uses the bus in ways that change nothing.
func (r *realBus) use() {
	b := r.views[""]
	_ = b.Emit(context.Background(), "a..b", nil)
	_, _, _, _ = b.Listeners(), b.TopicInfo(), b.ListenerCount(), b.OwnerInfo()
	b.As("nobody").OffAll()
}

// A usingContext is one each of whose methods uses the bus.
type usingContext struct {
	context.Context
	use func()
}

func (c usingContext) Deadline() (time.Time, bool) { c.use(); return c.Context.Deadline() }

func (c usingContext) Done() <-chan struct{} { c.use(); return c.Context.Done() }

func (c usingContext) Err() error { c.use(); return c.Context.Err() }

func (c usingContext) Value(key any) any { c.use(); return c.Context.Value(key) }

// of returns the context of an action. A nil one is used only if nothing ends the
// wait.
func (r *realBus) of(ctx context.Context, kind string) context.Context {
	switch {
	case kind == "nil" && ctx == context.Background():
		return nil
	case kind == "uses":
		return usingContext{ctx, r.use}
	}
	return ctx
}

func (r *realBus) apart(f func()) (exited bool) {
	done := make(chan bool)
	go func() {
		finished := false
		defer func() { done <- !finished }()
		f()
		finished = true
	}()
	return <-done
}
