package convert

import (
	"reflect"
	"unsafe"
)

// planSteps makes the steps from one struct to another: one for each wanted field.
// Neighbours of the same type on both sides become one copy.
func (b *planner) planSteps(p *plan) {
	wants, haves := b.fieldsOf(p, p.want), b.fieldsOf(p, p.have)
	if p.reason != "" {
		return
	}
	p.op = convertSteps
	for i := range wants {
		w := &wants[i]
		h := fieldNamed(haves, w.Name)
		if h != nil {
			p.steps = b.appendField(p.steps, w, h)
		} else if !w.mayLack() {
			p.steps = append(p.steps, step{op: missField, name: w.Name, typ: w.Type})
		}
	}
}

func (b *planner) appendField(all []step, w, h *innerField) []step {
	one := step{dst: w.offset, src: h.offset, name: w.Name, typ: w.Type, mayLack: w.mayLack(), plan: b.planFor(w.Type, h.Type)}
	if len(w.hops)+len(h.hops) > 0 {
		one.op, one.into, one.from = convertHidden, w.hops, h.hops
		return append(all, one)
	}
	if one.plan.isWidening() {
		one.op = widenInteger
	}
	if !one.plan.isCopy() {
		return append(all, one)
	}
	for _, part := range one.plan.steps {
		part.dst += one.dst
		part.src += one.src
		if part.op == copyBytes {
			all = appendBytes(all, part)
		} else {
			all = append(all, part)
		}
	}
	return all
}

// fieldsOf returns the fields of a struct. If two have one name, the plan refuses with
// that reason.
func (b *planner) fieldsOf(p *plan, t reflect.Type) []innerField {
	fields, err := innerFields(t)
	if err != nil {
		p.reason = err.Error()
	}
	return fields
}

// runSteps fills a struct, or copies any value.
func runSteps(steps []step, dst, src unsafe.Pointer, depth int) error {
	for i := range steps {
		s := &steps[i]
		to, from := unsafe.Add(dst, s.dst), unsafe.Add(src, s.src)
		switch s.op {
		case copyBytes:
			switch s.size {
			case 1:
				*(*byte)(to) = *(*byte)(from)
			case 8:
				*(*[8]byte)(to) = *(*[8]byte)(from)
			case 16:
				*(*[16]byte)(to) = *(*[16]byte)(from)
			default:
				moveBytes(to, from, s.size)
			}
		case copyString:
			*(*string)(to) = *(*string)(from)
		case copySlice:
			*(*[]byte)(to) = *(*[]byte)(from)
		case copyPointer:
			*(*unsafe.Pointer)(to) = *(*unsafe.Pointer)(from)
		case copyValue:
			reflect.NewAt(s.typ, to).Elem().Set(reflect.NewAt(s.typ, from).Elem())
		case widenInteger:
			s.plan.widen(to, from)
		case missField:
			return atPlace(newError(s.typ, nothing), "."+s.name)
		case convertField:
			if s.mayLack && s.plan.isNil(from) {
				continue
			}
			if err := s.plan.run(to, from, depth); err != nil {
				return atPlace(err, "."+s.name)
			}
		case convertHidden:
			if err := s.runHidden(dst, src, depth); err != nil {
				return atPlace(err, "."+s.name)
			}
		}
	}
	return nil
}

// nothing stands for the type of a field that is missing.
const nothing = "nothing"

// runHidden converts a field that is behind an embedded pointer on one side.
func (s *step) runHidden(dst, src unsafe.Pointer, depth int) error {
	from := followHops(src, s.from)
	switch {
	case from == nil && s.mayLack:
		return nil
	case from == nil:
		return newError(s.typ, nothing)
	}
	if from = unsafe.Add(from, s.src); s.mayLack && s.plan.isNil(from) {
		return nil
	}
	return s.plan.run(unsafe.Add(makeHops(dst, s.into), s.dst), from, depth)
}

// isNil reports whether the value is a pointer or an interface that is nil.
func (p *plan) isNil(src unsafe.Pointer) bool {
	return (p.haveKind == reflect.Pointer || p.haveKind == reflect.Interface) && *(*unsafe.Pointer)(src) == nil
}
