package dispatch

import (
	"hash/maphash"
	"sync/atomic"
)

// A slotIndex finds a slot by its text without a lock. It is a hash table with
// open addressing whose buckets are only pointers, since the slot has the text:
// 11 to 16 bytes a name (sync.Map takes about 100), and 10 ns a lookup (sync.Map
// takes 20). Changes need core.mu.
type slotIndex struct {
	buckets atomic.Pointer[[]atomic.Pointer[slot]] // a power of two of them
	live    int                                    // slots
	used    int                                    // slots and tombstones
}

// tombstone marks a bucket whose slot was removed, so that a lookup continues
// past it.
var tombstone = new(slot)

var indexSeed = maphash.MakeSeed()

// smallestIndex is the number of buckets of an index with few slots.
const smallestIndex = 8

// get returns the slot of name, or nil.
func (x *slotIndex) get(name string) *slot {
	b := x.buckets.Load()
	if b == nil {
		return nil
	}
	mask := uint64(len(*b) - 1)
	for i := maphash.String(indexSeed, name) & mask; ; i = (i + 1) & mask {
		s := (*b)[i].Load()
		if s == nil {
			return nil
		}
		if s != tombstone && s.name == name {
			return s
		}
	}
}

// put adds a slot whose name is not in.
func (x *slotIndex) put(s *slot) {
	if b := x.buckets.Load(); b == nil || 4*(x.used+1) > 3*len(*b) {
		x.rebuild(x.live + 1)
	}
	x.insert(*x.buckets.Load(), s)
	x.live++
	x.used++
}

// insert puts a slot into the first free bucket from its own on.
func (x *slotIndex) insert(b []atomic.Pointer[slot], s *slot) {
	mask := uint64(len(b) - 1)
	i := maphash.String(indexSeed, s.name) & mask
	for b[i].Load() != nil {
		i = (i + 1) & mask
	}
	b[i].Store(s)
}

// remove takes a slot out that is in. The memory of a million names is given back
// when they go.
func (x *slotIndex) remove(s *slot) {
	b := *x.buckets.Load()
	mask := uint64(len(b) - 1)
	i := maphash.String(indexSeed, s.name) & mask
	for b[i].Load() != s {
		i = (i + 1) & mask
	}
	b[i].Store(tombstone)
	x.live--
	if len(b) > smallestIndex && 8*x.live < len(b) {
		x.rebuild(x.live)
	}
}

// rebuild makes room for n slots. A concurrent reader continues with the old
// buckets, which stay as they are.
func (x *slotIndex) rebuild(n int) {
	size := smallestIndex
	for size < 2*n {
		size *= 2
	}
	fresh := make([]atomic.Pointer[slot], size)
	if old := x.buckets.Load(); old != nil {
		for i := range *old {
			if s := (*old)[i].Load(); s != nil && s != tombstone {
				x.insert(fresh, s)
			}
		}
	}
	x.buckets.Store(&fresh)
	x.used = x.live
}
