package events

import "sync"

// claims keeps which owners of one bus a host has reserved for its plugins: two
// plugins of one name would take off each other's listeners. Package host finds it
// through the engine; it is here so that it lives as long as the bus.
type claims struct {
	mu      sync.Mutex
	holders map[string]any // by owner: the plugin that has it
}

// Claim reserves an owner for by. It returns false if it is reserved for another.
func (s *busState) Claim(owner string, by any) bool {
	c := &s.claims
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.holders == nil {
		c.holders = map[string]any{}
	}
	if has := c.holders[owner]; has != nil && has != by {
		return false
	}
	c.holders[owner] = by
	return true
}

// Release frees an owner that by has claimed.
func (s *busState) Release(owner string, by any) {
	c := &s.claims
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.holders[owner] == by {
		delete(c.holders, owner)
	}
}
