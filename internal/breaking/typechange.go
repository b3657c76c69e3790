package breaking

import (
	"strings"

	"github.com/fastpluggy/eventbus/internal/typehint"
)

// A change is what another type of a field means.
type change struct {
	rule string
	Verdicts
	remark string
}

var all = Verdicts{Breaks, Breaks, Breaks}

// changed compares two canonical types of one field; ok is false where they are
// the same.
func changed(from, to string) (c change, ok bool) {
	if from == to {
		return change{}, false
	}
	was, err := typehint.Parse(from)
	is, err2 := typehint.Parse(to)
	if err != nil || err2 != nil {
		return change{FieldSameType, all, ""}, true
	}
	switch {
	case was.Kind != typehint.Optional && is.Kind == typehint.Optional:
		return change{FieldSameCardinality, all, "the key may be absent now"}, true
	case was.Kind == typehint.Optional && is.Kind != typehint.Optional:
		return change{FieldSameCardinality, all, "producers that leave it out break; who reads JSON does not"}, true
	case was.Kind == typehint.Optional:
		was, is = was.Elem, is.Elem
	}
	return between(was, is), true
}

// between compares two different types that are neither optional.
func between(was, is *typehint.Type) change {
	switch {
	case is.IsAny():
		return change{FieldSameType, Verdicts{Breaks, Warns, Breaks}, "it may hold anything now"}
	case was.IsAny():
		return change{FieldSameType, Verdicts{Source: Breaks, Map: Warns}, "values of other types are refused now"}
	case jsonForm(was) != jsonForm(is):
		return change{FieldSameCardinality, all, ""}
	case jsonForm(was) != one:
		return between(was.Elem, is.Elem)
	}
	return scalars(form(was), form(is))
}

// Shapes of a value in JSON.
const (
	one  = "one value"
	list = "a list"
	dict = "a map"
)

func jsonForm(t *typehint.Type) string {
	switch t.Kind {
	case typehint.Map:
		return dict
	case typehint.List:
		if t.String() == "[]byte" {
			return one // a string in JSON
		}
		return list
	case typehint.Optional:
		return jsonForm(t.Elem)
	case typehint.Basic, typehint.Named:
	}
	return one
}

// A kind is a group of scalars that JSON writes alike.
type kind uint8

const (
	truth kind = iota
	signed
	unsigned
	float
	text
	bytes
	texts  // known to be written as a string of its own form
	object // any other named type
)

// A scalar is a type by kind and size; where the size does not matter it is 0.
type scalar struct {
	kind
	bits int
	name string
}

// form sorts a type that is one value.
func form(t *typehint.Type) scalar {
	name := t.String()
	switch {
	case name == "bool":
		return scalar{truth, 0, name}
	case name == "string":
		return scalar{text, 0, name}
	case name == "[]byte":
		return scalar{bytes, 0, name}
	case t.Kind == typehint.Named && writesText[name]:
		return scalar{texts, 0, name}
	case t.Kind == typehint.Named:
		return scalar{object, 0, name}
	case strings.HasPrefix(name, "uint"):
		return scalar{unsigned, bits(name, "uint"), name}
	case strings.HasPrefix(name, "int"):
		return scalar{signed, bits(name, "int"), name}
	}
	return scalar{float, bits(name, "float"), name}
}

// bits returns the size in a number's name. That of int comes between 32 and
// 64, since it is either.
func bits(name, prefix string) int {
	switch strings.TrimPrefix(name, prefix) {
	case "8":
		return 8
	case "16":
		return 16
	case "32":
		return 32
	case "64":
		return 64
	}
	return 63
}

// writesText are named types of the standard library, and one that nearly is,
// that encoding/json writes as strings.
var writesText = map[string]bool{
	"time.Time": true, "net/netip.Addr": true, "net/netip.AddrPort": true, "net/netip.Prefix": true, "net.IP": true,
	"math/big.Float": true, "github.com/google/uuid.UUID": true, "log/slog.Level": true, "crypto/x509.OID": true,
}

// scalars compares two that are single values and not any.
func scalars(was, is scalar) change {
	switch {
	case was.kind == is.kind && was.kind <= unsigned && was.bits < is.bits:
		return change{FieldSameType, Verdicts{Breaks, Breaks, wide(is.bits)}, remarkOf(is.bits)}
	case was.kind == float && is.kind == float && was.bits < is.bits:
		return change{FieldSameType, Verdicts{Source: Breaks, Map: Breaks}, ""}
	case was.kind == float && is.kind == float:
		return change{FieldSameType, Verdicts{Breaks, Breaks, Warns}, "digits are lost"}
	case was.kind == text && is.kind == texts:
		return change{FieldSameType, Verdicts{Breaks, Breaks, Warns}, "a string in JSON still, but not every string"}
	case was.kind == texts && is.kind == text:
		return change{FieldSameType, Verdicts{Breaks, Breaks, Warns}, "a string in JSON still, but in no promised form"}
	}
	return change{FieldWireJSONCompatibleType, all, ""}
}

func wide(bits int) Verdict {
	if bits > 32 {
		return Warns
	}
	return Safe
}

func remarkOf(bits int) string {
	if bits > 32 {
		return "JSON readers that keep numbers as floats lose digits above 2^53"
	}
	return ""
}
