package admin

import (
	"sync"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

const (
	sampleInterval = time.Second
	idleLimit      = 10 * time.Minute // without a request, after which sampling ends
)

// A sampler reads the counters of a bus once a second while somebody looks. It
// has a goroutine only then.
type sampler struct {
	bus     *events.Bus
	running sync.WaitGroup
	quit    chan struct{}

	mu          sync.Mutex
	isRunning   bool
	isClosed    bool
	lastRequest time.Time
	byPattern   map[string]*counterHistory // by topic, "prefix.*" and "*"
	total       counterHistory
	nextSecond  int // the second that comes next, in every ring
	filled      int // seconds that have been sampled
}

func newSampler(b *events.Bus) *sampler {
	return &sampler{bus: b, quit: make(chan struct{}), byPattern: map[string]*counterHistory{}}
}

// noteRequest says that somebody looks. The history begins anew where it had ended:
// of the time between nothing is known.
func (s *sampler) noteRequest() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastRequest = time.Now()
	if s.isRunning || s.isClosed {
		return
	}
	s.isRunning = true
	s.byPattern, s.total, s.nextSecond, s.filled = map[string]*counterHistory{}, counterHistory{}, 0, 0
	s.running.Go(s.run)
}

func (s *sampler) close() {
	s.mu.Lock()
	if !s.isClosed {
		s.isClosed = true
		close(s.quit)
	}
	s.mu.Unlock()
	s.running.Wait()
}

func (s *sampler) run() {
	tick := time.NewTicker(sampleInterval)
	defer tick.Stop()
	s.takeSample()
	for {
		select {
		case <-tick.C:
			if s.stopIfIdle() {
				return
			}
			s.takeSample()
		case <-s.quit:
			return
		}
	}
}

// stopIfIdle ends the sampling where nobody has looked for long.
func (s *sampler) stopIfIdle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.isRunning = time.Since(s.lastRequest) < idleLimit
	return !s.isRunning
}

// takeSample reads the counters, which takes no lock of the sampler's.
func (s *sampler) takeSample() {
	counts := readCounters(s.bus)
	s.mu.Lock()
	defer s.mu.Unlock()
	first := s.filled == 0 && len(s.byPattern) == 0
	sum := uint64(0)
	for name, c := range counts {
		h := s.byPattern[name]
		if h == nil {
			h = &counterHistory{}
			if first { // nothing has grown yet, so no ring is made
				h.last = c.count
			}
			s.byPattern[name] = h
		}
		h.addCount(c.count, s.nextSecond)
		h.marked = true
		if c.emits {
			sum += c.count
		}
	}
	if first {
		s.total.last = sum
	}
	s.total.addCount(sum, s.nextSecond)
	s.dropUnmarked()
	if !first {
		s.nextSecond = (s.nextSecond + 1) % historySeconds
		s.filled = min(s.filled+1, historySeconds)
	}
}

// dropUnmarked forgets the counters that are gone.
func (s *sampler) dropUnmarked() {
	for name, h := range s.byPattern {
		if !h.marked {
			delete(s.byPattern, name)
		}
		h.marked = false
	}
}

// A traffic is how much goes through one name.
type traffic struct {
	Rate  float64 `json:"rate"` // events a second, mean of the last ten
	Chart string  `json:"-"`
}

func (s *sampler) rateOf(name string) float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byPattern[name].meanRate(s.nextSecond, s.filled)
}

func (s *sampler) trafficOf(name string) traffic {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.byPattern[name]
	return traffic{h.meanRate(s.nextSecond, s.filled), h.chartPath(s.nextSecond)}
}

func (s *sampler) totalTraffic() traffic {
	s.mu.Lock()
	defer s.mu.Unlock()
	return traffic{s.total.meanRate(s.nextSecond, s.filled), s.total.chartPath(s.nextSecond)}
}

// A nameCounter is how many events a name has seen.
type nameCounter struct {
	count uint64
	emits bool // it is a topic's, and so part of the sum
}

// readCounters reads how often each name was emitted. A declared name has a counter
// of its own; of another one the listener that has accepted most tells.
func readCounters(b *events.Bus) map[string]nameCounter {
	counts := map[string]nameCounter{}
	for _, l := range b.Listeners() {
		name := patternOf(l)
		counts[name] = nameCounter{max(counts[name].count, l.Accepted), l.Scope == "topic"}
	}
	for _, d := range b.Catalog() {
		counts[d.Name] = nameCounter{d.Emits, true}
	}
	return counts
}
