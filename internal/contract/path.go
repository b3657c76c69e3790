package contract

import "strings"

// A FieldPlace is where a field stands at some depth of a payload.
type FieldPlace struct {
	Shape    string  // name of the struct that it is a field of; empty if it is the payload's own
	Field    *Field  // nil if the struct has no field of that name
	Siblings []Field // of the struct
}

// At returns the place of a field by the path of a [Misfit], as far as it can be
// followed.
func (e *Event) At(path string) FieldPlace {
	at := FieldPlace{Siblings: e.Fields}
	for name := range strings.SplitSeq(path, ".") {
		if at.Field != nil {
			shape := e.Shapes.structIn(at.Field.Type)
			at = FieldPlace{Shape: shape.Name, Siblings: shape.Fields}
		}
		if at.Field = fieldNamed(at.Siblings, strings.TrimRight(name, "[]")); at.Field == nil {
			break
		}
	}
	return at
}

// structIn returns the struct at the end of lists, maps and pointers.
func (s Shapes) structIn(text string) Wire {
	t, err := ParseType(text)
	for range 100 { // a list may be a list of itself
		if err != nil {
			break
		}
		w := s.Wire(t)
		if w.Elem == nil {
			return w
		}
		t = w.Elem
	}
	return Wire{}
}
