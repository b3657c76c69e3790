package dispatch

import "sync"

// small is the size up to which a ring keeps its array while it is empty.
const small = 64

// A ring is a queue of values in one array that grows by doubling: who is
// seldom busy keeps it small.
type ring[T any] struct {
	buf     []T // a power of two
	head, n int
}

// put adds a copy of *v.
func (r *ring[T]) put(v *T) { *r.next(nil) = *v }

// next adds a zero value and returns its place. Arrays that are not small come
// from spare, if there is one.
func (r *ring[T]) next(spare *sync.Pool) *T {
	if r.n == len(r.buf) {
		r.grow(spare)
	}
	r.n++
	return r.at(r.n - 1)
}

func (r *ring[T]) grow(spare *sync.Pool) {
	size := max(8, 2*len(r.buf))
	var buf []T
	if size > small && spare != nil {
		if had, _ := spare.Get().(*[]T); had != nil && len(*had) >= size {
			buf = *had
		}
	}
	if buf == nil {
		buf = make([]T, size)
	}
	for i := range r.n {
		buf[i] = *r.at(i)
	}
	old := r.buf
	r.buf, r.head = buf, 0
	clear(old)
	give(old, spare)
}

func (r *ring[T]) at(i int) *T { return &r.buf[(r.head+i)&(len(r.buf)-1)] }

// take moves the oldest value to *v.
func (r *ring[T]) take(v *T) {
	first := r.at(0)
	var zero T
	*v, *first = *first, zero
	r.head = (r.head + 1) & (len(r.buf) - 1)
	r.n--
}

// empty forgets all values.
func (r *ring[T]) empty() {
	if r.head+r.n <= len(r.buf) {
		clear(r.buf[r.head : r.head+r.n])
	} else {
		clear(r.buf)
	}
	r.head, r.n = 0, 0
}

// trim gives back what a burst took; the ring is empty.
func (r *ring[T]) trim(spare *sync.Pool) {
	if r.head = 0; len(r.buf) > small {
		give(r.buf, spare)
		r.buf = nil
	}
}

// give keeps an array for the next ring that grows. The collector takes what
// nobody wants.
func give[T any](buf []T, spare *sync.Pool) {
	if len(buf) > small && spare != nil {
		spare.Put(&buf)
	}
}
