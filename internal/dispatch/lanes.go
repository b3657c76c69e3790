package dispatch

// lanes hold the events of a keyed listener: a lane for each key that has
// some. One call at a time works on a lane, so that its events stay in order,
// and those of other keys don't wait for it.
type lanes[P any] struct {
	of    map[string]*lane[P]
	ready ring[*lane[P]] // those with events and nobody at work, each once
	n     int            // events
	seq   uint64
}

type lane[P any] struct {
	key    string
	events ring[numbered[P]]
	busy   bool // a call works on it
	queued bool // it is in ready
}

// numbered events tell which of two lanes has the older one.
type numbered[P any] struct {
	item[P]
	seq uint64
}

func (s *lanes[P]) put(key string, it *item[P]) {
	if s.of == nil {
		s.of = map[string]*lane[P]{}
	}
	l := s.of[key]
	if l == nil {
		l = &lane[P]{key: key}
		s.of[key] = l
	}
	s.seq++
	s.n++
	l.events.put(&numbered[P]{*it, s.seq})
	s.offer(l)
}

// offer makes a lane ready, if it has events and nobody works on it.
func (s *lanes[P]) offer(l *lane[P]) {
	switch {
	case l.busy || l.queued:
	case l.events.n == 0:
		if delete(s.of, l.key); len(s.of) == 0 {
			s.of, s.ready = nil, ring[*lane[P]]{} // a map does not shrink
		}
	default:
		l.queued = true
		s.ready.put(&l)
	}
}

// take moves the next event that may be worked on to it, and returns its lane,
// or nil.
func (s *lanes[P]) take(it *item[P]) *lane[P] {
	for s.ready.n > 0 {
		var l *lane[P]
		s.ready.take(&l)
		l.queued = false
		if l.events.n > 0 {
			s.next(l, it)
			l.busy = true
			return l
		}
		s.offer(l) // its events were dropped
	}
	return nil
}

func (s *lanes[P]) next(l *lane[P], it *item[P]) {
	var first numbered[P]
	l.events.take(&first)
	*it = first.item
	s.n--
}

// done says that the call is over that worked on l.
func (s *lanes[P]) done(l *lane[P]) {
	l.busy = false
	s.offer(l)
}

// clear drops all events, in no order.
func (s *lanes[P]) clear(drop func(*item[P])) {
	var it item[P]
	for key, l := range s.of {
		for l.events.n > 0 {
			s.next(l, &it)
			drop(&it)
		}
		if l.queued = false; !l.busy {
			delete(s.of, key)
		}
	}
	s.ready = ring[*lane[P]]{}
}

// oldest moves the oldest event of all to it. It looks at every lane, which is
// at most one a queued event; only a full queue that drops its oldest does so.
func (s *lanes[P]) oldest(it *item[P]) bool {
	var from *lane[P]
	for _, l := range s.of {
		if l.events.n > 0 && (from == nil || l.events.at(0).seq < from.events.at(0).seq) {
			from = l
		}
	}
	if from == nil {
		return false
	}
	s.next(from, it)
	return true
}
