package dispatch

import "unsafe"

// A slab holds the items of a queue from which several take: workers, or the
// loop over a stream. Each item is a node in one slice, and the payload stands at
// the same place of the store. Nodes are linked in the order in which they were
// put in, so the oldest is found at once; with a key also in their lane. A node
// keeps its place until the call is over that has taken it.
//
// A lane holds the items of one key. One call at a time works on a lane, so its
// items stay in order, and those of other keys don't wait. A lane without items
// and without a call is forgotten.
//
// All of it is guarded by the queue's lock.
type slab struct {
	nodes []node
	free  int32 // the first free node, linked by next; −1: none
	order list  // of all items that wait
	n     int   // how many those are
	taken int   // nodes of calls under way
	seq   uint64

	lanes map[string]*lane
	ready laneList // those with items and without a call
}

// A node is one item in the slab.
type node struct {
	item
	meta       Meta
	seq        uint64 // counted from 1; 0: free
	lane       *lane
	taken      bool
	prev, next int32
	after      int32 // in the lane
}

// A list is the ends of a list of nodes.
type list struct{ first, last int32 }

const none = -1

type lane struct {
	key        string
	first      int32
	last       int32
	busy       bool // a call works on it
	ready      bool // it is in the list of such
	prev, next *lane
}

type laneList struct{ first, last *lane }

func newSlab() *slab { return &slab{free: none, order: list{none, none}} }

// put adds an item at the end.
func (s *slab) put(q *queue, key string, it *item, m *Meta, payload unsafe.Pointer) {
	i := s.alloc(q)
	s.seq++
	s.n++
	n := &s.nodes[i]
	*n = node{item: *it, seq: s.seq, prev: s.order.last, next: none, after: none}
	if q.stamped {
		n.meta = *m
	}
	q.store.set(0, int(i), payload)
	if s.order.last == none {
		s.order.first = i
	} else {
		s.nodes[s.order.last].next = i
	}
	s.order.last = i
	if q.keyed {
		s.putInLane(key, i)
	}
}

func (s *slab) alloc(q *queue) int32 {
	if s.free == none {
		was := len(s.nodes)
		size := max(8, 2*was)
		q.store.resize(0, size, 0, was)
		s.nodes = moved(s.nodes, size, 0, was)
		for i := size - 1; i >= was; i-- {
			s.nodes[i].next = s.free
			s.free = int32(i)
		}
	}
	i := s.free
	s.free = s.nodes[i].next
	return i
}

func (s *slab) putInLane(key string, i int32) {
	l := s.lanes[key]
	if l == nil {
		if s.lanes == nil {
			s.lanes = map[string]*lane{}
		}
		l = &lane{key: key, first: none, last: none}
		s.lanes[key] = l
	}
	s.nodes[i].lane = l
	if l.last == none {
		l.first = i
	} else {
		s.nodes[l.last].after = i
	}
	l.last = i
	s.offer(l)
}

// offer makes a lane ready if it has items and no call, and forgets it if it has
// neither.
func (s *slab) offer(l *lane) {
	switch {
	case l.busy:
	case l.first != none:
		s.ready.add(l)
	default:
		s.ready.remove(l)
		if delete(s.lanes, l.key); len(s.lanes) == 0 {
			s.lanes = nil // a map does not shrink
		}
	}
}

// next returns the node that the next call should have, or none.
func (s *slab) next(q *queue) int32 {
	if !q.keyed {
		return s.order.first
	}
	if s.ready.first == nil {
		return none
	}
	return s.ready.first.first
}

// take takes a node out for a call; release ends that.
func (s *slab) take(i int32) {
	l := s.nodes[i].lane
	s.unlink(i)
	s.taken++
	s.nodes[i].taken = true
	if l != nil {
		l.busy = true
		s.ready.remove(l)
		s.nodes[i].lane = l
	}
}

// release frees the node of a call that is over.
func (s *slab) release(q *queue, i int32) {
	l := s.nodes[i].lane
	s.taken--
	s.clear(q, i)
	if l != nil {
		l.busy = false
		s.offer(l)
	}
}

// drop takes a node out that is not to be called, and frees it.
func (s *slab) drop(q *queue, i int32) {
	l := s.nodes[i].lane
	s.unlink(i)
	s.clear(q, i)
	if l != nil {
		s.offer(l)
	}
}

// unlink takes a node that waits out of its lists. Of its lane it is the first:
// whoever takes or drops begins there.
func (s *slab) unlink(i int32) {
	n := &s.nodes[i]
	s.n--
	if n.prev == none {
		s.order.first = n.next
	} else {
		s.nodes[n.prev].next = n.next
	}
	if n.next == none {
		s.order.last = n.prev
	} else {
		s.nodes[n.next].prev = n.prev
	}
	if l := n.lane; l != nil {
		if l.first = n.after; l.first == none {
			l.last = none
		}
		n.lane = nil
	}
}

func (s *slab) clear(q *queue, i int32) {
	s.nodes[i] = node{next: s.free}
	s.free = i
	q.store.wipe(0, int(i), int(i)+1)
}

// trim gives back what a burst took, if nothing is there and nothing is taken.
func (s *slab) trim(q *queue) {
	if s.n == 0 && s.taken == 0 && len(s.nodes) > small {
		q.store.resize(0, 0, 0, 0)
		s.nodes, s.free = nil, none
	}
}

// takenBefore counts the calls under way that work on one of the first seq items.
func (s *slab) takenBefore(seq uint64) (n int) {
	if s.taken == 0 {
		return 0
	}
	for i := range s.nodes {
		if s.nodes[i].taken && s.nodes[i].seq <= seq {
			n++
		}
	}
	return n
}

func (ll *laneList) add(l *lane) {
	if l.ready {
		return
	}
	l.ready, l.prev, l.next = true, ll.last, nil
	if ll.last == nil {
		ll.first = l
	} else {
		ll.last.next = l
	}
	ll.last = l
}

func (ll *laneList) remove(l *lane) {
	if !l.ready {
		return
	}
	if l.prev == nil {
		ll.first = l.next
	} else {
		l.prev.next = l.next
	}
	if l.next == nil {
		ll.last = l.prev
	} else {
		l.next.prev = l.prev
	}
	l.ready, l.prev, l.next = false, nil, nil
}
