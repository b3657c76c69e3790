package convert

import (
	"reflect"
	"sync"
)

// A plan says how values of one type become values of another. It is made once for
// each pair of types, and then only read. Running one needs no lock, and no any or map
// between the two values.
type plan struct {
	want, have reflect.Type
	op         operation
	wantKind   reflect.Kind
	haveKind   reflect.Kind
	wantSize   uintptr
	elem       *plan  // from element to element, of a list, a map or a pointer
	key        *plan  // from key to key
	steps      []step // of a copy, or from or to a struct
	mayFail    []step // those of a copy or from struct to struct that may fail, or use reflection
	isSame     bool   // of one layout
	isBlock    bool   // of a list: all elements are one piece of memory, without pointers
	reason     string // of a refusal: more than the type
}

// An operation is what a plan does.
type operation uint8

const (
	refuse        operation = iota // no value converts
	copyAll                        // by steps: one type, or one layout
	wrapValue                      // makes an interface of it
	unwrapValue                    // an interface: what is in it decides
	writeJSON                      // makes JSON of it
	writeText                      // makes a text of it, for a string or for another type
	readString                     // a string is read
	changeNumber                   // to another kind of number, if that is exact
	newPointer                     // makes a pointer to it
	readPointer                    // what the pointer leads to
	changePointer                  // to a pointer to another type
	convertList                    // of a slice or an array, to one
	convertMap                     // to another map, entry by entry
	mapToStruct                    // fields by their names
	structToMap
	convertSteps // from struct to struct
)

// A step is a part of a plan: for a field, or for some bytes of a copy.
type step struct {
	op       stepKind
	dst, src uintptr // offsets
	size     uintptr // of copyBytes
	typ      reflect.Type
	plan     *plan
	name     string        // of the field
	key      reflect.Value // the name as a key of the map
	mayLack  bool          // the field may be missing
	into     []hop         // embedded pointers before dst
	from     []hop         // embedded pointers before src
}

type stepKind uint8

const (
	convertField  stepKind = iota
	convertHidden          // a field behind an embedded pointer
	missField              // a field that is not there
	copyValue              // by reflection
	copyBytes              // this one and those that follow cannot fail
	copyString
	copySlice
	copyPointer
	widenInteger // to a type that has all of its numbers
)

// A target is a wanted type with its plans.
type target struct {
	typ   reflect.Type
	plans sync.Map // reflect.Type of the value → *plan
}

// targets holds all plans of the program. There are as many as pairs of types that
// meet, and types are never freed.
var targets sync.Map // reflect.Type → *target

func targetOf(want reflect.Type) *target {
	if known, ok := targets.Load(want); ok {
		return known.(*target)
	}
	known, _ := targets.LoadOrStore(want, &target{typ: want})
	return known.(*target)
}

// from returns the plan for values of a type.
func (t *target) from(have reflect.Type) *plan {
	if known, ok := t.plans.Load(have); ok {
		return known.(*plan)
	}
	b := &planner{open: map[[2]reflect.Type]*plan{}}
	b.planFor(t.typ, have)
	for pair, p := range b.open { // complete now, also those that contain themselves
		targetOf(pair[0]).plans.LoadOrStore(pair[1], p)
	}
	known, _ := t.plans.Load(have)
	return known.(*plan)
}

func planOf(want, have reflect.Type) *plan { return targetOf(want).from(have) }

// A planner makes a plan, and those that it leads to.
type planner struct {
	open map[[2]reflect.Type]*plan // a type may contain itself
}

func (b *planner) planFor(want, have reflect.Type) *plan {
	pair := [2]reflect.Type{want, have}
	if p := b.open[pair]; p != nil {
		return p
	}
	p := &plan{want: want, have: have, wantKind: want.Kind(), haveKind: have.Kind(), wantSize: want.Size(), isSame: SameLayout(want, have)}
	b.open[pair] = p
	b.choose(p)
	p.mayFail = stepsThatMayFail(p.steps)
	return p
}

// choose sets the operation of a plan. The order of the cases is the rule.
func (b *planner) choose(p *plan) {
	want, have := p.want, p.have
	w, h := want.Kind(), have.Kind()
	switch {
	case want == have:
		p.op, p.steps = copyAll, copySteps(want)
	case w == reflect.Interface && wrapped(want, have) != nil:
		p.op = wrapValue
	case h == reflect.Interface:
		p.op = unwrapValue
	case want == rawJSON && !(isBytes(have) && isPlain(have)):
		p.op = writeJSON
	case h == reflect.Pointer && w == reflect.Pointer:
		b.choosePointer(p)
	case h == reflect.Pointer:
		p.op, p.elem = readPointer, b.planFor(want, have.Elem())
	case w == reflect.Pointer && want.Elem().Kind() != reflect.Pointer:
		p.op, p.elem = newPointer, b.planFor(want.Elem(), have)
	case traitsOf(have).writesJSON:
	case traitsOf(have).writesText:
		if have != timeType && want != timeType && (w == reflect.String || readsText(want)) {
			p.op = writeText
		}
	default:
		b.chooseByKind(p)
	}
}

// wrapped returns the type of the value that an interface is made of: that which a
// pointer leads to, if it implements the interface too.
func wrapped(want, have reflect.Type) reflect.Type {
	switch {
	case have.Kind() == reflect.Interface:
		return nil
	case have.Kind() == reflect.Pointer && have.Elem().Kind() != reflect.Interface && have.Elem().Implements(want):
		return have.Elem()
	case have.Implements(want):
		return have
	}
	return nil
}

func (b *planner) choosePointer(p *plan) {
	if p.isSame {
		p.op, p.steps = copyAll, copySteps(p.have)
		return
	}
	p.op, p.elem = changePointer, b.planFor(p.want.Elem(), p.have.Elem())
}

// chooseByKind is for types without a form of their own, if they are written.
func (b *planner) chooseByKind(p *plan) {
	want, have := p.want, p.have
	w, h := want.Kind(), have.Kind()
	switch {
	case h == reflect.String && (readsText(want) || isBytes(want)):
		p.op = readString
	case p.isSame, w == h && (h == reflect.Bool || h == reflect.String):
		p.op, p.steps = copyAll, copySteps(have)
	case isNumber(h) && isNumber(w):
		p.op = changeNumber
	case h == reflect.Slice && w == reflect.Slice, h == reflect.Slice && w == reflect.Array && isPlain(want) && !isBytes(have),
		h == reflect.Array && w == reflect.Slice && isPlain(want) && !isBytes(want),
		h == reflect.Array && w == reflect.Array && isPlain(want) && want.Len() == have.Len():
		p.op, p.elem = convertList, b.planFor(want.Elem(), have.Elem())
		p.isBlock = p.elem.isSame && !hasPointers(have.Elem())
	case h == reflect.Map && w == reflect.Map && sameKeys(want, have):
		p.op, p.elem, p.key = convertMap, b.planFor(want.Elem(), have.Elem()), b.planForKeys(want.Key(), have.Key())
	case hasTextKeys(have) && w == reflect.Struct && !readsText(want):
		b.planMapToStruct(p)
	case h == reflect.Struct && hasTextKeys(want):
		b.planStructToMap(p)
	case h == reflect.Struct && w == reflect.Struct && isPlain(want):
		b.planSteps(p)
	}
}

// planForKeys is planFor for keys: strings are keys as they are, whatever their type
// reads.
func (b *planner) planForKeys(want, have reflect.Type) *plan {
	if want.Kind() == have.Kind() && !traitsOf(have).writesText {
		return &plan{want: want, have: have, op: copyAll, steps: copySteps(have)}
	}
	return b.planFor(want, have)
}

// isCopy reports whether a plan only copies, or shares, what is there.
func (p *plan) isCopy() bool { return p.op == copyAll }
