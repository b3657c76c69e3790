package events_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/fastpluggy/eventbus/events"
)

// A history is what some goroutines did to one bus, on one clock.
type history struct {
	bus   *events.Bus
	clock atomic.Int64

	mu    sync.Mutex
	ops   []porcupine.Operation
	subs  []*events.Subscription
	plans []lineListener
	heard map[int][]int // by emit, in the order of calls
	gone  map[int]int64 // when OffWait of a listener returned
	ended map[int]int64 // when its last call did
}

// record lets three goroutines run random actions.
func record(seed uint64) *history {
	h := &history{
		bus:   unwatched(events.WithListenerLimit(0)),
		heard: map[int][]int{}, gone: map[int]int64{}, ended: map[int]int64{},
	}
	var wg sync.WaitGroup
	var here atomic.Int32
	for g := range 3 {
		r := rand.New(rand.NewPCG(seed, uint64(g)))
		wg.Go(func() {
			for here.Add(1); here.Load() < 3; { // all begin at once
				runtime.Gosched()
			}
			for range 6 {
				h.act(r)
			}
		})
	}
	wg.Wait()
	mustNotFail(h.bus.Close(background))
	return h
}

func (h *history) act(r *rand.Rand) {
	switch n := r.IntN(10); {
	case n < 3:
		h.on(r)
	case n < 6:
		h.off(r)
	default:
		h.emit(r)
	}
	if r.IntN(2) == 0 {
		runtime.Gosched()
	}
}

// add notes a step that began and has ended now.
func (h *history) add(began int64, p lineStep) {
	now := h.clock.Add(1)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ops = append(h.ops, porcupine.Operation{ClientId: len(h.ops), Input: p, Call: began, Return: now})
}

func (h *history) on(r *rand.Rand) {
	h.mu.Lock()
	l := lineListener{
		id: len(h.plans), priority: r.IntN(3) - 1, scope: []string{"a.b", "a.c", "a.", ""}[r.IntN(4)],
		once: r.IntN(4) == 0, async: r.IntN(4) == 0,
	}
	h.plans, h.subs = append(h.plans, l), append(h.subs, nil)
	h.mu.Unlock()
	began := h.clock.Add(1)
	s := h.subscribe(l, r.IntN(5) == 0)
	h.add(began, lineStep{kind: "on", listener: l})
	h.mu.Lock()
	h.subs[l.id] = s
	h.mu.Unlock()
}

func (h *history) subscribe(l lineListener, panics bool) *events.Subscription {
	opts := []events.Option{events.Priority(l.priority)}
	if l.once {
		opts = append(opts, events.Once())
	}
	if l.async {
		opts = append(opts, events.Async())
	}
	hear := func(_ context.Context, e events.Event) error {
		id, _ := events.Field[int](e, "id")
		h.handle(l, id)
		if panics {
			panic("boom")
		}
		return nil
	}
	switch l.scope {
	case "":
		return h.bus.OnAny(hear, opts...)
	case "a.":
		return h.bus.OnNamespace("a", hear, opts...)
	}
	return h.bus.On(l.scope, hear, opts...)
}

// handle is a call. It takes a moment in which others come in between.
func (h *history) handle(l lineListener, emit int) {
	h.mu.Lock()
	h.heard[emit] = append(h.heard[emit], l.id)
	began := h.begins(emit)
	h.mu.Unlock()
	if l.once {
		h.add(began, lineStep{kind: "fire", listener: l, emit: emit})
	}
	runtime.Gosched()
	h.mu.Lock()
	h.ended[l.id] = h.clock.Add(1)
	h.mu.Unlock()
}

func (h *history) off(r *rand.Rand) {
	h.mu.Lock()
	id := 0
	if len(h.subs) > 0 {
		id = r.IntN(len(h.subs))
	}
	if len(h.subs) == 0 || h.subs[id] == nil {
		h.mu.Unlock()
		return
	}
	s, l := h.subs[id], h.plans[id]
	h.mu.Unlock()
	began := h.clock.Add(1)
	wait := r.IntN(2) == 0
	p := lineStep{kind: "off", listener: l}
	if !wait {
		p.was = s.Off()
		h.add(began, p)
		return
	}
	mustNotFail(s.OffWait(background))
	now := h.clock.Add(1)
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, before := h.gone[id]; !before {
		h.gone[id] = now
	}
	// OffWait does not say whether it was on: either is right, and it is off now.
	h.ops = append(h.ops, porcupine.Operation{ClientId: len(h.ops), Input: lineStep{kind: "offwait", listener: l}, Call: began, Return: now})
}

// begins is when an emit began, which is its number, too.
func (h *history) begins(emit int) int64 { return int64(emit) }

func (h *history) emit(r *rand.Rand) {
	id := int(h.clock.Add(1))
	p := lineStep{emit: id, name: []string{"a.b", "a.c", "z"}[r.IntN(3)], waited: r.IntN(2) == 0}
	payload := events.Payload{"id": id}
	if p.waited {
		_ = h.bus.EmitWait(background, p.name, payload)
	} else {
		_ = h.bus.Emit(background, p.name, payload)
	}
	h.mu.Lock()
	p.heard = h.inOrder(p)
	h.mu.Unlock()
	p.kind = "begin"
	h.add(int64(id), p)
	p.kind = "end"
	h.add(int64(id), p)
}

// inOrder is who got an emit so far: synchronous listeners in order, and then,
// if it waited, the others by number, since their calls are in no order.
func (h *history) inOrder(p lineStep) []int {
	var direct, queued []int
	for _, id := range h.heard[p.emit] {
		if h.plans[id].async {
			queued = append(queued, id)
		} else {
			direct = append(direct, id)
		}
	}
	if !p.waited {
		return direct
	}
	slices.Sort(queued)
	return append(direct, queued...)
}

// fault returns what is wrong with the history.
func (h *history) fault() error {
	for id, at := range h.gone {
		if h.ended[id] > at {
			return fmt.Errorf("a call of listener %d ended after OffWait had returned", id)
		}
	}
	switch porcupine.CheckOperationsTimeout(lineModel, h.ops, time.Minute) {
	case porcupine.Illegal:
		return fmt.Errorf("no order explains it")
	case porcupine.Unknown:
		return fmt.Errorf("it takes too long to check")
	}
	return nil
}

// together counts the steps that another goroutine's overlaps: without them the
// checker has nothing to find.
func (h *history) together() (n int) {
	for i, a := range h.ops {
		if slices.ContainsFunc(h.ops[i+1:], func(b porcupine.Operation) bool {
			return a.Call != b.Call && a.Call < b.Return && b.Call < a.Return
		}) {
			n++
		}
	}
	return n
}

// spoil changes a step of a kind, the first that takes the change.
func (h *history) spoil(kind string, change func(*lineStep) bool) bool {
	for i, op := range h.ops {
		if p := op.Input.(lineStep); p.kind == kind && change(&p) {
			h.ops[i].Input = p
			return true
		}
	}
	return false
}

func (h *history) String() (s string) {
	for _, op := range h.ops {
		s += fmt.Sprintf("%4d to %4d: %+v\n", op.Call, op.Return, op.Input)
	}
	return s
}
