package breaking

import (
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// A scalarKind is a group of scalars that JSON writes alike.
type scalarKind uint8

const (
	boolean scalarKind = iota
	signed
	unsigned
	float
	text
	base64
	formattedText // a string that the type writes itself
	anyNumber     // a number of any size
	object        // anything else
)

// A scalar is a type by kind and size. The size is 0 if it does not matter.
type scalar struct {
	scalarKind
	bits int
	name string // of the basic type
}

func scalarOf(w *contract.Wire) scalar {
	switch w.Kind {
	case contract.WireBasic:
		return basicScalar(w.Basic)
	case contract.WireText:
		return scalar{scalarKind: formattedText}
	case contract.WireBytes:
		return scalar{scalarKind: base64}
	case contract.WireNumber:
		return scalar{scalarKind: anyNumber}
	case contract.WireUnknown, contract.WireAny, contract.WireJSON, contract.WireList, contract.WireArray,
		contract.WireMap, contract.WireOptional, contract.WireStruct:
	}
	return scalar{scalarKind: object}
}

func basicScalar(name string) scalar {
	switch {
	case name == "bool":
		return scalar{boolean, 0, name}
	case name == "string":
		return scalar{text, 0, name}
	case strings.HasPrefix(name, "uint"):
		return scalar{unsigned, bitsOf(name, "uint"), name}
	case strings.HasPrefix(name, "int"):
		return scalar{signed, bitsOf(name, "int"), name}
	case strings.HasPrefix(name, "float"):
		return scalar{float, bitsOf(name, "float"), name}
	}
	return scalar{object, 0, name}
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

// compareLeaves compares two types without elements and fields.
func (p *payloadComparison) compareLeaves(was, is *contract.Type, a, b *contract.Wire) typeChange {
	own := isOwnForm(a) && a.Kind == b.Kind
	switch {
	case was.String() == is.String() && (own || was.Kind == contract.Basic || a.Kind == contract.WireUnknown && b.Kind == a.Kind):
		return typeChange{}
	case own && baseName(was.Name) == baseName(is.Name):
		return typeChange{} // a type that has moved goes on writing what it has written
	case own && a.Kind != contract.WireNumber:
		return typeChange{rule: FieldWireJSONCompatibleType, Verdicts: breaksAll}
	}
	change := compareScalars(scalarOf(a), scalarOf(b))
	if was.Kind == contract.Named && was.Name == is.Name && change.rule != "" && (isOwnForm(a) || isOwnForm(b)) {
		change.Source, change.Map = Warns, max(Warns, change.Wire)
		change = change.with(typeChange{rule: change.rule, remark: "check what else has changed about the Go type"})
	}
	return change
}

// isOwnForm reports whether the type writes itself, so that nothing is known of the
// Go type behind it.
func isOwnForm(w *contract.Wire) bool {
	return w.Kind == contract.WireText || w.Kind == contract.WireJSON || w.Kind == contract.WireNumber
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

// compareScalars compares two types that are single values. Equal ones are no change.
func compareScalars(was, is scalar) typeChange {
	isNumber := was.scalarKind == signed || was.scalarKind == unsigned || was.scalarKind == float || was.scalarKind == anyNumber
	warns := typeChange{rule: FieldSameType, Verdicts: Verdicts{Breaks, Breaks, Warns}}
	switch {
	case isWider(was, is):
		return typeChange{rule: FieldSameType, Verdicts: Verdicts{Breaks, Breaks, verdictOnWider(is.bits)}, remark: remarkOnWider(is.bits)}
	case was.scalarKind == is.scalarKind && was.bits == is.bits && was.scalarKind != object && was.scalarKind != anyNumber:
		return typeChange{}
	case was.scalarKind == float && is.scalarKind == float && was.bits < is.bits:
		return typeChange{rule: FieldSameType, Verdicts: Verdicts{Source: Breaks, Map: Breaks}}
	case was.scalarKind == float && is.scalarKind == float:
		warns.remark = "digits are lost"
	case was.scalarKind == text && is.scalarKind == formattedText:
		warns.remark = "still a string in JSON, but not every string"
	case was.scalarKind == formattedText && is.scalarKind == text:
		warns.remark = "still a string in JSON, but in no certain format"
	case isNumber && is.scalarKind == anyNumber:
		warns.remark = "still a number in JSON, but perhaps a larger one"
	default:
		return typeChange{rule: FieldWireJSONCompatibleType, Verdicts: breaksAll}
	}
	return warns
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
