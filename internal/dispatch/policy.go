package dispatch

import "strings"

// A Policy says what happens to an event that finds a queue full.
type Policy uint8

// The policies.
const (
	Block      Policy = iota // it waits for room
	DropNewest               // it is dropped
	DropOldest               // the oldest event in the queue is dropped for it
	Latest                   // all events in the queue are dropped for it, with keys those of its key; full or not

	policyCount // a new policy goes above; then the compiler and the tests name what lacks it
)

// policyNames are the names in package events. A policy without one does not
// compile.
var policyNames = [...]string{Block: "Block", DropNewest: "DropNewest", DropOldest: "DropOldest", Latest: "Latest"}

// The index is out of range unless there is one name for each policy.
var _ = [1]struct{}{}[len(policyNames)-int(policyCount)]

// IsKnown reports whether there is such a policy.
func (p Policy) IsKnown() bool { return p < policyCount }

// String returns the name of the policy in package events.
func (p Policy) String() string { return policyNames[p] }

// Policies returns all policies.
func Policies() (all []Policy) {
	for p := range policyCount {
		all = append(all, p)
	}
	return all
}

// PolicyNames lists the policies for a message: "Block, DropNewest, … or Latest".
func PolicyNames() string {
	last := len(policyNames) - 1
	return strings.Join(policyNames[:last], ", ") + " or " + policyNames[last]
}
