package admin

import "time"

// Live is the last events, newest first.
type Live struct {
	Version  int       `json:"version"`
	Time     time.Time `json:"time"`
	Observed bool      `json:"observed"`
	Payloads bool      `json:"payloads"` // whether values are shown
	Last     uint64    `json:"last_id"`
	Keep     int       `json:"keep"`
	Streams  Tally     `json:"streams"`
	Events   []Entry   `json:"events"`
}

func (p *Page) lookLive(q query, _ *model) any {
	last := p.watch.lastID() // before the events, so that a stream from it on misses none
	out := Live{
		Version: version, Time: time.Now(), Observed: p.watch.observing(), Payloads: p.opts.Payloads, Keep: p.opts.Keep, Last: last,
		Streams: p.watch.tally(), Events: []Entry{},
	}
	for _, e := range p.watch.kept(q.filter) {
		out.Events = append(out.Events, e.view())
	}
	return out
}
