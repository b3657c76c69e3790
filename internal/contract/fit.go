package contract

import "strings"

// A Misfit is a field of a listener that an emitter's event does not fill.
type Misfit struct {
	Path string // "lines[].qty": names of fields, with [] for the elements of lists and maps
	Want string // type that the listener declares
	Have string // type that the emitter declares; empty if it has no such field

	// MayLack is set if the emitter may leave the field out, and the listener requires
	// it; the types fit.
	MayLack bool
}

// Misfits compares what a listener needs of an event with what an emitter declares, at
// every depth, by the rule of the bus: a field that the listener requires must be there,
// and every value of the emitter's type must be one of the listener's. A field that the
// listener declares as optional may be missing. Types that are not known fit. The order
// is that of the listener's fields.
func Misfits(want, have *Event) []Misfit {
	c := &fitCheck{want: want.Shapes, have: have.Shapes, open: map[[2]string]bool{}, fit: map[[2]string]bool{}}
	c.fields("", want.Fields, have.Fields)
	return c.found
}

// Fits reports whether a field of type want takes every value of type have. A type that
// does not parse takes equal ones.
func Fits(want string, wantShapes Shapes, have string, haveShapes Shapes) bool {
	w, wantErr := ParseType(want)
	h, haveErr := ParseType(have)
	if wantErr != nil || haveErr != nil {
		return want == have
	}
	c := &fitCheck{want: wantShapes, have: haveShapes, open: map[[2]string]bool{}, fit: map[[2]string]bool{}}
	c.compare("", w, h)
	return len(c.found) == 0
}

type fitCheck struct {
	want, have Shapes
	open       map[[2]string]bool // pairs of named types that are being compared: types may contain themselves
	fit        map[[2]string]bool // pairs without a misfit: there may be n! ways through n types
	found      []Misfit
}

// maxMisfits ends a comparison: so many misfits are no list to read.
const maxMisfits = 100

func (c *fitCheck) fields(path string, want, have []Field) {
	for _, w := range want {
		c.field(strings.TrimPrefix(path+"."+w.Name, "."), &w, fieldNamed(have, w.Name))
	}
}

func (c *fitCheck) field(path string, want, have *Field) {
	if have == nil {
		if !want.IsOptional() {
			c.found = append(c.found, Misfit{Path: path, Want: want.Type})
		}
		return
	}
	before := len(c.found)
	c.compareTexts(path, want.ValueType(), have.ValueType())
	if len(c.found) == before && have.MayBeNil() && !want.IsOptional() {
		c.found = append(c.found, Misfit{Path: path, Want: want.Type, Have: have.Type, MayLack: true})
	}
}

// compare adds what keeps values of have from being values of want.
func (c *fitCheck) compare(path string, want, have *Type) {
	w, h := c.want.Wire(want), c.have.Wire(have)
	pair := [2]string{want.String(), have.String()}
	switch {
	case c.open[pair], c.fit[pair], len(c.found) >= maxMisfits, isSameShape(c.want, want, c.have, have), w.Kind == WireUnknown, h.Kind == WireUnknown:
		return
	case w.Kind == WireOptional && h.Kind == WireOptional:
		c.compare(path, w.Elem, h.Elem)
		return
	case w.Kind == WireOptional:
		c.compare(path, w.Elem, have)
		return
	}
	c.open[pair] = true
	before := len(c.found)
	if !c.kinds(path, &w, &h) {
		c.found = append(c.found, Misfit{Path: path, Want: pair[0], Have: pair[1]})
	}
	delete(c.open, pair)
	c.fit[pair] = len(c.found) == before
}

// isSameShape reports whether two types have the very same shape. Equal names alone do
// not say so: each package may have an OrderLine, and each version of one.
func isSameShape(want Shapes, w *Type, have Shapes, h *Type) bool {
	return w.Kind == Named && h.Kind == Named && w.Name == h.Name && want.Of(w.Name) == have.Of(h.Name)
}

// kinds compares two types by what JSON makes of them, and reports whether they fit,
// apart from their elements and fields, for which it adds misfits of their own.
func (c *fitCheck) kinds(path string, want, have *Wire) bool {
	switch {
	case want.Kind == WireAny, want.Kind == WireJSON && want.Name == "encoding/json.RawMessage":
		return true
	case have.Kind == WireOptional: // it may be nil
		return false
	case want.Kind == WireStruct && have.Kind == WireStruct:
		c.fields(path, want.Fields, have.Fields)
		return true
	case want.Kind == WireStruct && have.Kind == WireMap && c.have.hasTextKeys(have):
		for _, f := range want.Fields { // a map promises no key
			c.field(path+"."+f.Name, &f, &Field{Type: "*" + have.Elem.Value().String()})
		}
		return true
	case want.Kind == WireMap && have.Kind == WireStruct && c.want.hasTextKeys(want):
		for _, f := range have.Fields {
			c.compareTexts(path+"."+f.Name, want.Elem.String(), f.ValueType())
		}
		return true
	case want.Kind == WireMap && have.Kind == WireMap:
		if want.Key.String() != have.Key.String() && !c.sameKeys(want.Key, have.Key) {
			return false
		}
		c.compare(path+"[]", want.Elem, have.Elem.Value())
		return true
	case want.Kind == WireList && (have.Kind == WireList || have.Kind == WireArray),
		want.Kind == WireArray && have.Kind == WireArray && want.Len == have.Len:
		c.compare(path+"[]", want.Elem, have.Elem.Value())
		return true
	}
	return leafFits(want, have)
}

func (c *fitCheck) compareTexts(path, want, have string) {
	w, wantErr := ParseType(want)
	h, haveErr := ParseType(have)
	if wantErr == nil && haveErr == nil {
		c.compare(path, w, h)
	}
}

// hasTextKeys reports whether the keys of a map can be names of fields.
func (s Shapes) hasTextKeys(w *Wire) bool { return s.Wire(w.Key).Basic == "string" }

// sameKeys compares the keys of maps by their basic types.
func (c *fitCheck) sameKeys(want, have *Type) bool {
	w, h := c.want.Wire(want), c.have.Wire(have)
	return w.Kind == h.Kind && w.Basic == h.Basic
}

// isQuoted reports whether a type is that of a field whose tag has the option "string":
// a number in a text, named by its place, as in "shop.Order.total". Only JSON has the
// text: the bus sees the number, of which the shape does not say more.
func isQuoted(w *Wire) bool {
	return w.Kind == WireText && strings.Count(w.Name[strings.LastIndexByte(w.Name, '/')+1:], ".") > 1
}

// leafFits compares types without elements and fields.
func leafFits(want, have *Wire) bool {
	switch {
	case isQuoted(want) && have.Kind == WireBasic, want.Kind == WireBasic && isQuoted(have):
		return true
	case want.Kind == WireJSON || want.Kind == WireNumber:
		return want.Name == have.Name
	case have.Kind == WireJSON || have.Kind == WireNumber || have.Kind == WireAny:
		return false
	case want.Kind == WireText:
		// A text may be one of the listener's type, or not: the bus tries. A time is never declared as a string.
		return have.Kind == WireText && want.Name != "time.Time" && have.Name != "time.Time" || want.Name == have.Name ||
			want.Name != "time.Time" && have.Basic == "string"
	case have.Kind == WireText:
		return have.Name != "time.Time" && want.Basic == "string"
	case want.Kind == WireBytes || have.Kind == WireBytes:
		return want.Kind == have.Kind
	}
	return want.Kind == WireBasic && have.Kind == WireBasic && (want.Basic == have.Basic || IsWider(want.Basic, have.Basic))
}

// numberSizes are the bits of whole numbers that a type can hold, and whether they have
// a sign. int and uint count as 64 bits, to write to and to read from.
var numberSizes = map[string]struct {
	bits   int
	signed bool
}{
	"int8": {7, true}, "int16": {15, true}, "int32": {31, true}, "int": {63, true}, "int64": {63, true},
	"uint8": {8, false}, "uint16": {16, false}, "uint32": {32, false}, "uint": {64, false}, "uint64": {64, false},
	"float32": {24, true}, "float64": {53, true},
}

// IsWider reports whether every number of one basic type, have, is one of the other.
func IsWider(want, have string) bool {
	h, isNumber := numberSizes[have]
	w, wantsNumber := numberSizes[want]
	switch {
	case !isNumber || !wantsNumber || h.signed && !w.signed:
		return false
	case have == "float32" || have == "float64":
		return have == "float32" && want == "float64"
	}
	return h.bits <= w.bits
}
