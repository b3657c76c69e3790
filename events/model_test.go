package events_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/google/go-cmp/cmp"
)

// B01 to B07, B11, B14, B15, B18, B47: random histories of on, off, once,
// emit and nested everything, against a slow model that sorts all listeners
// anew at every emit.
func TestDeliveryFollowsTheModel(t *testing.T) {
	for seed := range uint64(400) {
		real1, model := newWorld(seed, &realBus{b: events.New()}), newWorld(seed, &modelBus{})
		r := rand.New(rand.NewPCG(seed, 0))
		for range 30 {
			a := randomAct(r)
			real1.fuel, model.fuel = 300, 300
			real1.do(a)
			model.do(a)
		}
		if diff := cmp.Diff(model.log, real1.log); diff != "" {
			t.Fatalf("seed %d (-model +bus):\n%s", seed, diff)
		}
	}
}

// The model test would see a wrong order, a lost event and an extra one.
func TestTheModelTestCanFail(t *testing.T) {
	for name, plant := range map[string]func(*modelBus){
		"ties go the wrong way":        func(m *modelBus) { m.plant = "ties" },
		"a removed listener is called": func(m *modelBus) { m.plant = "off" },
		"a once is called twice":       func(m *modelBus) { m.plant = "once" },
	} {
		seen := false
		for seed := range uint64(50) {
			bad := &modelBus{}
			plant(bad)
			x, y := newWorld(seed, bad), newWorld(seed, &modelBus{})
			r := rand.New(rand.NewPCG(seed, 0))
			for range 30 {
				a := randomAct(r)
				x.fuel, y.fuel = 300, 300
				x.do(a)
				y.do(a)
			}
			seen = seen || !slices.Equal(x.log, y.log)
		}
		if !seen {
			t.Errorf("%s, and no history shows it", name)
		}
	}
}

// An act is one step of a history. Which listener and which name it concerns
// is a number to be taken modulo how many there are.
type act struct {
	kind string
	n    int
}

var modelNames = []string{"a", "a.b", "a.b.c", "a.c", "b.a"}

func randomAct(r *rand.Rand) act {
	return act{[]string{"on", "on", "off", "emit", "emit", "emit", "offall"}[r.IntN(7)], r.IntN(1000)}
}

// A plan says what a listener is and what it does when it is called.
type plan struct {
	scope, topic string
	priority     int
	once, odd    bool // odd: a predicate that takes odd events only
	owner        string
	acts         []act
}

func planOf(seed uint64, id int) plan {
	r := rand.New(rand.NewPCG(seed, uint64(id)+1))
	p := plan{
		scope: []string{"exact", "exact", "namespace", "any"}[r.IntN(4)], topic: modelNames[r.IntN(len(modelNames))],
		priority: r.IntN(3) - 1, once: r.IntN(4) == 0, odd: r.IntN(4) == 0, owner: []string{"p", "q"}[r.IntN(2)],
	}
	for range r.IntN(3) {
		p.acts = append(p.acts, randomAct(r))
	}
	return p
}

// An actor is a bus or the model of one.
type actor interface {
	on(w *world, id int, p plan)
	off(id int) bool
	offAll(owner string) int
	emit(name string, n int)
	count() int
}

// A world carries out acts on an actor and writes down what happens.
type world struct {
	seed  uint64
	bus   actor
	plans []plan
	log   []string
	emits int
	depth int
	fuel  int // so that every history ends
}

func newWorld(seed uint64, bus actor) *world { return &world{seed: seed, bus: bus} }

func (w *world) do(a act) {
	if w.fuel--; w.fuel < 0 {
		return
	}
	switch {
	case a.kind == "on":
		id := len(w.plans)
		w.plans = append(w.plans, planOf(w.seed, id))
		w.bus.on(w, id, w.plans[id])
	case a.kind == "offall":
		w.note("offall %d", w.bus.offAll([]string{"p", "q"}[a.n%2]))
	case a.kind == "emit":
		w.emits++
		w.bus.emit(modelNames[a.n%len(modelNames)], w.emits)
	case len(w.plans) > 0:
		id := a.n % len(w.plans)
		w.note("off %d: %v", id, w.bus.off(id))
	}
	w.note("%d on", w.bus.count())
}

func (w *world) called(id int, name string, n int) {
	w.note("%d hears %s %d", id, name, n)
	if w.depth < 3 {
		w.depth++
		for _, a := range w.plans[id].acts {
			w.do(a)
		}
		w.depth--
	}
}

func (w *world) note(format string, args ...any) { w.log = append(w.log, fmt.Sprintf(format, args...)) }

type realBus struct {
	b    *events.Bus
	subs []*events.Subscription
}

func (r *realBus) on(w *world, id int, p plan) {
	h := func(_ context.Context, e events.Event) error {
		w.called(id, e.Name, e.Payload()["n"].(int))
		return nil
	}
	opts := []events.Option{events.Priority(p.priority)}
	if p.once {
		opts = append(opts, events.Once())
	}
	if p.odd {
		opts = append(opts, events.Predicate(func(e events.Event) bool { n, _ := e.Get("n"); return n.(int)%2 == 1 }))
	}
	view := r.b.As(p.owner)
	switch p.scope {
	case "exact":
		r.subs = append(r.subs, view.On(p.topic, h, opts...))
	case "namespace":
		r.subs = append(r.subs, view.OnNamespace(p.topic, h, opts...))
	default:
		r.subs = append(r.subs, view.OnAny(h, opts...))
	}
}

func (r *realBus) off(id int) bool         { return r.subs[id].Off() }
func (r *realBus) offAll(owner string) int { return r.b.As(owner).OffAll() }
func (r *realBus) count() int              { return r.b.ListenerCount() }

func (r *realBus) emit(name string, n int) {
	_ = r.b.Emit(background, name, events.Payload{"n": n})
}

// A modelBus is the contract in its plainest form.
type modelBus struct {
	all   []*modelListener
	plant string // a bug, to see that the test finds it
}

type modelListener struct {
	plan
	w   *world
	id  int
	off bool
}

func (m *modelBus) on(w *world, id int, p plan) {
	m.all = append(m.all, &modelListener{plan: p, w: w, id: id})
}

func (m *modelBus) off(id int) bool {
	was := m.all[id].off
	m.all[id].off = true
	return !was
}

func (m *modelBus) offAll(owner string) (n int) {
	for _, l := range m.all {
		if !l.off && l.owner == owner {
			l.off = true
			n++
		}
	}
	return n
}

func (m *modelBus) count() (n int) {
	for _, l := range m.all {
		if !l.off {
			n++
		}
	}
	return n
}

func (l *modelListener) hears(name string) bool {
	switch l.scope {
	case "exact":
		return l.topic == name
	case "namespace":
		return strings.HasPrefix(name, l.topic+".")
	}
	return true
}

func (m *modelBus) emit(name string, n int) {
	var round []*modelListener
	for _, l := range m.all {
		if !l.off && l.hears(name) {
			round = append(round, l)
		}
	}
	slices.SortStableFunc(round, func(x, y *modelListener) int {
		if m.plant == "ties" && x.priority == y.priority {
			return y.id - x.id
		}
		return y.priority - x.priority
	})
	for _, l := range round {
		if l.off && m.plant != "off" || l.odd && n%2 == 0 {
			continue
		}
		if l.once && m.plant != "once" {
			l.off = true
		}
		l.w.called(l.id, name, n)
	}
}
