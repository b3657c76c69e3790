package typed

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// nameVersions has the versions of one event's name, for all topics of that name. graph
// is nil until the first Upcast.
type nameVersions struct {
	name  string
	graph atomic.Pointer[versionGraph]
	steps []versionStep // the last one added comes first; guarded by upcastLock
}

var allVersions sync.Map // the event's name → *nameVersions

func versionsOf(name string) *nameVersions {
	if n, ok := allVersions.Load(name); ok {
		return n.(*nameVersions)
	}
	n, _ := allVersions.LoadOrStore(name, &nameVersions{name: name})
	return n.(*nameVersions)
}

// A versionStep converts payloads of one version to the next. A version is known by its
// fingerprint, since several plugins may each have a struct of it.
type versionStep struct {
	from, to string
	read     func(m dispatch.Meta, b dispatch.Body, exactly bool) (dispatch.Body, bool) // reads a from by its fields
	readNew  func(m dispatch.Meta, b dispatch.Body, exactly bool) (dispatch.Body, bool) // reads a to
	convert  func(m dispatch.Meta, b dispatch.Body) (dispatch.Body, error)
}

// addStep adds a step, in place of an earlier one between the same versions. The caller
// holds upcastLock.
func (n *nameVersions) addStep(s versionStep) {
	if s.from == s.to {
		return
	}
	rest := slices.DeleteFunc(slices.Clone(n.steps), func(o versionStep) bool { return o.from == s.from && o.to == s.to })
	n.steps = append([]versionStep{s}, rest...)
	n.graph.Store(newGraph(n.name, n.steps))
	dispatch.AddVersions(n.name, func(b dispatch.Body) dispatch.Body {
		return &versionedMap{Body: b, versionState: versionState{graph: n.graph.Load()}}
	})
}

// A versionGraph is the versions of one name, and how they become the newest. It never
// changes.
type versionGraph struct {
	meta     dispatch.Meta // with the name alone
	steps    []versionStep
	versions []*payloadVersion // newer ones first
}

type payloadVersion struct {
	fingerprint string
	read        func(m dispatch.Meta, b dispatch.Body, exactly bool) (dispatch.Body, bool)
	isLast      bool          // it converts to no other
	way         []versionStep // to the only newest version; nil if this is it, or if there are several
}

func newGraph(name string, steps []versionStep) *versionGraph {
	g := &versionGraph{meta: dispatch.Meta{Name: name}, steps: steps}
	reads := map[string]func(dispatch.Meta, dispatch.Body, bool) (dispatch.Body, bool){}
	var all []string
	for _, s := range steps {
		for fingerprint, read := range map[string]func(dispatch.Meta, dispatch.Body, bool) (dispatch.Body, bool){s.from: s.read, s.to: s.readNew} {
			if reads[fingerprint] == nil {
				reads[fingerprint] = read
				all = append(all, fingerprint)
			}
		}
	}
	for len(all) > 0 {
		last := slices.IndexFunc(all, func(v string) bool { return !g.leadsTo(v, all) })
		last = max(last, 0) // versions in a circle have no order
		g.versions = append(g.versions, &payloadVersion{fingerprint: all[last], read: reads[all[last]]})
		all = slices.Delete(all, last, last+1)
	}
	for _, v := range g.versions {
		v.isLast, v.way = !g.leadsOn(v.fingerprint), g.wayToNewest(v.fingerprint)
	}
	return g
}

// leadsTo reports whether a version converts to one of others directly.
func (g *versionGraph) leadsTo(version string, others []string) bool {
	return slices.ContainsFunc(g.steps, func(s versionStep) bool { return s.from == version && slices.Contains(others, s.to) })
}

func (g *versionGraph) leadsOn(version string) bool {
	return slices.ContainsFunc(g.steps, func(s versionStep) bool { return s.from == version })
}

// wayToNewest returns the steps to the newest version, if there is exactly one that can
// be reached.
func (g *versionGraph) wayToNewest(from string) (way []versionStep) {
	found := 0
	for _, v := range g.versions {
		if g.leadsOn(v.fingerprint) {
			continue
		}
		if w := g.way(from, v.fingerprint); w != nil {
			way = w
			found++
		}
	}
	if found != 1 {
		return nil
	}
	return way
}

// way returns the shortest way from one version to another, or nil.
func (g *versionGraph) way(from, to string) []versionStep {
	seen := map[string]bool{from: true}
	for ways := [][]versionStep{nil}; len(ways) > 0; ways = ways[1:] {
		way, at := ways[0], from
		if len(way) > 0 {
			at = way[len(way)-1].to
		}
		if at == to {
			return way
		}
		for _, s := range g.steps {
			if s.from == at && !seen[s.to] {
				seen[s.to] = true
				ways = append(ways, append(slices.Clip(way), s))
			}
		}
	}
	return nil
}

// versionOf recognizes the version of a payload, and returns the payload as it was read:
// by its fingerprint; otherwise the newest version whose fields match exactly; otherwise
// the newest whose fields are all present. It returns nil if it is none of them.
func (g *versionGraph) versionOf(b dispatch.Body) (*payloadVersion, dispatch.Body) {
	if p, ok := b.(interface{ fingerprint() string }); ok {
		for _, v := range g.versions {
			if v.fingerprint == p.fingerprint() {
				return v, b
			}
		}
	}
	for _, exactly := range []bool{true, false} {
		for _, v := range g.versions {
			if read, ok := v.read(g.meta, b, exactly); ok {
				return v, read
			}
		}
	}
	return nil, b
}

// convertAll takes a payload the way.
func (g *versionGraph) convertAll(b dispatch.Body, way []versionStep) (dispatch.Body, error) {
	for _, s := range way {
		var err error
		if b, err = s.convert(g.meta, b); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// newest returns a payload in the newest version: the payload itself if it is that
// already, if it fits no version, or if there are several newest ones.
func (g *versionGraph) newest(b dispatch.Body) (dispatch.Body, error) {
	v, read := g.versionOf(b)
	if v == nil || v.way == nil {
		return b, nil
	}
	return g.convertAll(read, v.way)
}

// upTo returns a payload of an older version in a certain version, if it converts to
// that.
func (g *versionGraph) upTo(fingerprint string, b dispatch.Body) (up dispatch.Body, found bool, err error) {
	if !slices.ContainsFunc(g.versions, func(v *payloadVersion) bool { return v.fingerprint == fingerprint }) {
		return nil, false, nil
	}
	v, read := g.versionOf(b)
	if v == nil || v.fingerprint == fingerprint {
		return read, v != nil, nil
	}
	way := g.way(v.fingerprint, fingerprint)
	if way == nil {
		return nil, false, nil
	}
	up, err = g.convertAll(read, way)
	return up, true, err
}

// isNewest reports whether a fingerprint is that of a newest version.
func (g *versionGraph) isNewest(fingerprint string) bool {
	for _, v := range g.versions {
		if v.fingerprint == fingerprint {
			return v.isLast
		}
	}
	return false
}
