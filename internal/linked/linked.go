// Package linked remembers what evgen generated for this program, so that the
// catalog shows fields in source order with their comments, and a declaration
// that has changed since is told to run go generate.
package linked

import "sync"

// A Field is one field of a generated payload struct.
type Field struct{ Name, Type, Doc string }

// A Contract is one generated topic.
type Contract struct {
	Topic       string
	Fingerprint string
	Fields      []Field
}

var contracts = struct {
	sync.RWMutex
	of map[string][]Contract
}{of: map[string][]Contract{}}

// Add registers a contract; generated code calls it when the program starts.
func Add(c Contract) {
	contracts.Lock()
	defer contracts.Unlock()
	contracts.of[c.Topic] = append(contracts.of[c.Topic], c)
}

// Find returns the contract of topic with that fingerprint, and whether there
// is a generated one of the topic at all.
func Find(topic, fingerprint string) (match *Contract, any bool) {
	contracts.RLock()
	defer contracts.RUnlock()
	for i, c := range contracts.of[topic] {
		if c.Fingerprint == fingerprint {
			return &contracts.of[topic][i], true
		}
	}
	return nil, len(contracts.of[topic]) > 0
}
