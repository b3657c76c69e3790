package dispatch

// A ring is a queue of values in one array that grows by doubling: who is
// seldom busy keeps it small.
type ring[T any] struct {
	buf     []T // a power of two
	head, n int
}

func (r *ring[T]) put(v *T) {
	if r.n == len(r.buf) {
		r.grow()
	}
	r.buf[(r.head+r.n)&(len(r.buf)-1)] = *v
	r.n++
}

func (r *ring[T]) grow() {
	buf := make([]T, max(8, 2*len(r.buf)))
	for i := range r.n {
		buf[i] = *r.at(i)
	}
	r.buf, r.head = buf, 0
}

func (r *ring[T]) at(i int) *T { return &r.buf[(r.head+i)&(len(r.buf)-1)] }

// take moves the oldest value to v.
func (r *ring[T]) take(v *T) {
	first := r.at(0)
	var zero T
	*v, *first = *first, zero
	r.head = (r.head + 1) & (len(r.buf) - 1)
	r.n--
}

// trim gives back what a burst took; the ring is empty.
func (r *ring[T]) trim() {
	if r.head = 0; len(r.buf) > 64 {
		r.buf = nil
	}
}
