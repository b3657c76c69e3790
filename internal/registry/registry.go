// Package registry remembers what evgen generated for this program, so that the
// catalog shows fields in source order with their comments, a declaration that
// has changed since is told to run go generate, and contracts know the types
// and the places behind the hints.
package registry

import (
	"reflect"
	"runtime"
	"slices"
	"sync"

	"github.com/fastpluggy/eventbus/internal/convert"
)

// A Field is one field of a generated payload struct.
type Field struct{ Name, Type, Doc string }

// A Contract is one topic with its payload struct.
type Contract struct {
	Topic       string
	Fingerprint string
	Fields      []Field
	Type        reflect.Type // of the struct, or nil
	Where       uintptr      // in generated code; 0: none
	Listens     bool         // it is what a listener needs of another's event
	ByHand      bool         // nobody generated it: for the types alone
}

// Place returns where the generated code is.
func (c *Contract) Place() (file string, line int) {
	f := c.frame()
	return f.File, f.Line
}

func (c *Contract) frame() (f runtime.Frame) {
	if c.Where != 0 {
		f, _ = runtime.CallersFrames([]uintptr{c.Where}).Next()
	}
	return f
}

// types returns the Go types of the fields; optional ones without the pointer.
func (c *Contract) types() map[string]reflect.Type {
	all := map[string]reflect.Type{}
	if c.Type == nil {
		return all
	}
	fields, _ := convert.Fields(c.Type)
	for _, f := range fields {
		t := f.Type
		if f.Optional {
			t = t.Elem()
		}
		all[f.Name] = t
	}
	return all
}

var contracts = struct {
	sync.RWMutex
	of map[string][]Contract
}{of: map[string][]Contract{}}

// Add registers a contract; generated code calls it when the program starts.
// One by hand is registered once.
func Add(c Contract) {
	contracts.Lock()
	defer contracts.Unlock()
	if c.ByHand {
		for _, o := range contracts.of[c.Topic] {
			if o.ByHand && o.Fingerprint == c.Fingerprint && o.Type == c.Type {
				return
			}
		}
	}
	contracts.of[c.Topic] = append(contracts.of[c.Topic], c)
}

func all(topic string) []Contract {
	contracts.RLock()
	defer contracts.RUnlock()
	return contracts.of[topic] // which is only appended to
}

// Find returns the generated contract of topic with that fingerprint, one for
// the same role before others. It also reports whether there are generated ones
// of that role at all, so that a declaration without a match is out of date.
func Find(topic, fingerprint string, listens bool) (match *Contract, any bool) {
	known := false
	for _, c := range all(topic) {
		switch {
		case c.Fingerprint == fingerprint && !c.ByHand && (match == nil || c.Listens == listens):
			match = &c
		case c.Fingerprint == fingerprint && c.ByHand:
			known = true
		}
		any = any || c.Listens == listens && !c.ByHand
	}
	return match, any && !known
}

// Types returns the Go types behind the hints of a declaration, as far as all
// structs made of that declaration agree.
func Types(topic, fingerprint string) map[string]reflect.Type {
	var types map[string]reflect.Type
	for _, c := range all(topic) {
		if c.Fingerprint != fingerprint {
			continue
		}
		own := c.types()
		if types == nil {
			types = own
			continue
		}
		for name, t := range types {
			if own[name] != t {
				delete(types, name)
			}
		}
	}
	return types
}

var versions = struct {
	sync.RWMutex
	older map[version][]string // fingerprints
}{older: map[version][]string{}}

type version struct{ topic, fingerprint string }

// Upcast notes that the payload with the fingerprint older becomes the newer
// one, under one name. Noting it again changes nothing.
func Upcast(topic, older, newer string) {
	versions.Lock()
	defer versions.Unlock()
	v := version{topic, newer}
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
	for _, fingerprint := range Older(topic, newer) {
		if fingerprint == older {
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
	for next := []string{newer}; len(next) > 0; next = next[1:] {
		for _, older := range versions.older[version{topic, next[0]}] {
			if !seen[older] {
				seen[older] = true
				all = append(all, older)
				next = append(next, older)
			}
		}
	}
	return all
}

// FieldsOf returns the fields of a payload with that fingerprint.
func FieldsOf(topic, fingerprint string) ([]Field, bool) {
	for _, c := range all(topic) {
		if c.Fingerprint == fingerprint {
			return c.Fields, true
		}
	}
	return nil, false
}
