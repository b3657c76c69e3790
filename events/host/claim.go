package host

import "github.com/fastpluggy/eventbus/internal/dispatch"

// claimer keeps, on a bus, whose the names of plugins are: see events/claims.go.
type claimer interface {
	Claim(owner string, by any) bool
	Release(owner string, by any)
}

func (h *Host) claims() claimer { return (*dispatch.Bus)(h.bus).Core().Ext.(claimer) }

// claim reserves the plugin's name on the bus. It reports whether the name is
// this plugin's now; of two hosts that load at once, one gets it.
func (e *entry) claim() bool { return e.host.claims().Claim(e.name, e) }

// release gives the name back, unless tidy is just using it, which does so then.
func (e *entry) release() {
	e.host.mu.Lock()
	defer e.host.mu.Unlock()
	if e.tidying == 0 {
		e.host.claims().Release(e.name, e)
	}
}

// tidy takes off what a method has subscribed that the host had given up, and
// with it the plugin. Once the host is closed, the name may be another plugin's,
// and then the listeners can't be told apart.
func (e *entry) tidy() {
	if e.begin() {
		e.env.bus.OffAll()
		e.end()
	}
}

func (e *entry) begin() bool {
	e.host.mu.Lock()
	defer e.host.mu.Unlock()
	if !e.claim() {
		return false
	}
	e.tidying++
	return true
}

func (e *entry) end() {
	e.host.mu.Lock()
	defer e.host.mu.Unlock()
	if e.tidying--; e.tidying == 0 && e.host.phase == closed {
		e.host.claims().Release(e.name, e)
	}
}
