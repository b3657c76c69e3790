package admin

import (
	"sync"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

const (
	beat     = time.Second
	patience = 10 * time.Minute // without a request, after which sampling ends
)

// A sampler reads the counters of a bus once a second while somebody looks. It
// has a goroutine only then.
type sampler struct {
	bus     *events.Bus
	running sync.WaitGroup
	quit    chan struct{}

	mu      sync.Mutex
	on      bool
	closed  bool
	touched time.Time
	of      map[string]*history // by topic, "prefix.*" and "*"
	total   history
	at      int // the second that comes next, in every ring
	filled  int // seconds that have been sampled
}

func newSampler(b *events.Bus) *sampler {
	return &sampler{bus: b, quit: make(chan struct{}), of: map[string]*history{}}
}

// touch says that somebody looks. The history begins anew where it had ended:
// of the time between nothing is known.
func (s *sampler) touch() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.touched = time.Now()
	if s.on || s.closed {
		return
	}
	s.on = true
	s.of, s.total, s.at, s.filled = map[string]*history{}, history{}, 0, 0
	s.running.Go(s.run)
}

func (s *sampler) close() {
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		close(s.quit)
	}
	s.mu.Unlock()
	s.running.Wait()
}

func (s *sampler) run() {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	s.sample()
	for {
		select {
		case <-tick.C:
			if s.idle() {
				return
			}
			s.sample()
		case <-s.quit:
			return
		}
	}
}

// idle ends the sampling where nobody has looked for long.
func (s *sampler) idle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.on = time.Since(s.touched) < patience
	return !s.on
}

// sample reads the counters, which takes no lock of the sampler's.
func (s *sampler) sample() {
	counts := counters(s.bus)
	s.mu.Lock()
	defer s.mu.Unlock()
	first := s.filled == 0 && len(s.of) == 0
	sum := uint64(0)
	for name, c := range counts {
		h := s.of[name]
		if h == nil {
			h = &history{}
			if first { // nothing has grown yet, so no ring is made
				h.last = c.count
			}
			s.of[name] = h
		}
		h.add(c.count, s.at)
		h.marked = true
		if c.emits {
			sum += c.count
		}
	}
	if first {
		s.total.last = sum
	}
	s.total.add(sum, s.at)
	s.sweep()
	if !first {
		s.at = (s.at + 1) % span
		s.filled = min(s.filled+1, span)
	}
}

// sweep forgets the counters that are gone.
func (s *sampler) sweep() {
	for name, h := range s.of {
		if !h.marked {
			delete(s.of, name)
		}
		h.marked = false
	}
}

// A flow is how much goes through one name.
type flow struct {
	Rate  float64 `json:"rate"` // events a second, mean of the last ten
	Chart string  `json:"-"`
}

func (s *sampler) rate(name string) float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.of[name].rate(s.at, s.filled)
}

func (s *sampler) flow(name string) flow {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.of[name]
	return flow{h.rate(s.at, s.filled), h.chart(s.at)}
}

func (s *sampler) totalFlow() flow {
	s.mu.Lock()
	defer s.mu.Unlock()
	return flow{s.total.rate(s.at, s.filled), s.total.chart(s.at)}
}

// A counter is how many events a name has seen.
type counter struct {
	count uint64
	emits bool // it is a topic's, and so part of the sum
}

// counters reads how often each name was emitted. A declared name has a counter
// of its own; of another one the listener that has accepted most tells.
func counters(b *events.Bus) map[string]counter {
	counts := map[string]counter{}
	for _, l := range b.Listeners() {
		name := pattern(l)
		counts[name] = counter{max(counts[name].count, l.Accepted), l.Scope == "topic"}
	}
	for _, d := range b.Catalog() {
		counts[d.Name] = counter{d.Emits, true}
	}
	return counts
}

// pattern says what a listener listens to: "user.login", "user.*" or "*".
func pattern(l events.Listening) string {
	switch l.Scope {
	case "namespace":
		return l.Topic + ".*"
	case "any":
		return "*"
	}
	return l.Topic
}
