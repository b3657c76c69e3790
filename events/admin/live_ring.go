package admin

import (
	"iter"
	"math"
	"sort"
)

// An entryRing holds the last entries, up to its limit. Their ids increase.
type entryRing struct {
	limit int
	held  []*liveEntry
	first int // index of the oldest entry, once the ring is full
}

func (r *entryRing) add(e *liveEntry) {
	if len(r.held) < r.limit {
		r.held = append(r.held, e)
		return
	}
	r.held[r.first] = e
	r.first = (r.first + 1) % r.limit
}

func (r *entryRing) entryAt(i int) *liveEntry { return r.held[(r.first+i)%len(r.held)] }

// entriesAfter yields the entries after an id, oldest first.
func (r *entryRing) entriesAfter(id uint64) iter.Seq[*liveEntry] {
	return func(yield func(*liveEntry) bool) {
		from := sort.Search(len(r.held), func(i int) bool { return r.entryAt(i).id > id })
		for i := from; i < len(r.held); i++ {
			if !yield(r.entryAt(i)) {
				return
			}
		}
	}
}

// oldestID returns the id of the oldest entry, or the largest number if there is
// none.
func (r *entryRing) oldestID() uint64 {
	if len(r.held) == 0 {
		return math.MaxUint64
	}
	return r.entryAt(0).id
}

// keepNewest drops all but the newest n entries, and frees their memory.
func (r *entryRing) keepNewest(n int) {
	drop := max(0, len(r.held)-n)
	kept := make([]*liveEntry, 0, len(r.held)-drop)
	for i := drop; i < len(r.held); i++ {
		kept = append(kept, r.entryAt(i))
	}
	r.held, r.first = kept, 0
}
