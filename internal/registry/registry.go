// Package registry holds what evgen generated for this program. From it the catalog
// takes the order and the comments of fields, contract checks take the Go types and
// places behind the hints, and the bus sees that a declaration has changed since its
// code was generated.
package registry

import (
	"reflect"
	"runtime"
	"slices"
	"sync"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// An Entry is an event with its payload struct. Of the event it has the name, the
// fingerprint and the fields, without their Go names.
type Entry struct {
	contract.Event

	// Hints is the fingerprint of the declared hints alone: all that a declaration in a
	// running program has. The event's Fingerprint is another one if the hints lead to
	// shapes: see contract.Fingerprint. Empty means that they are the same.
	Hints string

	Type    reflect.Type // of the struct, or nil
	Where   uintptr      // program counter in generated code; 0 if there is none
	Listens bool         // it is what a listener needs of another's event
	ByHand  bool         // written by hand, not generated: it serves for its types alone
}

// matches reports whether a fingerprint is that of the event or of its hints.
func (e *Entry) matches(fingerprint string) bool {
	return e.Fingerprint == fingerprint || e.Hints != "" && e.Hints == fingerprint
}

// Place returns where the generated code is.
func (e *Entry) Place() (file string, line int) {
	f := e.generatedFrame()
	return f.File, f.Line
}

func (e *Entry) generatedFrame() (f runtime.Frame) {
	if e.Where != 0 {
		f, _ = runtime.CallersFrames([]uintptr{e.Where}).Next()
	}
	return f
}

var registered = struct {
	sync.RWMutex
	of map[string][]Entry
}{of: map[string][]Entry{}}

// Add registers an entry; generated code calls it when the program starts.
// A handwritten one is registered once.
func Add(e Entry) {
	registered.Lock()
	defer registered.Unlock()
	if e.ByHand {
		for _, o := range registered.of[e.Name] {
			if o.ByHand && o.Fingerprint == e.Fingerprint && o.Type == e.Type {
				return
			}
		}
	}
	registered.of[e.Name] = append(registered.of[e.Name], e)
}

func entriesOf(topic string) []Entry {
	registered.RLock()
	defer registered.RUnlock()
	return registered.of[topic] // the slice is only appended to, so it may be read without the lock
}

// Find returns the generated entry of a name with that fingerprint, one for
// the same role before others. It also reports whether that role has generated
// entries: if so, a declaration without a match is out of date.
func Find(topic, fingerprint string, listens bool) (match *Entry, any bool) {
	known := false
	for _, c := range entriesOf(topic) {
		switch {
		case c.matches(fingerprint) && !c.ByHand && (match == nil || c.Listens == listens):
			match = &c
		case c.matches(fingerprint) && c.ByHand:
			known = true
		}
		any = any || c.Listens == listens && !c.ByHand
	}
	return match, any && !known
}

var versions = struct {
	sync.RWMutex
	older map[payloadVersion][]string // fingerprints
}{older: map[payloadVersion][]string{}}

type payloadVersion struct{ topic, fingerprint string }

// Upcast registers that the payload with the fingerprint older converts to the newer
// one, under one name. Doing so again changes nothing.
func Upcast(topic, older, newer string) {
	versions.Lock()
	defer versions.Unlock()
	v := payloadVersion{topic, newer}
	if !slices.Contains(versions.older[v], older) {
		versions.older[v] = append(versions.older[v], older)
	}
}

// Versions reports whether one of two payloads is an older version of the
// other.
func Versions(topic, a, b string) bool {
	return isOlder(topic, a, b) || isOlder(topic, b, a)
}

func isOlder(topic, older, newer string) bool {
	all := withShapes(topic, older)
	for _, fingerprint := range Older(topic, newer) {
		if fingerprint == older || slices.Contains(all, fingerprint) {
			return true
		}
	}
	return false
}

// Older returns the fingerprints of all older versions, nearest first.
func Older(topic, newer string) (all []string) {
	versions.RLock()
	defer versions.RUnlock()
	seen := map[string]bool{newer: true}
	for next := append(withShapes(topic, newer), newer); len(next) > 0; next = next[1:] {
		for _, older := range versions.older[payloadVersion{topic, next[0]}] {
			if !seen[older] {
				seen[older] = true
				all = append(all, older)
				next = append(next, older)
			}
		}
	}
	return all
}

// Newest returns the fingerprints of the newest versions that a payload converts to, if it
// is an older one.
func Newest(topic, older string) (all []string) {
	versions.RLock()
	defer versions.RUnlock()
	newer := map[string][]string{}
	for v, from := range versions.older {
		for _, f := range from {
			if v.topic == topic {
				newer[f] = append(newer[f], v.fingerprint)
			}
		}
	}
	seen := map[string]bool{older: true}
	for next := append(withShapes(topic, older), older); len(next) > 0; next = next[1:] {
		for _, v := range newer[next[0]] {
			if !seen[v] {
				seen[v] = true
				next = append(next, v)
				if len(newer[v]) == 0 {
					all = append(all, v)
				}
			}
		}
	}
	slices.Sort(all)
	return all
}

// withShapes returns the fingerprints of the entries that have these hints: versions are
// registered under those, as the hints of two versions may be the same.
func withShapes(topic, hints string) (all []string) {
	for _, e := range entriesOf(topic) {
		if e.Hints == hints && e.Fingerprint != hints {
			all = append(all, e.Fingerprint)
		}
	}
	return all
}

// GeneratedIn returns the names of the events for which a package has generated code,
// sorted.
func GeneratedIn(pkg string) []string {
	registered.RLock()
	defer registered.RUnlock()
	var names []string
	for name, entries := range registered.of {
		inPackage := func(e Entry) bool { return !e.ByHand && e.Type != nil && e.Type.PkgPath() == pkg }
		if slices.ContainsFunc(entries, inPackage) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// WithFingerprint returns an entry of a name whose payload has that fingerprint.
func WithFingerprint(topic, fingerprint string) (*Entry, bool) {
	for _, e := range entriesOf(topic) {
		if e.matches(fingerprint) {
			return &e, true
		}
	}
	return nil, false
}
