package admin

import (
	"net/http"
	"time"
)

// Health is the state of the bus, without any names.
type Health struct {
	Version   int       `json:"version"`
	Time      time.Time `json:"time"`
	Status    string    `json:"status"` // "ok", "degraded" (a call is slow or a queue is full) or "closed"
	Listeners int       `json:"listeners"`
	Failed    uint64    `json:"failed"`
	Dropped   uint64    `json:"dropped"`
	Pending   int       `json:"pending"`
	Running   int       `json:"running"`
	Slow      int       `json:"slow"`
	Full      int       `json:"full"`
	Streams   Tally     `json:"streams"`
}

// serveHealth answers 503 if the bus is closed, and 200 otherwise: a program that
// fails its health check is often restarted, which would not help a slow listener.
func (p *Page) serveHealth(w http.ResponseWriter, r *http.Request) {
	listeners := p.bus.Listeners()
	h := Health{Version: version, Time: time.Now(), Status: "ok", Listeners: len(listeners), Streams: p.observer.streamTally()}
	for _, l := range listeners {
		h.addListener(Listener{Listening: l})
	}
	if h.Slow+h.Full > 0 {
		h.Status = "degraded"
	}
	status := http.StatusOK
	for _, o := range p.bus.OwnerInfo() {
		if o.Owner == "" && o.Closed {
			h.Status, status = "closed", http.StatusServiceUnavailable
		}
	}
	writeJSON(w, r, status, h)
}

func (h *Health) addListener(l Listener) {
	h.Failed += l.Failed
	h.Dropped += l.Dropped
	h.Pending += l.Pending
	h.Running += l.Running
	if l.isSlow() {
		h.Slow++
	}
	if l.Full() {
		h.Full++
	}
}
