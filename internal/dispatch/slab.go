package dispatch

import (
	"unsafe"
)

// A node of a slab is free, waiting or taken. put makes a free node a waiting
// one, take makes that a taken one, and release makes it free again. removeNode
// makes a waiting one free, for an event that is dropped.

// A slab holds the items of a queue from which several callers take: workers, or
// the loop over a stream. Each item is a node in one slice; its payload is at the
// same place of the store. Nodes are linked in the order in which they came, so
// the oldest is found at once. With keys they are also linked in the lane of
// their key. A node keeps its place until the call that has taken it is over.
//
// The queue's lock guards all of it.
type slab struct {
	nodes   []slabNode
	free    int32    // the first free node, linked by next; −1: none
	order   nodeList // the items that wait, the oldest first
	waiting int      // their number
	taken   int      // nodes of calls under way
	seq     uint64   // number of the newest item

	lanes map[string]*keyLane
	ready laneList // the lanes with items and without a call, in the order in which they became so
}

// A slabNode is one item in the slab. A free node has seq 0.
type slabNode struct {
	queueItem
	meta       Meta
	seq        uint64 // counted from 1; 0: free
	lane       *keyLane
	taken      bool
	prev, next int32
	after      int32 // in the lane
}

// A nodeList is the ends of a list of nodes, or noNode.
type nodeList struct{ first, last int32 }

// noNode is the end of a list of nodes.
const noNode = -1

func newSlab() *slab { return &slab{free: noNode, order: nodeList{noNode, noNode}} }

// put adds an item at the end.
func (s *slab) put(q *queue, key string, it *queueItem, m *Meta, payload unsafe.Pointer) {
	i := s.allocNode(q)
	s.seq++
	s.waiting++
	n := &s.nodes[i]
	*n = slabNode{queueItem: *it, seq: s.seq, prev: s.order.last, next: noNode, after: noNode}
	if q.keepsMeta {
		n.meta = *m
	}
	q.store.set(0, int(i), payload)
	if s.order.last == noNode {
		s.order.first = i
	} else {
		s.nodes[s.order.last].next = i
	}
	s.order.last = i
	if q.keyed {
		s.putInLane(key, i)
	}
}

// allocNode returns a free node, and doubles the slab if there is none.
func (s *slab) allocNode(q *queue) int32 {
	if s.free == noNode {
		was := len(s.nodes)
		size := max(8, 2*was)
		q.store.resize(0, size, 0, was)
		s.nodes = movedToFront(s.nodes, size, 0, was)
		for i := size - 1; i >= was; i-- {
			s.nodes[i].next = s.free
			s.free = int32(i)
		}
	}
	i := s.free
	s.free = s.nodes[i].next
	return i
}

// nextNode returns the node that the next call should take, or noNode.
func (s *slab) nextNode(q *queue) int32 {
	if !q.keyed {
		return s.order.first
	}
	if s.ready.first == nil {
		return noNode
	}
	return s.ready.first.first
}

// take takes a node out of the lists for a call. release ends that.
func (s *slab) take(i int32) {
	l := s.nodes[i].lane
	s.unlinkNode(i)
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
	s.freeNode(q, i)
	if l != nil {
		l.busy = false
		s.offerLane(l)
	}
}

// removeNode takes a node out that is dropped, and frees it.
func (s *slab) removeNode(q *queue, i int32) {
	l := s.nodes[i].lane
	s.unlinkNode(i)
	s.freeNode(q, i)
	if l != nil {
		s.offerLane(l)
	}
}

// unlinkNode takes a waiting node out of its lists. It is the first of its lane:
// both take and removeNode begin there.
func (s *slab) unlinkNode(i int32) {
	n := &s.nodes[i]
	s.waiting--
	if n.prev == noNode {
		s.order.first = n.next
	} else {
		s.nodes[n.prev].next = n.next
	}
	if n.next == noNode {
		s.order.last = n.prev
	} else {
		s.nodes[n.next].prev = n.prev
	}
	if l := n.lane; l != nil {
		if l.first = n.after; l.first == noNode {
			l.last = noNode
		}
		n.lane = nil
	}
}

// freeNode clears a node and puts it into the list of free ones.
func (s *slab) freeNode(q *queue, i int32) {
	s.nodes[i] = slabNode{next: s.free}
	s.free = i
	q.store.wipe(0, int(i), int(i)+1)
}

// shrinkMemory gives back the memory of a burst, if no item waits and none is
// taken.
func (s *slab) shrinkMemory(q *queue) {
	if s.waiting == 0 && s.taken == 0 && len(s.nodes) > smallCapacity {
		q.store.resize(0, 0, 0, 0)
		s.nodes, s.free = nil, noNode
	}
}

// takenBefore counts the calls under way that work on one of the items up to
// number seq.
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
