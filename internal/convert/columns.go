package convert

import (
	"fmt"
	"unsafe"
)

// columnLength is how many elements of a list are filled at a time, so that they stay
// in the processor's cache.
const columnLength = 64

// runRows fills n structs that follow each other. The steps that cannot fail are taken
// field by field: a loop over one field costs a third of a loop over the steps.
func (p *plan) runRows(dst, src unsafe.Pointer, n, depth int) error {
	wide, narrow := int(p.want.Size()), int(p.have.Size())
	for first := 0; first < n; first += columnLength {
		count := min(columnLength, n-first)
		to, from := unsafe.Add(dst, first*wide), unsafe.Add(src, first*narrow)
		for i := range p.steps {
			p.steps[i].runColumn(to, from, count, wide, narrow)
		}
		for i := 0; i < count && len(p.mayFail) > 0; i++ {
			if err := runSteps(p.mayFail, unsafe.Add(to, i*wide), unsafe.Add(from, i*narrow), depth); err != nil {
				return atPlace(err, fmt.Sprintf("[%d]", first+i))
			}
		}
	}
	return nil
}

// runColumn takes one step for n structs, if it cannot fail.
func (s *step) runColumn(dst, src unsafe.Pointer, n, wide, narrow int) {
	if !s.cannotFail() {
		return
	}
	dst, src = unsafe.Add(dst, s.dst), unsafe.Add(src, s.src)
	switch s.op {
	case copyString:
		for i := range n {
			*(*string)(unsafe.Add(dst, i*wide)) = *(*string)(unsafe.Add(src, i*narrow))
		}
	case copySlice:
		for i := range n {
			*(*[]byte)(unsafe.Add(dst, i*wide)) = *(*[]byte)(unsafe.Add(src, i*narrow))
		}
	case copyPointer:
		for i := range n {
			*(*unsafe.Pointer)(unsafe.Add(dst, i*wide)) = *(*unsafe.Pointer)(unsafe.Add(src, i*narrow))
		}
	case widenInteger:
		for i := range n {
			s.plan.widen(unsafe.Add(dst, i*wide), unsafe.Add(src, i*narrow))
		}
	default:
		s.copyColumn(dst, src, n, wide, narrow)
	}
}

// copyColumn copies bytes.
func (s *step) copyColumn(dst, src unsafe.Pointer, n, wide, narrow int) {
	switch s.size {
	case 4:
		for i := range n {
			*(*[4]byte)(unsafe.Add(dst, i*wide)) = *(*[4]byte)(unsafe.Add(src, i*narrow))
		}
	case 8:
		for i := range n {
			*(*[8]byte)(unsafe.Add(dst, i*wide)) = *(*[8]byte)(unsafe.Add(src, i*narrow))
		}
	default:
		for i := range n {
			moveBytes(unsafe.Add(dst, i*wide), unsafe.Add(src, i*narrow), s.size)
		}
	}
}

// cannotFail reports a step that only moves memory.
func (s *step) cannotFail() bool { return s.op >= copyBytes && s.op <= widenInteger }

// stepsThatMayFail returns the other steps, in their order.
func stepsThatMayFail(all []step) (found []step) {
	for i := range all {
		if !all[i].cannotFail() {
			found = append(found, all[i])
		}
	}
	return found
}
