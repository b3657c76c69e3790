package admin

import (
	"sync"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

const (
	sampleInterval = time.Second
	idleLimit      = 10 * time.Minute // sampling ends that long after the last request
)

// A sampler reads the counters of the bus once a second while the page is open.
// Only then does it have a goroutine. mu guards everything below it.
type sampler struct {
	bus     *events.Bus
	running sync.WaitGroup
	quit    chan struct{}

	mu          sync.Mutex
	isRunning   bool
	isClosed    bool
	lastRequest time.Time
	byPattern   map[string]*counterHistory // by name, "prefix.*" or "*"
	total       counterHistory
	nextSecond  int // where the next second goes in every ring
	filled      int // number of seconds sampled, at most historySeconds
}

func newSampler(b *events.Bus) *sampler {
	return &sampler{bus: b, quit: make(chan struct{}), byPattern: map[string]*counterHistory{}}
}

// noteRequest starts the sampling, or keeps it going. After a pause the history
// starts again from nothing: the time between is unknown.
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

// stopIfIdle reports whether sampling ends because the last request was too long
// ago.
func (s *sampler) stopIfIdle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.isRunning = time.Since(s.lastRequest) < idleLimit
	return !s.isRunning
}

// takeSample reads the counters and adds them to the histories. It does not hold
// mu while it reads the bus.
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
			if first { // the first sample shows no growth, so it needs no ring
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

// dropUnmarked forgets the counters that the last sample did not have.
func (s *sampler) dropUnmarked() {
	for name, h := range s.byPattern {
		if !h.marked {
			delete(s.byPattern, name)
		}
		h.marked = false
	}
}

// traffic is the number of events through one name.
type traffic struct {
	Rate  float64 `json:"rate"` // events per second, mean of the last ten seconds
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

// A nameCounter is the number of events that a name has had.
type nameCounter struct {
	count uint64
	emits bool // it belongs to a topic, so it is part of the total
}

// readCounters reads how often each name was emitted. A declared name has a
// counter. For any other the count is that of its listener that has accepted the
// most events.
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
