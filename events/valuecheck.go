package events

import (
	"errors"
	"reflect"
	"slices"
	"sync"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/convert"
	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

const (
	maxValueFaults = 100  // of one value; a list may be long
	maxValueDepth  = 1000 // a map that contains itself would overflow the stack
)

// A valueCheck goes through one value.
type valueCheck struct {
	path   valuePath
	faults []pendingFault
	seen   map[string]bool // keys of faults: in a list, a fault is reported once
	brief  bool            // only whether it fails is asked
	fails  bool
}

var valueChecks = sync.Pool{New: func() any { return new(valueCheck) }}

// accepts reports whether a value fits.
func (s *valueShape) accepts(v any) bool {
	c := valueChecks.Get().(*valueCheck)
	*c = valueCheck{path: c.path[:0], brief: true}
	c.value(s, v)
	ok := !c.fails
	valueChecks.Put(c)
	return ok
}

// faultsOf returns what is wrong with the value of a declared field.
func (s *valueShape) faultsOf(field string, v any) []pendingFault {
	c := &valueCheck{path: valuePath{{name: field}}, seen: map[string]bool{}}
	c.value(s, v)
	return c.faults
}

// into checks the value one step further in.
func (c *valueCheck) into(step valueStep, s *valueShape, v any) {
	c.path = append(c.path, step)
	c.value(s, v)
	c.path = c.path[:len(c.path)-1]
}

func (c *valueCheck) value(s *valueShape, v any) {
	switch {
	case c.fails && c.brief, len(c.faults) >= maxValueFaults, v != nil && s.takes(reflect.TypeOf(v)):
	case len(c.path) > maxValueDepth:
		c.fault(s.text.String(), "a value nested too deeply (does it contain itself?)")
	case s.typ != nil && (v == nil || !s.nested):
		c.convert(s.typ, v)
	default:
		c.parts(s, v)
	}
}

// convert checks a value without fields of its own.
func (c *valueCheck) convert(t reflect.Type, v any) {
	if isPointerForValue(t, v) {
		c.fault(typehint.NameOf(t), typeName(v))
		return
	}
	err := convert.Check(t, v)
	if e, ok := errors.AsType[*convert.Error](err); ok {
		c.faultAt(e.Path, e.Want, e.Have)
	}
}

func (c *valueCheck) parts(s *valueShape, v any) {
	r := reflect.ValueOf(v)
	switch kind := s.wire.Kind; {
	case v == nil && mayBeNil[kind], kind == contract.WireOptional && r.Kind() == reflect.Pointer && r.IsNil():
	case kind == contract.WireOptional && r.Kind() == reflect.Pointer:
		c.value(s.elem, r.Elem().Interface())
	case kind == contract.WireOptional:
		c.value(s.elem, v)
	case kind == contract.WireStruct && isObject(r):
		o := objectOf(v, r)
		c.fields(s, &o)
	case kind == contract.WireMap && isObject(r):
		o := objectOf(v, r)
		c.entries(s, &o)
	case kind == contract.WireList && r.Kind() == reflect.Slice, isSequence(s, r):
		for i := range r.Len() {
			c.into(valueStep{index: i, kind: indexStep}, s.elem, pointedTo(r.Index(i).Interface()))
		}
	case v == nil || !s.mayTake(r.Type()):
		c.fault(s.text.String(), typeName(v))
	}
}

// mayBeNil are the kinds of types of which nil is a value.
var mayBeNil = map[contract.WireKind]bool{
	contract.WireAny: true, contract.WireBytes: true, contract.WireList: true, contract.WireMap: true, contract.WireOptional: true, contract.WireJSON: true,
}

// isSequence reports whether r is an array of the length that is declared.
func isSequence(s *valueShape, r reflect.Value) bool {
	switch s.wire.Kind {
	case contract.WireList:
		return r.Kind() == reflect.Array
	case contract.WireArray:
		return (r.Kind() == reflect.Array || r.Kind() == reflect.Slice) && r.Len() == s.wire.Len
	}
	return false
}

// fields checks an object against a struct.
func (c *valueCheck) fields(s *valueShape, o *valueObject) {
	known := 0
	for i := range s.fields {
		f := &s.fields[i]
		v, ok := o.get(f.name)
		step := valueStep{name: f.name, owner: s}
		switch {
		case ok && v == nil && f.optional:
			known++
		case ok:
			known++
			c.into(step, f.shape, v)
		case !f.optional:
			c.path = append(c.path, step)
			c.fault(f.shape.text.String(), nothingType)
			c.path = c.path[:len(c.path)-1]
		}
	}
	if known < o.size() {
		c.unknownFields(s, o)
	}
}

func (c *valueCheck) unknownFields(s *valueShape, o *valueObject) {
	var declared []string
	for _, f := range s.fields {
		declared = append(declared, f.name)
	}
	slices.Sort(declared)
	for _, name := range o.names() {
		if slices.Contains(declared, name) {
			continue
		}
		v, _ := o.get(name)
		c.path = append(c.path, valueStep{name: clip(name), owner: s})
		n := len(c.faults)
		c.fault(nothingType, typeName(v))
		for i := range c.faults[n:] {
			c.faults[n+i].Near, _ = eventname.Near(name, declared)
		}
		c.path = c.path[:len(c.path)-1]
	}
}

// pointedTo returns the value behind a pointer: of lists and maps, a pointer in place of
// an element is taken for it, as by the conversion.
func pointedTo(v any) any {
	if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer && !r.IsNil() {
		return r.Elem().Interface()
	}
	return v
}

// entries checks an object against a map.
func (c *valueCheck) entries(s *valueShape, o *valueObject) {
	for _, name := range o.names() {
		v, _ := o.get(name)
		c.into(valueStep{name: name, kind: keyStep}, s.elem, pointedTo(v))
	}
}

func (c *valueCheck) fault(want, have string) { c.faultAt("", want, have) }

// faultAt adds a fault at a place below the path.
func (c *valueCheck) faultAt(below, want, have string) {
	c.fails = true
	if c.brief || len(c.faults) >= maxValueFaults {
		return
	}
	key := c.path.key()
	if c.seen[key] {
		return
	}
	c.seen[key] = true
	f := fieldFault(c.path.text(below), want, have)
	f.declaredField = key
	c.faults = append(c.faults, f)
}
