package dispatch

import (
	"unsafe"
)

// A payloadStore holds the payloads of a queue, by place, in one of two banks: a
// queue that is filled and emptied at once has a ring in each. It is the part of
// a queue that knows the payload's type; the rest of an event is at the same
// place of a slice beside it. A bank is used under the same rule as that slice.
type payloadStore interface {
	// resize makes room for size payloads, and moves the n payloads that begin at
	// head, and continue at the start of the bank, to its start.
	resize(bank, size, head, n int)
	set(bank, i int, payload unsafe.Pointer)
	pointerTo(bank, i int) unsafe.Pointer
	// wipe forgets payloads, so that the garbage collector can free them.
	wipe(bank, from, to int)
	// copyOf returns a copy that lasts.
	copyOf(payload unsafe.Pointer) unsafe.Pointer
}

// A typedStore is the store of the payloads of one type.
type typedStore[T any] struct{ banks [2][]T }

func (s *typedStore[T]) resize(bank, size, head, n int) {
	var fresh []T
	if size > 0 {
		fresh = make([]T, size)
		old := s.banks[bank]
		some := copy(fresh[:n], old[head:])
		copy(fresh[some:n], old)
	}
	s.banks[bank] = fresh
}

func (s *typedStore[T]) set(bank, i int, payload unsafe.Pointer) {
	s.banks[bank][i] = *(*T)(payload)
}

func (s *typedStore[T]) pointerTo(bank, i int) unsafe.Pointer {
	return unsafe.Pointer(&s.banks[bank][i])
}

func (s *typedStore[T]) wipe(bank, from, to int) { clear(s.banks[bank][from:to]) }

func (s *typedStore[T]) copyOf(payload unsafe.Pointer) unsafe.Pointer {
	p := new(T)
	*p = *(*T)(payload)
	return unsafe.Pointer(p)
}
