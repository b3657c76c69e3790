package dispatch

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

func putKeyed(q *queue, key string, n int) {
	q.slab.put(q, key, &queueItem{}, &Meta{}, noescape(&n))
}

func (s *slab) payloadAt(q *queue, i int32) int { return *(*int)(q.store.pointerTo(0, int(i))) }

func byKey(Meta, Body) string { return "" }

func TestSlabGivesTheOldestFirst(t *testing.T) {
	q := newTestQueue(Config{Workers: 2})
	for n := range 20 {
		putKeyed(q, "", n)
	}
	for n := range 20 {
		i := q.slab.nextNode(q)
		if got := q.slab.payloadAt(q, i); got != n {
			t.Fatalf("got %d, want %d", got, n)
		}
		q.slab.take(i)
		q.slab.release(q, i)
	}
	if q.slab.nextNode(q) != noNode || q.slab.waiting != 0 || q.slab.taken != 0 {
		t.Errorf("%d wait and %d are taken", q.slab.waiting, q.slab.taken)
	}
}

// While a call works on a key, the next event is one of another key.
func TestLaneWaitsForTheCallOfItsKey(t *testing.T) {
	q := newTestQueue(Config{Key: byKey})
	s := q.slab
	for n, key := range []string{"x", "x", "y"} {
		putKeyed(q, key, n)
	}
	x0 := s.nextNode(q)
	s.take(x0)
	y2 := s.nextNode(q)
	if s.payloadAt(q, x0) != 0 || s.payloadAt(q, y2) != 2 {
		t.Fatalf("first %d, then %d, want 0 and 2", s.payloadAt(q, x0), s.payloadAt(q, y2))
	}
	s.take(y2)
	if i := s.nextNode(q); i != noNode {
		t.Fatalf("%d is offered, though its key has a call", s.payloadAt(q, i))
	}
	s.release(q, y2)
	s.release(q, x0)
	x1 := s.nextNode(q)
	if x1 == noNode || s.payloadAt(q, x1) != 1 {
		t.Fatal("the second event of x is not offered after its first call")
	}
	s.removeNode(q, x1)
	if s.lanes != nil || s.ready.first != nil || s.ready.last != nil {
		t.Errorf("lanes without events are kept: %v", s.lanes)
	}
}

func TestSlabCountsTheCallsOfItsOldestItems(t *testing.T) {
	q := newTestQueue(Config{Workers: 3})
	s := q.slab
	var nodes []int32
	for n := range 3 {
		putKeyed(q, "", n)
		nodes = append(nodes, s.order.last)
	}
	s.take(nodes[0])
	s.take(nodes[2])
	for upTo, want := range map[uint64]int{0: 0, 1: 1, 2: 1, 3: 2} {
		if got := s.takenBefore(upTo); got != want {
			t.Errorf("%d calls of the first %d items, want %d", got, upTo, want)
		}
	}
}

// A random program of all that changes a slab, compared with a list.
func TestSlabFollowsAList(t *testing.T) {
	type entry struct {
		key string
		n   int
	}
	rng := rand.New(rand.NewPCG(1, 2))
	q := newTestQueue(Config{Key: byKey})
	s := q.slab
	var waiting []entry
	calls := map[string]int32{}
	for n := range 5000 {
		key := strconv.Itoa(rng.IntN(5))
		switch rng.IntN(4) {
		case 0, 1:
			putKeyed(q, key, n)
			waiting = append(waiting, entry{key, n})
		case 2:
			if i := s.nextNode(q); i != noNode {
				was := s.nodes[i].lane.key
				at := slices.IndexFunc(waiting, func(e entry) bool { return e.key == was })
				if got := s.payloadAt(q, i); got != waiting[at].n || calls[was] != 0 {
					t.Fatalf("offered %d of %s, want %d", got, was, waiting[at].n)
				}
				s.take(i)
				calls[was] = i + 1
				waiting = slices.Delete(waiting, at, at+1)
			}
		case 3:
			if i := calls[key]; i != 0 {
				s.release(q, i-1)
				delete(calls, key)
			}
		}
		if s.waiting != len(waiting) || s.taken != len(calls) {
			t.Fatalf("%d wait and %d are taken, want %d and %d", s.waiting, s.taken, len(waiting), len(calls))
		}
	}
	for _, i := range calls {
		s.release(q, i-1)
	}
	for len(waiting) > 0 {
		if got := s.payloadAt(q, s.order.first); got != waiting[0].n {
			t.Fatalf("the oldest is %d, want %d", got, waiting[0].n)
		}
		s.removeNode(q, s.order.first)
		waiting = waiting[1:]
	}
	if s.shrinkMemory(q); s.nodes != nil || s.lanes != nil {
		t.Errorf("%d nodes and %d lanes are kept", len(s.nodes), len(s.lanes))
	}
}
