package breaking

import (
	"strings"

	"github.com/fastpluggy/eventbus/internal/typehint"
)

// A typeChange is the finding about a field that has another type.
type typeChange struct {
	rule string
	Verdicts
	remark string
}

var breaksAll = Verdicts{Breaks, Breaks, Breaks}

// compareTypes compares two canonical types of one field; ok is false if they are
// equal.
func (c *comparison) compareTypes(from, to string) (change typeChange, ok bool) {
	if from == to {
		return typeChange{}, false
	}
	was, err := typehint.Parse(from)
	is, err2 := typehint.Parse(to)
	if err != nil || err2 != nil {
		return typeChange{FieldSameType, breaksAll, ""}, true
	}
	switch {
	case was.Kind != typehint.Optional && is.Kind == typehint.Optional:
		return typeChange{FieldSameCardinality, breaksAll, "the key may be absent now"}, true
	case was.Kind == typehint.Optional && is.Kind != typehint.Optional:
		return typeChange{FieldSameCardinality, breaksAll, "events that lack it, such as stored ones, can no longer be read; older readers still read new ones"}, true
	case was.Kind == typehint.Optional:
		was, is = was.Elem, is.Elem
	}
	return c.compareValueTypes(was, is), true
}

// compareValueTypes compares two different types, neither of which is optional.
func (c *comparison) compareValueTypes(was, is *typehint.Type) typeChange {
	switch {
	case is.IsAny():
		return typeChange{FieldSameType, Verdicts{Breaks, Warns, Breaks}, "it may hold anything now"}
	case was.IsAny():
		return typeChange{FieldSameType, Verdicts{Source: Breaks, Map: Warns}, "values of other types are refused now"}
	case jsonForm(was) != jsonForm(is):
		return typeChange{FieldSameCardinality, breaksAll, ""}
	case jsonForm(was) != oneValue:
		return c.compareValueTypes(was.Elem, is.Elem)
	}
	return compareScalars(c.scalarOf(was), c.scalarOf(is))
}

// The forms of a value in JSON.
const (
	oneValue = "one value"
	aList    = "a list"
	aMap     = "a map"
)

func jsonForm(t *typehint.Type) string {
	switch t.Kind {
	case typehint.Map:
		return aMap
	case typehint.List:
		if t.String() == "[]byte" {
			return oneValue // a string in JSON
		}
		return aList
	case typehint.Optional:
		return jsonForm(t.Elem)
	case typehint.Basic, typehint.Named:
	}
	return oneValue
}

// A scalarKind is a group of scalars that JSON writes alike.
type scalarKind uint8

const (
	boolean scalarKind = iota
	signed
	unsigned
	float
	text
	bytes
	formattedText // a named type that is known to be a string of a certain format
	object        // any other named type
)

// A scalar is a type by kind and size. The size is 0 if it does not matter.
type scalar struct {
	scalarKind
	bits int
	name string // of the basic type; of a named type only if that is not known
}

// scalarOf classifies a type that is one value in JSON.
func (c *comparison) scalarOf(t *typehint.Type) scalar {
	name := t.String()
	if t.Kind == typehint.Named && c.basicOf != nil && !writesText[name] && name != "time.Duration" {
		if basic := c.basicOf(t.Path, t.Name); basic != "" {
			return scalarOf(&typehint.Type{Kind: typehint.Basic, Name: basic})
		}
	}
	return scalarOf(t)
}

func scalarOf(t *typehint.Type) scalar {
	name := t.String()
	switch {
	case name == "time.Duration":
		return scalar{signed, 64, name} // a number of nanoseconds in JSON
	case name == "bool":
		return scalar{boolean, 0, name}
	case name == "string":
		return scalar{text, 0, name}
	case name == "[]byte":
		return scalar{bytes, 0, name}
	case t.Kind == typehint.Named && writesText[name]:
		return scalar{formattedText, 0, name}
	case t.Kind == typehint.Named:
		return scalar{object, 0, name}
	case strings.HasPrefix(name, "uint"):
		return scalar{unsigned, bitsOf(name, "uint"), name}
	case strings.HasPrefix(name, "int"):
		return scalar{signed, bitsOf(name, "int"), name}
	}
	return scalar{float, bitsOf(name, "float"), name}
}

// bitsOf returns the size in a number's name. For int and uint it is between 32 and 64,
// because they may be either.
func bitsOf(name, prefix string) int {
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

// writesText are named types that encoding/json writes as strings: of the standard
// library, and the common uuid package.
var writesText = map[string]bool{
	"time.Time": true, "net/netip.Addr": true, "net/netip.AddrPort": true, "net/netip.Prefix": true, "net.IP": true,
	"math/big.Float": true, "github.com/google/uuid.UUID": true, "log/slog.Level": true, "crypto/x509.OID": true,
}

// isWider reports whether every value of the integer type was is one of is. uint may
// have 64 bits, and int 32.
func isWider(was, is scalar) bool {
	switch {
	case was.scalarKind == unsigned && is.scalarKind == signed:
		return was.name != "uint" && (was.bits < is.bits && is.name != "int" || was.bits <= 16 && is.name == "int")
	case was.scalarKind == is.scalarKind && (was.scalarKind == signed || was.scalarKind == unsigned):
		return was.bits < is.bits
	}
	return false
}

// compareScalars compares two different types that are single values, except any.
func compareScalars(was, is scalar) typeChange {
	switch {
	case isWider(was, is):
		return typeChange{FieldSameType, Verdicts{Breaks, Breaks, verdictOnWider(is.bits)}, remarkOnWider(is.bits)}
	case was.scalarKind == is.scalarKind && was.bits == is.bits && was.scalarKind <= text:
		return typeChange{FieldSameType, Verdicts{Source: Breaks, Map: Breaks}, "the same in JSON"}
	case was.scalarKind == float && is.scalarKind == float && was.bits < is.bits:
		return typeChange{FieldSameType, Verdicts{Source: Breaks, Map: Breaks}, ""}
	case was.scalarKind == float && is.scalarKind == float:
		return typeChange{FieldSameType, Verdicts{Breaks, Breaks, Warns}, "digits are lost"}
	case was.scalarKind == text && is.scalarKind == formattedText:
		return typeChange{FieldSameType, Verdicts{Breaks, Breaks, Warns}, "still a string in JSON, but not every string"}
	case was.scalarKind == formattedText && is.scalarKind == text:
		return typeChange{FieldSameType, Verdicts{Breaks, Breaks, Warns}, "still a string in JSON, but in no certain format"}
	}
	return typeChange{FieldWireJSONCompatibleType, breaksAll, ""}
}

func verdictOnWider(bits int) Verdict {
	if bits > 32 {
		return Warns
	}
	return Safe
}

func remarkOnWider(bits int) string {
	if bits > 32 {
		return "JSON readers that keep numbers as floats lose digits above 2^53"
	}
	return ""
}
