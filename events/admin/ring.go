package admin

import (
	"iter"
	"math"
	"sort"
)

// A ring holds the last entries, up to its limit. Their ids grow.
type ring struct {
	limit int
	held  []*entry
	first int // where the oldest stands, once the ring is full
}

func (r *ring) add(e *entry) {
	if len(r.held) < r.limit {
		r.held = append(r.held, e)
		return
	}
	r.held[r.first] = e
	r.first = (r.first + 1) % r.limit
}

func (r *ring) at(i int) *entry { return r.held[(r.first+i)%len(r.held)] }

// after yields the entries after an id, oldest first.
func (r *ring) after(id uint64) iter.Seq[*entry] {
	return func(yield func(*entry) bool) {
		from := sort.Search(len(r.held), func(i int) bool { return r.at(i).id > id })
		for i := from; i < len(r.held); i++ {
			if !yield(r.at(i)) {
				return
			}
		}
	}
}

// oldest is the id of the first entry held, or more than any.
func (r *ring) oldest() uint64 {
	if len(r.held) == 0 {
		return math.MaxUint64
	}
	return r.at(0).id
}

// trim keeps the newest n, and lets go of the memory of the others.
func (r *ring) trim(n int) {
	drop := max(0, len(r.held)-n)
	kept := make([]*entry, 0, len(r.held)-drop)
	for i := drop; i < len(r.held); i++ {
		kept = append(kept, r.at(i))
	}
	r.held, r.first = kept, 0
}
