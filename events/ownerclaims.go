package events

import "sync"

// claims are the owners of one bus that a host keeps for its plugins. Two plugins
// of one name would take off each other's listeners. Package host finds this
// through the engine; it stands here so that it goes with the bus.
type claims struct {
	mu      sync.Mutex
	holders map[string]any // by owner: who has it
}

// Claim makes an owner that of by. It returns false if it is another's.
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

// Release gives an owner back that by has claimed.
func (s *busState) Release(owner string, by any) {
	c := &s.claims
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.holders[owner] == by {
		delete(c.holders, owner)
	}
}
