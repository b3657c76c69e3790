package contract

import "strings"

// Surplus returns what an event has and its declaration has not: fields, at every
// depth, that a reader of the declaration does not know of. Their Want is empty. A
// value that is declared as any, or as a type that is not known, may have any fields.
func Surplus(want, have *Event) []Misfit {
	c := &surplusCheck{want: want.Shapes, have: have.Shapes, open: map[[2]string]bool{}}
	c.fields("", want.Fields, have.Fields)
	return c.found
}

type surplusCheck struct {
	want, have Shapes
	open       map[[2]string]bool // pairs of types that are being compared, or were
	found      []Misfit
}

func (c *surplusCheck) fields(path string, want, have []Field) {
	for _, h := range have {
		inside := strings.TrimPrefix(path+"."+h.Name, ".")
		w := fieldNamed(want, h.Name)
		if w == nil {
			c.found = append(c.found, Misfit{Path: inside, Have: h.ValueType()})
			continue
		}
		wantType, wantErr := ParseType(w.ValueType())
		haveType, haveErr := ParseType(h.ValueType())
		if wantErr == nil && haveErr == nil {
			c.compare(inside, wantType, haveType)
		}
	}
}

// compare goes down two types as long as both are made of the same. Each pair of types
// is reported at the first place where it is met.
func (c *surplusCheck) compare(path string, want, have *Type) {
	want, have = want.Value(), have.Value()
	pair := [2]string{want.String(), have.String()}
	if c.open[pair] || isSameShape(c.want, want, c.have, have) {
		return
	}
	c.open[pair] = true
	w, h := c.want.Wire(want), c.have.Wire(have)
	switch {
	case w.Kind == WireStruct && h.Kind == WireStruct:
		c.fields(path, w.Fields, h.Fields)
	case isSequence(w.Kind) && isSequence(h.Kind), w.Kind == WireMap && h.Kind == WireMap:
		c.compare(path+"[]", w.Elem, h.Elem)
	}
}

func isSequence(k WireKind) bool { return k == WireList || k == WireArray }
