package admin

import "time"

// Live is the last events, newest first.
type Live struct {
	Version  int       `json:"version"`
	Time     time.Time `json:"time"`
	Observed bool      `json:"observed"`
	Payloads bool      `json:"payloads"` // values are shown
	Last     uint64    `json:"last_id"`
	Keep     int       `json:"keep"`
	Streams  Tally     `json:"streams"`
	Events   []Entry   `json:"events"`
}

func (p *Page) buildLive(q viewQuery, _ *snapshot) any {
	last := p.observer.lastID() // read before the events, so that a stream that starts after it misses none
	out := Live{
		Version: version, Time: time.Now(), Observed: p.observer.isObserving(), Payloads: p.opts.Payloads, Keep: p.opts.Keep, Last: last,
		Streams: p.observer.streamTally(), Events: []Entry{},
	}
	for _, e := range p.observer.newestEntries(q.liveFilter) {
		out.Events = append(out.Events, e.asJSON())
	}
	return out
}
