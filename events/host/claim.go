package host

import "github.com/fastpluggy/eventbus/internal/dispatch"

// nameClaims keeps, on a bus, which plugin has which name: see
// events/ownerclaims.go.
type nameClaims interface {
	Claim(owner string, by any) bool
	Release(owner string, by any)
}

func (h *Host) nameClaims() nameClaims { return (*dispatch.Bus)(h.bus).Core().Ext.(nameClaims) }

// claimName reserves the plugin's name on the bus. It reports whether the name is
// this plugin's now; of two hosts that load at once, one gets it.
func (e *pluginEntry) claimName() bool { return e.host.nameClaims().Claim(e.name, e) }

// releaseName frees the name, unless cleanUpLate is using it, which frees it then.
func (e *pluginEntry) releaseName() {
	e.host.mu.Lock()
	defer e.host.mu.Unlock()
	if e.cleanups == 0 {
		e.host.nameClaims().Release(e.name, e)
	}
}

// cleanUpLate takes off the listeners of a method that returned after the host had
// given it up. Once the host is closed, the name may belong to another plugin, and
// then the listeners could not be distinguished.
func (e *pluginEntry) cleanUpLate() {
	if e.beginCleanup() {
		e.env.bus.OffAll()
		e.endCleanup()
	}
}

func (e *pluginEntry) beginCleanup() bool {
	e.host.mu.Lock()
	defer e.host.mu.Unlock()
	if !e.claimName() {
		return false
	}
	e.cleanups++
	return true
}

func (e *pluginEntry) endCleanup() {
	e.host.mu.Lock()
	defer e.host.mu.Unlock()
	if e.cleanups--; e.cleanups == 0 && e.host.phase == phaseClosed {
		e.host.nameClaims().Release(e.name, e)
	}
}
