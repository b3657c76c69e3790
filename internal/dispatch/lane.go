package dispatch

// A keyLane holds the items of one key. Only one call at a time works on a lane,
// so its items stay in order, and those of other keys don't wait for them. A lane
// without items and without a call is forgotten.
type keyLane struct {
	key        string
	first      int32
	last       int32
	busy       bool // a call works on it
	ready      bool // it is in the list of such
	prev, next *keyLane
}

// A laneList is a linked list of the lanes that are ready.
type laneList struct{ first, last *keyLane }

// putInLane adds a node to the lane of its key, and makes the lane if there is
// none.
func (s *slab) putInLane(key string, i int32) {
	l := s.lanes[key]
	if l == nil {
		if s.lanes == nil {
			s.lanes = map[string]*keyLane{}
		}
		l = &keyLane{key: key, first: noNode, last: noNode}
		s.lanes[key] = l
	}
	s.nodes[i].lane = l
	if l.last == noNode {
		l.first = i
	} else {
		s.nodes[l.last].after = i
	}
	l.last = i
	s.offerLane(l)
}

// offerLane makes a lane ready if it has items and no call, and forgets it if it
// has neither.
func (s *slab) offerLane(l *keyLane) {
	switch {
	case l.busy:
	case l.first != noNode:
		s.ready.add(l)
	default:
		s.ready.remove(l)
		if delete(s.lanes, l.key); len(s.lanes) == 0 {
			s.lanes = nil // a map does not shrink
		}
	}
}

func (ll *laneList) add(l *keyLane) {
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

func (ll *laneList) remove(l *keyLane) {
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
