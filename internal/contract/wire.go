package contract

// A WireKind says what JSON makes of a type.
type WireKind uint8

// The kinds of JSON.
const (
	WireUnknown  WireKind = iota // a named type without a shape
	WireAny                      // any value
	WireBasic                    // a predeclared type: a boolean, a string or a number
	WireNumber                   // a number of any size
	WireBytes                    // a string in base64
	WireText                     // a string that the type writes itself
	WireJSON                     // any value that the type writes itself
	WireList                     // an array of Elem
	WireArray                    // an array of Len times Elem
	WireMap                      // an object with entries of Elem
	WireOptional                 // null, or Elem
	WireStruct                   // an object with Fields
)

// A Wire is what JSON makes of a type, one level deep.
type Wire struct {
	Kind   WireKind
	Name   string // of the named type, or empty
	Basic  string // of WireBasic: "int64"
	Key    *Type  // of WireMap
	Elem   *Type  // of WireList, WireArray, WireMap and WireOptional
	Len    int    // of WireArray
	Fields []Field
	Values []string // of the constants of a named type
}

// Wire returns what JSON makes of t. It follows names to their shapes.
func (s Shapes) Wire(t *Type) Wire {
	switch t.Kind {
	case Optional:
		return Wire{Kind: WireOptional, Elem: t.Elem}
	case List:
		if t.IsBytes() {
			return Wire{Kind: WireBytes}
		}
		return Wire{Kind: WireList, Elem: t.Elem}
	case Array:
		return Wire{Kind: WireArray, Elem: t.Elem, Len: t.Len}
	case Map:
		return Wire{Kind: WireMap, Key: t.Key, Elem: t.Elem}
	case Basic:
		return basicWire(t.Name)
	case Named:
		return s.namedWire(t.Name, map[string]bool{})
	}
	return Wire{}
}

func basicWire(name string) Wire {
	if name == "any" {
		return Wire{Kind: WireAny}
	}
	return Wire{Kind: WireBasic, Basic: name}
}

// namedWire follows a chain of named types. A lock that was edited by hand may have one
// that leads back to itself.
func (s Shapes) namedWire(name string, seen map[string]bool) (w Wire) {
	shape := s.Of(name)
	if shape == nil || seen[name] {
		return Wire{Name: name}
	}
	seen[name] = true
	switch shape.Form {
	case FormStruct:
		w = Wire{Kind: WireStruct, Fields: shape.Fields}
	case FormText:
		w = Wire{Kind: WireText}
	case FormJSON:
		w = Wire{Kind: WireJSON}
	case FormNumber:
		w = Wire{Kind: WireNumber}
	default:
		w = s.formWire(shape.Form, seen)
	}
	w.Name, w.Values = name, shape.Values
	return w
}

func (s Shapes) formWire(form string, seen map[string]bool) Wire {
	t, err := ParseType(form)
	switch {
	case err != nil:
		return Wire{}
	case t.Kind == Named:
		return s.namedWire(t.Name, seen)
	}
	return s.Wire(t)
}
