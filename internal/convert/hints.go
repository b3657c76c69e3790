package convert

import "github.com/fastpluggy/eventbus/internal/typehint"

// AlwaysConverts reports whether a field of one hint, want, takes every value that a
// field of the other, have, can have: what a listener wants and an emitter
// declares. Equal types do, and those that convert without loss whatever the
// value: int32 to int64, anything to any, lists and maps of such. A field that
// may be absent is read by an optional one only. Named types are told apart by
// name, and by import path where both have one; whether a named type takes a
// basic one, or the other way round, can't be known from hints and counts as
// yes, but for time.Time. Hints that don't parse are read by equal ones.
func AlwaysConverts(want, have string) bool {
	w, err := typehint.Parse(want)
	if err != nil {
		return want == have
	}
	h, err := typehint.Parse(have)
	return err == nil && alwaysConverts(w, h)
}

func alwaysConverts(t, h *typehint.Type) bool {
	switch {
	case t.Kind == typehint.Optional && h.Kind == typehint.Optional:
		return alwaysConverts(t.Elem, h.Elem)
	case t.Kind == typehint.Optional:
		return alwaysConverts(t.Elem, h)
	case h.Kind == typehint.Optional:
		return false
	case t.Kind == typehint.Basic && t.Name == "any":
		return true
	case t.Kind == typehint.Named && h.Kind == typehint.Named:
		return t.Name == h.Name && (t.Path == h.Path || t.Path == "" || h.Path == "")
	case t.Kind == typehint.Named, h.Kind == typehint.Named:
		return mayBeEqual(t, h)
	case t.Kind != h.Kind:
		return false
	case t.Kind == typehint.Basic:
		return t.Name == h.Name || widens(h.Name, t.Name)
	}
	return alwaysConverts(t.Elem, h.Elem)
}

// mayBeEqual compares a named type with one that has no name.
func mayBeEqual(t, h *typehint.Type) bool {
	for _, one := range []*typehint.Type{t, h} {
		if text := one.String(); text == "time.Time" || text == "any" {
			return false
		}
	}
	return true
}

// sizes are the bits of whole numbers that a type can hold, and whether they
// have a sign. int and uint are taken for 64 bits to write to and to read from.
var sizes = map[string]struct {
	bits   int
	signed bool
}{
	"int8": {7, true}, "int16": {15, true}, "int32": {31, true}, "int": {63, true}, "int64": {63, true},
	"uint8": {8, false}, "uint16": {16, false}, "uint32": {32, false}, "uint": {64, false}, "uint64": {64, false},
	"float32": {24, true}, "float64": {53, true},
}

// widens reports whether every number of one basic type is one of the other.
func widens(from, to string) bool {
	f, known := sizes[from]
	t, numeric := sizes[to]
	switch {
	case !known || !numeric || f.signed && !t.signed:
		return false
	case from == "float32" || from == "float64":
		return from == "float32" && to == "float64"
	}
	return f.bits <= t.bits
}
