package dispatch

import (
	"maps"
	"sync"
	"sync/atomic"
)

// A VersionedBody is a payload that may be of an older version of its event: see
// typed.Upcast. As a Body it is the payload as it was emitted, for reports.
type VersionedBody interface {
	Body
	// Newest returns the payload in the event's newest version, or why it does not
	// convert. It calls a function of the user's, in the emitter's goroutine.
	Newest() (Body, error)
}

// Newest returns a payload as untyped listeners read it: in the newest version.
func Newest(_ Meta, b Body) (Body, error) {
	if v, ok := b.(VersionedBody); ok {
		return v.Newest()
	}
	return b, nil
}

// versionedNames has what makes a VersionedBody of an untyped payload, for each name
// that has versions. Its map is replaced, never changed, so an emit in a program
// without versions pays for a test of a pointer.
var versionedNames atomic.Pointer[map[string]func(Body) Body]

var versionedNamesLock sync.Mutex

// AddVersions lets untyped payloads of a name pass through wrap before listeners get
// them. A name has one wrap; the first one stays.
func AddVersions(name string, wrap func(Body) Body) {
	versionedNamesLock.Lock()
	defer versionedNamesLock.Unlock()
	all := map[string]func(Body) Body{}
	if before := versionedNames.Load(); before != nil {
		if (*before)[name] != nil {
			return
		}
		maps.Copy(all, *before)
	}
	all[name] = wrap
	versionedNames.Store(&all)
}

// versionsOf returns what wraps untyped payloads of a name, or nil.
func versionsOf(name string) func(Body) Body {
	if all := versionedNames.Load(); all != nil {
		return (*all)[name]
	}
	return nil
}

// versionedKind is the kind of untyped payloads whose name has versions. No listener is
// of it, so that each converts the payload.
var versionedKind = &Kind[Body]{
	Box:    func(b Body) Body { return b },
	Decode: func(_ Meta, b Body) (Body, error) { return b, nil },
}
